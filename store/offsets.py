"""Offsets between a recording and its transcript's clock: one for all of it, or one from each second on.

Inserted advertisements shift everything behind them, so an offset may change in mid-episode.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from dataclasses import dataclass

from store.errors import StoreError

_POINT = re.compile(r"(?:(?P<start>[\d:.]+)=)?(?P<shift>[+-]?\d+(?:\.\d+)?)")
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)")
_MOST = 86_400.0


class NotAnOffset(StoreError):
    """What was typed is no offset."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed[:60]!r} is no offset; write `12.5`, or `0=12.5 10:00=42` where it changes.")
        self.typed = typed


@dataclass(frozen=True, slots=True)
class Offsets:
    """Seconds to add to the transcript's clock to find the same words in the recording.

    `points` are (from, seconds) in the transcript's clock, in order: each holds until the next. Before the first one,
    and where there is none, nothing is added.
    """

    points: tuple[tuple[float, float], ...] = ()

    def at(self, transcript_s: float) -> float:
        """Return what is added at this second of the transcript."""
        place = bisect_right(self.points, transcript_s, key=lambda point: point[0])
        return self.points[place - 1][1] if place else 0.0

    def audio(self, transcript_s: float) -> float:
        """Return the second of the recording at which this second of the transcript is heard, at least 0."""
        return max(0.0, transcript_s + self.at(transcript_s))

    def next_change(self, transcript_s: float) -> float:
        """Return the second of the transcript after this one at which the offset changes; infinity if it stays."""
        return next((start for start, _ in self.points if start > transcript_s), math.inf)

    def __str__(self) -> str:
        """Return the offsets as `parse_offsets` reads them; "" for none."""
        return " ".join(f"{_number(start)}={_number(shift)}" for start, shift in self.points)


NO_OFFSETS = Offsets()


def parse_offsets(typed: str) -> Offsets:
    """Return the offsets typed as `SECONDS` or as `FROM=SECONDS` points, apart by blanks or commas; "" gives none.

    FROM is seconds or a clock. Raises NotAnOffset.

    >>> parse_offsets("0=12.5, 10:00=-3").at(601)
    -3.0
    """
    points: dict[float, float] = {}
    for word in typed.replace(",", " ").split():
        found = _POINT.fullmatch(word)
        start = _seconds(found["start"] or "0") if found else None
        if found is None or start is None or start in points or abs(float(found["shift"])) > _MOST:
            raise NotAnOffset(typed)
        points[start] = float(found["shift"])
    return Offsets(tuple(sorted(points.items())))


def _seconds(typed: str) -> float | None:
    clock = _CLOCK.fullmatch(typed)
    if clock is None:
        return None
    hours, minutes, seconds = clock.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
    return total if total <= _MOST * 10 else None


def _number(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".")
