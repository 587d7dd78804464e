"""What a file is written in never changes what is read: marks, encodings, line ends and blank lines."""

from __future__ import annotations

import json

import pytest

from store.text.normalize import LONGEST_NAME
from store.transcripts import read

SAMPLES = {
    "feishu": (
        "2024年9月13日 下午 4:22|23分钟 55秒\n\n关键词:\n竹子、浣熊\n\n文字记录:\n\n"
        "浣熊 00:01\n你好。\n\n熊猫 00:05\n嗯。\n\n浣熊 00:09\n好。\n"
    ),
    "flattened": "浣熊 00:01你好。熊猫 00:05嗯。浣熊 00:09好。熊猫 00:12对。",
    "tingwu": "竹子_原文\n2026年03月16日\n\n发言人1   00:12\n你好。\n\n发言人2   00:15\n嗯。\n",
    "iflytek": "9月1日 录音\n说话人1 00:00\n你好。\n\n竹子。\n说话人2 00:42\n嗯。\n",
    "tencent-text": "会议主题：竹子\n\n[00:00:01] 浣熊\n你好。\n\n[00:00:05] 熊猫\n嗯。\n\n[00:00:09] 浣熊\n好。\n",
    "markdown": "# 竹子\n\n**浣熊：** 你好。\n\n接着说。\n\n**熊猫**: 嗯。\n\n**浣熊：** 好。\n",
    "timed": "浣熊 (00:00:01):\n你好。\n\n熊猫 (00:00:05):\n嗯。\n\n(00:00:09):\n好。\n",
    "named": "浣熊：你好。\n\n熊猫：嗯。\n\n浣熊：好。\n",
    "plain": "竹子是一种很好吃的植物。\n\n浣熊不吃竹子。\n\n所以我们请来了一只浣熊。\n",
}


@pytest.mark.parametrize("format", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "  \n"])
def test_marks_encodings_line_ends_and_blank_lines_change_nothing(format: str, encoding: str, end: str) -> None:
    text = SAMPLES[format]
    expected = read(text.encode(), "竹子.txt")
    assert expected.format == format
    if end == "\n\n" and format == "iflytek":
        text = text.replace("\n\n", "\n")
    found = read(text.replace("\n", end).encode(encoding), "竹子.txt")
    assert (found.turns, found.episode, found.format) == (expected.turns, expected.episode, format)


@pytest.mark.parametrize("format", SAMPLES)
def test_traditional_chinese_in_big5_reads_like_utf_8(format: str) -> None:
    text = SAMPLES[format].translate(str.maketrans("说话发会议题关键词录记对续你转", "說話發會議題關鍵詞錄記對續你轉"))
    text = text.encode("big5", "ignore").decode("big5")
    assert (
        read(text.encode("big5"), "竹.txt", format=format).turns == read(text.encode(), "竹.txt", format=format).turns
    )


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u3164\u3164", "\u2060\ufeff", "\u2800", "\ufe0f", "\u034f\u00ad", "\U000e0020"]
)
def test_a_name_that_cannot_be_seen_is_none(unseen: str) -> None:
    turns = [{"speaker": unseen, "start": 1, "end": 2, "text": "安静"}, {"speaker": "狸", "start": 3, "text": "盖子"}]
    found = read(json.dumps({"title": unseen, "segments": turns}).encode(), "夜谈.json")
    assert [turn.speaker for turn in found.turns] == [None, "狸"]
    assert found.episode.title == "夜谈.json"


@pytest.mark.parametrize(
    "said",
    [
        json.dumps({"segments": [{"speaker": "%s", "start": 1, "text": "安静"}, {"start": 2, "text": "盖子"}]}),
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v %s>安静</v>\n\n00:03.000 --> 00:04.000\n<v 狸>盖子</v>\n",
    ],
)
def test_what_is_longer_than_a_name_is_none(said: str) -> None:
    for size, name in ((LONGEST_NAME, "重" * LONGEST_NAME), (LONGEST_NAME + 1, None)):
        assert read(said.replace("%s", "重" * size).encode(), "夜谈").turns[0].speaker == name
