"""The patterns of bot/ and store/ with the worst text tried for each; `python -m tests.patterns` writes it anew."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.patterns import hostile, steps
from tests.patterns.by_hand import AT_MOST, HOSTILE, MADE
from tests.patterns.found import Found, all_patterns
from tests.patterns.hostile import Text

TABLE = Path(__file__).with_name("worst.jsonl")
_WAYS: dict[str, dict[str, bool]] = {
    "anywhere": {"scanning": True},
    "begins": {"scanning": False},
    "whole": {"scanning": False, "whole": True},
}
TOLD_AT = (300, 4_096)
"""How long a question may be, and a message: the table tells the steps that the worst text of each length takes."""

_TRIED_AT = 160  # characters: long enough to tell one text from another, and short enough to try twenty thousand
_LONGEST_PATTERN = 4_000  # a class with an entry for each character of a table says nothing more than a short one
_ENOUGH = 200_000
_MOST_TOLD = 10_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern by its name; a digest of it; the worst text, of so many made from it; its steps by its length.

    A pattern that is only asked of shorter texts has the steps for the longest of them.
    """

    name: str
    digest: str
    worst: Text
    tried: int
    steps: dict[int, int]


def rows() -> dict[str, Row]:
    """Return the table as it is kept."""
    lines = map(json.loads, TABLE.read_text(encoding="utf-8").splitlines())
    return {line["name"]: _row(line) for line in lines}


def _row(line: dict[str, Any]) -> Row:
    steps_by_size = {int(size): steps for size, steps in line["steps"].items()}
    return Row(**{**line, "worst": Text(*line["worst"]), "steps": steps_by_size})


def write(made: list[Row]) -> None:
    """Keep the table, one pattern a line."""
    lines = [json.dumps({**asdict(row), "worst": list(asdict(row.worst).values())}, ensure_ascii=True) for row in made]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def patterns_of(found: Found) -> list[re.Pattern[str]]:
    """Return the pattern, or those that it may become when the program runs."""
    return [found.pattern] if found.pattern is not None else list(MADE[found.name]())


def digest(found: Found) -> str:
    """Return what changes with a pattern as it is written; "" for one that is made when the program runs."""
    if found.pattern is None:
        return ""
    return hashlib.sha256(
        f"{found.pattern.flags} {found.pattern.pattern}".encode("utf-8", "surrogatepass")
    ).hexdigest()[:12]


def made_anew(found: Found) -> Row:
    """Return the row of a pattern after trying all texts that its repeats make."""
    tried = [(pattern, text) for pattern in patterns_of(found) for text in _texts(pattern)]
    pattern, text = max(tried, key=lambda one: taken(one[0], one[1].of(_TRIED_AT), found.ways, _ENOUGH))
    sizes = AT_MOST[found.name][:1] if found.name in AT_MOST else TOLD_AT
    told = {size: taken(pattern, text.of(size), found.ways, _MOST_TOLD) for size in sizes}
    return Row(found.name, digest(found), text, len(tried), told)


def tried(row: Row) -> tuple[Text, ...]:
    """Return the worst text and those that somebody thought of."""
    return (row.worst, *HOSTILE.get(row.name, ()))


def taken(pattern: re.Pattern[str], text: str, ways: frozenset[str], most: int) -> int:
    """Return how many steps a pattern takes in the worst way in which it is used, at most `most` and one."""
    try:
        return max(steps.of(pattern, text, most=most, **_WAYS[way]) for way in ways)
    except steps.TooManySteps:
        return most + 1


def _texts(pattern: re.Pattern[str]) -> list[Text]:
    return hostile.texts(pattern) if len(pattern.pattern) < _LONGEST_PATTERN else [Text("", "a")]


def everything() -> Iterator[tuple[Found, Row | None]]:
    """Yield each pattern with its row, None where it has none that fits it as it is written now."""
    kept: dict[str, Any] = rows() if TABLE.exists() else {}
    for found in all_patterns():
        row = kept.get(found.name)
        yield found, row if row is not None and row.digest == digest(found) else None
