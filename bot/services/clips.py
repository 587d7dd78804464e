"""The clip cutter: each clip once, two at a time where the recording is at hand, and beside them those to be fetched.

What is far away has no part in the two: whoever wants a recording that is here never waits for somebody else's server.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from bot.media.audio.errors import FarAudio, NotHere
from bot.media.audio.remote import RemoteAudio, RemoteLimits, Remotes
from bot.queries.media import ClipRequest
from bot.services.hosts import HostQueue
from store.feeds.addresses import host_of
from store.feeds.fetch import Fetcher
from store.storage.state import Clip

AT_ONCE: Final = 2
HOSTS_AT_ONCE: Final = 6
"""So many servers are talked to at a time: each is a thread that waits, or for a moment decodes."""
MOST_WAITING: Final = 200
"""So many clips of recordings far away are wanted at a time; whoever comes then is told to try again."""

Result = TypeVar("Result")


class _Fetching:
    """A recording that is being downloaded, and how many wait for it."""

    def __init__(self, task: asyncio.Task[None]) -> None:
        self.task = task
        self.waiting = 0


class ClipCutter:
    """Cuts quotes out of recordings; `allow_private` lets it fetch them from private networks."""

    def __init__(self, *, allow_private: bool = False, limits: RemoteLimits | None = None) -> None:
        self._remotes = Remotes(lambda: Fetcher(allow_private=allow_private), limits)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turns = HostQueue(HOSTS_AT_ONCE)
        self._fetching: dict[str, _Fetching] = {}
        self._far = 0
        self.under_way: set[tuple[Hashable, Clip]] = set()
        self._locks: WeakValueDictionary[Clip, asyncio.Lock] = WeakValueDictionary()

    @contextmanager
    def sent_once(self, place: Hashable, clip: Clip) -> Iterator[None]:
        """Count a clip among those that are on their way to a place."""
        self.under_way.add((place, clip))
        try:
            yield
        finally:
            self.under_way.discard((place, clip))

    @asynccontextmanager
    async def locked(self, clip: Clip) -> AsyncIterator[None]:
        """Hold the lock of a clip: all others who want it wait, and find it cut."""
        lock = self._locks.setdefault(clip, asyncio.Lock())
        async with lock:
            yield

    def is_far(self, request: ClipRequest) -> bool:
        """Say whether the recording of a quote has to be fetched."""
        return not self._remotes.source(request.clip.audio).near

    async def cut(self, request: ClipRequest) -> bytes:
        """Return a quote as OGG Opus; raises an AudioError. Waits while others are being cut, or for a server.

        A server is waited for as long as a whole recording may take. Whoever is cancelled meanwhile wants it no more.
        """
        source = self._remotes.source(request.clip.audio)
        if isinstance(source, RemoteAudio) and not source.near:
            async with self._patience(source):
                sound = await self._cut_far(source, request)
            if sound is not None:
                return sound
        async with self._room:
            return await in_thread(lambda: self._cut(request))

    def close(self) -> None:
        """Remove what was downloaded."""
        self._remotes.close()

    def _cut(self, request: ClipRequest) -> bytes:
        from bot.media.audio.cut import cut  # noqa: PLC0415 - FFmpeg takes a while to import, and few starts need it

        return cut(self._remotes.source(request.clip.audio), request.span.begin_s, request.span.end_s)

    @asynccontextmanager
    async def _patience(self, source: RemoteAudio) -> AsyncIterator[None]:
        """Wait for a server for a bounded time, and let a bounded number wait; raises FarAudio."""
        if self._far >= MOST_WAITING:
            raise FarAudio(source.name, "too many recordings are being fetched.")
        self._far += 1
        try:
            async with asyncio.timeout(self._remotes.limits.whole_s):
                yield
        except TimeoutError as error:
            raise FarAudio(source.name, "the server takes too long.") from error
        finally:
            self._far -= 1

    async def _cut_far(self, source: RemoteAudio, request: ClipRequest) -> bytes | None:
        """Return a clip out of those parts of a recording that it needs; None where all of it was needed, and is here.

        What failed lately is not asked again.
        """
        self._remotes.failures.check(source.url)
        if source.url not in self._fetching:
            async with self._turns.at(source.name):
                self._remotes.failures.check(source.url)
                if not source.near and source.url not in self._fetching:
                    with contextlib.suppress(NotHere):
                        return await in_thread(lambda: self._cut(request))
        if not source.near:
            await self._downloaded(source.url)
        return None

    async def _downloaded(self, url: str) -> None:
        """Wait until a recording is here; whoever wants it first begins, and it is given up when nobody wants it."""
        fetching = self._fetching.get(url)
        if fetching is None:
            fetching = self._fetching[url] = _Fetching(asyncio.create_task(self._download(url)))
        fetching.waiting += 1
        try:
            await asyncio.shield(fetching.task)
        finally:
            fetching.waiting -= 1
            if not fetching.waiting:
                fetching.task.cancel()
                self._fetching.pop(url, None)

    async def _download(self, url: str) -> None:
        host = host_of(url, url)
        with self._remotes.failures.noted(url):
            download = self._remotes.download(url)
            try:
                while not download.done:
                    async with self._turns.at(host):
                        await in_thread(partial(download.step, lambda: self._turns.wanted(host)))
                download.keep()
            finally:
                download.stop()


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
