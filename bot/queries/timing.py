"""The time span of a clip: when an excerpt is said, in the transcript's time and in the recording's."""

from __future__ import annotations

from dataclasses import dataclass

from bot.media.audio import LONGEST_S
from store.models import Quote, Turn
from store.offsets import Offsets
from store.timing import Moments

LEAD_S = 1.0
"""How much is heard before an excerpt."""
TAIL_S = 1.0
"""How much is heard after it."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one second to another; `approximate` where either was estimated from the words."""

    begin_s: float
    end_s: float
    approximate: bool

    @property
    def seconds(self) -> float:
        """Return how long it is."""
        return self.end_s - self.begin_s


def excerpt_span(turn: Turn, excerpt: str, match: tuple[int, int] | None = None) -> Span | None:
    """Return when an excerpt of a turn is said, in the transcript's seconds; None where the turn has no time.

    An excerpt that would not fit into a clip is narrowed: to the part round `match`, which are [from, to) characters of
    the excerpt, else to its beginning.
    """
    if turn.start_s is None:
        return None
    begin, end = _place(turn.text, excerpt)
    clock = Moments(turn, turn.start_s)
    (begin_s, sure), (end_s, sure_too) = clock.at(begin), clock.at(end)
    room = LONGEST_S - LEAD_S - TAIL_S
    if end_s - begin_s > room:
        if match is not None:
            head = len(excerpt) - len(excerpt.lstrip("…"))
            matched_s = clock.at(min(end, begin + max(0, match[0] - head)))[0]
            begin_s = max(begin_s, min(matched_s - room / 3, end_s - room))
        return Span(begin_s, begin_s + room, True)
    return Span(begin_s, max(begin_s, end_s), not (sure and sure_too))


def clip_span(quote: Quote, offsets: Offsets | None = None) -> Span | None:
    """Return which seconds of the recording to cut for a quote: its excerpt, 1 s before and 1 s after, at most 60 s.

    None where the turn has no time, or was said before the recording begins. Where an advertisement was inserted into
    the middle of the excerpt, the clip has the longer part.
    """
    said = excerpt_span(quote.turn, quote.excerpt, quote.highlights[0] if quote.highlights else None)
    if said is None:
        return None
    offsets = offsets or Offsets()
    begin_s, end_s = said.begin_s, said.end_s
    change = offsets.next_change(begin_s)
    if change < end_s:
        begin_s, end_s = (begin_s, change) if change - begin_s >= end_s - change else (change, end_s)
        end_s = min(end_s, offsets.next_change(begin_s))
    shift = offsets.at(begin_s)
    if end_s + shift <= 0:
        return None
    begin_s, end_s = max(0.0, begin_s + shift - LEAD_S), end_s + shift + TAIL_S
    return Span(begin_s, min(end_s, begin_s + LONGEST_S), said.approximate)


def heard_at(quote: Quote) -> tuple[float, bool] | None:
    """Return when the excerpt of a quote begins, in the transcript's seconds, and whether that is an estimate."""
    said = excerpt_span(quote.turn, quote.excerpt, quote.highlights[0] if quote.highlights else None)
    return None if said is None else (said.begin_s, said.approximate)


def _place(text: str, excerpt: str) -> tuple[int, int]:
    """Return where in a turn's words its excerpt stands; all of them where it is not found."""
    words = excerpt.strip().strip("…").strip()
    # One for one, so that places stay true: an excerpt has its line breaks as blanks.
    begin = text.replace("\n", " ").find(words) if words else -1
    return (begin, begin + len(words)) if begin >= 0 else (0, len(text))
