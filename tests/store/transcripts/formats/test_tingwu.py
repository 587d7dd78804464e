"""Tongyi Tingwu: three dialects, and the Markdown file that people put them in."""

from __future__ import annotations

from store.transcripts import read


def turns(text: str) -> list[tuple[str | None, str | None, float | None, str]]:
    transcript = read(text.encode(), "听悟.txt")
    assert transcript.format == "tingwu"
    return [(turn.speaker, turn.clock, turn.start_s, turn.text) for turn in transcript.turns]


def test_captions_are_turns_and_those_of_one_clock_stay_apart() -> None:
    text = (
        "口述熊猫史_原文\n2026年03月16日\n\n"
        "发言人1   0:00:12\n大家好\n\n发言人1   0:00:12\n我是浣熊\n\n发言人2   1:02:03\n你好\n"
    )
    assert turns(text) == [
        ("发言人1", "0:00:12", 12, "大家好"),
        ("发言人1", "0:00:12", 12, "我是浣熊"),
        ("发言人2", "1:02:03", 3723, "你好"),
    ]


def test_title_and_date_stand_above_the_turns() -> None:
    transcript = read("口述熊猫史_原文\n2026年05月27日 19:57\n\n发言人1   00:12\n大家好\n".encode(), "x.txt")
    assert (transcript.episode.title, transcript.episode.date) == ("口述熊猫史", "2026-05-27")


def test_clocks_grow_an_hour_in_mid_file() -> None:
    text = "熊猫\n2026年05月27日\n\n发言人2   59:58\n竹子。\n\n发言人1   01:00:06\n好吃。\n\n发言人2   01:00:09\n对。\n"
    assert [start for _, _, start, _ in turns(text)] == [3598, 3606, 3609]


def test_voices_that_were_not_told_apart_have_no_number() -> None:
    text = "熊猫\n2026年05月27日\n\n发言人   00:06\n竹子。\n\n发言人   00:09\n好吃。\n"
    assert [who for who, *_ in turns(text)] == ["发言人", "发言人"]


def test_voices_that_were_given_names_are_known_by_the_three_spaces() -> None:
    text = "熊猫\n\n浣熊   00:06\n竹子。\n\n小熊猫   00:09\n好吃。\n\n浣熊   00:12\n嗯\n"
    assert [who for who, *_ in turns(text)] == ["浣熊", "小熊猫", "浣熊"]


def test_the_transcript_is_found_in_a_markdown_file() -> None:
    text = (
        "---\ntitle: '熊猫电台：第 3 期'\npublished: 2026-08-10\nsource_url: https://example.org/3\n"
        "tags:\n- 熊猫\n---\n来源：[某处](https://example.org)\n\n## 摘要\n\n10:30 开始聊竹子。\n\n"
        "## Transcript\n\n熊猫_原文\n2026年08月09日\n\n"
        "发言人1   00:00\n大家好。\n\n发言人2   00:04\n你好。\n"
    )
    transcript = read(text.encode(), "wrapped.md")
    assert [turn.text for turn in transcript.turns] == ["大家好。", "你好。"]
    assert (transcript.episode.title, transcript.episode.date) == ("熊猫电台：第 3 期", "2026-08-10")
    assert (transcript.episode.page, transcript.episode.keywords) == ("https://example.org/3", ("熊猫",))
