"""The download of a whole recording, in steps, so that others get their turn at its server in between."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from typing import Final

from bot.media.audio.downloads import Downloads
from store.feeds.fetch import Fetched, Fetcher, FetchLimits, TooSlow, Unreachable

STEP_S: Final = 3.0
"""So long a step lasts at least: to begin one costs some hundred milliseconds with a server far away."""
JUDGED_AFTER_S: Final = 30.0
"""After so many seconds of fetching it is worked out whether the recording can be here in time."""

_MOST_BREAKS: Final = 20


class Download:
    """One recording. `step` runs in one thread at a time; in the end it is `stop`ped, kept or not.

    What came before a step ended is kept where the server knows ranges and its file is the same still; else the next
    step begins anew, and is not ended for others again.
    """

    def __init__(  # noqa: PLR0917 - each is one thing it needs
        self,
        url: str,
        fetcher: Callable[[], Fetcher],
        downloads: Downloads,
        most_bytes: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self.done = False
        self._fetcher, self._downloads, self._most_bytes, self._clock = fetcher, downloads, most_bytes, clock
        self._deadline = clock() + seconds
        self._file = downloads.new()
        self._told: Fetched | None = None
        self._can_go_on = True
        self._gained = self._breaks = 0
        self._fetched, self._spent_s = 0, 0.0
        self._at_it = threading.Lock()
        self._stopped = threading.Event()
        self._kept = False

    def step(self, wanted: Callable[[], bool]) -> None:
        """Fetch on until all is here, or for a moment where others are waiting for the server (`wanted`).

        Raises FetchError: a server that breaks off is asked again as long as there is more each time. Raises OSError
        where there is no room.
        """
        with self._at_it:
            if not self._stopped.is_set():
                self._step(wanted)
        self._let_go()

    def keep(self) -> None:
        """Put what is complete among the downloads."""
        self._kept = True
        self._downloads.keep(self.url, self._file)

    def stop(self) -> None:
        """Let go of what is not complete, at once or when the step at hand has ended."""
        self._stopped.set()
        if self._at_it.acquire(blocking=False):
            self._at_it.release()
            self._let_go()

    def _let_go(self) -> None:
        if self._stopped.is_set() and not self._kept:
            self._downloads.drop(self._file)

    def _step(self, wanted: Callable[[], bool]) -> None:
        if self._is_hopeless():
            raise TooSlow(self.url, "the server is too slow for a recording of this size.")
        begun, before = self._clock(), self._spent_s
        try:
            self.done = self._fetch(wanted)
        except (Unreachable, TooSlow):
            self._spent_s = before + self._clock() - begun  # with the silence at its end
            self._breaks += 1
            if self._file.size <= self._gained or self._breaks > _MOST_BREAKS:
                raise
            self._gained = self._file.size
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or not self._downloads.clear():
                raise

    def _fetch(self, wanted: Callable[[], bool]) -> bool:
        """Append what comes; return whether it came to its end."""
        begun, before = self._clock(), self._spent_s
        limits = FetchLimits(self._most_bytes, max(0.01, self._deadline - begun))
        with (
            self._fetcher() as fetcher,
            fetcher.opened(self.url, begin=self._file.size, like=self._told, limits=limits) as (told, chunks),
        ):
            if self._file.size and not self._is_the_rest(told):
                self._file.empty()
                self._can_go_on = False
                if told.status == 206:  # a part of another file
                    return False
            self._told = told
            for chunk in chunks:
                self._file.append(chunk)
                self._downloads.make_room()
                self._fetched += len(chunk)
                lasts_s = self._clock() - begun
                self._spent_s = before + lasts_s
                is_for_others = self._can_go_on and lasts_s > STEP_S and wanted()
                if self._stopped.is_set() or is_for_others or self._is_hopeless():
                    return False
        return True

    def _is_the_rest(self, told: Fetched) -> bool:
        before = self._told
        return before is not None and told.status == 206 and told.total == before.total and told.etag == before.etag

    def _is_hopeless(self) -> bool:
        """Say whether the time is over, or at this pace will be before all is here."""
        left_s = self._deadline - self._clock()
        if left_s <= 0:
            return True
        total = self._told.total if self._told else None
        if total is None or self._spent_s < JUDGED_AFTER_S:
            return False
        return (total - self._file.size) * self._spent_s > left_s * self._fetched
