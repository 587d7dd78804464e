"""Writes that no answer waits for: done at once where the file can be written, else with the next one that can.

A load holds the file's write lock for as long as it writes, and a full disk takes nothing at all: neither is a reason
not to answer. What is put off here stands in memory until then, and is lost with the process.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

from sqlite_utils import Database

from store.opening import is_busy

log = logging.getLogger(__name__)

BRIEFLY_MS: Final = 20
LAST_MS: Final = 200
"""At the end, when each of a program's stores tries once more."""
MOST_PUT_OFF: Final = 10_000
_BETWEEN_S: Final = 0.02
_TOLD_EVERY_S = 3600.0

Write = tuple[str, Sequence[Any]]


class Later:
    """The writes that were put off for one file, by whichever of the process's stores."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._put_off: deque[Write] = deque(maxlen=MOST_PUT_OFF)
        self._lock = threading.Lock()
        self._told_at: float | None = None

    def __len__(self) -> int:
        return len(self._put_off)

    def write(self, db: Database, *writes: Write) -> bool:
        """Write, with all that was put off before, in one transaction; False where that must wait, no error."""
        with self._lock:
            self._put_off.extend(writes)
        return self.flush(db, patience_ms=0)

    def flush(self, db: Database, patience_ms: int) -> bool:
        """Write what was put off, trying for that long; False where it still cannot be written.

        Others can put off, and try, between two tries.
        """
        until = time.monotonic() + patience_ms / 1000
        while True:
            try:
                self.settle(db)
                return True
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    self._tell(error)
                    return False
            if time.monotonic() >= until:
                return False
            time.sleep(_BETWEEN_S)

    def settle(self, db: Database) -> None:
        """Write what was put off, now. Raises sqlite3.OperationalError where it cannot be written."""
        with self._lock:
            if not self._put_off:
                return
            patience_ms = db.execute("PRAGMA busy_timeout").fetchone()[0]
            db.execute(f"PRAGMA busy_timeout = {BRIEFLY_MS}")
            try:
                self._write_all(db)
            finally:
                db.execute(f"PRAGMA busy_timeout = {patience_ms}")
            self._put_off.clear()

    def _write_all(self, db: Database) -> None:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            for sql, values in self._put_off:
                db.conn.execute(sql, values)
            db.conn.execute("COMMIT")
        except BaseException:
            db.conn.rollback()
            raise

    def _tell(self, error: sqlite3.OperationalError) -> None:
        if self._told_at is None or time.monotonic() - self._told_at > _TOLD_EVERY_S:
            self._told_at = time.monotonic()
            log.error("%s cannot be written (%s); answers go on, but nothing is remembered.", self._path, error)


_FILES: dict[str, Later] = {}


def later(db: Database) -> Later:
    """Return what was put off for the file of an open database; a database in memory has one of its own."""
    path = db.execute("PRAGMA database_list").fetchone()[2] or f":memory:{id(db.conn)}"
    return _FILES.setdefault(path, Later(path))
