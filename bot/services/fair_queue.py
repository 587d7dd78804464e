"""A fair queue: places that many people want, as workers and threads, go to each person in turn, and to nobody all."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

ASKER: Final[ContextVar[Hashable | None]] = ContextVar("asker", default=None)
"""The person for whom this task, and those that it makes, are at work; None where it is for nobody in particular."""


class FairQueue:
    """So many places, of which one person holds at most `each`; who waits gets one in turn, whoever came first.

    Of one person's, the first to come is the first to go. All is to be used in one event loop.
    """

    def __init__(self, places: int, *, each: int) -> None:
        self.free = places
        self._each = each
        self._held: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    def has_place_for(self, person: Hashable) -> bool:
        """Say whether this person would get a place at once."""
        return self.free > 0 and self._held[person] < self._each

    @property
    def is_idle(self) -> bool:
        """Whether nobody holds a place, or waits for one."""
        return not self._held and not self._waiting

    async def take(self, person: Hashable) -> None:
        """Wait for a place."""
        if self.has_place_for(person):  # then nobody waits who could have it
            self._give(person)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(person, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._forget(person, turn)
            else:  # it was given already
                self.give_back(person)
            raise

    def give_back(self, person: Hashable) -> None:
        """Make room for the next."""
        self.free += 1
        self._held[person] -= 1
        if not self._held[person]:
            del self._held[person]
        self._hand_out()

    @asynccontextmanager
    async def turn(self, person: Hashable) -> AsyncIterator[None]:
        """Hold a place for as long as the context lasts."""
        await self.take(person)
        try:
            yield
        finally:
            self.give_back(person)

    def _give(self, person: Hashable) -> None:
        self.free -= 1
        self._held[person] += 1

    def _hand_out(self) -> None:
        """Go round those who wait once: whoever may have a place gets one, and goes behind the others."""
        for person in list(self._waiting):
            if not self.free:
                return
            turns = self._waiting[person]
            while turns and turns[0].cancelled():  # by whoever has not got round to `_forget` yet
                turns.popleft()
            if turns and self._held[person] < self._each:
                self._give(person)
                turns.popleft().set_result(None)
                self._waiting[person] = self._waiting.pop(person)
            if not turns:
                del self._waiting[person]

    def _forget(self, person: Hashable, turn: asyncio.Future[None]) -> None:
        turns = self._waiting.get(person)
        if turns is not None and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[person]
