"""What the second tier answers with; apart from it, since a library without it needs no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store.models import Quote

FEW: Final = 3
"""Where words find so many quotes, nothing is looked for by meaning."""


@dataclass(frozen=True, slots=True)
class Found:
    """Quotes by meaning, best first: those that are surely meant, or else those that are likely."""

    sure: tuple[Quote, ...] = ()
    likely: tuple[Quote, ...] = ()
