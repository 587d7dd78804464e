"""JSON of anybody: whatever things are called and wherever they stand; and JSON that is no transcript."""

from __future__ import annotations

import json

import pytest

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts import read
from tests.store.transcripts.sentences import told

Said = list[tuple[str | None, float | None, float | None, str]]


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


def load(data: object) -> Transcript:
    transcript = read(json.dumps(data).encode(), "raccoons.json")
    assert transcript.format == "json"
    return transcript


A, B = "Raccoons open bins.", "So do bears, at night."
BOTH: Said = [("Ana", 1, 2.5, A), ("Bo", 2.5, 4, B)]

SHAPES: dict[str, object] = {
    "startTime and endTime": [
        {"startTime": 1, "endTime": 2.5, "text": A, "speaker": "Ana", "subtext": "x"},
        {"startTime": 2.5, "endTime": 4, "text": B, "speaker": "Bo", "subtext": ""},
    ],
    "milliseconds in whole numbers": [
        {"transcript": A, "start_time": 1000, "end_time": 2500, "speaker_id": "Ana"},
        {"transcript": B, "start_time": 2500, "end_time": 4000, "speaker_id": "Bo"},
    ],
    "milliseconds in quotes (iFlytek)": [
        {"bg": "1000", "ed": "2500", "onebest": A, "speaker": "Ana"},
        {"bg": "2500", "ed": "4000", "onebest": B, "speaker": "Bo"},
    ],
    "ticks of 100 nanoseconds": [
        {"text": A, "offset": 10000000, "duration": 15000000, "speaker": "Ana"},
        {"text": B, "offset": 25000000, "duration": 15000000, "speaker": "Bo"},
    ],
    "start and duration": [
        {"text": A, "start": 1.0, "duration": 1.5, "speaker": "Ana"},
        {"text": B, "start": 2.5, "duration": 1.5, "speaker": "Bo"},
    ],
    "clocks": [
        {"text": A, "start": "00:00:01.000", "end": "00:00:02.500", "speaker": "Ana"},
        {"text": B, "start": "00:00:02.500", "end": "00:00:04.000", "speaker": "Bo"},
    ],
    "seconds with a unit": [
        {"text": A, "start": "1s", "end": "2.5s", "speaker": "Ana"},
        {"text": B, "start": "PT2.5S", "end": "PT4S", "speaker": "Bo"},
    ],
    "pairs (the chunks of transformers)": {
        "text": "x",
        "chunks": [
            {"timestamp": [1.0, 2.5], "text": A, "speaker": "Ana"},
            {"timestamp": [2.5, 4.0], "text": B, "speaker": "Bo"},
        ],
    },
    "deep inside (Gladia)": {
        "result": {
            "metadata": {"audio": "x"},
            "transcription": {
                "utterances": [
                    {
                        "start": 1.0,
                        "end": 2.5,
                        "text": A,
                        "speaker": "Ana",
                        "words": [{"word": "Raccoons", "start": 1.0}],
                    },
                    {"start": 2.5, "end": 4.0, "text": B, "speaker": "Bo", "words": []},
                ]
            },
        }
    },
    "names listed by id": {
        "speakers": [{"id": "a", "name": "Ana"}, {"id": "b", "name": "Bo"}],
        "segments": [
            {"speaker_id": "a", "start_time": 1, "end_time": 2.5, "text": A},
            {"speaker_id": "b", "start_time": 2.5, "end_time": 4, "text": B},
        ],
    },
    "a speaker as an object": [
        {"speaker": {"id": 7, "name": "Ana"}, "start": 1.0, "end": 2.5, "text": A},
        {"speaker": {"id": 8, "name": "Bo"}, "start": 2.5, "end": 4.0, "text": B},
    ],
    "a speaker above the list": {
        "a.wav": ["Ana", [{"start": 1.0, "end": 2.5, "content": A}]],
        "b.wav": ["Bo", [{"start": 2.5, "end": 4.0, "content": B}]],
    },
    "words only (ElevenLabs)": {
        "words": [
            {"text": text, "start": start, "end": start + 0.5, "type": kind, "speaker_id": who}
            for start, who, line in ((1.0, "Ana", A), (2.5, "Bo", B))
            for n, piece in enumerate(line.split())
            for text, kind in (([(" ", "spacing")] if n else []) + [(piece, "word")])
        ]
    },
}


@pytest.mark.parametrize("data", SHAPES.values(), ids=SHAPES.keys())
def test_things_have_many_names(data: object) -> None:
    transcript = read(json.dumps(data).encode(), "raccoons.json")
    assert [(turn.speaker, turn.start_s, turn.text) for turn in transcript.turns] in (
        [("Ana", 1, A), ("Bo", 2.5, B)],
        [("Ana", None, A), ("Bo", None, B)],
    )
    if transcript.turns[1].end_s is not None and "words" not in json.dumps(data)[:10]:
        assert said(transcript) == BOTH


