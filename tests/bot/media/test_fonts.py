"""Every character is drawn by a font that has it, and a missing font is one line."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import typst

from bot.media.pictures import fonts as fonts_module
from bot.media.pictures.charmap import coverage
from bot.media.pictures.fonts import Cell, Fonts, Han, MissingFonts, han_of, load_fonts

PAGE = b"""#set page(width: 200pt, height: 60pt, margin: 4pt)
#set text(size: 40pt, fallback: false)
#text(font: sys.inputs.family, sys.inputs.text)"""


def shown(fonts: Fonts, text: str, han: Han = "zh-hans") -> str:
    return "|".join(cell.text for cell in fonts.cells(text, han))


def drawn(fonts: Fonts, text: str, family: str) -> bytes:
    """Return text as Typst draws it in one font, without looking for another one."""
    compiler = typst.Compiler(PAGE, font_paths=fonts.loaded)
    png = compiler.compile(PAGE, format="png", ppi=72, sys_inputs={"text": text, "family": family})
    assert isinstance(png, bytes)
    return png


def is_box(fonts: Fonts, cell: Cell) -> bool:
    """Say whether the font's empty box is drawn for a cell."""
    return drawn(fonts, cell.text, cell.face.family) == drawn(fonts, "\U0010fffe", cell.face.family)


@pytest.mark.parametrize(
    "text",
    [
        "力大砖飞，骨頭與直線。ChatGPT fine-tuning 123",
        "𠮷野家 龘靐齉 㐂 ㄅㄆㄇ",
        "日本語のラーメン ｶﾀｶﾅ 한국어",
        "Zoë naïve Łódź Ελληνικά Русский việt ʃəˈmɑ",
        "ไทย עברית العربية हिन्दी தமிழ் ქართული Հայերեն አማርኛ",
        "→ ⇒ ∑ ½ ㎡ ① Ⅻ ™ € ₿ ♪ ★ ☆ ✓ ✗ ● ■ ℃",
        "😂 👍 ❤️ ☕ 🇨🇳 1️⃣ 👨‍👩‍👧 👍🏽 🐼 🦝",
        "𝓗𝓮𝓵𝓵𝓸 ﬁ ㍿ ｆｕｌｌ",
        "é가 ｡",
        "﷽ ﷺ",
    ],
)
def test_no_character_is_drawn_as_a_box(fonts: Fonts, text: str) -> None:
    for cell in fonts.cells(text):
        assert all(one in cell.face.has for one in cell.text if one not in "\ufe0e\ufe0f\u200d")
        assert cell.text.isspace() or not is_box(fonts, cell)
        assert cell.text != "〓"


def test_what_a_font_says_it_has_is_what_is_drawn(fonts: Fonts) -> None:
    face = fonts.cells("好")[0].face
    for character in "好A。龘한あ😂\u0e01\U0002a6d6\ue000":
        assert (character in face.has) is not is_box(fonts, Cell(character, face))


def test_a_character_that_no_font_has_is_a_geta_and_no_box(fonts: Fonts) -> None:
    assert shown(fonts, "a\U000107ffb") == "a|〓|b"


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("好的\n行", "好|的|\n|行"),
        ("a\u200bb\u2060c\ufeffd\u00ad\u202ee\x07", "a|b|c|d|e"),
        ("e\u0301", "é"),
        ("Z" + "\u0334\u0321\u031b\u0359" * 9 + "a", "Z\u0334\u0334\u0334|a"),
        ("👨\u200d👩\u200d👧👍🏽🇨🇳🇫🇷1\ufe0f\u20e3", "👨\u200d👩\u200d👧|👍🏽|🇨🇳|🇫🇷|1\ufe0f\u20e3"),
        ("𝓗𝓲", "H|i"),
        ("a\tb", "a| |b"),
        ("a\u2028b\u2029c\x0bd\x0ce", "a|\n|b|\n|c|\n|d|\n|e"),
        ("", ""),
    ],
)
def test_text_comes_apart_into_what_one_sees_as_characters(fonts: Fonts, text: str, cells: str) -> None:
    assert shown(fonts, text) == cells


def test_quotation_marks_are_wide_among_han_and_narrow_in_english(fonts: Fonts) -> None:
    wide = [cell.face.family for cell in fonts.cells("他说“好”") if cell.text in "“”"]
    narrow = [cell.face.family for cell in fonts.cells("“Don’t…” she") if cell.text in "“’…”"]
    assert set(wide) == {"Noto Sans CJK SC"}
    assert set(narrow) == {"Noto Sans"}


def test_a_sign_that_is_a_whole_sentence_is_drawn_as_its_words(fonts: Fonts) -> None:
    assert shown(fonts, "﷽").replace("|", "") == "بسم الله الرحمن الرحيم"


def test_marks_stay_on_their_characters_where_others_vanish(fonts: Fonts) -> None:
    cells = fonts.cells("\u200b甲\u200b乙𝓗丙", marks=[(2, 4), (5, 6)])
    assert [(cell.text, cell.marked) for cell in cells] == [("甲", False), ("乙", True), ("H", False), ("丙", True)]


@pytest.mark.parametrize(
    ("text", "han"),
    [
        ("这个模型其实没有那么难", "zh-hans"),
        ("這個模型其實沒有那麼難", "zh-hant"),
        ("ラーメンを直す", "ja"),
        ("모델 骨", "ko"),
        ("hello", "zh-hans"),
        ("一二三", "zh-hans"),
    ],
)
def test_the_words_tell_whose_characters_they_are(text: str, han: str) -> None:
    assert han_of(text) == han


def test_missing_fonts_are_one_line_and_no_pictures(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fonts_module, "_PACKAGES", ("no_such_fonts", "manimgx_fonts"))
    with caplog.at_level(logging.WARNING):
        assert load_fonts() is None
    assert [record.getMessage() for record in caplog.records] == [
        "No pictures are drawn: the package no-such-fonts is not installed; "
        "`pip install manimgx-fonts-cjk manimgx-fonts` brings them."
    ]


def test_a_package_without_its_font_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts_module, "_LATIN", "Gone Sans")
    with pytest.raises(MissingFonts, match="'Gone Sans' is not among the fonts"):
        Fonts()


def test_a_file_that_is_no_font_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"hello, I am a raccoon and no font")
    with pytest.raises(ValueError, match=r"a\.ttf is no font"):
        coverage(tmp_path / "a.ttf")
