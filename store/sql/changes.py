"""What people changed in the library, newest last, with what was before: so that it can be undone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

_MOST_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """A change: the sentence that says what it was, and what was before it."""

    what: str
    before: dict[str, Any]


def keep(db: Database, kind: str, what: str, before: dict[str, Any]) -> None:
    """Keep a change of a kind (`speakers`, `episodes`), the last thousand of them."""
    db.execute(
        "INSERT INTO changes (kind, what, before, made_at) VALUES (?, ?, ?, ?)",
        [kind, what, json.dumps(before, ensure_ascii=False), datetime.now(UTC).isoformat(timespec="seconds")],
    )
    db.execute("DELETE FROM changes WHERE id <= (SELECT max(id) FROM changes) - ?", [_MOST_KEPT])


def forget(db: Database, kind: str, *, holding: str, but: int) -> None:
    """Forget the changes of a kind that hold a value of this name, but for the newest ones."""
    db.execute(
        "DELETE FROM changes WHERE id IN (SELECT id FROM changes"
        " WHERE kind = ? AND json_type(before, '$.' || ?) IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET ?)",
        [kind, holding, but],
    )


def newest(db: Database, kind: str) -> int | None:
    """Return the number of the newest change of a kind; None where there is none."""
    (number,) = db.execute("SELECT max(id) FROM changes WHERE kind = ?", [kind]).fetchone()
    return int(number) if number is not None else None


def kind_of(db: Database, number: int) -> str | None:
    """Return the kind of a change; None where there is no such change (any more)."""
    row = db.execute("SELECT kind FROM changes WHERE id = ?", [number]).fetchone()
    return str(row[0]) if row else None


def take(db: Database, kind: str) -> Change | None:
    """Return the newest change of a kind and forget it; None where there is none."""
    row = db.execute("SELECT id, what, before FROM changes WHERE kind = ? ORDER BY id DESC LIMIT 1", [kind]).fetchone()
    if row is None:
        return None
    db.execute("DELETE FROM changes WHERE id = ?", [row[0]])
    return Change(row[1], json.loads(row[2]))
