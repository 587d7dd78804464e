"""A recording at an address: read in ranges where the server has them, else downloaded once, within limits.

A server that inserts advertisements may send another file each time. So all ranges of one opening come from the address
at which the first one was found, and must be of the same file: else what was read is dropped and the whole is fetched.
"""

from __future__ import annotations

import errno
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from bot.media.errors import ChangedAudio, ClosedAudio, FarAudio, MissingAudio
from bot.media.nameless import NamelessFile
from bot.media.placed import Placed
from bot.media.sources import AudioFile, AudioSource
from store.fetching import AddressRefused, BadAnswer, Fetched, Fetcher, FetchError, Limits, TooLarge

_BLOCK = 128 * 1024
_BLOCKS = 64
_AHEAD = 8  # blocks fetched at once where reading goes straight on


@dataclass(frozen=True, slots=True)
class RemoteLimits:
    """How much is read of a recording: bytes of the whole file, seconds for one clip, bytes and files kept in all."""

    size: int = 400 * 1024 * 1024
    seconds: float = 60.0
    kept: int = 1024 * 1024 * 1024
    files: int = 64


class RangeFile(Placed):
    """An open file at an address; reading raises an AudioError. The latest 64 blocks that were read are kept (8 MB)."""

    def __init__(self, name: str, fetcher: Fetcher, first: Fetched, limits: Limits) -> None:
        """Begin with what the first range told: final address, size, etag. The fetcher is closed with the file."""
        super().__init__(first.total or 0)
        self._name, self._fetcher, self._first = name, fetcher, first
        self._deadline = time.monotonic() + limits.seconds
        self._limits = limits
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._last = -2
        self._keep(0, first.data)

    def close(self) -> None:
        """Close the connections too."""
        if not self.closed:
            self._fetcher.close()
        super().close()

    def read(self, size: int = -1, /) -> bytes:
        """Return as many bytes as asked for, fewer only at the end of the file."""
        end = self._size if size < 0 else min(self._size, self._at + size)
        parts = []
        while self._at < end:
            number, inside = divmod(self._at, _BLOCK)
            part = self._block(number)[inside : inside + end - self._at]
            if not part:
                break
            parts.append(part)
            self._at += len(part)
        return b"".join(parts)

    def _block(self, number: int) -> bytes:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        straight = number == self._last + 1
        begin = number * _BLOCK
        end = min(self._size, begin + _BLOCK * (_AHEAD if straight else 1))
        left = self._deadline - time.monotonic()
        first, limits = self._first, replace(self._limits, seconds=max(0.01, left))
        with _as_audio(self._name):
            got = self._fetcher.get_range(first.url, begin, end, etag=first.etag, limits=limits)
        if (got.status, got.total, got.etag, got.last_modified, len(got.data)) != (
            *(206, first.total, first.etag, first.last_modified),
            end - begin,
        ):
            raise ChangedAudio(self._name, "the server sends another recording each time.")
        self._keep(number, got.data)
        return self._blocks[number]

    def _keep(self, number: int, data: bytes) -> None:
        for place in range(0, len(data), _BLOCK):
            self._last = number + place // _BLOCK
            self._blocks[self._last] = data[place : place + _BLOCK]
        while len(self._blocks) > _BLOCKS:
            self._blocks.popitem(last=False)


