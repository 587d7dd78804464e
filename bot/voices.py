"""Clips being cut: at most two at a time, each once, in threads that nobody waits for at the end."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from bot.media.remote import RemoteLimits, Remotes
from bot.picking import Spoken
from bot.sending import Place
from store.clips import Clip
from store.fetching import Fetcher

AT_ONCE: Final = 2

Result = TypeVar("Result")


class Voices:
    """Cuts quotes out of recordings; `allow_private` lets it fetch them from private networks."""

    def __init__(self, *, allow_private: bool = False, limits: RemoteLimits | None = None) -> None:
        self._remotes = Remotes(lambda: Fetcher(allow_private=allow_private), limits)
        self._room = asyncio.Semaphore(AT_ONCE)
        self.under_way: set[tuple[Place, Clip]] = set()
        self._locks: WeakValueDictionary[Clip, asyncio.Lock] = WeakValueDictionary()

    @contextmanager
    def sent_once(self, place: Place, clip: Clip) -> Iterator[None]:
        """Count a clip among those that are on their way to a place."""
        self.under_way.add((place, clip))
        try:
            yield
        finally:
            self.under_way.discard((place, clip))

    @asynccontextmanager
    async def alone(self, clip: Clip) -> AsyncIterator[None]:
        """Keep all others who want this very clip waiting: they will find it cut."""
        lock = self._locks.setdefault(clip, asyncio.Lock())
        async with lock:
            yield

    async def cut(self, spoken: Spoken) -> bytes:
        """Return a quote as OGG Opus; raises an AudioError. Waits while others are being cut."""
        async with self._room:
            return await in_thread(lambda: self._cut(spoken))

    def close(self) -> None:
        """Remove what was downloaded."""
        self._remotes.close()

    def _cut(self, spoken: Spoken) -> bytes:
        from bot.media.clip import cut  # noqa: PLC0415 - FFmpeg takes a while to import, and few starts need it

        return cut(self._remotes.source(spoken.clip.audio), spoken.span.begin_s, spoken.span.end_s)


async def in_thread(work: Callable[[], Result]) -> Result:
    """Return what `work` returns, done in a thread of its own, for whose end the program does not wait."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # None only where `work` returns it

    def run() -> None:
        try:
            outcome: tuple[Result | None, BaseException | None] = (work(), None)
        except BaseException as error:
            outcome = (None, error)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="cutting", daemon=True).start()
    return await done
