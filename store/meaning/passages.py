"""Passages: stretches of an episode, of about one size, in which a point is made; whole turns, or a part of a long one.

What people remember of a discussion is seldom one sentence. Measured on questions about eight episodes: single turns as
they stand find the right one among the first three for .53, passages of 100 units for .70, of 150 for .74, of 220 for
.68; overlapping ones find no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from store.search.excerpt import sentence_ends
from store.text.normalize import UNSPACED

SIZE: Final = 150
"""In units: a Han character is one, and so is a Latin word."""
_LONG: Final = SIZE * 3 // 2
"""A turn of more units is cut into passages of its own."""
_FULL: Final = SIZE * 5 // 4
"""A turn that would make a passage longer than this begins the next one."""
_REACH: Final = 60
"""In characters: so far from where a long turn would be cut evenly the end of a sentence is looked for."""

_UNIT = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_CLAUSE = re.compile(r"[,，、:：\s]")


@dataclass(frozen=True, slots=True)
class Passage:
    """The turns from place `first` to place `last` of an episode; of one long turn, its characters [begin, end)."""

    first: int
    last: int
    begin: int = 0
    end: int | None = None

    def parts(self, texts: Sequence[str]) -> list[str]:
        """Return what of each of its turns belongs to it; `texts` are those of the whole episode."""
        return [text[self.begin : self.end] for text in texts[self.first : self.last + 1]]

    def text(self, texts: Sequence[str]) -> str:
        """Return its words, a blank between two turns."""
        return " ".join(self.parts(texts))


def units(text: str) -> list[int]:
    """Return where each unit of a text begins."""
    return [unit.start() for unit in _UNIT.finditer(text)]


def cut(texts: Sequence[str]) -> list[Passage]:
    """Return the passages of an episode, whose turns are given in order: each turn stands in one, or is cut up."""
    found: list[Passage] = []
    first, size = 0, 0
    for at, text in enumerate(texts):
        starts = units(text)
        is_long = len(starts) > _LONG
        if size and (is_long or size + len(starts) > _FULL):
            found.append(Passage(first, at - 1))
            first, size = at, 0
        if is_long:
            found += (Passage(at, at, begin, end) for begin, end in _pieces(text, starts))
            first = at + 1
            continue
        size += len(starts)
        if size >= SIZE:
            found.append(Passage(first, at))
            first, size = at + 1, 0
    if first < len(texts):
        found.append(Passage(first, len(texts) - 1))
    return found


def _pieces(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a long turn, about even, cut where a sentence ends or else a clause."""
    count = max(2, round(len(starts) / SIZE))
    ends = sentence_ends(text)
    cuts = [0, *(_nearest(text, starts[len(starts) * number // count], ends) for number in range(1, count)), len(text)]
    yield from ((begin, end) for begin, end in pairwise(sorted(set(cuts))))


def _nearest(text: str, place: int, ends: Sequence[int]) -> int:
    near = [end for end in ends if abs(end - place) <= _REACH]
    if not near:
        near = [found.end() for found in _CLAUSE.finditer(text, max(0, place - _REACH), place + _REACH)]
    return min(near, key=lambda end: abs(end - place), default=place)
