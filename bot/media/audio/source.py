"""Audio sources: a recording in a local file; one at an address is in `remote`. Both open as files."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.media.audio.errors import MissingAudio


class AudioSource(Protocol):
    """A recording that can be opened, as often as one likes."""

    @property
    def name(self) -> str:
        """Return what it is called in a sentence: a file's name, or a host's."""

    @property
    def near(self) -> bool:
        """Return whether reading all of it costs little."""

    def open(self) -> BinaryIO:
        """Return it as an open file that can seek; raises an AudioError."""

    def whole(self) -> BinaryIO:
        """Return it as `open` does, all of it at hand; raises an AudioError, NotHere where it is far away."""


@dataclass(frozen=True, slots=True)
class AudioFile:
    """A recording in a file here."""

    path: Path

    @property
    def name(self) -> str:
        """Return the file's name without its folders."""
        return self.path.name

    @property
    def near(self) -> bool:
        """Return True: it is here."""
        return True

    def open(self) -> BinaryIO:
        """Return the open file; raises MissingAudio where it cannot be opened, and where it is a pipe or a device."""
        try:
            # Opening a pipe or a device could wait for ever; without blocking it opens, and is found to be none.
            opened = open(self.path, "rb", opener=_opened_at_once)  # noqa: SIM115 - Path.open has no opener
        except OSError as error:
            raise MissingAudio(self.name, "this recording is not where it was.") from error
        if stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            return opened
        opened.close()
        raise MissingAudio(self.name, "this is no file.")

    def whole(self) -> BinaryIO:
        """Return the open file."""
        return self.open()


def _opened_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
