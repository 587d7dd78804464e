from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.html import escape, join, label, link, marked, sayable, shorten, units
from tests.bot.entities import read
from tests.bot.entities import units as telegrams_units

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
shown = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters=TURNING)
texts = st.text(shown, max_size=120)
spans = st.lists(st.tuples(st.integers(-5, 130), st.integers(-5, 130)), max_size=30)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("浣熊 & <b>狸猫</b>", "浣熊 &amp; &lt;b&gt;狸猫&lt;/b&gt;"),
        ("&amp;", "&amp;amp;"),  # what looks escaped was said so
        ("\"x'", "&quot;x&#x27;"),
        ("a\x00b\x1bc\td", "a b c d"),
        ("half \ud83e a raccoon", "half   a raccoon"),  # half a surrogate pair has no UTF-8
        ("line\nline", "line\nline"),
    ],
)
def test_text_from_outside_is_shown_as_it_is(text: str, html: str) -> None:
    assert escape(text) == html


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("浣熊夜谈", 4, "浣熊夜谈"),
        ("浣熊夜谈", 3, "浣熊…"),
        ("🦝🦝🦝", 6, "🦝🦝🦝"),  # two units each
        ("🦝🦝🦝", 5, "🦝🦝…"),
        ("🦝🦝🦝", 4, "🦝…"),  # never half a raccoon
        ("🦝🦝🦝", 1, "…"),
        ("", 3, ""),
    ],
)
def test_a_text_is_cut_at_utf16_units(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected
    assert units(shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "given_spans", "expected"),
    [
        ("chat GPT 与 GPT", [(0, 4), (5, 8), (11, 14)], [(0, 8), (11, 14)]),
        ("狸猫，浣熊", [(3, 5), (0, 2)], [(0, 5)]),  # a comma alone stands between them
        ("狸猫不浣熊", [(0, 2), (3, 5)], [(0, 2), (3, 5)]),
        ("狸猫浣熊", [(0, 3), (1, 4)], [(0, 4)]),
        ("狸猫", [(-3, 1), (5, 9), (2, 2), (1, 0)], [(0, 1)]),
    ],
)
def test_neighbouring_highlights_become_one(
    text: str, given_spans: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    assert join(text, given_spans) == expected


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("狸猫不是浣熊", (4, 6), "狸猫不是<b>浣熊</b>"),
        ("零一二三四五六七八九十百千万浣熊甲乙丙丁戊己庚辛", (14, 16), "…百千万<b>浣熊</b>甲乙丙丁戊…"),
        ("零一二三四五六七八九十百千万浣熊", (14, 16), "…六七八九十百千万<b>浣熊</b>"),
        ("零一二三四五六七，百千浣熊甲乙丙丁戊己", (11, 13), "…百千<b>浣熊</b>甲乙丙丁戊…"),
        ("浣熊零一二三四五六七八九十百千万", (0, 2), "<b>浣熊</b>零一二三四五六七…"),
    ],
)
def test_a_long_text_is_cut_round_its_match_before_it_is_tagged(
    text: str, span: tuple[int, int], expected: str
) -> None:
    assert marked(text, [span], limit=12, most=9) == expected


@given(texts, spans, st.integers(8, 60), st.integers(0, 5))
def test_marked_text_is_never_longer_nor_bolder_than_allowed_and_always_html(
    text: str, highlights: list[tuple[int, int]], limit: int, most: int
) -> None:
    html = marked(text, highlights, limit=limit, most=most)
    shown, entities = read(html)
    assert telegrams_units(shown) <= limit
    assert len(entities) <= most
    assert shown.strip("…").strip() in text


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164", "\u2800\ufe0f", " \u3000", "\U000e0041", "\ud800"])
def test_a_name_that_cannot_be_seen_is_shown_as_left_out(unseen: str) -> None:
    assert label(unseen, 64) == shorten(unseen, 64) == "…"
    assert label(f"{unseen}狸", 64).endswith("狸")


def test_without_an_address_there_is_no_link() -> None:
    assert link("51:29", None) == "51:29"
    assert link("<", 'https://x/?a="&b') == '<a href="https://x/?a=&quot;&amp;b">&lt;</a>'


@pytest.mark.parametrize("mark", TURNING)
def test_marks_that_turn_round_what_stands_behind_them_are_not_shown(mark: str) -> None:
    for show in (escape, sayable, lambda text: label(text, 64)):
        assert show(f"a{mark}b") == "a b"