class Remotes:
    """Recordings at addresses, and those of them that had to be downloaded. Threads may share it."""

    def __init__(self, make_fetcher: Callable[[], Fetcher] = Fetcher, limits: RemoteLimits | None = None) -> None:
        """`make_fetcher` gives a fetcher for one opening, with whatever it may reach."""
        self.limits = limits or RemoteLimits()
        self.make_fetcher = make_fetcher
        self._lock = threading.Lock()
        self._downloads: OrderedDict[str, tuple[NamelessFile, int]] = OrderedDict()

    def source(self, audio: str) -> AudioSource:
        """Return the recording that an episode's `audio` names: an address of http(s), else a file's path."""
        if urlsplit(audio).scheme in ("http", "https"):
            return RemoteAudio(audio, self)
        return AudioFile(Path(audio))

    def close(self) -> None:
        """Remove what was downloaded."""
        self._drop_all()

    def has(self, url: str) -> bool:
        """Say whether an address was downloaded and is kept still."""
        with self._lock:
            return url in self._downloads

    def downloaded(self, url: str) -> BinaryIO | None:
        """Return the download of an address as an open file, None where there is none (any more)."""
        with self._lock:
            if url not in self._downloads:
                return None
            self._downloads.move_to_end(url)
            return self._downloads[url][0].reader()

    def download(self, url: str) -> BinaryIO:
        """Fetch a whole recording and return it as an open file; it is kept until there is too much on the disk.

        Where the disk is full before that, those that are kept make room.
        """
        try:
            return self._download(url)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or not self._drop_all():
                raise
        return self._download(url)

    def _drop_all(self) -> bool:
        """Remove what was downloaded; False where there was nothing."""
        with self._lock:
            kept = list(self._downloads)
            for url in kept:
                self._drop(url)
        return bool(kept)

    def _download(self, url: str) -> BinaryIO:
        file = NamelessFile()
        try:
            with self.make_fetcher() as fetcher:
                fetcher.save(url, file.into, limits=Limits(self.limits.size, self.limits.seconds))
                size = file.into.tell()
            opened = file.reader()
        except BaseException:
            file.close()
            raise
        with self._lock:
            if url in self._downloads:
                self._drop(url)
            self._downloads[url] = (file, size)
            while len(self._downloads) > 1 and self._is_too_much():
                self._drop(next(iter(self._downloads)))
        return opened

    def _is_too_much(self) -> bool:
        kept = sum(size for _, size in self._downloads.values())
        return kept > self.limits.kept or len(self._downloads) > self.limits.files

    def _drop(self, url: str) -> None:
        self._downloads.pop(url)[0].close()


@dataclass(frozen=True, slots=True)
class RemoteAudio:
    """A recording at an address of http(s)."""

    url: str
    remotes: Remotes

    @property
    def name(self) -> str:
        """Return the host's name: the rest of an address may hold a key."""
        return urlsplit(self.url).hostname or "?"

    @property
    def near(self) -> bool:
        """Return whether it was downloaded."""
        return self.remotes.has(self.url)

    def open(self) -> BinaryIO:
        """Return it as an open file that reads ranges, or its download; raises MissingAudio or FarAudio."""
        kept = self.remotes.downloaded(self.url)
        if kept is not None:
            return kept
        most = self.remotes.limits
        limits = Limits(_BLOCK * _AHEAD, most.seconds)
        fetcher = self.remotes.make_fetcher()
        try:
            with _as_audio(self.name):
                first = fetcher.get_range(self.url, 0, _BLOCK, limits=limits)
            if first.total is not None and first.total > most.size:
                size, limit = first.total // 2**20, most.size // 2**20
                raise ClosedAudio(self.name, f"this recording has {size} MB; at most {limit} MB are read.")
            if first.status == 206 and first.total is not None:
                return cast(BinaryIO, RangeFile(self.name, fetcher, first, limits))
        except BaseException:
            fetcher.close()
            raise
        fetcher.close()
        return self.whole()

    def whole(self) -> BinaryIO:
        """Return it as an open file, downloaded now unless it is here; raises MissingAudio or FarAudio."""
        kept = self.remotes.downloaded(self.url)
        if kept is not None:
            return kept
        with _as_audio(self.name):
            return self.remotes.download(self.url)


@contextmanager
def _as_audio(name: str) -> Iterator[None]:
    """Turn what the fetcher says into what is said of recordings."""
    try:
        yield
    except BadAnswer as error:
        if error.status in (404, 410):
            raise MissingAudio(name, "this recording is not there any more.") from error
        raise FarAudio(name, error.reason) from error
    except (AddressRefused, TooLarge) as error:
        raise ClosedAudio(name, error.reason) from error
    except FetchError as error:
        raise FarAudio(name, error.reason) from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        raise FarAudio(name, "there is no room here for this recording.") from error
