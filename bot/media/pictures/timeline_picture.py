"""Who spoke when, as a picture: a lane for each voice over the clock, its share beside it, pins where words fell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw

from bot.media.pictures.fonts import Cell, Fonts, Han, Style, draw, han_of, width
from bot.media.pictures.layout import break_lines, fitted, shortened
from bot.media.pictures.timeline import Lane, Who, WhoTexts, name_of, shares

WIDTH = 1080
"""How wide the picture is, in pixels. It is as high as its lanes need."""

_MARGIN = 64
_ROOM = WIDTH - 2 * _MARGIN
_LANE, _TRACK = 158, 44
_TICKS_S = (5, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400)
_MOST_TICKS = 6
_LABEL_GAP = 24


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of the picture, `#rrggbb`."""

    paper: str
    ink: str
    quiet: str
    track: str
    grid: str
    voices: tuple[str, ...]
    other: str


# Okabe and Ito's colours, which the colour-blind can tell apart (https://jfly.uni-koeln.de/color/), those first that
# stand out best; yellow is left out on white, blue is lighter on black. The grey of the rest is the one farthest from
# them all, to the colour-blind too. Lanes are told apart by their names as well.
PALETTES: dict[Literal["light", "dark"], Palette] = {
    "light": Palette(
        *("#ffffff", "#1d2126", "#5d646c", "#edf0f2", "#d5dade"),
        ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"),
        "#444448",
    ),
    "dark": Palette(
        *("#15181d", "#eceff3", "#a8b0ba", "#262b33", "#3a414b"),
        ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#ffffff"),
        "#5a5a5e",
    ),
}


def draw_who(
    who: Who,
    fonts: Fonts,
    texts: WhoTexts,
    *,
    title: str,
    words: str | None = None,
    theme: Literal["light", "dark"] = "light",
    han: Han = "zh-hans",
) -> bytes:
    """Return the picture of an episode as PNG, 1080 pixels wide; `words` are those whose places are marked."""
    palette = PALETTES[theme]
    head, quiet = Style(44, 700, palette.ink), Style(34, 400, palette.quiet)
    dots = fonts.cells("…", han)[0]
    cells = fonts.cells(title.strip(), han_of(title, han))
    titles = shortened(break_lines(cells, head, _ROOM), 2, head, _ROOM, dots)
    top = 64 + 64 * len(titles) + (76 if words else 8)
    height = round(top + _LANE * len(who.lanes) + (96 if who.timed else 32))
    picture = Image.new("RGB", (WIDTH, height), palette.paper)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(titles):
        draw(pen, _MARGIN, 64 + 40 + 64 * number, line, head)
    if words:
        baseline = 64 + 64 * len(titles) + 36
        _pins(picture, [_MARGIN + 12], baseline - 24, 24, palette)
        told = fonts.cells(texts.marked.format(words=words, count=who.marks), han)
        draw(pen, _MARGIN + 40, baseline, fitted(told, quiet, _ROOM - 40, dots), quiet)
    bottom = top + _LANE * len(who.lanes)
    for label in axis(who, fonts):
        draw(pen, label.left, bottom + 40, fonts.cells(label.text), quiet)
    for number, (lane, share) in enumerate(zip(who.lanes, shares(who, texts), strict=True)):
        colour = palette.other if lane.voices > 1 or lane.speaker is None else palette.voices[number % 7]
        place = top + _LANE * number
        _words_of_lane(pen, (fonts, han, dots), (name_of(lane, texts), share), place, palette)
        _track(picture, (who, lane), place + 74, colour, palette)
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=6)
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class Label:
    """A time below the lanes, and from where to where it stands, in pixels."""

    text: str
    left: float
    right: float


def axis(who: Who, fonts: Fonts) -> list[Label]:
    """Return the times below the lanes, from left to right; one that would touch the one before it is left out."""
    labels: list[Label] = []
    for tick in _ticks(who):
        text = _clock(tick)
        wide = width(fonts.cells(text), Style(34, 400, ""))
        left = min(max(_MARGIN + tick * _scale(who) - wide / 2, _MARGIN), WIDTH - _MARGIN - wide)
        if not labels or left >= labels[-1].right + _LABEL_GAP:
            labels.append(Label(text, left, left + wide))
    return labels


def _words_of_lane(
    pen: ImageDraw.ImageDraw, means: tuple[Fonts, Han, Cell], words: tuple[str, str], top: float, palette: Palette
) -> None:
    """Write the name on the left and the share on the right; a long name gives way."""
    fonts, han, dots = means
    bold, quiet = Style(38, 700, palette.ink), Style(34, 400, palette.quiet)
    name, share = (fonts.cells(one.strip(), han) for one in words)
    wide = width(share, quiet)
    draw(pen, WIDTH - _MARGIN - wide, top + 46, share, quiet)
    draw(pen, _MARGIN, top + 46, fitted(name, bold, _ROOM - wide - 32, dots), bold)


def _track(picture: Image.Image, what: tuple[Who, Lane], top: float, colour: str, palette: Palette) -> None:
    """Draw when one voice spoke, over the times of the axis, and pins where words fell."""
    who, lane = what
    pen = ImageDraw.Draw(picture)
    scale = _scale(who)
    pen.rectangle((_MARGIN, top, WIDTH - _MARGIN, top + _TRACK), palette.track)
    for tick in _ticks(who):
        x = _MARGIN + tick * scale
        pen.line((x, top, x, top + _TRACK), palette.grid, 2)
    for begin, end in lane.stretches:
        left, right = _MARGIN + begin * scale, _MARGIN + end * scale
        right = min(max(right, left + 3), WIDTH - _MARGIN)  # a single word must be seen too
        pen.rectangle((min(left, right - 3), top, right, top + _TRACK), colour)
    _pins(picture, [_MARGIN + at * scale for at in lane.marks], top - 12, _TRACK + 18, palette)


def _pins(picture: Image.Image, places: Sequence[float], top: float, tall: float, palette: Palette) -> None:
    """Draw pins: lines with round heads, smooth, edged with the paper's colour so that they show on any ground.

    No edge hides a neighbour: all edges are drawn before all pins.
    """
    scale, half = 4, 14
    size = (2 * half * scale, round(tall + half) * scale)
    for colour, wider in ((palette.paper, 3), (palette.ink, 0)):
        mask = Image.new("L", size)
        pen = ImageDraw.Draw(mask)
        middle, radius = half * scale, (8 + wider) * scale
        pen.rectangle((middle - (2 + wider) * scale, middle, middle + (2 + wider) * scale, size[1]), 255)
        pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), 255)
        small = mask.resize((2 * half, size[1] // scale), Image.Resampling.LANCZOS)
        ground = Image.new("RGB", small.size, colour)
        for x in places:
            picture.paste(ground, (round(x) - half, round(top) - half + 4), small)


def _scale(who: Who) -> float:
    """Return how many pixels a second (or a turn) is wide."""
    return _ROOM / (who.length or 1.0)


def _ticks(who: Who) -> list[int]:
    """Return the times that the axis names, in seconds; none where the transcript has no times."""
    if not who.timed:
        return []
    step = next((step for step in _TICKS_S if who.length / step <= _MOST_TICKS), _TICKS_S[-1])
    return list(range(0, int(who.length) + 1, step))


def _clock(seconds: int) -> str:
    minutes, secs = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
