"""Remote recordings: read in HTTP ranges where the server has them, else from a download.

A server that inserts advertisements may send another file each time. So all ranges of one opening come from the address
at which the first one was found, and must be of the same file: else what was read is dropped and the whole is needed.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from bot.media.audio.download import Download
from bot.media.audio.downloads import Downloads
from bot.media.audio.errors import ChangedAudio, ClosedAudio, NotHere
from bot.media.audio.failures import Failures
from bot.media.audio.placed import Placed
from bot.media.audio.source import AudioFile
from store.feeds.addresses import host_of
from store.feeds.fetch import Fetched, Fetcher, FetchLimits

_BLOCK = 128 * 1024
_BLOCKS = 64
_AHEAD = 8  # blocks fetched at once where reading goes straight on


@dataclass(frozen=True, slots=True)
class RemoteLimits:
    """How much is read of a recording: bytes of the whole file, seconds for a clip read in ranges and for a whole file.

    Also how much is kept in all, on the way or here: bytes, and files.
    """

    size: int = 400 * 1024 * 1024
    seconds: float = 60.0
    whole_s: float = 15 * 60.0
    kept: int = 1024 * 1024 * 1024
    files: int = 64


class RangeFile(Placed):
    """An open file at an address; reading raises an AudioError. The latest 64 blocks that were read are kept (8 MB)."""

    def __init__(self, audio: RemoteAudio, fetcher: Fetcher, first: Fetched, limits: FetchLimits) -> None:
        """Begin with what the first range told: final address, size, etag. The fetcher is closed with the file."""
        super().__init__(first.total or 0)
        self._audio, self._fetcher, self._first = audio, fetcher, first
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
        with self._audio.remotes.failures.noted(self._audio.url):
            got = self._fetcher.get_range(first.url, begin, end, etag=first.etag, limits=limits)
        if (got.status, got.total, got.etag, got.last_modified, len(got.data)) != (
            *(206, first.total, first.etag, first.last_modified),
            end - begin,
        ):
            raise ChangedAudio(self._audio.name, "the server sends another recording each time.")
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
        self.failures = Failures()
        self.downloads = Downloads(self.limits.kept, self.limits.files)

    def source(self, audio: str) -> AudioFile | RemoteAudio:
        """Return the recording that an episode's `audio` names: an address of http(s), else a file's path."""
        if audio.partition(":")[0].lower() in ("http", "https"):
            return RemoteAudio(audio, self)
        return AudioFile(Path(audio))

    def download(self, url: str) -> Download:
        """Return the download of a whole recording, which nothing has come of yet. Raises OSError."""
        return Download(url, self.make_fetcher, self.downloads, self.limits.size, self.limits.whole_s)

    def close(self) -> None:
        """Remove what was downloaded."""
        self.downloads.clear()


@dataclass(frozen=True, slots=True)
class RemoteAudio:
    """A recording at an address of http(s)."""

    url: str
    remotes: Remotes

    @property
    def name(self) -> str:
        """Return the host's name."""
        return host_of(self.url)

    @property
    def near(self) -> bool:
        """Return whether it was downloaded."""
        return self.remotes.downloads.has(self.url)

    def open(self) -> BinaryIO:
        """Return its download as an open file, or one that reads ranges.

        Raises MissingAudio or FarAudio, NotHere where the server has no ranges.
        """
        kept = self.remotes.downloads.reader(self.url)
        if kept is not None:
            return kept
        most = self.remotes.limits
        limits = FetchLimits(_BLOCK * _AHEAD, most.seconds)
        fetcher = self.remotes.make_fetcher()
        try:
            with self.remotes.failures.noted(self.url):
                first = fetcher.get_range(self.url, 0, _BLOCK, limits=limits)
            if first.total is not None and first.total > most.size:
                size, limit = first.total // 2**20, most.size // 2**20
                raise ClosedAudio(self.name, f"this recording has {size} MB; at most {limit} MB are read.")
            if first.status == 206 and first.total is not None:
                return cast(BinaryIO, RangeFile(self, fetcher, first, limits))
        except BaseException:
            fetcher.close()
            raise
        fetcher.close()
        return self.whole()

    def whole(self) -> BinaryIO:
        """Return its download as an open file; raises NotHere where there is none (any more)."""
        kept = self.remotes.downloads.reader(self.url)
        if kept is None:
            raise NotHere(self.name, "all of this recording has to be here first.")
        return kept
