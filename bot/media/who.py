"""Who spoke when: a lane for each speaker over the clock, each one's share, and where words fell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw

from bot.markup import units
from bot.media.fonts import Cell, Fonts, Han, Style, draw, han_of, width
from bot.media.layout import break_lines, shortened
from bot.media.timing import heard_at
from store.models import Quote, Turn
from store.moments import turn_span

WIDTH = 1080
"""How wide the picture is, in pixels. It is as high as its lanes need."""

_MARGIN = 64
_ROOM = WIDTH - 2 * _MARGIN
_LANES = 8  # what a phone shows without scrolling; the quieter voices share the last one
_LANE, _TRACK = 158, 44
_TICKS_S = (15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400)
_MOST_TICKS = 6
_CAPTION_UNITS = 1024


@dataclass(frozen=True, slots=True)
class Lane:
    """One voice: who (None for several or for nobody), seconds and turns, when it spoke, and where words fell.

    `part` is its share of all that was said, 0 to 1. `voices` is how many share the lane. Times are seconds; where the
    transcript has none (`seconds` is None), they are numbers of turns.
    """

    speaker: str | None
    voices: int
    seconds: float | None
    turns: int
    part: float
    stretches: tuple[tuple[float, float], ...]
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """An episode as lanes, most said first. `length` is where the last turn ends: in seconds if `timed`, else turns."""

    lanes: tuple[Lane, ...]
    length: float
    timed: bool
    marks: int


@dataclass(frozen=True, slots=True)
class WhoTexts:
    """The words of the picture and its caption, in the chat's language."""

    share: str = "{minutes} min · {turns} turns · {percent}%"
    share_untimed: str = "{turns} turns · {percent}%"
    line: str = "{name}: {share}"
    nobody: str = "not named"
    others: str = "{count} others"
    marked: str = "“{words}”: {count}"


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
# stand out best; yellow is left out on white, blue is lighter on black. Lanes are told apart by their names too.
PALETTES: dict[Literal["light", "dark"], Palette] = {
    "light": Palette(
        *("#ffffff", "#1d2126", "#5d646c", "#edf0f2", "#d5dade"),
        ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"),
        "#7a828a",
    ),
    "dark": Palette(
        *("#15181d", "#eceff3", "#a8b0ba", "#262b33", "#3a414b"),
        ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#ffffff"),
        "#8b939d",
    ),
}


def who_spoke(turns: Sequence[Turn], quotes: Sequence[Quote] = ()) -> Who:
    """Return an episode's turns as lanes, at most eight: the last one is for the rest. `quotes` are where words fell.

    A turn without a time, in an episode where others have one, counts as a turn and is nowhere on the clock.
    """
    timed = any(turn.start_s is not None for turn in turns)
    spoken: dict[str | None, list[tuple[float, float] | None]] = {}
    for number, turn in enumerate(turns):
        span = turn_span(turn) if timed else (float(number), number + 1.0)
        spoken.setdefault(turn.speaker, []).append(span)
    marks: dict[str | None, list[float]] = {}
    places = {turn.position: number for number, turn in enumerate(turns) if turn.position is not None}
    for quote in quotes:
        moment = heard_at(quote) if timed else None
        place = places.get(-1 if quote.turn.position is None else quote.turn.position)
        at = moment[0] if moment else None if timed or place is None else place + 0.5
        if at is not None:
            marks.setdefault(quote.turn.speaker, []).append(at)
    said = {speaker: sum(b - a for a, b in filter(None, spans)) for speaker, spans in spoken.items()}
    order = sorted(spoken, key=lambda speaker: (-said[speaker], -len(spoken[speaker])))
    groups = [[speaker] for speaker in order]
    if len(groups) > _LANES:
        groups[_LANES - 1 :] = [[speaker for group in groups[_LANES - 1 :] for speaker in group]]
    total = sum(said.values()) or 1.0
    lanes = []
    for group in groups:
        spans = [span for speaker in group for span in spoken[speaker]]
        seconds = sum(said[speaker] for speaker in group)
        lanes.append(
            Lane(
                group[0] if len(group) == 1 else None,
                len(group),
                seconds if timed else None,
                len(spans),
                seconds / total,
                tuple(sorted(filter(None, spans))),
                tuple(sorted(at for speaker in group for at in marks.get(speaker, ()))),
            )
        )
    length = max((end for lane in lanes for _, end in lane.stretches), default=0.0)
    return Who(tuple(lanes), length, timed, sum(map(len, marks.values())))


