"""Filling: passages are made of what was loaded without any, on a thread beside the answers that gives way to them."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from pathlib import Path
from typing import Final

from bot.services.library import Library
from store.errors import DatabaseBusy, StoreError
from store.meaning.encoder import Encoder, EncoderAway, LazyEncoder
from store.store import Store

log = logging.getLogger(__name__)

LOOKS_EVERY_S: Final = 5.0
"""So soon what an admin sent, or another program loaded, begins to be understood."""
TRIES_AGAIN_S: Final = 600.0
"""After a fault, such as a file that nobody may write to; a library that changes meanwhile is tried at once."""
_GIVES_WAY_S: Final = 2.0
"""So long at most at a time: in a bot that is asked without a pause, passages are made all the same."""
_LOOKS_AWAY_S: Final = 0.02
_ENDS_S: Final = 1.0
"""Of a stop, which may last no longer than 10 s in all. What is being made takes up to 0.5 s, and may be lost."""


class Filling:
    """Reads the encoder, then makes the passages that wait, now and whenever the library has changed."""

    def __init__(
        self, path: Path | str, encoder: LazyEncoder, library: Library, *, looks_every_s: float = LOOKS_EVERY_S
    ) -> None:
        self._path = path
        self._encoder = encoder
        self._library = library
        self._looks_every_s = looks_every_s
        self._told_to_end = threading.Event()
        self._thread: threading.Thread | None = None
        self._told: str | None = None

    def begin(self) -> None:
        """Begin, on a thread that the end of the program does not wait for."""
        if self._thread is None and not self._told_to_end.is_set():
            self._thread = threading.Thread(target=self._run, name="filling", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Make no more."""
        self._told_to_end.set()

    async def close(self) -> None:
        """Make no more, and wait for a moment until the library is closed."""
        self.end()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, _ENDS_S)

    async def waiting(self) -> int:
        """Return how many episodes wait for passages. Raises DatabaseProblem."""
        return await self._library.run(lambda store: len(store.passages.waiting(self._encoder.name)))

    def _run(self) -> None:
        encoder = self._encoder.now()
        while encoder is not None and not self._told_to_end.is_set():
            try:
                with Store.open(self._path) as store:
                    self._fill_for_ever(store, encoder)
            except Exception as error:
                self._told_to_end.wait(self._after(error))

    def _fill_for_ever(self, store: Store, encoder: Encoder) -> None:
        seen, tries_at = -1, 0.0
        while not self._told_to_end.is_set():
            revision = self._revision(store, seen)
            if revision != seen or time.monotonic() >= tries_at:
                seen, again_s = revision, self._fill(store, encoder)
                tries_at = time.monotonic() + again_s
            self._told_to_end.wait(self._looks_every_s)

    def _revision(self, store: Store, seen: int) -> int:
        try:
            with store.faults():
                return store.index.revision()
        except StoreError:  # whoever asks is told
            return seen

    def _fill(self, store: Store, encoder: Encoder) -> float:
        """Make what waits, and return in how many seconds to try again at the latest."""
        from store.meaning.fill import fill  # noqa: PLC0415 - numpy, which the start does not wait for

        try:
            with store.faults():
                if store.passages.waiting(encoder.name):
                    store.state.notes.probe()  # before the work, not after it
                    made = fill(store.passages, encoder, stop=self._gives_way)
                    log.info("Passages were made of %d episodes.", made)
        except Exception as error:
            return self._after(error)
        self._told = None
        return float("inf")

    def _after(self, error: Exception) -> float:
        """Tell the log of a fault, once, and return in how many seconds to try again."""
        if isinstance(error, DatabaseBusy):
            return self._looks_every_s
        told, self._told = self._told, str(error)
        if told != self._told and isinstance(error, StoreError | EncoderAway):
            log.warning("What waits for passages is found by its words alone: %s", error)
        elif told != self._told:
            log.error("What waits for passages is found by its words alone.", exc_info=error)
        return TRIES_AGAIN_S

    def _gives_way(self) -> bool:
        """Wait while somebody is being answered, and say whether it is time to end."""
        until = time.monotonic() + _GIVES_WAY_S
        while self._library.is_asked and time.monotonic() < until and not self._told_to_end.is_set():
            time.sleep(_LOOKS_AWAY_S)
        return self._told_to_end.is_set()
