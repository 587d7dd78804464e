"""The benchmark in short, for the README: one small table, made of the long ones."""

from __future__ import annotations

from collections.abc import Iterable

from tests.bench.tables import markdown

FOUND, SPEED = "### The shipped episode: ", "### 100,000 turns: median"
_HEAD = ("", "first right", "in three", "misheard", "pinyin", "silent where nothing is", "ms: rare word", "sentence")


def in_short(texts: Iterable[str]) -> str | None:
    """Return an engine a row: what it finds, how often it is silent where it should be, median ms of 100,000 turns.

    None where the tables of both, as `quality` and `speed` write them, are not among the texts.
    """
    tables = {start: text for text in texts for start in (FOUND, SPEED) if text.startswith(start)}
    if len(tables) < 2:
        return None
    head, found = _rows(tables[FOUND])
    _, speed = _rows(tables[SPEED])
    engines = dict(zip(head[2:], zip(*(row[2:] for row in found.values()), strict=True), strict=True))
    kinds = list(found)
    classes = _rows(tables[SPEED])[0]
    lines = []
    for engine, cells in engines.items():
        of = dict(zip(kinds, cells, strict=True))
        first, third = of["all"].split(" / ")
        ms = dict(zip(classes, speed[engine], strict=True))
        times = (ms[kind].split(" ")[0] for kind in ("rare word", "sentence"))
        heard = (of[kind].split(" / ")[0] for kind in ("homophone", "pinyin"))
        lines.append([engine, first, third, *heard, of["negative"], *times])
    return markdown(_HEAD, lines)


def _rows(text: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the head of a Markdown table, and its rows by their first cell."""
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return table[0], {row[0]: row for row in table[2:]}
