"""Whisper and its kin: segments and words, speakers of segments and of words, and the things they forget."""

from __future__ import annotations

import json

import pytest

from store.models import Transcript
from store.transcripts import read

Said = list[tuple[str | None, float | None, float | None, str]]


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


def load(data: object) -> Transcript:
    return read(json.dumps(data).encode(), "raccoons.json")


def word(text: str, start: float | None, speaker: str | None = None) -> dict[str, object]:
    times = {} if start is None else {"start": start, "end": start + 0.4, "score": 0.9}
    return {"word": text, **times, **({} if speaker is None else {"speaker": speaker})}


def test_openai_whisper_without_words() -> None:
    transcript = load(
        {
            "text": " 大家好 欢迎",
            "segments": [
                {"id": 0, "seek": 0, "start": 0.0, "end": 2.5, "text": " 大家好", "avg_logprob": -0.2},
                {"id": 1, "seek": 0, "start": 2.5, "end": 4.0, "text": " 欢迎", "avg_logprob": -0.2},
            ],
            "language": "zh",
        }
    )
    assert (transcript.format, said(transcript)) == ("whisper", [(None, 0, 4, "大家好欢迎")])


def test_openai_whisper_with_words_and_none_of_the_text() -> None:
    segments = [
        {
            "start": 0.0,
            "end": 2.0,
            "words": [{"word": " Bins", "start": 0.0, "end": 1.0}, {"word": " open.", "start": 1, "end": 2}],
        }
    ]
    assert said(load({"segments": segments, "language": "en"})) == [(None, 0, 2, "Bins open.")]


WORDS = [
    word("Is", 0.0, "SPEAKER_00"),
    word("it", 0.5, "SPEAKER_00"),
    word("42?", None),  # numbers are not aligned
    word("Yes,", 2.0, "SPEAKER_01"),
    word("so", 2.5),
]
MIXED = {"start": 0.0, "end": 3.0, "text": " Is it 42?  Yes, so", "speaker": "SPEAKER_00", "words": WORDS}
SPLIT: Said = [("SPEAKER_00", 0, 0.9, "Is it 42?"), ("SPEAKER_01", 2, 3, "Yes, so")]


@pytest.mark.parametrize("data", [{"segments": [MIXED], "word_segments": WORDS}, [MIXED]], ids=["object", "bare array"])
def test_whisperx_tells_the_speaker_of_each_word(data: object) -> None:
    transcript = load(data)
    assert (transcript.format, said(transcript)) == ("whisper", SPLIT)


@pytest.mark.parametrize(
    ("segment", "words", "speaker"),
    [("SPEAKER_00", None, "SPEAKER_00"), (None, "SPEAKER_01", "SPEAKER_01"), (None, None, None), ("A", "B", "A")],
)
def test_the_speaker_of_the_segment_or_of_its_words_may_be_missing(
    segment: str | None, words: str | None, speaker: str | None
) -> None:
    one: dict[str, object] = {"start": 0.0, "end": 1.0, "text": " Hi", "words": [word("Hi", 0.0, words)]}
    assert load([{**one, **({} if segment is None else {"speaker": segment})}]).turns[0].speaker == speaker


def test_chinese_words_are_characters_and_stay_together() -> None:
    words = [word("浣", 0.0, "A"), word("熊", 0.4, "A"), word("来", 1.0, "B"), word("了", 1.4, "B")]
    assert [turn.text for turn in load([{"start": 0.0, "end": 2.0, "text": "浣熊来了", "words": words}]).turns] == [
        "浣熊",
        "来了",
    ]


def test_whisper_cpp_counts_milliseconds() -> None:
    transcript = load(
        {
            "systeminfo": "x",
            "transcription": [
                {
                    "timestamps": {"from": "00:00:00,000", "to": "00:00:05,000"},
                    "offsets": {"from": 0, "to": 5000},
                    "text": " Hi.",
                },
                {
                    "timestamps": {"from": "00:00:05,000", "to": "00:00:06,200"},
                    "offsets": {"from": 5000, "to": 6200},
                    "text": " Ho.",
                },
            ],
        }
    )
    assert (transcript.format, said(transcript)) == ("whisper-cpp", [(None, 0, 6.2, "Hi. Ho.")])


def test_podwhisperer_lists_the_names_of_its_labels() -> None:
    transcript = load(
        {
            "speakers": {"spk_0": "Luciano", "spk_1": "Eoin"},
            "segments": [
                {"speakerLabel": "spk_1", "start": 0, "end": 2.5, "text": "Hello"},
                {"speakerLabel": "spk_0", "start": 2.5, "end": 4, "text": "Hi"},
            ],
        }
    )
    assert transcript.format == "podwhisperer"
    assert said(transcript) == [("Eoin", 0, 2.5, "Hello"), ("Luciano", 2.5, 4, "Hi")]


def test_times_that_are_no_numbers_are_unknown() -> None:
    segments = '[{"start": 1.0, "end": NaN, "text": "Hi"}, {"start": 2, "end": 3, "text": "Ho"}]'
    assert read(f'{{"language": "en", "segments": {segments}}}'.encode(), "x.json").turns[0].text == "Hi Ho"
