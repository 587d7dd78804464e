"""Small help for the benchmarks: Markdown tables, shares, percentiles, clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first is aligned to the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def share(each: Iterable[bool]) -> float:
    """Return the share of true values, 0 to 1; 0 of nothing."""
    values = list(each)
    return sum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value below which `part` (0 to 1) of the values lie."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * part))]


def clock_seconds(clock: str) -> int:
    """Return the seconds of `mm:ss` or `hh:mm:ss`."""
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total
