"""A negative cache: what could not be fetched lately is not tried again before some minutes are over."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bot.media.audio.errors import ClosedAudio, FarAudio, MissingAudio
from store.feeds.addresses import host_of
from store.feeds.fetch import AddressRefused, BadAnswer, FetchError, HostDown, TooLarge

REMEMBERED_S: Final = 180.0
"""So long a failure is told at once: a server that is started anew is back by then, and a listener may try again."""

_MOST: Final = 1_000
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.ENOENT, errno.EFBIG)


class Failures:
    """What failed, by address, and where nobody answered at all, by host. Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: dict[str, tuple[float, type[FarAudio | MissingAudio], str]] = {}

    def check(self, url: str) -> None:
        """Raise the AudioError again that an address or its host met lately."""
        with self._lock:
            for known in (url, host_of(url, url)):
                until, kind, reason = self._failed.get(known, (0.0, FarAudio, ""))
                if self._clock() < until:
                    raise kind(host_of(url), reason)

    @contextmanager
    def noted(self, url: str) -> Iterator[None]:
        """Turn what the fetcher says of an address into what is said of recordings, and remember it.

        That there is no room on the disk is not remembered: it says nothing of the server.
        """
        try:
            yield
        except FetchError as error:
            told = _as_audio(url, error)
            self._remember(told, url, *([host_of(url, url)] if isinstance(error, HostDown) else []))
            raise told from error
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            raise FarAudio(host_of(url), "there is no room here for this recording.") from error

    def _remember(self, told: FarAudio | MissingAudio, *keys: str) -> None:
        now = self._clock()
        with self._lock:
            self._failed = {key: one for key, one in self._failed.items() if now < one[0]}
            while len(self._failed) > _MOST:
                del self._failed[next(iter(self._failed))]
            self._failed |= dict.fromkeys(keys, (now + REMEMBERED_S, type(told), told.reason))


def _as_audio(url: str, error: FetchError) -> FarAudio | MissingAudio:
    if isinstance(error, BadAnswer) and error.status in (404, 410):
        return MissingAudio(host_of(url), "this recording is not there any more.")
    kind = ClosedAudio if isinstance(error, AddressRefused | TooLarge) else FarAudio
    return kind(host_of(url), error.reason)
