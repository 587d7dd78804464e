"""The intake of updates, polled or by webhook: none is taken twice, none is lost when the program is told to stop.

PTB's own queue forgets what it holds when the program ends. Here an update is noted as seen in the database before it
is handled, so that after a kill it is answered at most once. What could not be begun when the program had to end, or
was begun and nobody heard of, is kept there and comes first at the next start.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from telegram import Update
from telegram.ext import Application

from bot.services.library import Library
from bot.telegram import in_flight
from bot.telegram.in_flight import InFlight
from bot.telegram.processor import MOST_UNDER_WAY, ChatQueues, Tracker
from store.errors import StoreError

log = logging.getLogger(__name__)

_MOST_REMEMBERED: Final = 4_096
"""Numbers of updates, known also where the database cannot be written: forty polls of a hundred, the most of one."""
_BREAK_OFF_S: Final = 0.7
"""So long those who are broken off may take to say so."""

Observer = Callable[[Update, float], None]
"""Told of an update that was handled, and how many seconds after it was taken in."""


class Intake(Tracker):
    """Takes updates into an application's queue; `fresh_at` is when Telegram was last heard of (monotonic seconds)."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        library: Library,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._library = library
        # A token begins with its bot's number, which is the same after a token was revoked and given anew.
        self._bot = int(application.bot.token.partition(":")[0])
        self._clock = clock
        self._waiting: dict[int, Update] = {}
        self._begun: dict[int, InFlight] = {}
        self._under_way: dict[int, float] = {}
        self._begun_at: dict[int, float] = {}
        self._remembered: dict[int, None] = {}
        self._noting: set[asyncio.Task[list[Update]]] = set()
        self._closed = False
        self.fresh_at: float | None = None
        self.observe: Observer = lambda _update, _seconds: None
        if isinstance(application.update_processor, ChatQueues):
            application.update_processor.tracker = self

    def heard(self) -> None:
        """Note that Telegram was heard of just now."""
        self.fresh_at = self._clock()

    @property
    def waiting(self) -> int:
        """How many updates were taken in and not begun."""
        return len(self._waiting)

    @property
    def under_way(self) -> int:
        """How many are being handled."""
        return len(self._under_way) - len(self._waiting)

    @property
    def longest_s(self) -> float:
        """How long the one that was begun first is being handled; what only waits for its turn does not count."""
        return self._clock() - min(self._begun_at.values(), default=self._clock())

    @property
    def is_full(self) -> bool:
        """Whether more should not come before some are done."""
        return len(self._under_way) >= MOST_UNDER_WAY

    async def take(self, updates: Sequence[Update]) -> None:
        """Queue the updates that were not seen before; waits while the queue is full.

        Once this was called none of them is lost, also where the call is cancelled.
        """
        self.heard()
        if not updates:
            return
        for update in await self._noted(self._note(updates)):
            await self._application.update_queue.put(update)

    async def resume(self) -> None:
        """Queue what was left when the program ended last; none of it is lost where the call is cancelled."""
        for update in await self._noted(self._take_left()):
            await self._application.update_queue.put(update)

    def close(self) -> None:
        """Begin nothing more: what waits is for the next start."""
        self._closed = True

    async def leave(self) -> None:
        """Begin nothing more, break off what is begun, and keep what nobody has heard of for the next start."""
        self.close()
        if self._noting:
            await asyncio.wait(self._noting)
        await self._break_off()
        unheard = {number: one.update for number, one in self._begun.items() if not one.said}
        left = [(number, update.to_dict()) for number, update in sorted({**self._waiting, **unheard}.items())]
        if not left:
            return
        try:
            await self._library.leave(left, bot=self._bot)
            log.info("%d updates are left for the next start.", len(left))
        except StoreError as error:
            log.error("%d updates are lost: %s", len(left), error)

    async def _break_off(self) -> None:
        tasks = {task for one in self._begun.values() for task in one.tasks if not task.done()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_BREAK_OFF_S)
        if on_their_way := sum(one.said for one in self._begun.values()):
            log.warning("%d answers were on their way and are given up.", on_their_way)

    async def _noted(self, noting: Coroutine[Any, Any, list[Update]]) -> list[Update]:
        """Return the updates that are noted now; that goes on, and `leave` waits for it, where this is cancelled."""
        task = asyncio.create_task(noting)
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)
        return await asyncio.shield(task)

    async def _take_left(self) -> list[Update]:
        try:
            left = await self._library.change(lambda store: store.state.updates.take_left(bot=self._bot))
        except StoreError as error:
            log.error("What was left of the last run cannot be read: %s", error)
            return []
        updates = [update for content in left if (update := self._read(content)) is not None]
        for update in updates:
            self._wait(update)
        if updates:
            log.info("%d updates of the last run are gone on with.", len(updates))
        return updates

    def _read(self, content: Mapping[str, Any]) -> Update | None:
        try:
            return Update.de_json(dict(content), self._application.bot)
        except Exception as error:
            log.error("An update of the last run is passed over: it cannot be read (%s).", type(error).__name__)
            return None

    async def _note(self, updates: Sequence[Update]) -> list[Update]:
        new = {one.update_id: one for one in updates if one.update_id not in self._remembered}
        for number in new:
            self._remembered[number] = None
        while len(self._remembered) > _MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        numbers = list(new)
        try:
            numbers = await self._library.run(lambda store: store.state.updates.unseen(list(new), bot=self._bot))
        except StoreError as error:
            log.error("Updates cannot be noted as seen: %s", error)
        taken = [new[number] for number in numbers]
        for update in taken:
            self._wait(update)
        return taken

    def _wait(self, update: Update) -> None:
        self._waiting[update.update_id] = update
        self._under_way[update.update_id] = self._clock()

    def begins(self, update: object) -> bool:
        """Note that an update is begun; False for one that is left for the next start."""
        if isinstance(update, Update) and update.update_id in self._waiting:
            if self._closed:
                return False
            del self._waiting[update.update_id]
            self._begun_at[update.update_id] = self._clock()
            self._begun[update.update_id] = InFlight(update, lambda done: self._begun.pop(done.update_id, None))
            in_flight.begin(self._begun[update.update_id])
        return True

    def ended(self, update: object) -> None:
        """Note that an update is done, or dropped."""
        if not isinstance(update, Update):
            return
        task = asyncio.current_task()
        if one := self._begun.get(update.update_id):
            one.ends(task, broken_off=task is not None and task.cancelling() > 0)
        if self._closed:
            return
        self._waiting.pop(update.update_id, None)
        self._begun_at.pop(update.update_id, None)
        taken_at = self._under_way.pop(update.update_id, None)
        if taken_at is not None:
            self.observe(update, self._clock() - taken_at)
