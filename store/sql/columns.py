"""The columns in which a turn is read, for all who read turns; and whether a row holds what belongs into it.

SQLite lets any value stand in any column, and a damaged file may hold anything. `listing.turn_of` makes a Turn of one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Any

from sqlite_utils import Database

TURN_COLUMNS = (
    "turns.id, turns.episode_id, turns.position, speakers.name, turns.start_s, turns.end_s, turns.clock,"
    " turns.text, turns.cues"
)


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

_STORED = {"TEXT": "'text'", "INTEGER": "'integer'", "REAL": "'real', 'integer'"}
_ALSO_WRONG = {
    ("turns", "cues"): "NOT json_valid(cues)",
    ("episodes", "keywords"): "NOT json_valid(keywords)",
    ("episodes", "audio_offsets"): "NOT json_valid(audio_offsets)",
    ("changes", "before"): "NOT json_valid(before)",
    ("sqlite_sequence", "seq"): "typeof(seq) <> 'integer'",
    ("facts", "value"): "name IN ('loads', 'terms', 'spelled') AND (value GLOB '*[^0-9]*' OR length(value) > 18)"
    " OR name IN ('called', 'reindexing') AND (value NOT GLOB '[0-9]*:[0-9]*' OR length(value) > 36"
    " OR replace(value, ':', '') GLOB '*[^0-9]*' OR value GLOB '*:*:*') OR value = ''",
    ("called", "kind"): "kind NOT IN ('name', 'title', 'keyword')",
}
"""What is of the right kind and yet does not belong there."""


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


def misplaced(db: Database, tables: Database) -> Iterator[str]:
    """Yield a sentence for each column that holds what does not belong there; `tables` are as they are made."""
    for table in tables.table_names():
        if table.startswith(("turn_terms", "called_terms", "sqlite_stat", "_sqlite_")):
            continue
        for _, column, declared, not_null, _, key in tables.execute(f"PRAGMA table_info({table})").fetchall():
            allowed = _STORED.get(declared, "'text', 'integer', 'real'") + ("" if not_null or key else ", 'null'")
            wrong = f"typeof({column}) NOT IN ({allowed})"
            if also := _ALSO_WRONG.get((table, column)):
                wrong += f" OR {column} IS NOT NULL AND ({also})"
            (count,) = db.execute(f"SELECT count(*) FROM {table} WHERE {wrong}").fetchone()  # noqa: S608
            if count:
                yield f"{count} rows of {table} hold in {column} what does not belong there"
