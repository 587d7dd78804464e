"""The timeline of an episode as plain values: a lane for each speaker, and its share in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from store.text.normalize import is_blank


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
class Timeline:
    """An episode as lanes, most said first. `length` is where the last turn ends: in seconds if `timed`, else turns."""

    lanes: tuple[Lane, ...]
    length: float
    timed: bool
    marks: int


@dataclass(frozen=True, slots=True)
class TimelineTexts:
    """The words of the picture and its caption, in the chat's language."""

    share: str = "{minutes} min · spoke {turns}× · {percent}%"
    share_brief: str = "{seconds} s · spoke {turns}× · {percent}%"
    share_untimed: str = "spoke {turns}× · {percent}%"
    line: str = "{name}: {share}"
    nobody: str = "not named"
    others: str = "{count} others"
    marked: str = "“{words}”: {count}×"


def name_of(lane: Lane, texts: TimelineTexts) -> str:
    """Return what a lane is called."""
    if lane.voices > 1:
        return texts.others.format(count=lane.voices)
    return lane.speaker if lane.speaker and not is_blank(lane.speaker) else texts.nobody


def shares(who: Timeline, texts: TimelineTexts) -> tuple[str, ...]:
    """Return the share of each lane in words: its minutes, under one its seconds, its turns, its part in percent."""
    return tuple(_share(lane, percent, texts) for lane, percent in zip(who.lanes, _percents(who), strict=True))


def _share(lane: Lane, percent: int, texts: TimelineTexts) -> str:
    if lane.seconds is None:
        return texts.share_untimed.format(turns=lane.turns, percent=percent)
    if 0 < lane.seconds < 59.5:
        return texts.share_brief.format(seconds=max(1, round(lane.seconds)), turns=lane.turns, percent=percent)
    return texts.share.format(minutes=round(lane.seconds / 60), turns=lane.turns, percent=percent)


def _percents(who: Timeline) -> list[int]:
    """Return the parts of the lanes in percent, rounded so that they are a hundred together."""
    exact = [lane.part * 100 for lane in who.lanes]
    rounded = [math.floor(part) for part in exact]
    missing = round(sum(exact)) - sum(rounded)
    for place in sorted(range(len(exact)), key=lambda place: rounded[place] - exact[place])[:missing]:
        rounded[place] += 1
    return rounded
