"""The queue before servers: one download at a time from each, and from so many at once; first come, first served."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class HostQueue:
    """The turns at hosts; `most` is how many have theirs at once."""

    def __init__(self, most: int) -> None:
        self._room = asyncio.Semaphore(most)
        self._hosts: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[str] = Counter()
        self._before_the_room = 0

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait for the turn at a host, and have it as long as the context lasts."""
        lock = self._hosts.setdefault(host, asyncio.Lock())
        self._waiting[host] += 1
        try:
            await lock.acquire()
        finally:
            self._waiting[host] -= 1
            if not self._waiting[host]:
                del self._waiting[host]
        try:
            self._before_the_room += 1
            try:
                await self._room.acquire()
            finally:
                self._before_the_room -= 1
            try:
                yield
            finally:
                self._room.release()
        finally:
            lock.release()

    def wanted(self, host: str) -> bool:
        """Say whether anybody waits for the turn at a host that somebody has."""
        return self._waiting[host] > 0 or self._before_the_room > 0
