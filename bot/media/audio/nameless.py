"""A temporary file without a name: however the program ends, nothing of it is left on the disk."""

from __future__ import annotations

import io
import os
import tempfile
from typing import TYPE_CHECKING, BinaryIO, cast

from bot.media.audio.placed import Placed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class NamelessFile:
    """A temporary file that grows at its end; each `reader` has a place of its own, and outlives a `close`."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it is closed by whoever keeps it
        self.size = 0

    def append(self, data: bytes) -> None:
        """Write at the end. Raises OSError, with nothing lost of what was written before."""
        left = memoryview(data)
        while left:
            written = os.pwrite(self._file.fileno(), left, self.size)
            self.size += written
            left = left[written:]

    def empty(self) -> None:
        """Drop what was written."""
        os.ftruncate(self._file.fileno(), 0)
        self.size = 0

    def reader(self) -> BinaryIO:
        """Return what was written so far as an open file, at its beginning."""
        return cast(BinaryIO, io.BufferedReader(_Reader(os.dup(self._file.fileno()), self.size)))

    def close(self) -> None:
        """Let the file go; its room on the disk is free once the last reader is closed."""
        self._file.close()


class _Reader(Placed):
    """Reads at a place of its own, which descriptors of one open file share otherwise."""

    def __init__(self, descriptor: int, size: int) -> None:
        super().__init__(size)
        self._descriptor = descriptor

    def readinto(self, into: WriteableBuffer) -> int:
        view = memoryview(into)
        got = os.pread(self._descriptor, len(view), self._at)
        view[: len(got)] = got
        self._at += len(got)
        return len(got)

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()
