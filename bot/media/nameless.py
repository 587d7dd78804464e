"""A file without a name: however the program ends, nothing of it is left on the disk."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from typing import TYPE_CHECKING, BinaryIO, cast

from bot.media.placed import Placed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class NamelessFile:
    """A temporary file, written once through `into`; each `reader` has a place of its own, and outlives a `close`."""

    def __init__(self) -> None:
        self.into = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - it is closed by whoever keeps it

    def reader(self) -> BinaryIO:
        """Return what was written as an open file, at its beginning."""
        self.into.flush()
        return cast(BinaryIO, io.BufferedReader(_Reader(os.dup(self.into.fileno()))))

    def close(self) -> None:
        """Let the file go; its room on the disk is free once the last reader is closed."""
        with contextlib.suppress(OSError):  # what is not written yet has no room on a full disk
            self.into.close()


class _Reader(Placed):
    """Reads at a place of its own, which descriptors of one open file share otherwise."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(os.fstat(descriptor).st_size)
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
