"""Backup of a library while others use it: of one moment, and in its place only when it is complete."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from store.errors import DatabaseProblem
from store.sql.connection import as_it_stands, foreign_faults


def backup(path: Path | str, target: Path) -> int:
    """Copy a library to the file `target`, which an earlier copy may stand in, and return its size in bytes.

    The copy is of one moment, one file without a log beside it, looked through before it takes its place. Loads go on
    meanwhile. Raises DatabaseProblem where anything of that fails; `target` is as it was then.
    """
    if target.exists() and (not target.is_file() or target.samefile(path)):
        raise DatabaseProblem(str(target), "a copy cannot go there")
    source = as_it_stands(path)
    try:
        descriptor, written = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(descriptor)
    except OSError as error:
        source.conn.close()
        raise DatabaseProblem(str(target), error.strerror or str(error)) from error
    try:
        with foreign_faults(target):
            _copy(source.conn, written, target)
        shutil.copymode(path, written)
        Path(written).replace(target)
        _sync(target.parent)
    except OSError as error:
        raise DatabaseProblem(str(target), error.strerror or str(error)) from error
    finally:
        source.conn.close()
        Path(written).unlink(missing_ok=True)
    return target.stat().st_size


def _copy(source: sqlite3.Connection, written: str, target: Path) -> None:
    copy = sqlite3.connect(written, isolation_level=None)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        (told,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if told != "ok":
            raise DatabaseProblem(str(target), f"not copied, since the library is damaged: {told}")
    finally:
        copy.close()
    _sync(Path(written))


def _sync(path: Path) -> None:
    """Have a file or a folder written to the disk itself, where the system can do that."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # a folder, on systems that cannot open one
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
