"""Opening the database file: its tables and index are brought up to date, or left where the file is read-only."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from store.errors import DatabaseBusy, DatabaseProblem, NewerDatabase, StoreError
from store.sql import reindex
from store.sql.damage import misplaced_in
from store.sql.index import latin_words, name_index
from store.sql.schema import migrations, unknown_migrations
from store.sql.transaction import transaction
from store.text.terms import TERMS_VERSION

OpenFile = Database
"""An SQLite file that is open; one in memory, too."""
PATIENCE_S = 10.0
_PAGE_CACHE_KIB = 32_768
_LOOKS_EVERY_S = 60.0
_looked: dict[str, tuple[float, str | None]] = {}
_SHARED = stat.S_ISGID | stat.S_IWGRP
_MAY_NOT_WRITE = frozenset((sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY))


def opened(path: Path | str) -> Database:
    """Return the open file, made where there is none, with its tables and its index brought up to date.

    Raises NewerDatabase for a file that a newer program wrote, and DatabaseProblem for one that cannot be opened, is no
    database, or would have to be brought up to date where nobody may write.
    """
    if str(path) != ":memory:":
        make_private(Path(os.path.realpath(path)))
    with foreign_faults(path):
        conn = _connected(path)
        try:
            db = Database(conn)
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute(f"PRAGMA cache_size = -{_PAGE_CACHE_KIB}")
            conn.execute("PRAGMA synchronous = NORMAL")
            _bring_up_to_date(db, str(path))
            # Only now: what a migration throws away, some gigabytes perhaps, goes through temporary files.
            conn.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            conn.close()
            raise
    return db


def make_private(path: Path) -> None:
    """Make an empty file where there is none, and the folders that are missing above it, for this user alone.

    SQLite gives the files beside it the same rights. In a folder that hands its files to its group (set-group-ID), as
    people who share one set it up, that group may read and write it too. What is there already is left as it is.
    Raises DatabaseProblem where a folder cannot be made.
    """
    missing = [one for one in path.parents if not one.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(str(path), error.strerror or str(error)) from error
    with suppress(OSError):  # it is there; or cannot be made, which SQLite says in its own words
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        if path.parent.stat().st_mode & _SHARED == _SHARED:
            os.fchmod(descriptor, 0o660)
        os.close(descriptor)


def as_it_stands(path: Path | str) -> Database:
    """Return the open file without changing anything in it. Raises DatabaseProblem where there is none."""
    with foreign_faults(path):
        return _readable(path)


def _readable(path: Path | str) -> Database:
    """Return the open file as `as_it_stands` does, with SQLite's own errors: for what looks into a fault."""
    if not Path(path).is_file():
        raise DatabaseProblem(str(path), "there is no such file")
    return Database(_connected(path))


def refuse_newer(db: Database, path: str) -> None:
    """Raise NewerDatabase for a file that a newer program wrote."""
    if unknown := unknown_migrations(db):
        raise NewerDatabase(path, unknown[0])
    if not migrations.pending(db) and reindex.terms_version(db) > TERMS_VERSION:
        raise NewerDatabase(path, f"terms of version {reindex.terms_version(db)}")


def _connected(path: Path | str) -> sqlite3.Connection:
    """Return a connection that can read at least.

    Where nobody may write beside the file, SQLite cannot open one that is kept with a write-ahead log, unless it is
    told that the file does not change; that is so if the log is empty or gone.
    """
    conn = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
    try:
        conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        conn.close()
        log = Path(f"{path}-wal")
        if error.sqlite_errorcode & 0xFF not in _MAY_NOT_WRITE or not Path(path).is_file():
            raise
        if log.exists() and log.stat().st_size:
            raise
        conn = sqlite3.connect(f"file:{quote(str(path))}?immutable=1", uri=True, isolation_level=None)
        conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except BaseException:
        conn.close()
        raise
    return conn


def _bring_up_to_date(db: Database, path: str) -> None:
    refuse_newer(db, path)
    _let_others_read(db.conn)
    without_index = any(one.name == "m002_terms" for one in migrations.pending(db))
    if migrations.pending(db):
        with transaction(db):  # another process may be at it: what is pending is looked up again once it is our turn
            migrations.apply(db)
            if without_index:
                reindex.call_stale(db)
        refuse_newer(db, path)
    if reindex.is_stale(db):
        reindex.reindex(db)
    if latin_words.is_behind(db) or name_index.is_behind(db):
        with transaction(db):
            if latin_words.is_behind(db):  # another process may have been at it
                latin_words.catch_up(db)
            name_index.catch_up(db)


def _let_others_read(conn: sqlite3.Connection) -> None:
    """Have a file that may be written kept with a write-ahead log, so that it can be asked while somebody writes.

    A copy that was made by `backup` has none yet.
    """
    if conn.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
        with suppress(sqlite3.OperationalError):  # nobody may write to it, or somebody does just now
            conn.execute("PRAGMA journal_mode = WAL")


@contextmanager
def foreign_faults(path: Path | str) -> Iterator[None]:
    """Turn SQLite's own errors into DatabaseProblem, which a person may be shown; DatabaseBusy if it may pass.

    So too what else comes of a file in which a value stands that does not belong there; of a sound one, it is our own
    fault, and is raised as it is.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise (DatabaseBusy if is_busy(error) else DatabaseProblem)(str(path), _told(error)) from error
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        if (told := _damage(str(path))) is None:
            raise
        raise DatabaseProblem(str(path), f"it is damaged: {told}") from error


def _told(error: sqlite3.Error) -> str:
    """Return what SQLite says, without the words that it quotes where they are no UTF-8."""
    return str(error).partition(" with text ")[0]


def _damage(path: str) -> str | None:
    """Return a sentence of what does not belong into a file, None where all does; reads all, so once a minute."""
    if path == ":memory:":
        return None
    looked_at, told = _looked.get(path, (-_LOOKS_EVERY_S, None))
    if time.monotonic() - looked_at < _LOOKS_EVERY_S:
        return told
    try:
        db = _readable(path)
        try:
            told = next(misplaced_in(db), None)
        finally:
            db.conn.close()
    except (sqlite3.Error, StoreError) as error:
        told = str(error)
    except UnicodeDecodeError:  # in SQLite's own sentence, which quotes what is damaged
        told = "it cannot be read"
    _looked[path] = time.monotonic(), told
    return told


def wait_at_most(db: Database, seconds: float) -> None:
    """From now on, wait no longer than that while somebody else writes."""
    db.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def bytes_of(db: Database) -> int:
    """Return how large an open file is, in bytes, without its log."""
    pages, page = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages * page)


@contextmanager
def written_in_bulk(db: Database) -> Iterator[None]:
    """While a large load lasts, what is written goes from the log into the file itself less often."""
    db.execute("PRAGMA wal_autocheckpoint = 10000")
    try:
        yield
    finally:
        db.execute("PRAGMA wal_autocheckpoint = 1000")


def is_busy(error: sqlite3.Error) -> bool:
    """Say whether somebody else writes just now, which is all that was wrong."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
