"""Lines break where a typesetter would break them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.media.pictures.clusters import pieces
from bot.media.pictures.fonts import Cell, Fonts, Style, width
from bot.media.pictures.layout import break_lines, fitted, hang, shortened

STYLE = Style(50, 400, "#000000")
FONTS = Fonts()


def lines(text: str, characters: float, *marked: tuple[int, int]) -> list[str]:
    """Return text in lines that are so many full-width characters wide."""
    cells = FONTS.cells(text, marks=marked)
    return ["".join(cell.text for cell in line) for line in break_lines(cells, STYLE, characters * STYLE.size)]


@pytest.mark.parametrize(
    ("text", "characters", "broken"),
    [
        ("一二三四五六七八九十", 5, ["一二三四五", "六七八九十"]),
        # No punctuation at a line's start, no opening bracket at its end; the blank half of a mark may hang over.
        ("一二三四五，六七八九", 5.6, ["一二三四五，", "六七八九"]),
        ("一二三四五，六七八九", 5, ["一二三四", "五，六七", "八九"]),
        ("一二三四（五六七）八", 5, ["一二三四", "（五六", "七）八"]),
        ("一二三「四五」六七", 4, ["一二三", "「四五」", "六七"]),
        ("一二三四……五六", 5, ["一二三", "四……五六"]),
        ("一二三四——五六", 5, ["一二三", "四——五六"]),
        ("时々カップ", 2.2, ["时々", "カッ", "プ"]),
        # Latin words, numbers and what belongs to them stay whole.
        ("我们用 fine-tuning 的", 6, ["我们用", "fine-tuning", "的"]),
        ("涨了 100% 吧", 3, ["涨了", "100%", "吧"]),
        ("It isn't wrong", 4, ["It isn't", "wrong"]),
        ('他说"好的"吧', 5, ['他说"好', '的"吧']),
        # What is wider than a line is broken where it must be, in an address behind a slash.
        ("Donaudampfschifffahrt", 5, ["Donauda", "mpfschifff", "ahrt"]),
        ("https://a.bc/transformers", 6.5, ["https://a.bc/", "transformers"]),
        ("한국어 모델이 커지면", 5, ["한국어", "모델이", "커지면"]),
        ("第一段\n\n第二段", 9, ["第一段", "第二段"]),
        ("  前后有空格  ", 9, ["前后有空格"]),
        ("", 9, []),
        ("\n \n", 9, []),
    ],
)
def test_lines_break_where_they_may(text: str, characters: float, broken: list[str]) -> None:
    assert lines(text, characters) == broken


def test_a_few_lines_are_equally_long() -> None:
    assert lines("一二三四五六七八九十甲乙", 10) == ["一二三四五六", "七八九十甲乙"]


def test_no_last_line_is_a_single_character() -> None:
    text = "一二三四五六七八九十" * 5 + "甲"
    assert len(lines(text, 10)[-1]) > 1


def test_a_short_marked_word_stays_on_one_line() -> None:
    assert lines("一二三四五力大砖飞七八", 7, (5, 9)) == ["一二三四五", "力大砖飞七八"]


def test_what_is_left_out_is_shown_by_dots() -> None:
    cells = FONTS.cells("一二三四五，六七八九十")
    broken = break_lines(cells, STYLE, 200)
    dots = FONTS.cells("…")[0]
    cut = shortened(broken, 2, STYLE, 200, dots)
    assert ["".join(cell.text for cell in line) for line in cut][-1].endswith("…")
    assert len(cut) == 2
    assert all(width(line, STYLE) <= 210 for line in cut)
    assert shortened(broken, 9, STYLE, 200, dots) == broken


def test_before_the_dots_nothing_is_opened() -> None:
    cells, dots = FONTS.cells("一二三四「（五六七八"), FONTS.cells("…")[0]
    for room in (5, 6, 7):
        cut = shortened(break_lines(cells, STYLE, room * 50), 1, STYLE, room * 50, dots)
        assert "".join(cell.text for cell in cut[0])[-2] not in "「（"


@pytest.mark.parametrize(
    ("text", "characters", "line"),
    [
        ("一二三", 5, "一二三"),
        ("一二\n三", 5, "一二 三"),
        ("一二三四五六七八", 5, "一二三四…"),
        ("Bartholomew Featherstonehaugh", 6, "Bartholom…"),
        ("一二三，四五", 4.2, "一二三…"),
        ("", 5, ""),
    ],
)
def test_what_has_one_line_only_fills_it(text: str, characters: float, line: str) -> None:
    cells = fitted(FONTS.cells(text), STYLE, characters * STYLE.size, FONTS.cells("…")[0])
    assert "".join(cell.text for cell in cells) == line


PIECES = st.sampled_from(
    ["好", "的", "GPT", "fine-tuning", " ", "，", "。", "「", "」", "（", "）", "100", "😂", "……", "ー", "é"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60), st.integers(5, 20))
# Kerning makes a line wider than its parts.
@example([*"好好好好好好好好", "……", "「", "😂", "好", "GPT", "好", "é", "，", "100", "……", "，"], 12)
def test_nothing_is_lost_and_nothing_sticks_out(parts: list[str], characters: int) -> None:
    text = "".join(parts)
    cells = FONTS.cells(text)
    room = characters * STYLE.size
    broken = break_lines(cells, STYLE, room)
    assert "".join(cell.text for line in broken for cell in line).replace(" ", "") == text.replace(" ", "")
    for line in broken:
        assert width(line, STYLE) - hang(line, STYLE) <= room + 2 or len(line) == 1


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_only_what_is_wider_than_a_line_is_torn_apart(parts: list[str]) -> None:
    room = 12 * STYLE.size
    cells = FONTS.cells("".join(parts))
    ends, torn = set(), set()  # counted in characters that are no blanks
    at = 0
    for begin, end in pieces([cell.text for cell in cells]):
        inside = [cell for cell in cells[begin:end] if not cell.text.isspace()]
        if width(inside, STYLE) > room:
            torn.update(range(at, at + len(inside)))
        at += len(inside)
        ends.add(at)
    at = 0
    for line in break_lines(cells, STYLE, room):
        at += sum(not cell.text.isspace() for cell in line)
        assert at in ends | torn


def test_a_cell_knows_its_width() -> None:
    assert width([Cell("好", FONTS.cells("好")[0].face)], STYLE) == STYLE.size
