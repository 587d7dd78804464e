"""A quote as a picture worth posting: the words, the matched ones marked, and who said them, when and where."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw

from bot.media.pictures.clusters import shaped
from bot.media.pictures.fonts import Cell, Fonts, Han, Style, draw, han_of, runs_seen, width
from bot.media.pictures.layout import break_lines, hang, shortened

WIDTH = 1080
"""How wide a card is, in pixels. It is as high as its words need."""

_MARGIN = 96
_ROOM = WIDTH - 2 * _MARGIN
# Size of the words, and up to how many lines they are set in it: a short line large, a long one so that it can be read.
_SIZES = ((84, 2), (72, 3), (62, 5), (54, 8), (48, 12), (44, 30))
_LEADING = 1.62
_MARK_RADIUS = 8


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a card, `#rrggbb`."""

    paper: str
    ink: str
    quiet: str
    accent: str
    on_accent: str
    mark: str
    on_mark: str


PALETTES: dict[Literal["light", "dark"], Palette] = {
    "light": Palette("#fbf8f2", "#1d2126", "#636971", "#b4470f", "#ffffff", "#ffdf80", "#1d2126"),
    "dark": Palette("#15181d", "#eceff3", "#a0a8b3", "#f2a65e", "#1a1206", "#6b4a10", "#fff6df"),
}
"""Light and dark. The tests hold every pair of words and ground to a contrast of at least 4.5."""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card; what is None or "" is left out. `marks` are [from, to) characters of `words`, in order."""

    words: str
    marks: tuple[tuple[int, int], ...] = ()
    speaker: str | None = None
    clock: str | None = None
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a card: its cells, how they are drawn, and where it stands (left edge, baseline), in pixels."""

    cells: tuple[Cell, ...]
    style: Style
    left: float
    baseline: float

    @property
    def right(self) -> float:
        """Return where its ink ends."""
        return self.left + width(self.cells, self.style) - hang(self.cells, self.style)


@dataclass(frozen=True, slots=True)
class Plan:
    """A card before it is drawn: all lines of it, where the speaker's disc is (None without one), and the height."""

    lines: tuple[Placed, ...]
    disc: tuple[float, float, float] | None
    height: int


def draw_card(card: Card, fonts: Fonts, theme: Literal["light", "dark"] = "light", han: Han = "zh-hans") -> bytes:
    """Return a card as PNG, 1080 pixels wide. `han` is whose characters are drawn where the words do not tell."""
    palette = PALETTES[theme]
    plan = plan_card(card, fonts, theme, han)
    picture = Image.new("RGB", (WIDTH, plan.height), palette.paper)
    pen = ImageDraw.Draw(picture)
    if plan.disc is not None:
        left, top, size = plan.disc
        _disc(picture, (left, top, size), palette.accent)
    for line in plan.lines:
        _draw_line(pen, line, palette)
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=6)
    return written.getvalue()


def plan_card(card: Card, fonts: Fonts, theme: Literal["light", "dark"] = "light", han: Han = "zh-hans") -> Plan:
    """Return where everything on a card stands."""
    palette = PALETTES[theme]
    han = han_of(card.words, han_of(card.episode or "", han))
    dots = fonts.cells("…", han)[0]
    words = fonts.cells(card.words.strip() or "…", han, _shifted(card))
    style, lines = _fitting(words, palette, dots)
    opening = fonts.cells("“", "ko")  # Latin, by itself
    placed = [Placed(tuple(opening), Style(260, 800, palette.accent), _MARGIN - 3, 282)]
    leading = style.size * _LEADING
    baseline = 216.0 + style.size
    for line in lines:
        placed.append(Placed(tuple(line), style, _MARGIN - _opening(line, style), baseline))
        baseline += leading
    top = baseline - leading + style.size * 0.35 + 76
    foot, disc, bottom = _foot(card, fonts, palette, top, han)
    return Plan((*placed, *foot), disc, round(bottom + 84))


