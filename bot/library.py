"""The async door to the store: a few threads, an open store in each, so that a long question holds up nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from bot import asking
from bot.callbacks import OpenList, OpenQuote
from bot.views import Outcome, Shelf, Voices
from store.database import Store
from store.models import Question

THREADS: Final = 4
"""Searching is Python: more threads would only share the same core more finely."""

Result = TypeVar("Result")


class Library:
    """What `asking` can do, awaitable. Every method raises what its namesake there raises."""

    def __init__(self, path: Path | str, *, threads: int = THREADS) -> None:
        self._path = path
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="library")
        self._open = threading.local()
        self._closed = False

    async def run(self, work: Callable[[Store], Result]) -> Result:
        """Return what `work` makes of a store, on one of the library's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(self._store()))

    async def ask(self, typed: str) -> Outcome:
        """Return the best quote for what was typed."""
        return await self.run(lambda store: asking.ask(store, typed))

    async def ask_speaker(self, words: Sequence[str]) -> Outcome:
        """Return what a speaker said, about something or at all."""
        return await self.run(lambda store: asking.ask_speaker(store, words))

    async def turn_to(self, wanted: OpenQuote | OpenList, question: Question) -> Outcome:
        """Return the quote, or the page of the list, of a kept question that a button stands for."""
        return await self.run(lambda store: asking.turn_to(store, wanted, question))

    async def kept(self, key: str) -> Question | None:
        """Return the question that a button stands for; None if it was too long ago."""
        return await self.run(lambda store: store.kept_question(key))

    async def voices(self) -> Voices:
        """Return who speaks here."""
        return await self.run(asking.voices)

    async def shelf(self) -> Shelf:
        """Return the newest episodes."""
        return await self.run(asking.shelf)

    async def close(self) -> None:
        """Let the questions under way end, then close every store in the thread that opened it, and the threads."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._close)

    def _store(self) -> Store:
        store: Store | None = getattr(self._open, "store", None)
        if store is None:
            store = self._open.store = Store.open(self._path)
        return store

    def _close(self) -> None:
        # Each thread waits for the others at the gate, so that each gets exactly one of these.
        gate = threading.Barrier(self._threads)

        def leave() -> None:
            gate.wait()
            if (store := getattr(self._open, "store", None)) is not None:
                store.close()

        for _ in range(self._threads):
            self._pool.submit(leave)
        self._pool.shutdown()
