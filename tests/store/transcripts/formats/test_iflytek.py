"""iFlytek: a turn ends where the next begins, and never at a blank line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from store.transcripts import read

TEXT = (
    "\ufeff9月1日 H1熊猫录音\n说话人1 00:00\n竹子转换过去的时间。\n\n但是转换他进去的话，\n\n\n就是刚刚你说的\n"
    "说话人2 00:42\n嗯\n说话人1 00:45\n好\n"
)


def test_blank_lines_inside_a_turn_part_its_paragraphs() -> None:
    transcript = read(TEXT.encode(), "录音.txt")
    assert (transcript.format, transcript.episode.title) == ("iflytek", "9月1日 H1熊猫录音")
    assert [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns] == [
        ("说话人1", 0, 42, "竹子转换过去的时间。\n但是转换他进去的话，\n就是刚刚你说的"),
        ("说话人2", 42, 45, "嗯"),
        ("说话人1", 45, None, "好"),
    ]


@settings(deadline=None, max_examples=40)
@given(gaps=st.lists(st.integers(1, 4), min_size=20, max_size=20), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_blank_lines_anywhere_change_nothing(gaps: list[int], end: str) -> None:
    lines = [line for line in TEXT.split("\n") if line]
    shuffled = "".join(line + end * gap for line, gap in zip(lines, gaps, strict=False))
    assert read(shuffled.encode(), "录音.txt").turns == read(TEXT.encode(), "录音.txt").turns