def _fitting(words: list[Cell], palette: Palette, dots: Cell) -> tuple[Style, list[list[Cell]]]:
    """Return the words in the greatest size in which they are few lines enough."""
    whole = width([cell for cell in words if cell.text != "\n"], Style(100, 450, palette.ink)) / 100
    for size, most in _SIZES:
        style = Style(size, 500 if size > 60 else 450, palette.ink)
        if whole * size > most * _ROOM and size != _SIZES[-1][0]:
            continue  # it cannot fit
        lines = break_lines(words, style, _ROOM)
        if len(lines) <= most:
            break
    return style, shortened(lines, most, style, _ROOM, dots)


def _foot(
    card: Card, fonts: Fonts, palette: Palette, top: float, han: Han
) -> tuple[list[Placed], tuple[float, float, float] | None, float]:
    """Return the lines below the words (speaker; clock and episode), the place of the disc, and where they end."""
    name, about = Style(40, 700, palette.ink), Style(32, 400, palette.quiet)
    dots = fonts.cells("…", han)[0]
    placed: list[Placed] = []
    disc, left = None, float(_MARGIN)
    speaker = shaped(card.speaker or "").strip()
    if speaker:
        size = 104.0
        disc = (left, top, size)
        initial = Style(48, 700, palette.on_accent)
        first = next((cell for cell in fonts.cells(speaker, han) if not cell.text.isspace()), dots)
        placed.append(Placed((first,), initial, left + (size - width([first], initial)) / 2, top + size / 2 + 17))
        left += size + 32
    room = WIDTH - _MARGIN - left
    below = " · ".join(part for part in (card.clock, card.episode) if part)
    rows = [
        (line, style)
        for text, style, most in ((speaker, name, 1), (below, about, 2))
        for line in shortened(break_lines(fonts.cells(text.strip(), han), style, room), most, style, room, dots)
    ]
    heights = [58 if style is name else 48 for _, style in rows]
    total = sum(heights)
    baseline = top + (max(0.0, (104 - total) / 2) if disc else 0.0)
    for (line, style), height in zip(rows, heights, strict=True):
        placed.append(Placed(tuple(line), style, left, baseline + height * 0.74))
        baseline += height
    return placed, disc, max(baseline, top + 104 if disc else top)


def _draw_line(pen: ImageDraw.ImageDraw, line: Placed, palette: Palette) -> None:
    size = line.style.size
    left = line.left
    runs = runs_seen(line.cells, _is_marked)
    for cells, marked in runs:
        wide = width(cells, line.style)
        if marked:
            box = (left - 3, line.baseline - size * 0.96, left + wide + 3, line.baseline + size * 0.26)
            pen.rounded_rectangle(box, _MARK_RADIUS, palette.mark)
        left += wide
    left = line.left
    for cells, marked in runs:
        style = Style(size, line.style.weight, palette.on_mark) if marked else line.style
        draw(pen, left, line.baseline, cells, style)
        left += width(cells, line.style)


def _is_marked(cell: Cell) -> bool:
    return cell.marked


def _disc(picture: Image.Image, place: tuple[float, float, float], colour: str) -> None:
    """Draw a disc with a smooth edge, which ImageDraw alone does not have."""
    left, top, size = place
    scale = 4
    mask = Image.new("L", (round(size) * scale, round(size) * scale))
    ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), 255)
    mask = mask.resize((round(size), round(size)), Image.Resampling.LANCZOS)
    picture.paste(Image.new("RGB", mask.size, colour), (round(left), round(top)), mask)


def _opening(line: Sequence[Cell], style: Style) -> float:
    """Return how far a line moves to the left, so that the ink of an opening bracket stands on the edge."""
    return (
        style.size * 0.42
        if line and line[0].text in "「『（《〈【“‘" and width(line[:1], style) > style.size * 0.9
        else 0
    )


def _shifted(card: Card) -> list[tuple[int, int]]:
    """Return the marks as places in the words without the white space before them."""
    shift = len(card.words) - len(card.words.lstrip())
    return [(max(0, begin - shift), max(0, end - shift)) for begin, end in card.marks]
