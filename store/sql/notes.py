"""Small texts kept under a name, for whoever needs to know later what was done; they stand among the facts."""

from __future__ import annotations

import time

from sqlite_utils import Database

from store.sql.deferred import later

_PREFIX = "note: "


def note(db: Database, name: str) -> str | None:
    """Return what was kept under this name; None if nothing was."""
    row = db.execute("SELECT value FROM facts WHERE name = ?", [_PREFIX + name]).fetchone()
    return str(row[0]) if row else None


def keep(db: Database, name: str, text: str) -> None:
    """Keep a text under a name, in the place of an earlier one."""
    later(db).write(db, ("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_PREFIX + name, text)))


def probe(db: Database) -> None:
    """Write the time under a name of its own, at once. Raises sqlite3.OperationalError where nothing can be written."""
    with db.atomic():
        db.execute("INSERT OR REPLACE INTO facts VALUES ('probed', ?)", [str(time.time())])
