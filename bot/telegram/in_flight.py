"""Updates in flight: which tasks work for an update, and whether anything went out for it that a person may have seen.

When the program has to end, what was said nothing of yet can be done anew at the next start, and nobody hears it twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.error import RetryAfter

from bot.telegram.connection import NotTaken


class InFlight:
    """An update that is being handled; `said` once something went out that a person may have seen."""

    def __init__(self, update: Update, done: Callable[[Update], object]) -> None:
        self.update = update
        self.said = False
        self.tasks: set[asyncio.Task[Any]] = set()
        """What goes on for it; what was cancelled stays among these."""
        self._done = done

    def ends(self, task: asyncio.Task[Any] | None, *, broken_off: bool) -> None:
        """Note that a task has ended; with the last one the update is done, if none was broken off."""
        if task is None or broken_off:
            return
        self.tasks.discard(task)
        if not self.tasks:
            self._done(self.update)


_current: ContextVar[InFlight | None] = ContextVar("current", default=None)


def begin(current: InFlight) -> None:
    """Let this task, and those that it makes, work for an update."""
    _current.set(current)
    if task := asyncio.current_task():
        current.tasks.add(task)


def lends(task: asyncio.Task[Any]) -> None:
    """Count a task among those of the update at which this one is, if it is at any."""
    current = _current.get()
    if current is not None:
        current.tasks.add(task)
        task.add_done_callback(lambda ended: current.ends(ended, broken_off=ended.cancelled()))


@contextmanager
def saying() -> Iterator[None]:
    """Note that something goes out for the update at hand; what met a flood limit, or was not taken, did not arrive."""
    current = _current.get()
    if current is None:
        yield
        return
    before = current.said
    current.said = True
    try:
        yield
    except (RetryAfter, NotTaken):
        current.said = before
        raise


@contextmanager
def uncounted() -> Iterator[None]:
    """Let what goes out meanwhile count for nothing: it says that an answer is coming, and is none."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)
