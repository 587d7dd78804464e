"""A tiny library, and the bot as a process of its own: for the tests that look at the program from outside."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from store.models import Episode, Transcript, Turn
from store.store import Store

ROOT = Path(__file__).parents[1]

SAID = (
    ("狸小姐", "夜里翻垃圾桶，最要紧的是安静。"),
    ("浣熊 <b>", "我的强项是洗东西 & 开锁。"),
    ("狸小姐", "安静的时候听得见盖子。"),
)


def library(path: Path) -> Path:
    """Make a library of one episode, three turns of a minute each, and return its path."""
    turns = tuple(
        Turn(speaker=name, start_s=60.0 * at, end_s=60.0 * at + 60, text=text, clock=f"{at:02}:00")
        for at, (name, text) in enumerate(SAID)
    )
    with Store.open(path) as store:
        store.load(Transcript(Episode("夜间广播"), turns, format="test"), source="night.txt")
    return path


def command(*arguments: str) -> list[str]:
    """Return the command that starts the bot."""
    return [sys.executable, "-m", "bot", *arguments]


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Have another program write to a library, with no end of it before the block's, unless it is rolled back."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def environment(**settings: str) -> dict[str, str]:
    """Return an environment with these settings and no others, whatever the developer's own holds.

    MEANING is off unless it is set: reading the encoder takes a second of each program that is started.
    """
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
    return {**kept, "PYTHONPATH": str(ROOT), "MEANING": "off", **settings}
