"""The changes that people made to the library, newest last, with what was before, so that they can be undone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from store.storage.catalog import Change

_MOST_KEPT = 1_000


class Changes:
    """The changes of an open library; see `storage.catalog.Changes`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, kind: str, what: str, before: dict[str, Any]) -> None:
        """Keep a change of a kind (`speakers`, `episodes`), the last thousand of them."""
        self._db.execute(
            "INSERT INTO changes (kind, what, before, made_at) VALUES (?, ?, ?, ?)",
            [kind, what, json.dumps(before, ensure_ascii=False), datetime.now(UTC).isoformat(timespec="seconds")],
        )
        self._db.execute("DELETE FROM changes WHERE id <= (SELECT max(id) FROM changes) - ?", [_MOST_KEPT])

    def forget(self, kind: str, *, holding: str, but: int) -> None:
        """Forget the changes of a kind whose `before` begins with a value of this name, but for the newest ones."""
        held = "SELECT id FROM changes WHERE kind = ? AND before LIKE ? ORDER BY id DESC"
        numbers = self._db.execute(held, [kind, f'{{"{holding}":%']).fetchall()
        self._db.conn.executemany("DELETE FROM changes WHERE id = ?", numbers[but:])

    def newest(self, kind: str) -> int | None:
        """Return the number of the newest change of a kind; None where there is none."""
        (number,) = self._db.execute("SELECT max(id) FROM changes WHERE kind = ?", [kind]).fetchone()
        return int(number) if number is not None else None

    def kind_of(self, number: int) -> str | None:
        """Return the kind of a change; None where there is no such change (any more)."""
        row = self._db.execute("SELECT kind FROM changes WHERE id = ?", [number]).fetchone()
        return str(row[0]) if row else None

    def take(self, kind: str) -> Change | None:
        """Return the newest change of a kind and forget it; None where there is none."""
        newest = "SELECT id, what, before FROM changes WHERE kind = ? ORDER BY id DESC LIMIT 1"
        row = self._db.execute(newest, [kind]).fetchone()
        if row is None:
            return None
        number, what, before = row
        self._db.execute("DELETE FROM changes WHERE id = ?", [number])
        return Change(what, json.loads(before))
