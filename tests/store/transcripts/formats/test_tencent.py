"""Tencent: the JSON of the meeting's API, the exporters' texts, and the recogniser's."""

from __future__ import annotations

import json

import pytest

from store.errors import NotATranscript
from store.transcripts import read
from tests.store.transcripts.sentences import told


def paragraph(speaker: object, start: object, end: object, *sentences: list[str]) -> dict[str, object]:
    return {
        "pid": "1",
        "start_time": start,
        "end_time": end,
        "sentences": [{"start_time": start, "words": [{"text": word} for word in words]} for words in sentences],
        "speaker": speaker,
    }


def test_text_stands_only_in_the_words_and_times_are_milliseconds() -> None:
    transcript = read(
        json.dumps(
            {
                "code": 0,
                "minutes": {
                    "paragraphs": [
                        paragraph({"user_name": "浣熊"}, 1000, 4000, ["hello", "world"], ["你", "好", "。"], []),
                        paragraph({"user_name": "熊猫"}, 3500, "6000", ["嗯"]),
                        paragraph({"user_name": "熊猫"}, 6000, 6500, []),
                    ]
                },
            }
        ).encode(),
        "竹子会.json",
    )
    assert (transcript.format, transcript.episode.title) == ("tencent-json", "竹子会")
    assert [(t.speaker, t.clock, t.start_s, t.end_s, t.text) for t in transcript.turns] == [
        ("浣熊", "00:01", 1, 4, "hello world你好。"),
        ("熊猫", "00:03", 3.5, 6, "嗯"),
    ]
    assert any("holds no words (paragraph 3)" in remark for remark in told(transcript))


def test_paragraphs_that_overlap_are_kept_in_file_order_and_reported() -> None:
    body = {
        "data": {
            "minutes": {
                "paragraphs": [
                    paragraph({"user_name": "浣熊"}, 1000, 9000, ["竹子"]),
                    paragraph({"userid": "u2"}, 3000, 6000, ["好吃"]),
                ]
            }
        }
    }
    transcript = read(json.dumps(body).encode(), "会议.json")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("浣熊", "竹子"), ("u2", "好吃")]
    assert any("overlap" in remark for remark in told(transcript))


HEADS = {
    "a clock and a name above": "[{0}] {1}\n",
    "headings, clock last": "### {1}  `{0}`\n",
    "headings, clock first": "### [{0}] {1}\n",
    "bold": "**{1}** [{0}]\n",
}
SAID = (("00:00:01", "浣熊", "竹子。"), ("00:00:05", "熊猫", "好吃。"), ("00:00:09", "浣熊", "对。"))
TEXTS = {
    name: "\n".join(f"{head.format(clock, who)}{text}\n" for clock, who, text in SAID) for name, head in HEADS.items()
}


@pytest.mark.parametrize("body", TEXTS.values(), ids=TEXTS)
def test_the_exporters_texts_read_alike(body: str) -> None:
    transcript = read(f"会议主题：竹子会\n日期：2024-05-01\n参与者：浣熊、熊猫\n\n{body}".encode(), "export.md")
    assert [(t.speaker, t.start_s, t.end_s, t.text) for t in transcript.turns] == [
        ("浣熊", 1, 5, "竹子。"),
        ("熊猫", 5, 9, "好吃。"),
        ("浣熊", 9, None, "对。"),
    ]
    assert (transcript.format, transcript.episode.title, transcript.episode.date) == (
        "tencent-text",
        "竹子会",
        "2024-05-01",
    )


def test_bold_names_in_brackets_without_times() -> None:
    transcript = read("**[浣熊]**: hello 竹子。\n**[熊猫]**: 好吃。\n**[浣熊]**: 对。\n".encode(), "x.md")
    assert [(t.speaker, t.start_s, t.text) for t in transcript.turns] == [
        ("浣熊", None, "hello 竹子。"),
        ("熊猫", None, "好吃。"),
        ("浣熊", None, "对。"),
    ]


@pytest.mark.parametrize("note", ["以上内容由AI生成", "以上内容由AI生成，仅供参考", "（以上内容由 AI 生成，仅供参考）"])
def test_the_recognisers_closing_note_is_nobodys_speech(note: str) -> None:
    transcript = read(f"说话人1 00:00\n竹子\n说话人2 00:09\n好吃\n{note}\n".encode(), "x.txt")
    assert [turn.text for turn in transcript.turns] == ["竹子", "好吃"]


def test_a_saved_error_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotATranscript, match=r"会议\.json.*saved error message.*no permission"):
        read(b'{"code": 9042, "msg": "no permission"}', "会议.json")
