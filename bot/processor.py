"""In which order updates are handled, and how many at once.

Each chat has a lane in which its messages are handled one after another, and so has each chat's row of buttons (a press
must not wait behind a question, or Telegram calls it too old) and each person who types inline. An update takes one of
the few workers only when its turn in its lane has come, so a busy chat holds one worker, never all of them. PTB's own
semaphore is taken before `do_process_update` and cannot do that; it is set so wide that nobody waits for it. An update
that waits for Telegram's flood limits gives its worker away meanwhile (`set_aside`).

Of what a person types inline only the newest is of use to them: `Typing` knows which that is; the others are dropped.

A lane and the whole are bounded. Where a lane is full, the newest update is dropped, with a line in the log. Where the
whole is full, `Inbox.put` waits, and Telegram keeps what has not been fetched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final

from telegram import InlineQuery, Update
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


_at_work: ContextVar[tuple[asyncio.Semaphore, asyncio.Task[Any] | None] | None] = ContextVar("at_work", default=None)
"""The workers, and the task that has one of them: the one that handles the update."""


@asynccontextmanager
async def set_aside() -> AsyncIterator[None]:
    """Give this update's worker to others for as long as it only waits; without an update, just wait."""
    at_work = _at_work.get()
    if at_work is None or at_work[1] is not asyncio.current_task():
        yield
        return
    workers, _ = at_work
    workers.release()
    try:
        yield
    finally:
        await workers.acquire()


class Typing:
    """Who is typing inline, and which of their queries is the newest."""

    def __init__(self) -> None:
        self._newest: dict[int, str] = {}

    def came(self, query: InlineQuery) -> None:
        """Note a query as its person's newest."""
        self._newest[query.from_user.id] = query.id

    def done(self, query: InlineQuery) -> None:
        """Forget a query, if nothing newer came."""
        if self.is_newest(query):
            del self._newest[query.from_user.id]

    def is_newest(self, query: InlineQuery) -> bool:
        """Say whether the person has typed nothing since."""
        return self._newest.get(query.from_user.id) == query.id


class _Lane:
    """Updates that are handled one after another; `waiting` counts them, the one at work included."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.waiting = 0


class Watch:
    """Somebody who is told when an update is begun, and when it is done, dropped or cancelled. This one is not."""

    def begins(self, update: object) -> bool:
        """Say whether the update may be begun now."""
        return True

    def ended(self, update: object) -> None:
        """Take note that nothing more is done about the update."""


class Lanes(BaseUpdateProcessor):
    """Handles updates of one lane in the order in which they came, and those of different lanes side by side."""

    def __init__(
        self,
        typing: Typing | None = None,
        *,
        workers: int = WORKERS,
        lane_length: int = LANE_LENGTH,
        whole: int = WHOLE,
    ) -> None:
        super().__init__(whole)
        self.watch = Watch()
        self._typing = typing or Typing()
        self._workers = asyncio.Semaphore(workers)
        self._lane_length = lane_length
        self._lanes: dict[Hashable, _Lane] = {}

    async def initialize(self) -> None:
        """Do nothing: a lane is made when somebody needs it."""

    async def shutdown(self) -> None:
        """Do nothing: a lane is gone when it is empty."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for this update's turn, then for a worker, then handle it."""
        query = update.inline_query if isinstance(update, Update) else None
        key = lane_of(update)
        lane = self._lanes.setdefault(key, _Lane())
        if query is not None:
            self._typing.came(query)
        elif lane.waiting >= self._lane_length:
            log.warning("An update was dropped: %d of its lane are still waiting.", lane.waiting)
            _forget(coroutine)
            self.watch.ended(update)
            return
        lane.waiting += 1
        try:
            async with lane.turn:
                if query is None or self._typing.is_newest(query):
                    await self._work(update, coroutine)
        finally:
            _forget(coroutine)
            self.watch.ended(update)
            if query is not None:
                self._typing.done(query)
            lane.waiting -= 1
            if not lane.waiting:
                del self._lanes[key]

    async def _work(self, update: object, coroutine: Awaitable[Any]) -> None:
        async with self._workers:
            if not self.watch.begins(update):
                return
            before = _at_work.set((self._workers, asyncio.current_task()))
            try:
                await coroutine
            finally:
                _at_work.reset(before)


def _forget(coroutine: Awaitable[Any]) -> None:
    """Close a coroutine that may never have been begun, so that nobody is warned of it; one that ended stays so."""
    if asyncio.iscoroutine(coroutine):
        coroutine.close()


def lane_of(update: object) -> Hashable:
    """Return the lane of an update: its chat's, its chat's buttons', a person's, or one of its own."""
    if not isinstance(update, Update):
        return object()
    if pressed := update.callback_query:
        chat = pressed.message.chat if pressed.message else None
        return ("buttons", chat.id if chat else pressed.from_user.id)
    if inline := update.inline_query or update.chosen_inline_result:
        return ("inline", inline.from_user.id)
    if update.guest_message:  # its chat may share its number with one that the bot is in
        return ("guest", update.guest_message.chat.id)
    chat = update.effective_chat
    return ("chat", chat.id) if chat else object()
