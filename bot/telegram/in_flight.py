"""An update that is being handled, as those know it who work for it: what still goes on, and whether anybody heard.

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


class Begun:
    """An update that was begun; `said` once something went out that a person may have seen."""

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


_at_it: ContextVar[Begun | None] = ContextVar("at_it", default=None)


def begin(begun: Begun) -> None:
    """Let this task, and those that it makes, work for an update."""
    _at_it.set(begun)
    if task := asyncio.current_task():
        begun.tasks.add(task)


def lends(task: asyncio.Task[Any]) -> None:
    """Count a task among those of the update at which this one is, if it is at any."""
    begun = _at_it.get()
    if begun is not None:
        begun.tasks.add(task)
        task.add_done_callback(lambda ended: begun.ends(ended, broken_off=ended.cancelled()))


@contextmanager
def saying() -> Iterator[None]:
    """Note that something goes out for the update at hand; what met a flood limit, or was not taken, did not arrive."""
    begun = _at_it.get()
    if begun is None:
        yield
        return
    before = begun.said
    begun.said = True
    try:
        yield
    except (RetryAfter, NotTaken):
        begun.said = before
        raise


@contextmanager
def aside() -> Iterator[None]:
    """Let what goes out meanwhile count for nothing: it says that an answer is coming, and is none."""
    token = _at_it.set(None)
    try:
        yield
    finally:
        _at_it.reset(token)
