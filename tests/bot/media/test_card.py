"""Quote cards: everything inside the frame, nothing unreadable, and quick."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from typing import Literal

import pytest
from PIL import Image, ImageChops

from bot.media.pictures.card import PALETTES, WIDTH, QuoteCard, draw_card
from bot.media.pictures.fonts import Fonts, Han

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TITLE = "从工程师的角度聊聊 ChatGPT 与大模型"
LONG = (
    "…所以现在大家都在讲力大砖飞，就是说只要你的模型足够大，数据足够多，它就能「涌现」出很多能力。"
    "ChatGPT 出来以后，我觉得 fine-tuning 这件事情（包括 RLHF）会变得越来越重要，"
    "因为——你不可能每次都从头训练一个大模型……"
)

CARDS = [
    QuoteCard("力大砖飞。", ((0, 4),), "孙天祥", "51:29", TITLE),
    QuoteCard(LONG, ((10, 14),), "孙天祥", "51:29", TITLE),
    QuoteCard(LONG * 12, (), "孙天祥", "51:29", TITLE),
    QuoteCard(
        "Don’t worry, “it” works.",
        (),
        "A Person with a Name so Long that it Never Fits on One Line of a Card",
        "1:02:03",
        TITLE * 9,
    ),
    QuoteCard("x" * 500, ((3, 9),), None, None, None),
    QuoteCard("没有名字。", (), None, "00:01", None),
    QuoteCard("", (), "孙天祥", None, ""),
    QuoteCard("\u200b", (), None, None, "\u200b"),
    QuoteCard("笑死😂👍🏽👨‍👩‍👧 𝓗𝓲 日本語 한국어 ไทย", ((2, 3),), "🐼", "00:01", "é"),
    QuoteCard("﷽ a\u2028b\u2029c \u202bשלום\u202c עולם مرحبا بالعالم، هذا", ((15, 20),), "محمد", "00:01", "עברית"),
    QuoteCard("第一段\n\n第二段\n" * 9, (), "<b>", "&amp;", "“”"),
]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def shown(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def of_colour(data: bytes, colour: str) -> tuple[int, int, int, int]:
    """Return the box of all that has one colour, `#rrggbb`: left, top, right, bottom."""
    picture = shown(data)
    red, green, blue = ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).split()
    farthest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    box = farthest.point([255, *[0] * 255]).getbbox()
    assert box is not None
    return box


def test_marked_words_of_a_text_from_right_to_left_stand_where_they_are_read(fonts: Fonts) -> None:
    def marked(words: str, begin: int, end: int) -> tuple[int, int]:
        left, _, right, _ = of_colour(draw_card(QuoteCard(words, ((begin, end),)), fonts), PALETTES["light"].mark)
        return left, right

    assert marked("שלום עולם שוב", 0, 4)[1] > WIDTH - 110  # its first word is at the right edge
    assert marked("שלום עולם שוב", 10, 13)[1] < marked("שלום עולם שוב", 0, 4)[0]
    assert marked("说 שלום עולם 好", 7, 11)[1] < marked("说 שלום עולם 好", 2, 6)[0]  # the second one stands before it
    assert marked("说 שלום עולם 好", 0, 1)[0] < 110


def test_a_name_of_which_nothing_is_seen_is_no_name(fonts: Fonts) -> None:
    assert draw_card(QuoteCard("好", (), "\u200f \u200b"), fonts) == draw_card(QuoteCard("好"), fonts)


def test_the_same_character_has_the_form_of_its_language(fonts: Fonts) -> None:
    languages: tuple[Han, ...] = ("zh-hans", "zh-hant", "ja", "ko")
    assert len({draw_card(QuoteCard("骨直令返"), fonts, han=han) for han in languages}) == 4


@pytest.mark.parametrize("card", CARDS, ids=range(len(CARDS)))
@pytest.mark.parametrize("theme", THEMES)
def test_the_margins_stay_empty_and_the_rest_does_not(
    fonts: Fonts, card: QuoteCard, theme: Literal["light", "dark"]
) -> None:
    data = draw_card(card, fonts, theme)
    assert Image.open(io.BytesIO(data)).format == "PNG"
    picture = shown(data)
    assert picture.width == WIDTH
    assert picture.height <= 4000
    paper = Image.new("RGB", picture.size, PALETTES[theme].paper)
    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert left >= 60
    assert right <= WIDTH - 60
    assert top >= 60
    assert bottom <= picture.height - 60


@pytest.mark.parametrize("theme", THEMES)
def test_every_word_can_be_read_on_its_ground(theme: Literal["light", "dark"]) -> None:
    palette = PALETTES[theme]
    for words, ground in (
        (palette.ink, palette.paper),
        (palette.quiet, palette.paper),
        (palette.on_mark, palette.mark),
        (palette.on_accent, palette.accent),
    ):
        assert contrast(words, ground) >= 4.5
    assert contrast(palette.accent, palette.paper) >= 3


def test_a_card_says_who_when_and_where(fonts: Fonts) -> None:
    whole = CARDS[0]
    parts = [replace(whole, speaker=None), replace(whole, clock=None), replace(whole, episode=None)]
    assert len({draw_card(card, fonts) for card in (whole, *parts)}) == 4


def test_what_is_marked_has_the_colour_of_marks_behind_it(fonts: Fonts) -> None:
    plain = draw_card(QuoteCard("力大砖飞。"), fonts)
    marked = draw_card(QuoteCard("力大砖飞。", ((0, 4),)), fonts)
    mark = tuple(int(PALETTES["light"].mark[place : place + 2], 16) for place in (1, 3, 5))

    def share(data: bytes) -> float:
        picture = shown(data)
        pixels = picture.width * picture.height
        return sum(count for count, colour in picture.getcolors(pixels) or () if colour == mark) / pixels

    assert share(plain) == 0
    assert share(marked) > 0.02


def test_a_short_quote_is_set_larger_than_a_long_one(fonts: Fonts) -> None:
    heights = []
    for length in (5, 30, 80, len(LONG)):  # the height of a mark tells the size
        words = "一" + LONG[1:length]
        _, top, _, bottom = of_colour(draw_card(QuoteCard(words, ((0, 1),)), fonts), PALETTES["light"].mark)
        heights.append(bottom - top)
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > heights[-1] >= 44 * 1.2  # 16 points on a phone


def test_a_quote_without_end_is_cut(fonts: Fonts) -> None:
    picture = shown(draw_card(QuoteCard(LONG * 12), fonts))
    assert picture.height == shown(draw_card(QuoteCard(LONG * 13), fonts)).height
    assert picture.height < 216 + 31 * 44 * 1.62 + 240


@pytest.mark.parametrize("card", CARDS, ids=range(len(CARDS)))
def test_a_card_is_drawn_quickly(fonts: Fonts, card: QuoteCard) -> None:
    draw_card(card, fonts)
    begun = time.perf_counter()
    data = draw_card(card, fonts)
    assert time.perf_counter() - begun < 0.5 * 3  # the promise is 0.5 s; other tests run beside this one
    assert len(data) < 1_000_000


def test_the_same_card_is_the_same_picture(fonts: Fonts) -> None:
    assert draw_card(CARDS[1], fonts) == draw_card(CARDS[1], fonts)
