"""Files in blocks under a line like `00:00:01,000 --> 00:00:02,500`: what SubRip and WebVTT have in common.

An own reader. pysubs2 finds the same cues in real SubRip files, but takes a number that ends a cue (`The answer is /
42`) for the next index, leaves comments in the cue before, knows no times without hours and tells no line numbers.
webvtt-py stops a cue at its first blank line and refuses what is not strict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from store.transcripts.parsing.clock import seconds

_CLOCK = r"-?(?:\d{1,3}\s?[:：]\s?)?\d{1,3}\s?[:：]\s?\d{1,2}(?:\s?[.,，:]\s?\d{1,9})?"
_TIMING = re.compile(rf"\s*(?P<start>{_CLOCK})\s*(?:-{{1,3}}\s?-?>|[–—→])\s*(?P<end>{_CLOCK})(?P<rest>.*)$", re.ASCII)
_STRICT = re.compile(
    r"(\d\d):([0-5]\d):([0-5]\d)[,.](\d{3}) --> (\d\d):([0-5]\d):([0-5]\d)[,.](\d{3})(?!\d)(.*)$", re.ASCII
)
_ARROW = re.compile(r"-->|^[-\d:.,， \t]{1,40}(?:->|→)\s?[\d:]")
_SETTING = r"(?:(?:align|line|position|size|region|vertical|[XY][12])\s?:\s?[^\s:]+|\d{1,4})"
_SETTINGS = re.compile(rf"\s*+(?:{_SETTING}(?:\s++{_SETTING})*+)?+\s*$", re.IGNORECASE)

_LINES_OF_A_CUE = 15  # at most, on the average


@dataclass(slots=True)
class Block:
    """A cue as it stands in the file: its times in seconds (None where unreadable), its lines, and where it begins."""

    start_s: float | None
    end_s: float | None
    line: int
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Blocks:
    """All cues of a file; how many lines have an arrow, how many were `read`, and the first that could not be."""

    blocks: tuple[Block, ...]
    held: int
    read: int
    missed: tuple[int, str] | None


def timing(line: str) -> tuple[float | None, float | None, str] | None:
    """Return start, end and the rest of a line of times, or None if it is none.

    Taken are all that real files hold: unpadded parts, hours missing, comma or point, no spaces round the arrow, `->`.
    """
    if not (">" in line or "→" in line or "–" in line or "—" in line):
        return None
    if strict := _STRICT.match(line):
        h, m, s, ms, h2, m2, s2, ms2 = map(int, strict.groups()[:8])
        return h * 3600 + m * 60 + s + ms / 1000, h2 * 3600 + m2 * 60 + s2 + ms2 / 1000, strict[9]
    found = _TIMING.match(line)
    return None if found is None else (_seconds(found["start"]), _seconds(found["end"]), found["rest"])


def _seconds(clock: str) -> float | None:
    """Return the seconds of a clock that may hold spaces, or a colon before its milliseconds."""
    compact = re.sub(r"\s", "", clock).replace("，", ",").replace("：", ":").lstrip("-")
    parts = compact.split(":")
    if len(parts) == 4:
        compact = ":".join(parts[:3]) + "." + parts[3]
    return seconds(compact)


def are_settings(rest: str) -> bool:
    """Say whether what stands behind times is nothing, or tells only where on the screen the words are shown."""
    return not rest or _SETTINGS.match(rest) is not None


def has_timings(lines: Sequence[str]) -> bool:
    """Say whether some line is times with nothing behind them but settings, as in SubRip and WebVTT."""
    return any(_is_timing(line) for line in lines)


def are_captions(lines: Sequence[str]) -> bool:
    """Say whether lines of times stand all through a file, and not only in an example that a text shows."""
    held = sum(map(_is_timing, lines))
    return held > 0 and held * _LINES_OF_A_CUE >= sum(bool(line.strip()) for line in lines)


def _is_timing(line: str) -> bool:
    return (found := timing(line)) is not None and are_settings(found[2])


def read_blocks(lines: Sequence[str]) -> Blocks:
    """Return the cues of a file, in file order. What stands before the first is left out, and so are indices.

    A line that has an arrow but no readable times still begins a cue, so that its words do not end up in another one.
    """
    times = {
        n: found for n, line in enumerate(lines) if (found := timing(line)) or "-->" in line or _ARROW.search(line)
    }
    starts = list(times)
    numbered = _numbered(lines, starts)
    blocks: list[Block] = []
    missed: tuple[int, str] | None = None
    said = 0  # lines with an arrow that is spoken text
    for number, end in pairwise([*starts, len(lines)]):
        found = times[number]
        if found is None and not lines[number].lstrip()[:1].isdigit():  # "-->" inside of what somebody says
            said += 1
            if blocks:
                gap = [] if lines[number - 1].strip() else [""]
                blocks[-1].lines += [*gap, lines[number], *_words(lines[number + 1 : end], numbered, end < len(lines))]
            continue
        if found is None:
            missed = missed or (number + 1, lines[number])
            found = (None, None, "")
        start_s, end_s, rest = found
        block = Block(start_s, end_s, number + 1)
        if not are_settings(rest):
            block.lines.append(rest.strip())
        block.lines += _words(lines[number + 1 : end], numbered, end < len(lines))
        blocks.append(block)
    if blocks and numbered:
        _drop_loose_index(blocks[-1], lines)
    return Blocks(tuple(blocks), len(starts) - said, sum(block.start_s is not None for block in blocks), missed)


def _drop_loose_index(last: Block, lines: Sequence[str]) -> None:
    """Take the indices of cues that never came from the end of the last one: they count on, behind a blank line."""
    own = lines[last.line - 2].strip() if last.line > 1 else ""
    while own.isdecimal() and len(last.lines) > 1 and not last.lines[-2].strip():
        loose = last.lines[-1].strip()
        if not loose.isdecimal() or not 0 < int(loose[:9]) - int(own[:9]) < 10:
            return
        last.lines.pop()
        while last.lines and not last.lines[-1].strip():
            last.lines.pop()


def _numbered(lines: Sequence[str], starts: Sequence[int]) -> bool:
    """Say whether the file has a line before each line of times that is no words: an index, or an identifier."""
    found = 0
    for number in starts:
        above = number - 1
        while above > 0 and not lines[above].strip():
            above -= 1
        index = lines[above].strip() if above >= 0 else ""
        identifier = bool(index) and above == number - 1 and (above == 0 or not lines[above - 1].strip())
        found += index.isdigit() or identifier
    return found * 2 > len(starts)


def _words(lines: Sequence[str], numbered: bool, followed: bool) -> list[str]:
    """Return the lines of a cue without the blank lines round it and without the index of the next cue."""
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    if numbered and followed and last:
        index = lines[last - 1].strip()
        after_blank = last < 2 or not lines[last - 2].strip()
        if index.isdigit() or (after_blank and last == len(lines)):
            last -= 1
            while last and not lines[last - 1].strip():
                last -= 1
    first = 0
    while first < last and not lines[first].strip():
        first += 1
    return list(lines[first:last])
