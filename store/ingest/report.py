"""The report on a transcript: what was understood of it, for a person or for another program."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from store.models import Speaker, Transcript, Turn
from store.transcripts import READERS
from store.transcripts.parsing.clock import write
from store.wording.english import told
from store.wording.kinds import Remark

_SLOWEST = 1.5
"""Characters a second: nobody speaks more slowly, so what a turn has left after its words is a gap."""
_SHORTEST_GAP_S = 60.0
_GAPS_SHOWN, _SPEAKERS_SHOWN = 5, 12


@dataclass(frozen=True, slots=True)
class Report:
    """What was understood of one file. `first` and `last` are clocks; `gaps` are [from, to) seconds without words.

    `remarks` are oddities, with the numbers of their lines. `speakers` have most turns first.
    """

    file: str
    format: str
    encoding: str
    title: str
    date: str | None
    turns: int
    speakers: tuple[Speaker, ...]
    first: str | None
    last: str | None
    gaps: tuple[tuple[float, float], ...]
    remarks: tuple[Remark, ...]


def report_of(transcript: Transcript, *, file: str, encoding: str) -> Report:
    """Return the report on a transcript that was read from a file."""
    clocks = [clock for turn in transcript.turns if (clock := clock_of(turn))]
    return Report(
        file,
        transcript.format,
        encoding,
        transcript.episode.title,
        transcript.episode.date,
        len(transcript.turns),
        _speakers(transcript.turns),
        clocks[0] if clocks else None,
        clocks[-1] if clocks else None,
        tuple(_gaps(transcript.turns)),
        transcript.remarks,
    )


def clock_of(turn: Turn) -> str | None:
    """Return the time at which a turn begins as the transcript writes it, else as a clock; None where it has none."""
    return turn.clock or (None if turn.start_s is None else write(turn.start_s))


def _speakers(turns: tuple[Turn, ...]) -> tuple[Speaker, ...]:
    counts: Counter[str] = Counter()
    seconds: dict[str, float] = {}
    for turn in turns:
        if turn.speaker is None:
            continue
        counts[turn.speaker] += 1
        if turn.start_s is not None:
            length = max(0.0, turn.end_s - turn.start_s) if turn.end_s is not None else 0.0
            seconds[turn.speaker] = seconds.get(turn.speaker, 0.0) + length
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Speaker(name, turns, seconds.get(name)) for name, turns in ranked)


def _gaps(turns: tuple[Turn, ...]) -> list[tuple[float, float]]:
    """Return the stretches of over a minute between the words of one turn and the next."""
    gaps = []
    for one, two in pairwise(turns):
        if one.start_s is None or two.start_s is None:
            continue
        said = one.start_s + len(one.text) / _SLOWEST
        if one.cues:
            said = max(one.start_s, one.cues[-1].start_s + (len(one.text) - one.cues[-1].at) / _SLOWEST)
        if one.end_s is not None:
            said = min(said, one.end_s)
        if two.start_s - said > _SHORTEST_GAP_S:
            gaps.append((round(said, 1), two.start_s))
    return gaps


# For a person


def short(report: Report, outcome: str) -> str:
    """Return a line on a file and what became of it, and one for each oddity."""
    return "\n".join([f"{report.file}: {report.title}: {outcome}", *(f"  {told(remark)}" for remark in report.remarks)])


def full(report: Report, outcome: str) -> str:
    """Return all that was understood of a file, some lines of text."""
    titles = {reader.name: reader.title for reader in READERS}
    spoken = f"{report.turns}, {report.first} to {report.last}" if report.first else f"{report.turns}, without times"
    lines = [
        ("format", f"{titles.get(report.format, report.format)}, {report.encoding}"),
        ("date", report.date or "unknown"),
        ("turns", spoken),
        ("speakers", _listed([_counted(one) for one in report.speakers], _SPEAKERS_SHOWN) or "nobody is named"),
        ("gaps", _listed([f"{write(start)} to {write(end)}" for start, end in report.gaps], _GAPS_SHOWN)),
    ]
    rows = [f"\n  {name:<9} {value}" for name, value in lines if value]
    rows += [f"\n  {told(remark)}" for remark in report.remarks]
    return f"{report.file}: {report.title}: {outcome}{''.join(rows)}"


def turns_told(turns: int) -> str:
    """Return a number of turns as it is said: `1 turn`, `2 turns`."""
    return "1 turn" if turns == 1 else f"{turns:,} turns"


def _counted(one: Speaker) -> str:
    return f"{one.name} ({turns_told(one.turns)}{f', {one.seconds / 60:.0f} min' if one.seconds else ''})"


def _listed(items: list[str], most: int) -> str:
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


# For another program


def as_values(report: Report, status: str) -> dict[str, Any]:
    """Return a report as values for JSON. `status` is new, same or changed."""
    return {
        "file": report.file,
        "status": status,
        "format": report.format,
        "encoding": report.encoding,
        "title": report.title,
        "date": report.date,
        "turns": report.turns,
        "speakers": [{"name": one.name, "turns": one.turns, "seconds": one.seconds} for one in report.speakers],
        "first": report.first,
        "last": report.last,
        "gaps": [list(gap) for gap in report.gaps],
        "remarks": [told(remark) for remark in report.remarks],
    }


def refusal_as_values(file: str, sentence: str) -> dict[str, Any]:
    """Return values for JSON on a file that could not be read, and why."""
    return {"file": file, "status": "refused", "error": sentence}
