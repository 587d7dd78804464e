"""Optimizing the index: the many segments that a large load leaves are merged, step by step."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlite_utils import Database

_PAGES_A_STEP = 400
"""Index pages written while the file is locked for other writers: about a twentieth of a second."""
_BREATH_S = 0.002
_FEW_PARTS = 3


def parts(db: Database) -> int:
    """Return of how many parts the index consists; every question looks into each."""
    return int(db.execute("SELECT count(DISTINCT segid) FROM turn_terms_idx").fetchone()[0])


def tidy(db: Database, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """Merge the parts of the index into one; questions become two to four times as fast after a large load.

    Some 8 s of work for a million turns, in many short transactions: others may write in between, and when it is
    stopped (`stop` says so) or killed, the next call goes on from there. Nothing is done where there are few parts.
    Return whether anything was. https://www.sqlite.org/fts5.html#the_merge_command
    """
    if parts(db) <= _FEW_PARTS:
        return False
    pages = -_PAGES_A_STEP  # a negative number first: all parts become one merge
    while not stop():
        before = db.conn.total_changes
        db.execute("INSERT INTO turn_terms (turn_terms, rank) VALUES ('merge', ?)", [pages])
        if db.conn.total_changes - before < 2:
            return True
        pages = _PAGES_A_STEP
        time.sleep(_BREATH_S)
    return True
