"""The columns in which a turn is read, for all who read turns; and whether a row holds what belongs into it.

SQLite lets any value stand in any column, and a damaged file may hold anything. `listing.turn_of` makes a Turn of one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Any

from sqlite_utils import Database

TURN_COLUMNS = (
    "turns.id, turns.episode_id, turns.position, speakers.name, turns.start_s, turns.end_s, turns.clock,"
    " turns.text, turns.cues"
)

Kinds = tuple[type | UnionType, ...]
TURN_KINDS: Kinds = (int, int, int, str | None, float | None, float | None, str | None, str, str | None)
EPISODE_KINDS: Kinds = (int, str, str | None, str, str | None, str | None, str | None)
SPEAKER_KINDS: Kinds = (int, str, int, float | None)

_STORED = {"TEXT": "'text'", "INTEGER": "'integer'", "REAL": "'real', 'integer'"}
_JSON = {"turns": ("cues",), "episodes": ("keywords", "audio_offsets"), "changes": ("before",)}


class Damaged(sqlite3.DatabaseError):
    """A row holds what no program of ours has written there."""


def hold(row: tuple[Any, ...], kinds: Kinds) -> None:
    """Raise Damaged where a row, which begins with its number or name, does not hold what belongs into it."""
    if not _fits(tuple(map(type, row)), kinds):
        raise Damaged(f"row {row[0]!r:.20} holds what does not belong there")


@cache
def _fits(found: tuple[type, ...], kinds: Kinds) -> bool:
    return all(issubclass(one, kind) for one, kind in zip(found, kinds, strict=True))


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
        if table.startswith(("turn_terms", "sqlite_", "_sqlite_")):
            continue
        for _, column, declared, not_null, _, key in tables.execute(f"PRAGMA table_info({table})").fetchall():
            allowed = _STORED.get(declared, "'text', 'integer', 'real'") + ("" if not_null or key else ", 'null'")
            wrong = f"typeof({column}) NOT IN ({allowed})"
            if column in _JSON.get(table, ()):
                wrong += f" OR {column} IS NOT NULL AND NOT json_valid({column})"
            (count,) = db.execute(f"SELECT count(*) FROM {table} WHERE {wrong}").fetchone()  # noqa: S608
            if count:
                yield f"{count} rows of {table} hold in {column} what does not belong there"
