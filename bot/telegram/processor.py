"""PTB's update processor: in which order updates are handled, and how many at once.

Each chat has a queue in which its messages are handled one after another: each person's in order, those of several
people in turn. So has each message of ours whose pages are turned, each chat's row of other buttons (a press must not
wait behind a question, or Telegram calls it too old), and each person who types inline. An update takes one of the few
workers only when its turn in its queue has come, so a busy chat holds one worker, never all of them, and a person who
is busy in many chats holds a few. PTB's own semaphore is taken before `do_process_update` and cannot do that; it is set
so wide that nobody waits for it. An update that waits for Telegram's flood limits gives its worker away meanwhile
(`release_worker`).

Of what a person types inline, and of the presses that turn the pages of one message, only the newest is of use: the
others are dropped, and a page that waits for the flood limits is not shown at all. A press that has to wait is answered
before it does (`presses`).

What one person has waiting is bounded, in all chats together; beyond that it is dropped, which that person is told
once. So is the whole: where that is full, `BoundedQueue.put` waits, and Telegram keeps what has not been fetched.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final

from telegram import CallbackQuery, Update
from telegram.ext import BaseUpdateProcessor

from bot.services.fair_queue import ASKER, FairQueue
from bot.telegram import presses

log = logging.getLogger(__name__)

WORKERS: Final = 16
"""Each waits most of its time, for Telegram or for one of the four threads that search."""
WORKERS_EACH: Final = 4
"""Of the workers, for one person who asks in many chats at once: the others have three quarters for themselves."""
MOST_WAITING: Final = 64
"""Of one person's, in all chats: more than anybody may ask in a minute (QUESTIONS_PER_MINUTE is 40 unless set)."""
MOST_UNDER_WAY: Final = 1024
"""Of all together. What does not fit waits at Telegram."""


class BoundedQueue(asyncio.Queue[object]):
    """A queue of updates whose `put` waits while `limit` of them are under way, taken out but not done included.

    PTB turns each update into a task as soon as it gets it, so a queue's own `maxsize` would bound nothing.
    """

    def __init__(self, limit: int = MOST_UNDER_WAY) -> None:
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


class _AtWork:
    """An update that has a worker; `released` while others have that, `overtaken` once it is broken off there."""

    def __init__(self, update: object, person: Hashable, workers: FairQueue) -> None:
        self.update = update
        self._person = person
        self._workers = workers
        self.task = asyncio.current_task()
        self._holds = self.released = self.overtaken = False

    async def take_worker(self) -> None:
        await self._workers.take(self._person)
        self._holds = True

    def give_worker(self) -> None:
        if self._holds:
            self._holds = False
            self._workers.give_back(self._person)

    def break_off(self) -> None:
        """Break the update off if it only waits; as with `asyncio.timeout`, the one who is at it sees to the rest."""
        if self.released and self.task is not None and not self.overtaken:
            self.overtaken = True
            self.task.cancel()

    def was_overtaken(self) -> bool:
        """Say whether a cancellation is no other than that of `break_off`, which is over with this."""
        return self.overtaken and self.task is not None and self.task.uncancel() == 0


_at_work: ContextVar[_AtWork | None] = ContextVar("at_work", default=None)


@asynccontextmanager
async def release_worker() -> AsyncIterator[None]:
    """Give this update's worker to others for as long as it only waits; without an update, just wait."""
    at_work = _at_work.get()
    if at_work is None or at_work.task is not asyncio.current_task():
        yield
        return
    at_work.give_worker()
    at_work.released = True
    try:
        yield
    finally:
        at_work.released = False
    await at_work.take_worker()


class Newest:
    """Which update is the newest of those of which only the newest counts; see `only_newest`."""

    def __init__(self) -> None:
        self._newest: dict[Hashable, object] = {}

    def came(self, update: object) -> None:
        """Note an update as the newest of its queue."""
        self._newest[queue_of(update)] = update

    def done(self, update: object) -> None:
        """Forget an update, if nothing newer came."""
        if self._newest.get(queue_of(update)) is update:
            del self._newest[queue_of(update)]

    def still_counts(self, update: object) -> bool:
        """Say whether nothing came that overtook the update."""
        return not only_newest(update) or self._newest.get(queue_of(update)) is update


class _ChatQueue:
    """Updates that are handled one after another: each person's in order, and those of several people in turn."""

    def __init__(self) -> None:
        self.turns = FairQueue(1, each=1)
        self.at_work: _AtWork | None = None


class Tracker:
    """Somebody who is told when an update is begun, and when it is done, dropped or cancelled. This one is not."""

    def begins(self, update: object) -> bool:
        """Say whether the update may be begun now."""
        return True

    def ended(self, update: object) -> None:
        """Take note that nothing more is done about the update."""


