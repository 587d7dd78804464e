"""The store on threads: a few of them, an open store in each, so that a long question holds up nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from bot.services.fair_queue import ASKER, FairQueue
from bot.services.threads import started
from store.errors import DatabaseBusy, DatabaseProblem, StoreError
from store.meaning.found import Finder
from store.sql.state.updates import leave_beside
from store.store import Store

log = logging.getLogger(__name__)

THREADS: Final = 4
"""Searching is Python: more threads would only share the same core more finely."""
THREADS_EACH: Final = 1
"""Of these, for one person: two questions of theirs at once would not be answered sooner, and others later."""

_PATIENCE_S: Final = 10.0
_TRY_S: Final = 0.05
"""So long a try to write waits inside SQLite, where it cannot be cancelled."""
_BETWEEN_TRIES_S: Final = 0.05
_LEAVE_S: Final = 1.0
"""Of the end, which may last no longer than 10 s in all."""
_CLOSE_S: Final = 1.0
"""As much again. Writing what was put off takes the threads 0.2 s each, one after another."""

P = ParamSpec("P")
Result = TypeVar("Result")


class Library:
    """The store for a program that must not wait: a function of an open store is run on a thread that has one.

    >>> found = await library.run(ask.ask, "力大砖飞", episode=None)  # doctest: +SKIP
    """

    def __init__(self, path: Path | str, *, threads: int = THREADS, meaning: Finder | None = None) -> None:
        self._path = path
        self._meaning = meaning
        self._threads = threads
        self._pool = started(threads, "library")
        self._turns = FairQueue(threads, each=THREADS_EACH)
        # What has to be written may have to wait for another program: no question shall wait behind it.
        self._changing = started(1, "library-changes")
        self._changing_turns = FairQueue(1, each=1)
        self._at_work: dict[int, float] = {}
        """The threads that answer just now, and since when (monotonic seconds)."""
        self._open = threading.local()
        self._closed = False
        self._file: tuple[int, int] | None = None
        self.observe: Callable[[object, float], None] = lambda _result, _seconds: None
        """Told of every result, and how many seconds it took."""

    async def run(self, work: Callable[Concatenate[Store, P], Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Return what `work` makes of a store, on one of the library's threads; it writes nothing, or puts it off.

        Raises DatabaseProblem where the file cannot be read or written, beside what `work` raises.
        """
        return await self._run(self._pool, self._turns, lambda store: work(store, *args, **kwargs))

    async def change(self, work: Callable[Concatenate[Store, P], Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Do as `run` does, for what has to be written at once, with patience while somebody else writes.

        `work` is tried again from its beginning, so it must write all or nothing. Nothing is written any more once this
        was cancelled, but for a try that is under way. Raises DatabaseBusy where patience ends.
        """
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return await self._run(
                    self._changing, self._changing_turns, lambda store: work(_hurried(store), *args, **kwargs)
                )
            except DatabaseBusy:
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(_BETWEEN_TRIES_S)

    async def leave(self, updates: Sequence[tuple[int, Mapping[str, Any]]], *, bot: int) -> None:
        """Keep a bot's updates, by number and content, for its next start: beside the file if that is locked for long.

        Raises DatabaseProblem where neither can be.
        """
        try:
            async with asyncio.timeout(_LEAVE_S):
                await self.change(lambda store: store.state.updates.leave(updates, bot=bot))
        except (StoreError, TimeoutError) as error:
            log.info("What is left goes beside the database: %s", str(error) or "others write to it")
            await asyncio.to_thread(leave_beside, self._path, updates, bot=bot)

    async def why_unwritable(self) -> str | None:
        """Write something small, and return in a line why that cannot be; None where it can, or others write now."""
        try:
            await self._run(self._changing, self._changing_turns, lambda store: _hurried(store).state.notes.probe())
        except DatabaseBusy:
            pass
        except DatabaseProblem as error:
            return str(error)
        return None

    @property
    def stuck_s(self) -> float:
        """How long each of the threads that answer has been at the same; 0 while one of them is free."""
        since = list(self._at_work.values())
        return time.monotonic() - max(since) if len(since) == self._threads else 0.0

    @property
    def is_asked(self) -> bool:
        """Whether somebody is being answered just now."""
        return bool(self._at_work)

    async def _run(self, pool: ThreadPoolExecutor, turns: FairQueue, work: Callable[[Store], Result]) -> Result:
        def with_store() -> Result:
            at_work = self._at_work if pool is self._pool else {}
            me = threading.get_ident()
            at_work[me] = time.monotonic()
            try:
                store = self._store()
                with store.faults():
                    return work(store)
            finally:
                del at_work[me]

        asked_at = time.monotonic()
        loop, person = asyncio.get_running_loop(), ASKER.get()
        person = object() if person is None else person  # what is for nobody in particular waits behind nothing else
        await turns.take(person)
        try:
            at_work = pool.submit(with_store)
        except BaseException:
            turns.give_back(person)
            raise
        # The thread goes on where nobody waits for it any more, and is nobody else's until it has ended.
        at_work.add_done_callback(
            lambda _: None if loop.is_closed() else loop.call_soon_threadsafe(turns.give_back, person)
        )
        result = await asyncio.wrap_future(at_work)
        self.observe(result, time.monotonic() - asked_at)
        return result

    def is_in_place(self) -> bool:
        """Say whether the file that is asked is still the one at its path; True where none was opened yet."""
        return self._file is None or self._file == _identity(self._path)

    async def close(self) -> None:
        """Let the questions under way end, for a moment, and close every store in the thread that opened it.

        A thread that is still at a question after that ends with the process, which must not wait for it.
        """
        if self._closed:
            return
        self._closed = True
        gate = threading.Barrier(self._threads)

        def leave() -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                gate.wait(_CLOSE_S / 2)  # for the others, so that each gets exactly one of these
            close_own()

        def close_own() -> None:
            # Twice, where another thread is still at something.
            if (store := vars(self._open).pop("store", None)) is not None:
                store.close()

        closing = [self._pool.submit(leave) for _ in range(self._threads)] + [self._changing.submit(close_own)]
        self._pool.shutdown(wait=False)
        self._changing.shutdown(wait=False)
        _, late = await asyncio.wait(list(map(asyncio.wrap_future, closing)), timeout=_CLOSE_S)
        for one in late:
            one.cancel()  # or it would call back into a loop that is closed by then
        if late:
            log.warning("%d threads of the library are at something that has no end: left as they are.", len(late))

    def _store(self) -> Store:
        store: Store | None = getattr(self._open, "store", None)
        if store is None:
            if not self.is_in_place():  # another file would be mixed up with the log of the one that is open
                raise DatabaseProblem(str(self._path), "the file was removed or replaced; start anew")
            store = self._open.store = Store.open(self._path, self._meaning)
            self._file = self._file or _identity(self._path)
        return store


def _hurried(store: Store) -> Store:
    """Return the store, which from now on does not itself wait for others' writes to end."""
    store.wait_at_most(_TRY_S)
    return store


def _identity(path: Path | str) -> tuple[int, int] | None:
    """Return what tells the file at a path from all others; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
