"""A cache of downloaded recordings, kept for the next clip out of them within limits of bytes and files."""

from __future__ import annotations

import errno
import threading
from collections import OrderedDict
from typing import BinaryIO

from bot.media.audio.nameless import NamelessFile


class Downloads:
    """What was downloaded, by address, and what is being; the least lately used go first. Threads may share it."""

    def __init__(self, most_bytes: int, most_files: int) -> None:
        self._most_bytes, self._most_files = most_bytes, most_files
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, NamelessFile] = OrderedDict()
        self._growing: set[NamelessFile] = set()

    def has(self, url: str) -> bool:
        """Say whether a recording is here."""
        with self._lock:
            return url in self._kept

    def reader(self, url: str) -> BinaryIO | None:
        """Return a recording as an open file, None where it is not here (any more)."""
        with self._lock:
            if url not in self._kept:
                return None
            self._kept.move_to_end(url)
            return self._kept[url].reader()

    def new(self) -> NamelessFile:
        """Return a file that grows, and counts from now on. Raises OSError."""
        file = NamelessFile()
        with self._lock:
            self._growing.add(file)
        return file

    def keep(self, url: str, file: NamelessFile) -> None:
        """Take a file that has grown to its end."""
        with self._lock:
            self._growing.discard(file)
            if url in self._kept:
                self._kept.pop(url).close()
            self._kept[url] = file
            while len(self._kept) > 1 and (len(self._kept) > self._most_files or self._size() > self._most_bytes):
                self._drop_oldest()

    def drop(self, file: NamelessFile) -> None:
        """Let go of a file that does not grow to its end."""
        with self._lock:
            self._growing.discard(file)
        file.close()

    def make_room(self) -> None:
        """Let the oldest go for what is growing; raises OSError (ENOSPC) where that alone is too much."""
        with self._lock:
            while self._kept and self._size() > self._most_bytes:
                self._drop_oldest()
            if self._size() > self._most_bytes:
                raise OSError(errno.ENOSPC, "all that is being downloaded is too much together")

    def clear(self) -> bool:
        """Let all go that is kept; False where there was nothing."""
        with self._lock:
            there_was = bool(self._kept)
            while self._kept:
                self._drop_oldest()
        return there_was

    def _size(self) -> int:
        return sum(file.size for file in (*self._kept.values(), *self._growing))

    def _drop_oldest(self) -> None:
        self._kept.popitem(last=False)[1].close()