def test_utterances_are_turns_of_their_own_and_stay_apart() -> None:
    utterances = [
        {"speaker": "A", "text": "Raccoons are nocturnal, mostly.", "start": 0, "end": 2500},
        {"speaker": "A", "text": "So are we.", "start": 2500, "end": 3600},
    ]
    assert said(load({"id": "x", "utterances": utterances})) == [
        ("A", 0, 2.5, "Raccoons are nocturnal, mostly."),
        ("A", 2.5, 3.6, "So are we."),
    ]


def test_a_conversation_without_times_has_turns_without_a_clock() -> None:
    data = {"conversation": [{"role": "host", "message": "Hello"}, {"role": "guest", "message": "Hi"}]}
    assert said(load(data)) == [("host", None, None, "Hello"), ("guest", None, None, "Hi")]


def test_a_number_for_a_speaker_is_kept_as_it_is() -> None:
    assert load([{"spk": 0, "start": 0.5, "end": 2, "text": "Bins!"}]).turns[0].speaker == "0"


def test_moments_of_the_year_count_from_the_first() -> None:
    lines = (
        '{"start_time": "2025-08-19T09:00:05Z", "end_time": "2025-08-19T09:00:10Z", "speaker": "Ana", "text": "Hi"}\n'
        '{"start_time": "2025-08-19T09:00:11Z", "end_time": "2025-08-19T09:00:18Z", "speaker": "Bo", "text": "Ho"}\n'
    )
    assert said(read(lines.encode(), "x.jsonl")) == [("Ana", 0, 5, "Hi"), ("Bo", 6, 13, "Ho")]


def test_a_broken_line_of_json_lines_is_reported() -> None:
    lines = '{"start": 1.0, "text": "Hi there"}\n{"start": 2.0, "text": "Ho there"}\n{"start": 3.0, "te\n'
    transcript = read(lines.encode(), "x.jsonl")
    assert transcript.turns[0].text == "Hi there Ho there"
    assert told(transcript) == ("1 line is no JSON and was left out (line 3)",)


def test_title_and_date_are_taken_from_the_top() -> None:
    data = {
        "title": "The bin\nepisode",
        "date": "2024-09-13T10:00",
        "segments": [{"start_time": 0, "end_time": 9, "text": "Hi"}],
    }
    episode = load(data).episode
    assert (episode.title, episode.date) == ("The bin episode", "2024-09-13")


REFUSED = {
    "a saved error": (
        b'{"code": 99991663, "msg": "token expired"}',
        r"saved error message.*token expired \(code 99991663\)",
    ),
    "an error inside": (b'{"error": {"code": 401, "message": "no"}}', r"saved error message.*no \(code 401\)"),
    "a code alone": (b'{"code": 10013, "data": null}', "saved error message"),
    "no words": (b'{"segments": [{"start": 1, "end": 2, "speaker": "A"}]}', "holds words with times or speakers"),
    "words alone": (b'[{"text": "Hi"}]', "holds words with times or speakers"),
    "an empty object": (b'{"a": {}}', "holds words with times or speakers"),
    "tests with names": (
        b'{"tests": [{"name": "Bins", "message": "open"}, {"name": "Lids", "message": "off"}]}',
        "holds words with times or speakers",
    ),
    "a rule": (b'{"rules": [{"name": "http://bins", "message": "no"}]}', "holds words with times or speakers"),
    "not a number": (b'{"segments": [{"start": NaN, "end": Infinity, "text": "Hi"}]}', "words with times or speakers"),
    "a number too long": (b'{"segments": [{"start": ' + b"9" * 5000 + b', "text": "Hi"}]}', "number that is too long"),
    "cut off": (b'{"segments": [{"start": 1.0, "text": "Hi"}, ', "cut off"),
    "broken": (b'{"segments": [\n{"start": 1.0 "text": "Hi"}]}', "line 2: broken JSON"),
    "very deep": (b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nested more than 100 deep"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_json_that_is_no_transcript_is_refused_in_a_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(NotATranscript, match=reason):
        read(data, "x.json")


def test_words_of_an_interface_are_no_error_message() -> None:
    words = ", ".join(f'"key{n}": "word {n}"' for n in range(12))
    with pytest.raises(NotATranscript, match="holds words with times or speakers"):
        read(f'{{"error": "Fehler", {words}}}'.encode(), "de.json")


ODD = {
    "a time beyond all numbers": b'{"segments": [{"start": 1e999, "text": "Hi"}, {"start": 2, "text": "Yo"}]}',
    "half a surrogate": b'{"turns": [{"start": 1, "speaker": "\\ud800", "text": "Hi\\udfff"}], "title": "\\ud83d"}',
    "a NUL": b'{"segments": [{"start": 1, "end": 2, "text": "Hi\\u0000\x00"}]}',
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_what_no_database_can_store_is_left_out_and_the_words_are_kept(data: bytes) -> None:
    transcript = read(data, "x.json")
    assert transcript.turns[0].text.startswith("Hi")
    for text in (transcript.episode.title, *(turn.text + (turn.speaker or "") for turn in transcript.turns)):
        assert "\x00" not in text and text.encode()
