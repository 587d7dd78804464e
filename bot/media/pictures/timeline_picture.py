"""Who spoke when, as a picture: a lane for each voice over the clock, its share beside it, pins where words fell."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from bot.media.pictures.fonts import Fonts, Han, han_of
from bot.media.pictures.timeline import Lane, Timeline, TimelineTexts, name_of, shares
from bot.media.pictures.typeset import Words, draw, words_of

WIDTH = 1080
"""How wide the picture is, in pixels. It is as high as its lanes need."""

_MARGIN = 64
_ROOM = WIDTH - 2 * _MARGIN
_TICKS_S = (5, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400)
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class TimelineColours:
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
PALETTES: dict[Literal["light", "dark"], TimelineColours] = {
    "light": TimelineColours(
        *("#ffffff", "#1d2126", "#5d646c", "#edf0f2", "#d5dade"),
        ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"),
        "#444448",
    ),
    "dark": TimelineColours(
        *("#15181d", "#eceff3", "#a8b0ba", "#262b33", "#3a414b"),
        ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#ffffff"),
        "#5a5a5e",
    ),
}


def draw_timeline(
    who: Timeline,
    fonts: Fonts,
    texts: TimelineTexts,
    *,
    title: str,
    words: str | None = None,
    theme: Literal["light", "dark"] = "light",
    han: Han = "zh-hans",
) -> bytes:
    """Return the picture of an episode as PNG, 1080 pixels wide; `words` are those whose places are marked."""
    palette = PALETTES[theme]
    whose = han_of(title, han)
    told = texts.marked.format(words=words, count=who.marks) if words else None
    ticks = [(tick * _scale(who), words_of(fonts.cells(_clock(tick), han), han)) for tick in _ticks(who)]
    data = {
        "title": words_of(fonts.cells(title.strip(), whose), whose),
        "words": told and _line(fonts, told, han),
        "ticks": ticks,
        "lanes": [
            {
                "name": _line(fonts, name_of(lane, texts), han),
                "share": _line(fonts, share, han),
                "colour": palette.other if lane.voices > 1 or lane.speaker is None else palette.voices[number % 7],
                "stretches": _seen(who, lane),
                "marks": [at * _scale(who) for at in lane.marks],
            }
            for number, (lane, share) in enumerate(zip(who.lanes, shares(who, texts), strict=True))
        ],
        "colours": asdict(palette),
    }
    return draw(fonts, "timeline", han, data)


def _line(fonts: Fonts, text: str, han: Han) -> Words:
    """Return text as one line."""
    return words_of(fonts.cells(" ".join(text.split()), han), han)


def _seen(who: Timeline, lane: Lane) -> list[tuple[int, int]]:
    """Return when a voice spoke, in whole pixels so that neighbours touch; a single word is wide enough to be seen."""
    found: list[tuple[int, int]] = []
    for begin, end in lane.stretches:
        left, right = round(begin * _scale(who)), round(end * _scale(who))
        right = min(max(right, left + 4), _ROOM)
        left = min(left, right - 4)
        if found and left <= found[-1][1]:
            left, right = found[-1][0], max(right, found.pop()[1])
        found.append((left, right))
    return found


def _scale(who: Timeline) -> float:
    """Return how many pixels a second (or a turn) is wide."""
    return _ROOM / (who.length or 1.0)


def _ticks(who: Timeline) -> list[int]:
    """Return the times that the axis names, in seconds; none where the transcript has no times."""
    if not who.timed:
        return []
    step = next((step for step in _TICKS_S if who.length / step <= _MOST_TICKS), _TICKS_S[-1])
    return list(range(0, int(who.length) + 1, step))


def _clock(seconds: int) -> str:
    minutes, secs = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
