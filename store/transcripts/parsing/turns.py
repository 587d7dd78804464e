"""Drafts of turns while a file is read, and the remarks on them at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from store.models import Cue, Turn
from store.transcripts.parsing.clock import seconds
from store.wording.kinds import Counted, Location, Remark, RemarkKind, Unit

_SHOWN = 60
# Also the marks of East Asia: no blank stands beside them where lines are joined.
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


def draft_remarks(drafts: Iterable[Draft], counted: Unit = "line") -> tuple[Remark, ...]:
    """Return what is odd about the times of drafts, in file order: going back, ending before the start.

    One remark for each kind, with how often and where first: `counted` is what the drafts' lines count. An overlap of
    up to a second goes unremarked, since recognisers round.
    """
    back: list[int] = []
    overlap: list[int] = []
    inverted: list[int] = []
    before: float | None = None
    ended: float | None = None
    for draft in drafts:
        start, end = draft.start_s, draft.end_s
        if start is None or not draft.paragraphs:
            continue
        if before is not None and start < before:
            back.append(draft.line)
        elif ended is not None and start < ended - 1:
            overlap.append(draft.line)
        if end is not None and end < start:
            inverted.append(draft.line)
        before, ended = start, end
    kinds: tuple[tuple[RemarkKind, list[int]], ...] = (
        ("starts_before", back),
        ("overlaps", overlap),
        ("ends_before", inverted),
    )
    return tuple(_remark(kind, lines, counted) for kind, lines in kinds if lines)


def empty_remark(drafts: Iterable[Draft], counted: Unit = "line") -> tuple[Remark, ...]:
    """Return one remark where drafts hold no words: they make no turns."""
    lines = [draft.line for draft in drafts if not draft.paragraphs]
    return (_remark("without_words", lines, counted),) if lines else ()


def _remark(kind: RemarkKind, lines: Sequence[int], counted: Unit) -> Remark:
    line = lines[0] if counted == "line" else None
    return Remark(
        kind, count=Counted(len(lines), "turn"), place=Location(line, lines[0], counted, first=len(lines) > 1)
    )


def gap_remark(found: int, held: int, what: Unit, missed: tuple[int, str] | None) -> tuple[Remark, ...]:
    """Return one remark where more than 1 % of the `held` marks in a file were not `found`, else none.

    `what` is what one of them is called; `missed` is the number and text of the first line that was not understood,
    where it is known.
    """
    if held - found <= held // 100:
        return ()
    missing, marks = held - found, Counted(held, what)
    if missed is None:
        return (Remark("not_understood", missing=missing, held=marks),)
    number, line = missed[0], missed[1].strip()
    words = line[:_SHOWN] + "…" * (len(line) > _SHOWN)
    return (Remark("not_understood_at", missing=missing, held=marks, line=number, words=words),)
