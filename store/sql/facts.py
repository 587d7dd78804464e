"""Facts about the library itself, one text under each name: versions, how far a work has come, notes."""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

PUT: Final = "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
"""Keep a fact, in the place of an earlier one: its name, its value."""
_COUNT_UP = (
    "INSERT INTO facts (name, value) VALUES ('loads', '1')"
    " ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(facts.value AS INTEGER) + 1 AS TEXT)"
)


def get(db: Database, name: str) -> str | None:
    """Return a fact; None where there is none of this name."""
    row = db.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
    return str(row[0]) if row else None


def put(db: Database, name: str, value: str) -> None:
    """Keep a fact, in the place of an earlier one."""
    db.execute(PUT, [name, value])


def forget(db: Database, name: str) -> None:
    """Forget a fact."""
    db.execute("DELETE FROM facts WHERE name = ?", [name])


def count_change(db: Database) -> None:
    """Tell that the library has changed: what was read of it before is stale."""
    db.execute(_COUNT_UP)


def changes_so_far(db: Database) -> int:
    """Return a number that grows with every change of the library."""
    return int(get(db, "loads") or 0)