class ChatQueues(BaseUpdateProcessor):
    """Handles updates of one queue one after another, and those of different queues side by side.

    `turn_away` is told of an update that is dropped since too many of its person's wait: of the first of them alone.
    """

    def __init__(
        self,
        newest: Newest | None = None,
        *,
        workers: int = WORKERS,
        each: int = WORKERS_EACH,
        most_waiting: int = MOST_WAITING,
        most_under_way: int = MOST_UNDER_WAY,
    ) -> None:
        super().__init__(most_under_way)
        self.tracker = Tracker()
        self.turn_away: Callable[[Update], Awaitable[None]] = _say_nothing
        self._newest = newest or Newest()
        self._workers = FairQueue(workers, each=each)
        self._most_waiting = most_waiting
        self._queues: dict[Hashable, _ChatQueue] = {}
        self._under_way: Counter[Hashable] = Counter()
        self._turned_away: set[Hashable] = set()

    async def initialize(self) -> None:
        """Do nothing: a queue is made when somebody needs it."""

    async def shutdown(self) -> None:
        """Do nothing: a queue is gone when it is empty."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for this update's turn, then for a worker, then handle it."""
        person = person_of(update)
        self._under_way[person] += 1
        try:
            with presses.spinning(update) as button:
                if only_newest(update):
                    self._newest.came(update)
                elif self._under_way[person] > self._most_waiting:
                    await self._drop(update, person)
                    return
                await self._wait_and_work(update, coroutine, person, button)
        finally:
            _forget(coroutine)
            self.tracker.ended(update)
            self._newest.done(update)
            self._under_way[person] -= 1
            if not self._under_way[person]:
                del self._under_way[person]
                self._turned_away.discard(person)

    async def _wait_and_work(
        self, update: object, coroutine: Awaitable[Any], person: Hashable, button: presses.Spinning | None
    ) -> None:
        key = queue_of(update)
        queue = self._queues.setdefault(key, _ChatQueue())
        if button is not None and not (queue.turns.has_place_for(person) and self._workers.has_place_for(person)):
            button.stop()
        if queue.at_work is not None and not self._newest.still_counts(queue.at_work.update):
            queue.at_work.break_off()
        try:
            async with queue.turns.turn(person):
                if self._newest.still_counts(update):
                    queue.at_work = _AtWork(update, person, self._workers)
                    await self._work(queue.at_work, coroutine, person)
        finally:
            if queue.turns.is_idle:
                self._queues.pop(key, None)

    async def _work(self, at_work: _AtWork, coroutine: Awaitable[Any], person: Hashable) -> None:
        before, asker = _at_work.set(at_work), ASKER.set(person)
        try:
            await at_work.take_worker()
            if self.tracker.begins(at_work.update):
                await coroutine
        except asyncio.CancelledError:
            if not at_work.was_overtaken():
                raise
        finally:
            at_work.give_worker()
            _at_work.reset(before)
            ASKER.reset(asker)

    async def _drop(self, update: object, person: Hashable) -> None:
        log.warning("An update was dropped: %d of one person's are still waiting.", self._most_waiting)
        if person not in self._turned_away and isinstance(update, Update):
            self._turned_away.add(person)
            await self.turn_away(update)


async def _say_nothing(_: Update) -> None:
    pass


def _forget(coroutine: Awaitable[Any]) -> None:
    """Close a coroutine that may never have been begun, so that nobody is warned of it; one that ended stays so."""
    if asyncio.iscoroutine(coroutine):
        coroutine.close()


def only_newest(update: object) -> bool:
    """Say whether only the newest of its queue is of use: of what a person types, of the pages of a message."""
    if not isinstance(update, Update):
        return False
    pressed = update.callback_query
    return update.inline_query is not None or (pressed is not None and presses.turns_page(pressed))


def person_of(update: object) -> Hashable:
    """Return who sent an update, a person's number or a channel's; for what nobody sent, somebody new."""
    sender = update.effective_sender if isinstance(update, Update) else None
    return sender.id if sender is not None else object()


def queue_of(update: object) -> Hashable:
    """Return the queue of an update: its chat's, its message's pages', its chat's buttons', a person's, or its own."""
    if not isinstance(update, Update):
        return id(update)
    if pressed := update.callback_query:
        return _queue_of_press(pressed)
    if inline := update.inline_query or update.chosen_inline_result:
        return ("inline", inline.from_user.id)
    if update.guest_message:  # its chat may share its number with one that the bot is in
        return ("guest", update.guest_message.chat.id)
    chat = update.effective_chat
    return ("chat", chat.id) if chat else id(update)


def _queue_of_press(pressed: CallbackQuery) -> Hashable:
    message = pressed.message
    if presses.turns_page(pressed):
        return ("pages", *((message.chat.id, message.message_id) if message else (pressed.inline_message_id,)))
    return ("buttons", message.chat.id if message else pressed.from_user.id)
