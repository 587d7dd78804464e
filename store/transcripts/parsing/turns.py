"""Drafts of turns while a file is read, and what there is to remark on them when it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from store.models import Cue, Turn
from store.transcripts.parsing.clock import seconds

_SHOWN = 60
_UNSPACED = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(slots=True)
class Draft:
    """A turn in the making: who, when, its lines so far, and the line of the file where it begins."""

    speaker: str | None
    clock: str | None
    line: int
    start_s: float | None = None
    end_s: float | None = None
    paragraphs: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    _length: int = 0

    def __post_init__(self) -> None:
        if self.start_s is None and self.clock is not None:
            self.start_s = seconds(self.clock)

    @property
    def text(self) -> str:
        r"""Return the words: paragraphs apart by `\n`, without blank lines and outer white space."""
        return "\n".join(self.paragraphs)

    def add(self, text: str, start_s: float | None = None, *, same_paragraph: bool = False) -> None:
        """Append a paragraph, or more of the last one; with a time of its own it becomes a cue of this turn.

        The time of the first words is the turn's where it has none.
        """
        text = text.strip()
        if not text:
            return
        before = "\n" if self.paragraphs else ""
        if self.paragraphs and same_paragraph:
            last = self.paragraphs[-1]
            before = "" if _UNSPACED.match(last[-1]) or _UNSPACED.match(text[0]) else " "
        if start_s is not None and self.start_s is None and not self.paragraphs:
            self.start_s = start_s
        elif start_s is not None:
            self.cues.append(Cue(self._length + len(before), start_s))
        if before == "\n" or not self.paragraphs:
            self.paragraphs.append(text)
        else:
            self.paragraphs[-1] += before + text
        self._length += len(before) + len(text)


def finish(drafts: Sequence[Draft]) -> tuple[Turn, ...]:
    """Return the drafts that hold words as turns, in file order.

    A turn without an end of its own ends where the next one begins; None where the next one has no time or begins
    earlier, and for the last one.
    """
    spoken = [draft for draft in drafts if draft.paragraphs]
    turns: list[Turn] = []
    following: float | None = None
    for draft in reversed(spoken):
        end = draft.end_s
        if end is None and draft.start_s is not None and following is not None and following >= draft.start_s:
            end = following
        turns.append(Turn(draft.speaker, draft.start_s, end, draft.text, draft.clock, tuple(draft.cues)))
        following = draft.start_s
    return tuple(reversed(turns))


def time_remarks(times: Iterable[tuple[float | None, float | None, int | None]]) -> tuple[str, ...]:
    """Return what is odd about times, given as (start, end, line) in file order: going back, ending before the start.

    One sentence for each kind, with how often and where first. An overlap of up to a second goes unremarked, since
    recognisers round.
    """
    back: list[int | None] = []
    overlap: list[int | None] = []
    inverted: list[int | None] = []
    before: float | None = None
    ended: float | None = None
    for start, end, line in times:
        if start is None:
            continue
        if before is not None and start < before:
            back.append(line)
        elif ended is not None and start < ended - 1:
            overlap.append(line)
        if end is not None and end < start:
            inverted.append(line)
        before, ended = start, end
    kinds = (
        (back, "starts before the one above it", "start before the one above them"),
        (overlap, "overlaps the one above it", "overlap the one above them"),
        (inverted, "ends before it starts", "end before they start"),
    )
    return tuple(
        f"{len(places)} {'turn ' + one if len(places) == 1 else 'turns ' + many}{_at(places[0])}; kept in file order"
        for places, one, many in kinds
        if places
    )


def _at(line: int | None) -> str:
    return f" (first at line {line})" if line is not None else ""


def draft_remarks(drafts: Iterable[Draft]) -> tuple[str, ...]:
    """Return `time_remarks` of drafts."""
    return time_remarks((draft.start_s, draft.end_s, draft.line) for draft in drafts if draft.paragraphs)


def empty_remark(drafts: Iterable[Draft]) -> tuple[str, ...]:
    """Return one remark where drafts hold no words: they make no turns."""
    lines = [draft.line for draft in drafts if not draft.paragraphs]
    if not lines:
        return ()
    what = "turn holds" if len(lines) == 1 else "turns hold"
    return (f"{len(lines)} {what} no words (first at line {lines[0]}); left out",)


def gap_remark(found: int, held: int, what: str, missed: tuple[int, str] | None) -> tuple[str, ...]:
    """Return one remark where more than 1 % of the `held` marks in a file were not `found`, else none.

    `what` names the marks in the plural ("time marks"); `missed` is the number and text of the first line that was not
    understood, where it is known.
    """
    if held - found <= held // 100:
        return ()
    where = ""
    if missed is not None:
        number, line = missed
        line = line.strip()
        where = f"; the first not understood is line {number}: {line[:_SHOWN]}{'…' * (len(line) > _SHOWN)}"
    return (f"{held - found} of {held} {what} were not understood{where}",)
