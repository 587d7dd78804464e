"""Who spoke when: each voice's share of an episode, when it spoke, and where words fell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.queries.timing import heard_at
from bot.render.html import units
from store.library.timing import turn_span
from store.models import Quote, Turn
from store.text.normalize import is_blank

_LANES = 8  # what a phone shows without scrolling; the quieter voices share the last one
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

    share: str = "{minutes} min · spoke {turns}× · {percent}%"
    share_brief: str = "{seconds} s · spoke {turns}× · {percent}%"
    share_untimed: str = "spoke {turns}× · {percent}%"
    line: str = "{name}: {share}"
    nobody: str = "not named"
    others: str = "{count} others"
    marked: str = "“{words}”: {count}×"


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
    lines += [
        texts.line.format(name=name_of(lane, texts), share=share)
        for lane, share in zip(who.lanes, shares(who, texts), strict=True)
    ]
    told = ""
    for line in lines:
        if units(told) + units(line) + 3 > _CAPTION_UNITS:
            return f"{told}\n…" if told else ""
        told = f"{told}\n{line}" if told else line
    return told


def name_of(lane: Lane, texts: WhoTexts) -> str:
    """Return what a lane is called."""
    if lane.voices > 1:
        return texts.others.format(count=lane.voices)
    return lane.speaker if lane.speaker and not is_blank(lane.speaker) else texts.nobody


def shares(who: Who, texts: WhoTexts) -> tuple[str, ...]:
    """Return the share of each lane in words: its minutes, under one its seconds, its turns, its part in percent."""
    return tuple(_share(lane, percent, texts) for lane, percent in zip(who.lanes, _percents(who), strict=True))


def _share(lane: Lane, percent: int, texts: WhoTexts) -> str:
    if lane.seconds is None:
        return texts.share_untimed.format(turns=lane.turns, percent=percent)
    if 0 < lane.seconds < 59.5:
        return texts.share_brief.format(seconds=max(1, round(lane.seconds)), turns=lane.turns, percent=percent)
    return texts.share.format(minutes=round(lane.seconds / 60), turns=lane.turns, percent=percent)


def _percents(who: Who) -> list[int]:
    """Return the parts of the lanes in percent, rounded so that they are a hundred together."""
    exact = [lane.part * 100 for lane in who.lanes]
    rounded = [math.floor(part) for part in exact]
    missing = round(sum(exact)) - sum(rounded)
    for place in sorted(range(len(exact)), key=lambda place: rounded[place] - exact[place])[:missing]:
        rounded[place] += 1
    return rounded
