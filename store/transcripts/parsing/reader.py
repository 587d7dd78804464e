"""What every reader of transcripts shares: a decoded file, and the value that describes a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from store.models import Transcript


@lru_cache(maxsize=4)
def _split(text: str) -> tuple[str, ...]:
    """Return the lines of `text`. Kept for a moment, since every reader that is tried asks for them."""
    return tuple(text.split("\n"))


@dataclass(frozen=True, slots=True)
class Source:
    r"""A decoded file. `name` is the file's name without folders, used in sentences and as the last resort for a title.

    `text` has lost its byte order mark, NULs and private-use characters; its line ends are `\n`.
    """

    name: str
    text: str
    encoding: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines without their ends; `lines[0]` is line 1 of the file."""
        return _split(self.text)

    @property
    def stem(self) -> str:
        """Return the file's name without its ending: the title where the file holds none."""
        stem, dot, ending = self.name.rpartition(".")
        return (stem if dot and stem and ending.isalnum() and len(ending) <= 5 else self.name).strip() or "?"


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: what it is called, a line of it to recognise it by, and the two functions that know it.

    `fits` looks at the content, never at the file's name. `read` raises NotATranscript.
    """

    name: str
    title: str
    example: str
    fits: Callable[[Source], bool]
    read: Callable[[Source], Transcript]
