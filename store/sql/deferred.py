"""Writes that no answer waits for: done at once where the file can be written, else with the next one that can.

A load holds the file's write lock for as long as it writes, and a full disk takes nothing at all: neither is a reason
not to answer. What is put off here stands in memory until then, and is lost with the process. A write that has a fault
of its own keeps none of the others back: it alone is given up.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlite_utils import Database

from store.sql.connection import is_busy
from store.sql.transaction import file_of, transaction

log = logging.getLogger(__name__)

BRIEFLY_MS: Final = 20
LAST_MS: Final = 200
"""At the end, when each of a program's stores tries once more."""
MOST_PUT_OFF: Final = 10_000
_BETWEEN_S: Final = 0.02
_TOLD_EVERY_S = 3600.0

# What SQLite calls a write that no try would bring into any file; everything else is wrong with the file, or the disk.
# After each of these only the statement is undone: https://www.sqlite.org/lang_transaction.html
_OF_THE_WRITE: Final = frozenset(
    (
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_RANGE,
    )
)

Write = tuple[str, Sequence[Any]]
Rows = list[tuple[Any, ...]]


class Later:
    """The writes that were put off for one file, by whichever of the process's stores."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._put_off: deque[Write] = deque(maxlen=MOST_PUT_OFF)
        self._lock = threading.RLock()
        self._told_at: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._put_off)

    def write(self, db: Database, *writes: Write) -> bool:
        """Write, with all that was put off before, in one transaction; False where that must wait, no error."""
        with self._lock:
            self._put_off.extend(writes)
        return self.flush(db, patience_ms=0)

    def write_and_return(self, db: Database, write: Write) -> Rows | None:
        """Write as `write` does, and return the rows that it returns; None where it must wait, or was given up."""
        with self._lock:  # else another thread might write it, and be given what it returns
            self._put_off.append(write)
            try:
                return self.settle(db)
            except sqlite3.Error as error:
                self._tell(error)
                return None

    def flush(self, db: Database, patience_ms: int) -> bool:
        """Write what was put off, trying for that long; False where it still cannot be written.

        Others can put off, and try, between two tries.
        """
        until = time.monotonic() + patience_ms / 1000
        while True:
            try:
                self.settle(db)
                return True
            except sqlite3.Error as error:
                self._tell(error)
                if not is_busy(error) or time.monotonic() >= until:
                    return False
            time.sleep(_BETWEEN_S)

    def settle(self, db: Database) -> Rows | None:
        """Write what was put off, now; return what the last of it returns, None where that was given up.

        Raises sqlite3.Error where the file cannot be written: then all of it stays put off.
        """
        with self._lock:
            rows: Rows | None = []
            if self._put_off:
                with _briefly(db), transaction(db):
                    for write in self._put_off:
                        rows = self._written(db.conn, *write)
                self._put_off.clear()
            return rows

    def _written(self, conn: sqlite3.Connection, sql: str, values: Sequence[Any]) -> Rows | None:
        """Return what a write returns; None where it has a fault of its own, which is told to the log once an hour."""
        try:
            return conn.execute(sql, values).fetchall()
        except (sqlite3.Error, ValueError, OverflowError) as error:  # the latter two: values that no column takes
            if isinstance(error, sqlite3.Error) and not _is_of_the_write(error):
                raise
            if self._is_to_be_told(sql):
                log.error("%s: given up, since it can never be written (%s): %s", self._path, type(error).__name__, sql)
            return None

    def _tell(self, error: sqlite3.Error) -> None:
        if not is_busy(error) and self._is_to_be_told(""):
            log.error("%s cannot be written (%s); answers go on, but nothing is remembered.", self._path, error)

    def _is_to_be_told(self, what: str) -> bool:
        told_at = self._told_at.get(what)
        if told_at is not None and time.monotonic() - told_at <= _TOLD_EVERY_S:
            return False
        self._told_at[what] = time.monotonic()
        return True


def _is_of_the_write(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)  # none where Python refuses the values, before SQLite sees them
    return code is None or code & 0xFF in _OF_THE_WRITE


@contextmanager
def _briefly(db: Database) -> Iterator[None]:
    """Wait for other writers no longer than anybody notices, for as long as the context lasts."""
    patience_ms = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute(f"PRAGMA busy_timeout = {BRIEFLY_MS}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA busy_timeout = {patience_ms}")


_FILES: dict[str, Later] = {}


def later(db: Database) -> Later:
    """Return what was put off for the file of an open database; a database in memory has one of its own."""
    path = file_of(db) or f":memory:{id(db.conn)}"
    return _FILES.setdefault(path, Later(path))
