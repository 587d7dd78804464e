"""FunASR, Volcengine and Bilibili."""

from __future__ import annotations

import json

import pytest

from store.models import Transcript
from store.transcripts import read

Said = list[tuple[str | None, float | None, float | None, str]]


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


def load(data: object) -> Transcript:
    return read(json.dumps(data, ensure_ascii=False).encode(), "浣熊.json")


SENTENCES = [
    {"text": "大家好，", "start": 370, "end": 1510, "spk": 0, "timestamp": [[370, 400]]},
    {"sentence": "欢迎收听。", "start": 1510, "end": 3000, "spk": 1},
]
HEARD: Said = [("0", 0.37, 1.51, "大家好，"), ("1", 1.51, 3, "欢迎收听。")]


@pytest.mark.parametrize(
    "data",
    [
        [{"key": "a", "text": "大家好，欢迎收听。", "sentence_info": SENTENCES}],
        {"text": "x", "sentence_info": SENTENCES},
        {"code": 0, "result": {"key": "audio", "sentence_info": SENTENCES}},
    ],
    ids=["a list", "an object", "under result"],
)
def test_funasr_gives_sentences_with_speakers(data: object) -> None:
    transcript = load(data)
    assert (transcript.format, said(transcript)) == ("funasr", HEARD)


def test_funasr_streams_pieces_without_their_marks() -> None:
    pieces = [
        {"text_seg": "大 家 好", "punc": "，", "start": 370, "end": 1510},
        {"text_seg": "hello bins", "punc": "。", "start": 1510, "end": 3000},
    ]
    assert said(load({"text": "x", "stamp_sents": pieces})) == [(None, 0.37, 3, "大家好，hello bins。")]


def test_funasr_gives_a_text_and_a_time_for_each_character() -> None:
    data = [{"key": "a", "text": "好的，go home。", "timestamp": [[0, 200], [200, 400], [500, 700], [700, 900]]}]
    assert said(load(data)) == [(None, 0, 0.9, "好的，go home。")]


def test_funasr_counts_otherwise_and_the_text_is_kept() -> None:
    assert said(load([{"key": "a", "text": "好 的 吧", "timestamp": [[0, 200], [200, 400]]}])) == [
        (None, 0, 0.4, "好的吧")
    ]


def test_bilibili_counts_seconds() -> None:
    body = [
        {"from": 0.5, "to": 2.1, "sid": 1, "location": 2, "content": "浣熊"},
        {"from": 2.1, "to": 3, "content": "来了"},
    ]
    transcript = load({"font_size": 0.4, "type": "AIsubtitle", "body": body})
    assert (transcript.format, said(transcript)) == ("bilibili", [(None, 0.5, 3, "浣熊来了")])


def test_bilibili_captions_grow_and_nothing_is_said_twice() -> None:
    shown = ["（熊）", "（熊）\n我是", "（熊）\n我是谁", "（熊）\n我是谁啊", "走吧", "好"]
    body = [{"from": float(n), "to": n + 1.0, "content": text} for n, text in enumerate(shown)]
    assert load({"body": body}).turns[0].text == "（熊）我是谁啊走吧好"


def test_volcengine_counts_milliseconds_and_hides_the_speaker() -> None:
    utterances = [
        {"text": "大家好，我是浣熊。", "start_time": 0, "end_time": 1900, "additions": {"speaker": "1"}, "words": []},
        {"text": "你好呀。", "start_time": 2000, "end_time": 3000, "additions": {"speaker": "2"}},
    ]
    transcript = load({"result": {"text": "x", "utterances": utterances}})
    assert transcript.format == "volcengine"
    assert said(transcript) == [("1", 0, 1.9, "大家好，我是浣熊。"), ("2", 2, 3, "你好呀。")]
