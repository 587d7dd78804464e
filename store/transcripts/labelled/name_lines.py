"""Names alone on a line, without clock and colon, above what was said: Otter without times, minutes of calls.

Rocky Raccoon                     Operator
Hi everyone, and welcome.         Good day, and thank you for standing by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from store.transcripts.captions.name_prefixes import could_be_a_name, full_name
from store.transcripts.names.names import INTERJECTIONS, explicit, tidy
from store.transcripts.names.not_names import is_field

# What follows a name that tells the post of whom it names: `Rocky Raccoon -- Chief of Bins`.
_POST = re.compile(r"(?:(?<!\s)\s++)?+(?:(?:--|[—–]|(?<=\s)-\s)\s*+\S.*$|[(（][^()（）]{1,60}[)）]$)")
_LONGEST = 100
_MOST_LINES = 12  # of speech to one name, on the average
_FEWEST = 4


def names_alone(lines: Sequence[str], free: Sequence[bool]) -> dict[int, str]:
    """Return the lines that are nothing but a name, with the names, where the whole file is told so; else nothing.

    `free` tells which lines have no label of another kind. Names come again, most are first and last names or a
    recogniser's, they stand all through the file, and words follow each.
    """
    written = [at for at, line in enumerate(lines) if line.strip()]
    found = {at: name for at in written if free[at] and (name := _name(lines[at]))}
    counts = Counter(found.values())
    said = {at for at in written if at not in found}
    heads = {
        at: found[at]
        for at, following in zip(written, [*written[1:], -1], strict=True)
        if at in found and following in said and (counts[found[at]] > 1 or full_name(found[at]))
    }
    told = Counter(heads.values())
    again = sum(count for count in told.values() if count > 1)
    sure = sum(count for name, count in told.items() if full_name(name) or explicit(name))
    enough = len(heads) >= _FEWEST and len(told) >= 2 and again * 3 >= len(heads) * 2 and sure * 2 >= len(heads)
    begun = written.index(min(heads)) if heads else 0
    throughout = len(heads) * _MOST_LINES >= len(written) - begun and begun * 3 <= len(written)
    return heads if enough and throughout else {}


def _name(line: str) -> str | None:
    """Return the name that a line consists of, without a post behind it; None if it is something else."""
    text = line.strip()
    if len(text) > _LONGEST or text[:1] in "#>-*|[<":
        return None
    name = tidy(_POST.sub("", text))
    if not could_be_a_name(name) or INTERJECTIONS.fullmatch(name) or (is_field(name) and not explicit(name)):
        return None
    return name
