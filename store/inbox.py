"""What came in: the numbers of updates that were seen, so that none is answered twice, and those left for next time.

An update is kept by number alone. Only what could not be begun before the program had to end is kept with its content,
until the next start.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from store.later import Write, later

SEEN_KEPT = timedelta(days=2)
"""Longer than a messenger goes on offering what nobody has taken."""

_LAST_PATIENCE_MS = 800
_FORGET_ABOVE = 512  # at every so manieth number the old ones are forgotten


def now() -> int:
    """Return the time in seconds since 1970, by which what was seen grows old."""
    return int(time.time())


def unseen(db: Database, numbers: Sequence[int]) -> list[int]:
    """Return those of these numbers that were not seen before, in order; from now on they count as seen."""
    marks = ", ".join("?" * len(numbers))
    seen = {number for (number,) in db.execute(f"SELECT id FROM seen_updates WHERE id IN ({marks})", list(numbers))}  # noqa: S608
    new = [number for number in dict.fromkeys(numbers) if number not in seen]
    writes: list[Write] = [("INSERT OR IGNORE INTO seen_updates VALUES (?, ?)", (number, now())) for number in new]
    if any(number % _FORGET_ABOVE == 0 for number in new):
        writes.append(_forget_seen())
    if writes:
        later(db).write(db, *writes)
    return new


def forget_old(db: Database) -> None:
    """Forget the numbers that are too old to come again."""
    later(db).write(db, _forget_seen())


def _forget_seen() -> Write:
    return "DELETE FROM seen_updates WHERE seen_at < ?", (now() - int(SEEN_KEPT.total_seconds()),)


def leave(db: Database, waiting: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Keep updates, by number and content, for the next start; there is little time then to wait for others' writes."""
    db.execute(f"PRAGMA busy_timeout = {_LAST_PATIENCE_MS}")
    with db.atomic():
        for number, content in waiting:
            written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            db.execute("INSERT OR REPLACE INTO left_updates VALUES (?, ?, ?)", [number, written, now()])


def take_left(db: Database) -> list[dict[str, Any]]:
    """Return the content of the updates that were left, in order, and forget them; those too old are not given."""
    if not db.execute("SELECT 1 FROM left_updates LIMIT 1").fetchone():
        return []
    oldest = now() - int(SEEN_KEPT.total_seconds())
    with db.atomic():
        rows = db.execute("SELECT content FROM left_updates WHERE left_at >= ? ORDER BY id", [oldest]).fetchall()
        db.execute("DELETE FROM left_updates")
    return [json.loads(content) for (content,) in rows]
