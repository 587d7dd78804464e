"""Where a recording is: in a file here, or at an address (see `remote`). Either is an open file to whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.media.errors import MissingAudio


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
        """Return it as `open` does, all of it at hand, whatever that costs; raises an AudioError."""


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
        """Return the open file; raises MissingAudio where it cannot be opened."""
        try:
            return self.path.open("rb")
        except OSError as error:
            raise MissingAudio(self.name, "this recording is not where it was.") from error

    def whole(self) -> BinaryIO:
        """Return the open file."""
        return self.open()
