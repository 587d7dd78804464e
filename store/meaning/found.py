"""What the second tier answers with; apart from it, since a library without it needs no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from store.models import Question, Quote

if TYPE_CHECKING:
    from store.search.scope import Lexicon
    from store.storage.index import Index
    from store.storage.passages import Passages

FEW: Final = 3
"""Where words find so many quotes, nothing is looked for by meaning."""


@dataclass(frozen=True, slots=True)
class Found:
    """Quotes by meaning, best first: those that are surely meant, or else those that are likely."""

    sure: tuple[Quote, ...] = ()
    likely: tuple[Quote, ...] = ()


class Finder(Protocol):
    """Whatever finds what is meant: `Meaning`, or what makes one when it is needed."""

    def find(self, index: Index, passages: Passages, lexicon: Lexicon, asked: Question) -> Found:
        """Return what is meant by a question that words find little for."""
