"""Updates: the numbers of those seen, so that none is answered twice, and those left for the next start.

An update is kept by number alone. Only what could not be begun before the program had to end is kept with its content,
until the next start: in the database, or in a file beside it where another program has the database locked just then.
Each bot (its number with the messenger) has numbers and leavings of its own: several may share a library.
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
from store.sql.deferred import later
from store.sql.transaction import file_of, transaction

log = logging.getLogger(__name__)

SEEN_KEPT = timedelta(days=2)
"""Longer than a messenger goes on offering what nobody has taken."""

ANY_BOT = 0
"""Whose the numbers and leavings are that an earlier program kept, which did not know of several bots."""

_FORGET_ABOVE = 512  # at every so manieth number the old ones are forgotten

# Looked at and noted in one statement: between two, another process could note the same number.
_CLAIM = (
    "INSERT INTO seen_updates (bot_id, seen_at, id) SELECT ?, ?, value FROM json_each(?) WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_LEAVE = (
    "INSERT INTO left_updates (bot_id, id, content, left_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (bot_id, id) DO UPDATE SET content = excluded.content, left_at = excluded.left_at"
)
_ADOPT = {
    "seen_updates": "INSERT INTO seen_updates (bot_id, id, seen_at)"
    " SELECT CAST(? AS BIGINT), id, seen_at FROM seen_updates WHERE bot_id = ?"
    " ON CONFLICT (bot_id, id) DO UPDATE SET seen_at = excluded.seen_at",
    "left_updates": "INSERT INTO left_updates (bot_id, id, content, left_at)"
    " SELECT CAST(? AS BIGINT), id, content, left_at FROM left_updates WHERE bot_id = ?"
    " ON CONFLICT (bot_id, id) DO UPDATE SET content = excluded.content, left_at = excluded.left_at",
}
_SEEN = "SELECT id FROM seen_updates WHERE bot_id = ? AND id IN (SELECT value FROM json_each(?))"


def now() -> int:
    """Return the time in seconds since 1970, by which what was seen grows old."""
    return int(time.time())


def _oldest() -> int:
    return now() - int(SEEN_KEPT.total_seconds())


class Updates:
    """The updates of an open library; see `storage.state.Updates`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def unseen(self, numbers: Sequence[int], *, bot: int) -> list[int]:
        """Return those of these numbers that this bot did not see before, in order; from now on they count as seen.

        However many processes ask at once, each number is new to one of them. While another program holds the file
        locked they look only, and what is new is noted afterwards.
        """
        claimed = later(self._db).write_and_return(self._db, (_CLAIM, (bot, now(), json.dumps(numbers))))
        if claimed is None:
            seen = {number for (number,) in self._db.execute(_SEEN, [bot, json.dumps(numbers)])}
            new = [number for number in dict.fromkeys(numbers) if number not in seen]
        else:
            fresh = {number for (number,) in claimed}
            new = [number for number in dict.fromkeys(numbers) if number in fresh]
        if any(number % _FORGET_ABOVE == 0 for number in new):
            self.forget_old()
        return new

    def forget_old(self) -> None:
        """Forget the numbers that are too old to come again."""
        later(self._db).write(self._db, ("DELETE FROM seen_updates WHERE seen_at < ?", (_oldest(),)))

    def leave(self, waiting: Iterable[tuple[int, Mapping[str, Any]]], *, bot: int) -> None:
        """Keep updates, by number and content, for the bot's next start: all of them or none."""
        with transaction(self._db):
            for number, content in waiting:
                self._db.execute(_LEAVE, [bot, number, _json(content), now()])

    def take_left(self, *, bot: int) -> list[dict[str, Any]]:
        """Return the content of the updates that this bot left, in order, and forget them; not those too old.

        What a program that did not know of several bots saw and left is this bot's from now on, if no other was first.
        """
        db, oldest = self._db, _oldest()
        left: dict[int, str] = {}
        self._adopt(bot)
        if db.execute("SELECT 1 FROM left_updates WHERE bot_id = ? LIMIT 1", [bot]).fetchone():
            with transaction(db):
                mine = [bot, oldest]
                left.update(db.execute("SELECT id, content FROM left_updates WHERE bot_id = ? AND left_at >= ?", mine))
                db.execute("DELETE FROM left_updates WHERE bot_id = ?", [bot])
        contents = {number: found for number, content in left.items() if (found := _read(content)) is not None}
        path = file_of(db)
        for beside in (_beside(path, ANY_BOT), _beside(path, bot)):
            contents.update(_taken_from_beside(beside, oldest))
        return [content for _, content in sorted(contents.items())]

    def _adopt(self, bot: int) -> None:
        for table, adopt in _ADOPT.items() if bot != ANY_BOT else ():
            if self._db.execute(f"SELECT 1 FROM {table} WHERE bot_id = ? LIMIT 1", [ANY_BOT]).fetchone():  # noqa: S608
                with transaction(self._db):
                    self._db.execute(adopt, [bot, ANY_BOT])
                    self._db.execute(f"DELETE FROM {table} WHERE bot_id = ?", [ANY_BOT])  # noqa: S608


def leave_beside(path: Path | str, waiting: Iterable[tuple[int, Mapping[str, Any]]], *, bot: int) -> None:
    """Keep updates for the bot's next start in a file beside the database at a path, which cannot be written now.

    Only this user may read it. Raises DatabaseProblem where that cannot be written either.
    """
    beside = _beside(path, bot)
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


def _beside(path: Path | str, bot: int) -> Path | None:
    """Return a bot's file beside a database, the same whichever link leads there; None beside one in memory."""
    if str(path) in ("", ":memory:"):
        return None
    return Path(f"{os.path.realpath(path)}-left" + (f"-{bot}" if bot != ANY_BOT else ""))


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
    for one in map(_read, filter(None, lines)):
        match one:
            case {"left_at": int(left_at), "number": int(number), "content": dict(content)} if left_at >= oldest:
                taken[number] = content
    return taken


def _read(written: str | bytes) -> dict[str, Any] | None:
    """Return what was written; None, and a line in the log, for what is damaged."""
    try:
        found: Any = json.loads(written)
    except (ValueError, TypeError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    log.warning("An update that was left is damaged: it is lost.")
    return None


def _json(value: Mapping[str, Any]) -> str:
    """Return a value as one line of ASCII, whatever characters it holds, halves of such among them."""
    return json.dumps(value, separators=(",", ":"))
