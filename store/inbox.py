"""What came in: the numbers of updates that were seen, so that none is answered twice, and those left for next time.

An update is kept by number alone. Only what could not be begun before the program had to end is kept with its content,
until the next start: in the database, or in a file beside it where another program has the database locked just then.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from store.errors import DatabaseProblem
from store.later import Write, later

log = logging.getLogger(__name__)

SEEN_KEPT = timedelta(days=2)
"""Longer than a messenger goes on offering what nobody has taken."""

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
    """Keep updates, by number and content, for the next start."""
    with db.atomic():
        for number, content in waiting:
            db.execute("INSERT OR REPLACE INTO left_updates VALUES (?, ?, ?)", [number, _json(content), now()])


def leave_beside(path: Path | str, waiting: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Keep updates for the next start in a file beside the database at a path, which cannot be written now.

    Only this user may read it. Raises DatabaseProblem where that cannot be written either.
    """
    beside = _beside(path)
    if beside is None:
        raise DatabaseProblem(str(path), "there is nothing beside it")
    # Each begins a line of its own, though the last one was cut off.
    lines = "".join(
        f"\n{_json({'left_at': now(), 'number': number, 'content': content})}" for number, content in waiting
    )
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii") as file:
            file.write(lines)
    except OSError as error:
        raise DatabaseProblem(str(beside), error.strerror or str(error)) from error


def take_left(db: Database) -> list[dict[str, Any]]:
    """Return the content of the updates that were left, in order, and forget them; those too old are not given."""
    oldest = now() - int(SEEN_KEPT.total_seconds())
    left: dict[int, str] = {}
    if db.execute("SELECT 1 FROM left_updates LIMIT 1").fetchone():
        with db.atomic():
            left.update(db.execute("SELECT id, content FROM left_updates WHERE left_at >= ?", [oldest]).fetchall())
            db.execute("DELETE FROM left_updates")
    contents = {number: json.loads(content) for number, content in left.items()}
    contents.update(_taken_from_beside(_beside(db.execute("PRAGMA database_list").fetchone()[2]), oldest))
    return [content for _, content in sorted(contents.items())]


def _beside(path: Path | str) -> Path | None:
    """Return the file beside a database, the same whichever link leads there; None beside one in memory."""
    return None if str(path) in ("", ":memory:") else Path(f"{os.path.realpath(path)}-left")


def _taken_from_beside(beside: Path | None, oldest: int) -> dict[int, dict[str, Any]]:
    """Return what is in the file, and remove it first: what is taken twice would be answered twice."""
    if beside is None or not beside.exists():
        return {}
    try:
        lines = beside.read_text(encoding="ascii", errors="replace").split("\n")
        beside.unlink()
    except OSError as error:
        log.error("What was left of the last run in %s cannot be taken: %s", beside.name, error.strerror or error)
        return {}
    taken: dict[int, dict[str, Any]] = {}
    for line in filter(None, lines):
        try:
            one = json.loads(line)
            if one["left_at"] >= oldest:
                taken[one["number"]] = one["content"]
        except (ValueError, KeyError, TypeError):
            log.warning("A line of %s is broken: its update is lost.", beside.name)
    return taken


def _json(value: Mapping[str, Any]) -> str:
    """Return a value as one line of ASCII, whatever characters it holds, halves of such among them."""
    return json.dumps(value, separators=(",", ":"))
