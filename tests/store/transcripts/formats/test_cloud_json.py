"""What speech services answer: words with times as strings, marks without, speakers beside or inside."""

from __future__ import annotations

import json

import pytest

from store.transcripts import read

Said = list[tuple[str | None, float | None, float | None, str]]


def aws(text: str, start: str | None = None, **more: object) -> dict[str, object]:
    times = {"type": "punctuation"} if start is None else {"start_time": start, "end_time": str(float(start) + 0.4)}
    return {"type": "pronunciation", **times, "alternatives": [{"confidence": "0.9", "content": text}], **more}


def label(start: str, speaker: str) -> dict[str, object]:
    return {"start_time": start, "end_time": start, "speaker_label": speaker}


CASES: dict[str, tuple[str, object, Said]] = {
    "AWS Transcribe, speakers beside the words": (
        "aws-transcribe",
        {
            "jobName": "x",
            "results": {
                "transcripts": [{"transcript": "Hola, osos. Sí."}],
                "speaker_labels": {
                    "segments": [
                        {"speaker_label": "spk_0", "items": [label("0.94", "spk_0"), label("1.4", "spk_0")]},
                        {"speaker_label": "spk_1", "items": [label("3.0", "spk_1")]},
                    ]
                },
                "items": [aws("Hola", "0.94"), aws(","), aws("osos", "1.4"), aws("."), aws("Sí", "3.0"), aws(".")],
            },
        },
        [("spk_0", 0.94, 1.8, "Hola, osos."), ("spk_1", 3, 3.4, "Sí.")],
    ),
    "AWS Transcribe, speakers in the words": (
        "aws-transcribe",
        {"results": {"items": [aws("Hola", "1.0", speaker_label="spk_0"), aws("Sí", "2.0", speaker_label="spk_1")]}},
        [("spk_0", 1, 1.4, "Hola"), ("spk_1", 2, 2.4, "Sí")],
    ),
    "AWS Transcribe, channels one after the other": (
        "aws-transcribe",
        {
            "results": {
                "channel_labels": {"number_of_channels": 2},
                "items": [
                    aws("Hi", "1.0", channel_label="ch_0"),
                    aws("Bye", "9.0", channel_label="ch_0"),
                    aws("Yes", "5.0", channel_label="ch_1"),
                ],
            }
        },
        [("ch_0", 1, 1.4, "Hi"), ("ch_1", 5, 5.4, "Yes"), ("ch_0", 9, 9.4, "Bye")],
    ),
    "Speechmatics": (
        "aws-transcribe",
        {
            "format": "2.9",
            "results": [
                {
                    "type": "word",
                    "start_time": 0.5,
                    "end_time": 0.9,
                    "alternatives": [{"content": "Bins", "speaker": "S1"}],
                },
                {
                    "type": "punctuation",
                    "start_time": 0.9,
                    "end_time": 0.9,
                    "alternatives": [{"content": "!", "speaker": "S1"}],
                },
            ],
        },
        [("S1", 0.5, 0.9, "Bins!")],
    ),
    "Deepgram, words": (
        "deepgram",
        {
            "results": {
                "channels": [
                    {
                        "alternatives": [
                            {
                                "transcript": "bins open",
                                "words": [
                                    {"word": "bins", "punctuated_word": "Bins", "start": 0.5, "end": 0.9, "speaker": 0},
                                    {
                                        "word": "open",
                                        "punctuated_word": "open.",
                                        "start": 1.0,
                                        "end": 1.4,
                                        "speaker": 1,
                                    },
                                ],
                            }
                        ]
                    }
                ]
            }
        },
        [("0", 0.5, 0.9, "Bins"), ("1", 1, 1.4, "open.")],
    ),
    "Deepgram, paragraphs": (
        "deepgram",
        {
            "results": {
                "channels": [
                    {
                        "alternatives": [
                            {
                                "words": [{"word": "bins", "start": 0.5, "end": 0.9}],
                                "paragraphs": {
                                    "paragraphs": [
                                        {"speaker": 1, "sentences": [{"text": "Bins.", "start": 0.5, "end": 0.9}]}
                                    ]
                                },
                            }
                        ]
                    }
                ]
            }
        },
        [("1", 0.5, 0.9, "Bins.")],
    ),
    "Google, the last result tells the speakers": (
        "google",
        {
            "response": {
                "results": [
                    {"alternatives": [{"transcript": "ja nein", "words": [{"endTime": "0.700s", "word": "ja"}]}]},
                    {
                        "alternatives": [
                            {
                                "words": [
                                    {"endTime": "0.700s", "word": "ja", "speakerTag": 1},
                                    {"startTime": "0.700s", "endTime": "1.200s", "word": "nein", "speakerTag": 2},
                                ]
                            }
                        ]
                    },
                ]
            }
        },
        [("1", 0, 0.7, "ja"), ("2", 0.7, 1.2, "nein")],
    ),
    "IBM Watson": (
        "google",
        {
            "results": [{"alternatives": [{"timestamps": [["he", 0.43, 0.81], ["was", 0.81, 0.97]]}], "final": True}],
            "speaker_labels": [{"from": 0.43, "to": 0.81, "speaker": 0}, {"from": 0.81, "to": 0.97, "speaker": 2}],
        },
        [("0", 0.43, 0.81, "he"), ("2", 0.81, 0.97, "was")],
    ),
    "IBM Watson, answer by answer": (
        "google",
        {
            "results": [
                {
                    "results": [{"alternatives": [{"timestamps": [["he", 0.43, 0.81], ["was", 0.81, 0.97]]}]}],
                    "speaker_labels": [
                        {"from": 0.43, "to": 0.81, "speaker": 0},
                        {"from": 0.81, "to": 0.97, "speaker": 2},
                    ],
                }
            ]
        },
        [("0", 0.43, 0.81, "he"), ("2", 0.81, 0.97, "was")],
    ),
    "BBC Kaldi": (
        "kaldi",
        {
            "retval": {
                "words": [
                    {"start": 13.02, "end": 13.17, "word": "there", "punct": "There"},
                    {"start": 20.0, "end": 20.3, "word": "is", "punct": "is."},
                ],
                "segmentation": {
                    "segments": [
                        {"start": 13.01, "duration": 6, "speaker": {"@id": "S12"}},
                        {"start": 19.9, "duration": 6, "speaker": {"@id": "S1"}},
                    ]
                },
            }
        },
        [("S12", 13.02, 13.17, "There"), ("S1", 20, 20.3, "is.")],
    ),
    "Rev AI": (
        "rev",
        {
            "monologues": [
                {
                    "speaker": 0,
                    "elements": [
                        {"type": "text", "value": "Hello", "ts": 0.5, "end_ts": 0.9},
                        {"type": "punct", "value": ", "},
                        {"type": "text", "value": "bins", "ts": 1.0, "end_ts": 1.4},
                        {"type": "punct", "value": "."},
                    ],
                }
            ]
        },
        [("0", 0.5, 1.4, "Hello, bins.")],
    ),
    "Azure": (
        "azure",
        {
            "recognizedPhrases": [
                {
                    "offsetInTicks": 50000000,
                    "durationInTicks": 10000000,
                    "speaker": 2,
                    "nBest": [{"display": "Later."}],
                },
                {"offsetInTicks": 5000000, "durationInTicks": 10000000, "speaker": 1, "nBest": [{"display": "Hi."}]},
            ]
        },
        [("1", 0.5, 1.5, "Hi."), ("2", 5, 6, "Later.")],
    ),
}


@pytest.mark.parametrize(("format", "data", "expected"), CASES.values(), ids=CASES.keys())
def test_a_service_is_known_by_its_keys_and_read(format: str, data: object, expected: Said) -> None:
    transcript = read(json.dumps(data).encode(), "raccoons.json")
    assert transcript.format == format
    assert [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns] == expected
