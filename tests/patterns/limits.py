"""How many steps a pattern may take of a text, and what of it the suite counts anew each time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.patterns.by_hand import AT_MOST
from tests.patterns.found import Found
from tests.patterns.table import TOLD_AT, Row, patterns_of, taken, tried

DOUBLED = (300, 600)
"""Every text is counted at these: what grows faster than its text is seen here, long before it is slow."""

FEW = 300_000
"""Steps that are soon taken, about two milliseconds, for a pattern of which only a short text is ever asked."""


def allowed(pattern: re.Pattern[str]) -> int:
    """Return how many steps a pattern may take for each character: one for each of its own, and some."""
    return 60 + len(pattern.pattern)


def faults(found: Found, row: Row, *, full: bool = False) -> Iterator[str]:
    """Yield what is wrong with a pattern, counting at 300 and 600 characters, and at 4,096 what people may type.

    Of the readers' patterns the count at 4,096 is the table's, which is as old as the pattern. `full` counts every text
    at every size anew.
    """
    typed = not found.name.startswith("store.transcripts")
    for pattern in patterns_of(found):
        for text in tried(row):
            longest = TOLD_AT[-1:] if full or (typed and text == row.worst) else ()
            sizes = (AT_MOST[found.name][0],) if found.name in AT_MOST else DOUBLED + longest
            limits = [_limit(found, pattern, size) for size in sizes]
            counts = [taken(pattern, text.of(size), found.ways, most) for size, most in zip(sizes, limits, strict=True)]
            steep = len(counts) > 1 and counts[1] > 2.25 * counts[0] + 100
            if steep or any(count > most for count, most in zip(counts, limits, strict=True)):
                yield f"{found.name} takes {counts} steps for {sizes} characters of {text}"
        for size, steps in row.steps.items():
            if steps > _limit(found, pattern, size):
                yield f"{found.name} took {steps} steps for {size} characters of {row.worst}, as the table says"


def _limit(found: Found, pattern: re.Pattern[str], size: int) -> int:
    return FEW if found.name in AT_MOST else allowed(pattern) * size
