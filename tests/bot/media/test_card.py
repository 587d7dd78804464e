"""Quote cards: everything inside the frame, nothing unreadable, and quick."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from operator import attrgetter
from typing import Literal

import pytest
from PIL import Image

from bot.media.pictures.card import PALETTES, WIDTH, Card, Plan, draw_card, plan_card
from bot.media.pictures.fonts import Cell, Fonts, runs_seen

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TITLE = "从工程师的角度聊聊 ChatGPT 与大模型"
LONG = (
    "…所以现在大家都在讲力大砖飞，就是说只要你的模型足够大，数据足够多，它就能「涌现」出很多能力。"
    "ChatGPT 出来以后，我觉得 fine-tuning 这件事情（包括 RLHF）会变得越来越重要，"
    "因为——你不可能每次都从头训练一个大模型……"
)

CARDS = [
    Card("力大砖飞。", ((0, 4),), "孙天祥", "51:29", TITLE),
    Card(LONG, ((10, 14),), "孙天祥", "51:29", TITLE),
    Card(LONG * 12, (), "孙天祥", "51:29", TITLE),
    Card(
        "Don’t worry, “it” works.",
        (),
        "A Person with a Name so Long that it Never Fits on One Line of a Card",
        "1:02:03",
        TITLE * 9,
    ),
    Card("x" * 500, ((3, 9),), None, None, None),
    Card("没有名字。", (), None, "00:01", None),
    Card("", (), "孙天祥", None, ""),
    Card("笑死😂👍🏽👨‍👩‍👧 𝓗𝓲 日本語 한국어 ไทย", ((2, 3),), "🐼", "00:01", "é"),
    Card("﷽ a\u2028b\u2029c \u202bשלום\u202c עולם مرحبا بالعالم، هذا", ((15, 20),), "محمد", "00:01", "עברית"),
    Card("第一段\n\n第二段\n" * 9, (), "<b>", "&amp;", "“”"),
]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_marked_words_of_a_text_from_right_to_left_stand_where_they_are_read(fonts: Fonts) -> None:
    def seen(cells: Sequence[Cell]) -> list[str]:
        return ["".join(cell.text for cell in run) for run, _ in runs_seen(cells, attrgetter("marked"))]

    words = "שלום עולם שוב"
    plan = plan_card(Card(words, ((0, 4),)), fonts)
    [line] = [line for line in plan.lines if "שלום" in "".join(cell.text for cell in line.cells)]
    assert seen(line.cells) == [" עולם שוב", "שלום"]
    mixed = fonts.cells("说 שלום עולם 好", marks=[(2, 6)])
    assert seen(mixed) == ["说 ", " עולם", "שלום", " 好"]


def test_a_name_of_which_nothing_is_seen_is_no_name(fonts: Fonts) -> None:
    assert plan_card(Card("好", (), "\u200f \u200b"), fonts).disc is None


def words_of(plan: Plan) -> str:
    return "".join(cell.text for line in plan.lines for cell in line.cells)


@pytest.mark.parametrize("card", CARDS, ids=range(len(CARDS)))
def test_everything_stands_inside_the_frame(fonts: Fonts, card: Card) -> None:
    plan = plan_card(card, fonts)
    for line in plan.lines:
        assert line.left >= 40
        assert line.right <= WIDTH - 90
        assert line.baseline - line.style.size * 0.75 >= 40
        assert line.baseline <= plan.height - 60
    last: dict[float, float] = {}
    for line in sorted(plan.lines[1:], key=lambda line: line.baseline):  # no line runs into the one above it
        above = last.get(line.left, 0.0)
        assert line.baseline - above >= line.style.size * 1.1
        last[line.left] = line.baseline
    assert plan.height <= 4000


@pytest.mark.parametrize("card", CARDS, ids=range(len(CARDS)))
@pytest.mark.parametrize("theme", THEMES)
def test_the_margins_stay_empty_and_the_rest_does_not(
    fonts: Fonts, card: Card, theme: Literal["light", "dark"]
) -> None:
    picture = Image.open(io.BytesIO(draw_card(card, fonts, theme)))
    assert picture.format == "PNG"
    assert picture.width == WIDTH
    assert picture.height == plan_card(card, fonts).height
    paper = Image.new("RGB", picture.size, PALETTES[theme].paper)
    left, top, right, bottom = _ink(picture, paper)
    assert left >= 60
    assert right <= WIDTH - 60
    assert top >= 60
    assert bottom <= picture.height - 60


def _ink(picture: Image.Image, paper: Image.Image) -> tuple[int, int, int, int]:
    from PIL import ImageChops

    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None
    return box


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
    told = words_of(plan_card(CARDS[0], fonts))
    for part in ("力大砖飞。", "孙天祥", "51:29 · " + TITLE):
        assert part in told


def test_what_is_marked_has_the_colour_of_marks_behind_it(fonts: Fonts) -> None:
    plain = draw_card(Card("力大砖飞。"), fonts)
    marked = draw_card(Card("力大砖飞。", ((0, 4),)), fonts)
    mark = tuple(int(PALETTES["light"].mark[place : place + 2], 16) for place in (1, 3, 5))

    def share(data: bytes) -> float:
        picture = Image.open(io.BytesIO(data))
        pixels = picture.width * picture.height
        return sum(count for count, colour in picture.getcolors(pixels) or () if colour == mark) / pixels

    assert share(plain) == 0
    assert share(marked) > 0.02


def test_a_short_quote_is_set_larger_than_a_long_one(fonts: Fonts) -> None:
    sizes = [plan_card(Card(LONG[:length]), fonts).lines[1].style.size for length in (5, 30, 80, len(LONG))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1] >= 44  # 16 points on a phone


def test_a_quote_without_end_is_cut_with_dots(fonts: Fonts) -> None:
    plan = plan_card(Card(LONG * 12), fonts)
    assert words_of(plan).endswith("…")
    assert len(plan.lines) <= 32


@pytest.mark.parametrize("card", CARDS, ids=range(len(CARDS)))
def test_a_card_is_drawn_quickly(fonts: Fonts, card: Card) -> None:
    draw_card(card, fonts)
    begun = time.perf_counter()
    data = draw_card(card, fonts)
    assert time.perf_counter() - begun < 0.5 * 3  # the promise is 0.5 s; other tests run beside this one
    assert len(data) < 1_000_000


def test_the_same_card_is_the_same_picture(fonts: Fonts) -> None:
    assert draw_card(CARDS[1], fonts) == draw_card(CARDS[1], fonts)