def caption(who: Who, texts: WhoTexts, words: str | None = None) -> str:
    """Return the numbers of the picture as plain text, for those who cannot see it; at most 1024 UTF-16 units."""
    lines = [texts.marked.format(words=words, count=who.marks)] if words else []
    lines += [texts.line.format(name=_name(lane, texts), share=_share(lane, texts)) for lane in who.lanes]
    told = ""
    for line in lines:
        if units(told) + units(line) + 3 > _CAPTION_UNITS:
            return f"{told}\n…" if told else ""
        told = f"{told}\n{line}" if told else line
    return told


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
        _pin(picture, _MARGIN + 12, baseline - 24, 24, palette)
        told = fonts.cells(texts.marked.format(words=words, count=who.marks), han)
        line = shortened(break_lines(told, quiet, _ROOM - 40), 1, quiet, _ROOM - 40, dots)[0]
        draw(pen, _MARGIN + 40, baseline, line, quiet)
    bottom = top + _LANE * len(who.lanes)
    ticks = _ticks(who)
    for tick in ticks:
        label = fonts.cells(_clock(tick))
        wide = width(label, quiet)
        middle = _MARGIN + tick * _scale(who)
        draw(pen, min(max(middle - wide / 2, _MARGIN), WIDTH - _MARGIN - wide), bottom + 40, label, quiet)
    for number, lane in enumerate(who.lanes):
        colour = palette.other if lane.voices > 1 or lane.speaker is None else palette.voices[number % 7]
        place = top + _LANE * number
        _words_of_lane(pen, (fonts, texts, han, dots), lane, place, palette)
        _track(picture, (who, lane, ticks), place + 74, colour, palette)
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _words_of_lane(
    pen: ImageDraw.ImageDraw,
    means: tuple[Fonts, WhoTexts, Han, Cell],
    lane: Lane,
    top: float,
    palette: Palette,
) -> None:
    """Write the name on the left and the share on the right; a long name gives way."""
    fonts, texts, han, dots = means
    bold, quiet = Style(38, 700, palette.ink), Style(34, 400, palette.quiet)
    share = fonts.cells(_share(lane, texts), han)
    wide = width(share, quiet)
    draw(pen, WIDTH - _MARGIN - wide, top + 46, share, quiet)
    room = _ROOM - wide - 32
    name = shortened(break_lines(fonts.cells(_name(lane, texts), han), bold, room), 1, bold, room, dots)
    if name:
        draw(pen, _MARGIN, top + 46, name[0], bold)


def _track(picture: Image.Image, what: tuple[Who, Lane, list[int]], top: float, colour: str, palette: Palette) -> None:
    """Draw when one voice spoke, over the times of the axis, and pins where words fell."""
    who, lane, ticks = what
    pen = ImageDraw.Draw(picture)
    scale = _scale(who)
    pen.rectangle((_MARGIN, top, WIDTH - _MARGIN, top + _TRACK), palette.track)
    for tick in ticks:
        x = _MARGIN + tick * scale
        pen.line((x, top, x, top + _TRACK), palette.grid, 2)
    for begin, end in lane.stretches:
        left, right = _MARGIN + begin * scale, _MARGIN + end * scale
        right = min(max(right, left + 3), WIDTH - _MARGIN)  # a single word must be seen too
        pen.rectangle((min(left, right - 3), top, right, top + _TRACK), colour)
    for at in lane.marks:
        _pin(picture, _MARGIN + at * scale, top - 12, _TRACK + 18, palette)


def _pin(picture: Image.Image, x: float, top: float, tall: float, palette: Palette) -> None:
    """Draw a pin: a line with a round head, smooth, edged with the paper's colour so that it shows on any ground."""
    scale, half = 4, 14
    size = (2 * half * scale, round(tall + half) * scale)
    for colour, wider in ((palette.paper, 3), (palette.ink, 0)):
        mask = Image.new("L", size)
        pen = ImageDraw.Draw(mask)
        middle, radius = half * scale, (8 + wider) * scale
        pen.rectangle((middle - (2 + wider) * scale, middle, middle + (2 + wider) * scale, size[1]), 255)
        pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), 255)
        small = mask.resize((2 * half, size[1] // scale), Image.Resampling.LANCZOS)
        picture.paste(Image.new("RGB", small.size, colour), (round(x) - half, round(top) - half + 4), small)


def _scale(who: Who) -> float:
    """Return how many pixels a second (or a turn) is wide."""
    return _ROOM / (who.length or 1.0)


def _ticks(who: Who) -> list[int]:
    """Return the times that the axis names, in seconds; none where the transcript has no times."""
    if not who.timed:
        return []
    step = next((step for step in _TICKS_S if who.length / step <= _MOST_TICKS), _TICKS_S[-1])
    return list(range(0, int(who.length) + 1, step))


def _name(lane: Lane, texts: WhoTexts) -> str:
    if lane.voices > 1:
        return texts.others.format(count=lane.voices)
    return lane.speaker or texts.nobody


def _share(lane: Lane, texts: WhoTexts) -> str:
    percent = round(lane.part * 100)
    if lane.seconds is None:
        return texts.share_untimed.format(turns=lane.turns, percent=percent)
    return texts.share.format(minutes=max(1, round(lane.seconds / 60)), turns=lane.turns, percent=percent)


def _clock(seconds: int) -> str:
    minutes, secs = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
