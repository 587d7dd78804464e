"""Transactions of SQLite: all that is written inside is written, or nothing is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from store.errors import NotWritten

_REFUSED = (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.DataError)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Hold the file's write lock from the beginning; inside another transaction, be a part of that one."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


@contextmanager
def part(db: Database) -> Iterator[None]:
    """Inside a transaction: all that is written inside this is written, or nothing of it, and the rest stands.

    Raises NotWritten for values that no file takes.
    """
    db.conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException as error:
        if db.conn.in_transaction:  # a full disk has ended it already
            db.conn.execute("ROLLBACK TO part")
            db.conn.execute("RELEASE part")
        if isinstance(error, _REFUSED):
            raise NotWritten(str(error)) from error
        raise
    db.conn.execute("RELEASE part")


def file_of(db: Database) -> str:
    """Return the path of an open database's file, with its links followed; "" for one in memory."""
    return str(db.execute("PRAGMA database_list").fetchone()[2] or "")
