"""In which order updates are handled, and how many at once.

Each chat has a lane in which its messages are handled one after another, and so has each chat's row of buttons (a press
must not wait behind a question, or Telegram calls it too old) and each person who types inline. An update takes one of
the few workers only when its turn in its lane has come, so a busy chat holds one worker, never all of them. PTB's own
semaphore is taken before `do_process_update` and cannot do that; it is set so wide that nobody waits for it.

A lane and the whole are bounded. Where a lane is full, the newest update is dropped, with a line in the log. Where the
whole is full, `Inbox.put` waits, and Telegram keeps what has not been fetched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Hashable
from typing import Any, Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

log = logging.getLogger(__name__)

WORKERS: Final = 16
LANE_LENGTH: Final = 32
WHOLE: Final = 1024


class Inbox(asyncio.Queue[object]):
    """A queue of updates whose `put` waits while `limit` of them are under way, taken out but not done included.

    PTB turns each update into a task as soon as it gets it, so a queue's own `maxsize` would bound nothing.
    """

    def __init__(self, limit: int = WHOLE) -> None:
        super().__init__()
        self._limit = limit
        self._under_way = 0
        self._room = asyncio.Event()
        self._room.set()

    async def put(self, item: object) -> None:
        """Put an update in when there is room for it."""
        while not self._room.is_set():
            await self._room.wait()
        await super().put(item)

    def put_nowait(self, item: object) -> None:
        """Put an update in, whether there is room or not."""
        super().put_nowait(item)
        self._under_way += 1
        if self._under_way >= self._limit:
            self._room.clear()

    def task_done(self) -> None:
        """Make room for another update."""
        super().task_done()
        self._under_way -= 1
        if self._under_way < self._limit:
            self._room.set()


class _Lane:
    """Updates that are handled one after another; `waiting` counts them, the one at work included."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.waiting = 0


class Lanes(BaseUpdateProcessor):
    """Handles updates of one lane in the order in which they came, and those of different lanes side by side."""

    def __init__(self, *, workers: int = WORKERS, lane_length: int = LANE_LENGTH, whole: int = WHOLE) -> None:
        super().__init__(whole)
        self._workers = asyncio.Semaphore(workers)
        self._lane_length = lane_length
        self._lanes: dict[Hashable, _Lane] = {}

    async def initialize(self) -> None:
        """Do nothing: a lane is made when somebody needs it."""

    async def shutdown(self) -> None:
        """Do nothing: a lane is gone when it is empty."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for this update's turn, then for a worker, then handle it."""
        key = lane_of(update)
        lane = self._lanes.setdefault(key, _Lane())
        if lane.waiting >= self._lane_length:
            log.warning("An update was dropped: %d of its lane are still waiting.", lane.waiting)
            _forget(coroutine)
            return
        lane.waiting += 1
        try:
            async with lane.turn, self._workers:
                await coroutine
        finally:
            _forget(coroutine)
            lane.waiting -= 1
            if not lane.waiting:
                del self._lanes[key]


def _forget(coroutine: Awaitable[Any]) -> None:
    """Close a coroutine that may never have been begun, so that nobody is warned of it; one that ended stays so."""
    if asyncio.iscoroutine(coroutine):
        coroutine.close()


def lane_of(update: object) -> Hashable:
    """Return the lane of an update: its chat's, its chat's buttons', a person's, or one of its own."""
    if not isinstance(update, Update):
        return object()
    if pressed := update.callback_query:
        place = pressed.message.chat.id if pressed.message else pressed.from_user.id
        return ("buttons", place)
    if inline := update.inline_query or update.chosen_inline_result:
        return ("inline", inline.from_user.id)
    chat = update.effective_chat
    return ("chat", chat.id) if chat else object()
