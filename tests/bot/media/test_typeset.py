"""Lines break where a typesetter would break them: a text is the same picture as one that is broken by hand."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.media.pictures import typeset
from bot.media.pictures.fonts import Fonts
from bot.media.pictures.typeset import words_of

FONTS = Fonts()
SIZE = 50
PAGE = b"""#import "lines.typ": *
#let told = json(bytes(sys.inputs.data))
#let colours = (paper: "#ffffff", mark: "#ffdf80", on_mark: "#000000")
#show: body => page-of(colours, told.lang, body)
#let style = (size: 50pt, weight: 400, colour: "#000000", step: 70pt)
#pad(20pt, set-lines(told.words, style, told.room * 1pt, told.most, colours, told.dots))"""


def picture(text: str, characters: float, *marked: tuple[int, int], most: int = 99) -> bytes:
    """Return text in lines that are so many full-width characters wide, as PNG."""
    dots = FONTS.cells("…")
    data = {
        "words": words_of([*FONTS.cells(text.removesuffix("…"), marks=marked), *dots[: text.endswith("…")]], "zh-hans"),
        "dots": words_of(dots, "zh-hans")["runs"][0],
        "lang": ("zh", "cn"),
        "room": characters * SIZE,
        "most": most,
    }
    compiler = typst.Compiler(root=Path(typeset.__file__).parent / "templates", font_paths=FONTS.loaded)
    png = compiler.compile(PAGE, format="png", ppi=72, sys_inputs={"data": json.dumps(data)})
    assert isinstance(png, bytes)
    return png


def ink(png: bytes) -> tuple[int, int, int, int]:
    """Return the box of what is drawn: left, top, right, bottom."""
    shown = Image.open(io.BytesIO(png)).convert("RGB")
    box = ImageChops.difference(shown, Image.new("RGB", shown.size, "#ffffff")).getbbox()
    assert box is not None
    return box


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
        ("时々カップ", 3.2, ["时々", "カップ"]),
        # Latin words, numbers and what belongs to them stay whole.
        ("我们用 fine-tuning 的", 6, ["我们用", "fine-tuning", "的"]),
        ("涨了 100% 吧", 3, ["涨了", "100%", "吧"]),
        ("It isn't wrong", 4, ["It isn't", "wrong"]),
        ('他说"好的"吧', 5, ['他说"好', '的"吧']),
        # What is wider than a line is broken where it must be, in an address behind a slash.
        ("Donaudampfschifffahrt", 5, ["Donaud", "ampfsc", "hifffahrt"]),
        ("https://a.bc/transformers", 6.5, ["https://a.bc/", "transformers"]),
        ("한국어 모델이 커지면", 5, ["한국어", "모델이", "커지면"]),
        ("第一段\n\n第二段", 9, ["第一段", "第二段"]),
        ("  前后有空格  ", 9, ["前后有空格"]),
    ],
)
def test_lines_break_where_they_may(text: str, characters: float, broken: list[str]) -> None:
    assert picture(text, characters) == picture("\n".join(broken), 20)


def test_a_few_lines_are_equally_long() -> None:
    assert picture("一二三四五六七八九十甲乙", 10) == picture("一二三四五六\n七八九十甲乙", 20)


def test_no_last_line_is_a_single_character() -> None:
    ten = "一二三四五六七八九十"
    assert picture(ten * 5 + "甲", 10) == picture("\n".join([*[ten] * 4, ten[:9], "十甲"]), 20)


def test_a_short_marked_word_stays_on_one_line() -> None:
    told, broken = picture("一二三四五力大砖飞七八", 7, (5, 9)), picture("一二三四五\n力大砖飞七八", 20, (6, 10))
    assert told == broken


def test_words_are_whole_where_none_are_parted_by_blanks() -> None:
    assert picture("รัฐบาลใช้งบประมาณ", 6) == picture("รัฐบาลใช้\nงบประมาณ", 20)


@pytest.mark.parametrize(
    ("text", "characters", "most", "cut"),
    [
        ("一二三四五六七八九十", 4, 2, "一二三四\n五六七…"),
        ("一二三四「（五六七八", 6, 1, "一二三四…"),
        ("Bartholomew Featherstonehaugh", 6, 1, "Bartholom…"),
        ("一二三，四五", 4.2, 1, "一二三…"),
        ("一二三", 5, 1, "一二三"),
    ],
)
def test_what_is_left_out_is_shown_by_dots(text: str, characters: float, most: int, cut: str) -> None:
    assert picture(text, characters, most=most) == picture(cut, 20)


def test_a_sentence_from_right_to_left_ends_on_the_left() -> None:
    left, _, right, _ = ink(picture("שלום עולם", 10))
    with_dot = ink(picture("שלום עולם.", 10))
    assert with_dot[2] - with_dot[0] > right - left
    assert picture("(שלום) עולם.", 10) != picture("שלום) עולם(.", 10)


PIECES = st.sampled_from(
    [
        "好",
        "的",
        "GPT",
        "fine-tuning",
        " ",
        "，",
        "。",
        "「",
        "」",
        "（",
        "）",
        "100",
        "😂",
        "……",
        "ー",
        "é",
        "ไทย",
        "ๆ",
        "한",
        "x" * 30,
        "/",
        "\n",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60), st.integers(11, 20))
@example(["ก" * 90], 11)
@example(["。" * 60], 11)
@example(["한" * 60], 11)
@example(["x" * 90], 11)
def test_nothing_sticks_out(parts: list[str], characters: int) -> None:
    text = "".join(parts)
    if text.strip():
        _, _, right, _ = ink(picture(text, characters))
        assert right <= 20 + characters * SIZE + 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_drawn(text: str) -> None:
    assert picture(text, 9)


@pytest.mark.parametrize(
    "text", ['#panic("x")', "$x^2$ *bold* _it_ @ref <label>", "\\", '#image("/etc/passwd")', "{{}}"]
)
def test_words_are_never_markup(text: str) -> None:
    assert ink(picture(text, 30))[2] > ink(picture(text[: len(text) // 2] or "#", 30))[0]
