"""From rows to values: the columns in which turns and episodes are read, and whether a row holds what belongs there.

SQLite lets any value stand in any column, and a damaged file may hold anything.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from functools import partial
from types import UnionType
from typing import Any

from store.models import Cue, Episode, Turn
from store.offsets import Offsets
from store.storage.index import TurnRow
from store.transcripts.parsing import clock as clocks

TURN_COLUMNS = (
    "turns.id, turns.episode_id, turns.position, speakers.name, turns.start_s, turns.end_s, turns.clock,"
    " turns.text, turns.cues"
)
TURN_ROWS = f"SELECT {TURN_COLUMNS} FROM turns LEFT JOIN speakers ON speakers.id = turns.speaker_id"  # noqa: S608
"""Turns with their speakers' names; a condition is put behind it."""
EPISODE_COLUMNS = "id, title, date, keywords, audio, page, audio_offsets"
AMONG = "IN (SELECT value FROM json_each(?))"
"""One of several values, which are given as one: see `listed`."""


turn_row = partial(tuple.__new__, TurnRow)
"""A row of TURN_ROWS as a value: a third of the time of TurnRow._make, since a question reads hundreds of rows."""


class Damaged(sqlite3.DatabaseError):
    """A row holds what no program of ours has written there."""


class Kinds:
    """What belongs into each column of a row, which begins with a number or a name."""

    def __init__(self, *kinds: type | UnionType) -> None:
        self._kinds = kinds
        self._fine: set[tuple[type, ...]] = set()  # a question reads hundreds of rows, and they are much alike

    def hold(self, row: tuple[Any, ...]) -> None:
        """Raise Damaged where a row does not hold what belongs into it."""
        found = tuple(map(type, row))
        if found not in self._fine:
            if not all(issubclass(one, kind) for one, kind in zip(found, self._kinds, strict=True)):
                raise Damaged(f"row {row[0]!r:.20} holds what does not belong there")
            self._fine.add(found)

    def each(self, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Return rows that all hold what belongs into them. Raises Damaged."""
        found = list(rows)
        for row in found:
            self.hold(row)
        return found


TURN = Kinds(int, int, int, str | None, float | None, float | None, str | None, str, str | None)
EPISODE = Kinds(int, str, str | None, str, str | None, str | None, str | None)
SPEAKER = Kinds(int, str, int, float | None)
NAME = Kinds(str)
CALLED = Kinds(int, str, str)
WORD = Kinds(str, int)
SPELLED = Kinds(str, str)


def turn_of(row: tuple[Any, ...]) -> Turn:
    """Return the turn that a row of TURN_COLUMNS holds; one whose transcript writes no clock is given one."""
    TURN.hold(row)
    turn_id, episode_id, position, speaker, start_s, end_s, clock, text, cues = row
    if clock is None and start_s is not None:
        clock = clocks.write(start_s)
    finer = tuple(Cue(at, start) for at, start in pairs(cues)) if cues else ()
    return Turn(speaker, start_s, end_s, text, clock, finer, turn_id, episode_id, position)


def episode_of(row: tuple[Any, ...]) -> Episode:
    """Return the episode that a row of EPISODE_COLUMNS holds."""
    EPISODE.hold(row)
    episode_id, title, date, keywords, audio, page, points = row
    offsets = Offsets(tuple((start, shift) for start, shift in pairs(points))) if points else Offsets()
    return Episode(title, date, strings(keywords), audio, page, episode_id, offsets)


def listed(values: Iterable[Any]) -> str:
    """Return several values as one, for AMONG."""
    return json.dumps(list(values), ensure_ascii=False)


def strings(written: str) -> tuple[str, ...]:
    """Return the strings that a column holds as JSON. Raises Damaged."""
    found = _from_json(written)
    if not all(isinstance(one, str) for one in found):
        raise Damaged("what should be a list of texts is none")
    return tuple(found)


def pairs(written: str) -> list[tuple[Any, Any]]:
    """Return the pairs of numbers that a column holds as JSON. Raises Damaged."""
    found = _from_json(written)
    if not all(isinstance(one, list) and len(one) == 2 and set(map(type, one)) <= {int, float} for one in found):
        raise Damaged("what should be a list of pairs of numbers is none")
    return [(first, second) for first, second in found]


def _from_json(written: str) -> list[Any]:
    try:
        found = json.loads(written)
    except (ValueError, TypeError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise Damaged("what should be a list is none")
    return found
