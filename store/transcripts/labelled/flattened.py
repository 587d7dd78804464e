"""Transcripts whose line breaks were lost: `…这个方向。高策 10:23今天我们…`. Who speaks must be inferred.

Every ` mm:ss` or ` hh:mm:ss` is a mark that may begin a turn, and the words before it may end in a name:

1. A name *candidate* for each mark: what stands between the last end of a sentence and the clock, where it recurs or
   can be a name; else the longest name known from elsewhere that the words end in; else the tail that recurs most.
2. A *weight* for each mark: names that recur weigh more; a word that precedes clocks said aloud (大概 29:30), a clock
   that is spaced unlike the others, or a name in mid-sentence where all others follow a full stop weigh less.
3. The heaviest *chain* of marks whose times never go back is the transcript; leaps that the words between could not
   fill cost. What is not on the chain is speech.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from store.transcripts.names.names import (
    INTERJECTIONS,
    SENTENCE_END,
    explicit,
    explicit_tail,
    possible,
    spoken,
    surname_first,
)
from store.transcripts.parsing.clock import seconds

_CLOCK = re.compile(r"\d(?:\d:[0-5]\d(?::[0-5]\d)?|:[0-5]\d:[0-5]\d)(?:\.\d{3})?(?![\])）】])", re.ASCII)
_BLANK = " \t\u3000\xa0"
_LONGEST_NAME = 40
_WEAK_END = "，,、：:.”』」）)"
_LONG_PIECE = 12
_CHAIN_REACH = 80
"""How many marks back a turn's predecessor is looked for: nobody says more clocks than that in one turn."""
_MOST = 30_000
"""More clocks than that stand in no recording: the longest transcript seen has 12,679 turns in 6 h 45 min."""
_ENOUGH = 0.5
"""The weight from which a mark is taken for a turn."""


@dataclass(slots=True)
class Mark:
    """A clock in the text: [start, end) with the white space before it; `name` is the candidate, None if there is none.

    `firm` tells that the name follows the end of a sentence.
    """

    start: int
    end: int
    clock: str
    time: float
    name: str | None = None
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Flattened:
    """What was inferred: the marks that begin turns, in order, and the clocks taken for speech."""

    heads: tuple[Mark, ...]
    speech: tuple[Mark, ...]


def marks(text: str, begin: int = 0) -> list[Mark]:
    """Return every clock in `text` after `begin` that could begin a turn: white space and a word stand before it."""
    found = []
    for match in _CLOCK.finditer(text, begin):
        start = match.start()
        while start > begin and text[start - 1] in _BLANK:
            start -= 1
        if start < match.start() and start > begin and not text[start - 1].isspace():
            time = seconds(match.group())
            if time is not None:
                found.append(Mark(start, match.end(), match.group(), time))
    return found


@lru_cache(maxsize=1)
def infer(text: str, begin: int) -> Flattened:
    """Return which clocks of `text` after `begin` start turns, and whose."""
    every = marks(text, begin)
    if len(every) > _MOST:
        return Flattened((), tuple(every))
    _name(text, begin, every)
    heads = _chain(text, every)
    for _ in range(3):
        # Names that only speech gave are forgotten, and what they had hidden may come out.
        chosen = {id(mark) for mark in heads}
        before = [(mark.start, mark.name) for mark in heads]
        _name(text, begin, every, {mark.name for mark in heads if mark.name}, chosen)
        heads = _chain(text, every)
        if [(mark.start, mark.name) for mark in heads] == before:
            break
    chosen = {id(mark) for mark in heads}
    return Flattened(tuple(heads), tuple(mark for mark in every if id(mark) not in chosen))


def _context(text: str, begin: int, every: list[Mark], index: int) -> str:
    """Return the words before a mark in which its name must stand, at most as long as a name and a bit."""
    floor = every[index - 1].end if index else begin
    return text[max(floor, every[index].start - _LONGEST_NAME - 8) : every[index].start]


def _piece(context: str, opens: bool) -> str | None:
    """Return what stands between the last end of a sentence and the clock, or None if no sentence ends in `context`.

    `opens` tells that the body begins where the context does, which counts as an end.
    """
    for at in range(len(context) - 1, -1, -1):
        after = context[at + 1 : at + 2]
        # A Latin full stop ends one where no space follows: `Thank you.Mark 10:23`.
        if context[at] in SENTENCE_END or (
            context[at] == "." and after and not after.isspace() and not after.isdigit()
        ):
            return context[at + 1 :].lstrip('”"』」）) \t\u3000')
    return context.strip() if opens else None


def _name(
    text: str, begin: int, every: list[Mark], trusted: set[str] | None = None, chosen: set[int] | None = None
) -> None:
    """Give each mark its candidate. On later rounds only names on the chain (`trusted`) count as known."""
    contexts = [_context(text, begin, every, index) for index in range(len(every))]
    pieces = [_piece(context, index == 0) for index, context in enumerate(contexts)]
    votes = Counter(
        piece
        for mark, piece in zip(every, pieces, strict=True)
        if piece and possible(piece) and (chosen is None or id(mark) in chosen)
    )
    tails: Counter[str] = Counter()
    for mark, context in zip(every, contexts, strict=True):
        if chosen is None or id(mark) in chosen:
            tails.update({context[at:] for at in range(max(0, len(context) - _LONGEST_NAME), len(context))})
    # Where turns often stop without a full stop, less can be told from one.
    stray = {
        piece for piece in votes if not explicit(piece) and not surname_first(piece) and _ends_in_name(piece, votes)
    }
    told = [piece for piece, context in zip(pieces, contexts, strict=True) if not spoken(context)]
    loose = len(stray) > 1 or sum(piece is None or len(piece) > _LONG_PIECE for piece in told) > 0.15 * len(told)
    known = {name for name, count in votes.items() if count > 1 or tails[name] > 1}
    known = {name for name in known | (trusted or set()) if not _called(name, votes, tails, loose)}
    spaced = sum(text[mark.end : mark.end + 1].isspace() for mark in every) > 0.6 * len(every)
    guess = _Guess(known, tails, loose, spaced)
    for mark, piece, context in zip(every, pieces, contexts, strict=True):
        mark.name, mark.firm = guess.candidate(piece, context)


def _ends_in_name(piece: str, votes: Counter[str]) -> bool:
    """Return whether a name that recurs more is the end of `piece`."""
    return any(votes[piece[at:].lstrip()] > max(1, votes[piece]) for at in range(1, len(piece) - 1))


def _called(name: str, votes: Counter[str], tails: Counter[str], loose: bool) -> bool:
    """Return whether `name` is the end of somebody's words and a name that recurs by itself: 好高策."""
    for at in range(1, len(name)):
        before, after = name[:at].strip(), name[at:].lstrip()
        if not after or not before or explicit(name):
            continue
        if INTERJECTIONS.fullmatch(before) and votes[after] > votes[name]:
            return True
        if loose and len(after) > 1 and not surname_first(name) and votes[after] > 1 and tails[after] > 2 * tails[name]:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Guess:
    """What is known of the names of a file when the words before one clock are looked at."""

    known: set[str]
    tails: Counter[str]
    loose: bool
    spaced: bool

    def candidate(self, piece: str | None, context: str) -> tuple[str | None, bool]:
        """Return the name that stands before a clock, and whether it follows the end of a sentence."""
        if piece and (piece in self.known or explicit(piece)):
            return piece, True
        shorter = explicit_tail(context) or max(filter(context.endswith, self.known), key=len, default=None)
        if piece and possible(piece) and self._whole(piece, shorter):
            return piece, True
        if shorter:
            return shorter, False
        weak = max(context.rfind(mark) for mark in _WEAK_END) + 1
        after = context[weak:]
        if weak and self.tails[after] > 1 and possible(after.strip()):
            return after.strip(), False
        return self._recurring(context), False

    def _whole(self, piece: str, shorter: str | None) -> bool:
        """Return whether all of `piece` is a name, though it may end in the known name `shorter`."""
        if shorter is None or not piece.endswith(shorter):
            return not (self.loose and len(piece) > 4) or self._recurring(piece) in (None, piece)
        # A new name that ends in a known one (孙天祥 beside 天祥), or a few words and then the known one (好高策)?
        before = piece[: -len(shorter)]
        if INTERJECTIONS.fullmatch(before) or spoken(before.strip()):
            return False
        spaced_name = before[-1:].isspace() and len(before) <= _LONG_PIECE // 2 and not self.spaced
        return surname_first(piece) or len(before) == 1 or (spaced_name and not self.loose)

    def _recurring(self, context: str) -> str | None:
        """Return the tail that recurs most before clocks, longer ones preferred, or None if none recurs."""
        best, score = None, 0
        for at in range(max(0, len(context) - _LONGEST_NAME), len(context) - 1):
            tail = context[at:]
            worth = (self.tails[tail] - 1) * len(tail) ** 2
            if worth > 0 and worth >= score and not tail[0].isspace() and possible(tail):
                best, score = tail, worth
        return best


def _weights(text: str, every: list[Mark]) -> list[float]:
    """Return how much each mark looks like the beginning of a turn; 0.5 is enough."""
    # A clock said aloud is often said again; a speaker does not begin twice at one time.
    support = Counter(name for name, _ in {(mark.name, mark.time) for mark in every if mark.name})
    sure = [mark for mark in every if mark.name and support[mark.name] > 1 and not spoken(mark.name)]
    spaced = sum(text[mark.end : mark.end + 1].isspace() for mark in sure) / max(1, len(sure))
    firm = sum(mark.firm for mark in sure) / max(1, len(sure))
    firm_names = {mark.name for mark in every if mark.firm}
    weights = []
    for mark in every:
        if mark.name is None:
            weights.append(0.0)
            continue
        weight = float(min(3, support[mark.name])) + 0.5 * mark.firm
        if explicit(mark.name):
            weight = 3.5
        elif spoken(mark.name, support[mark.name] == 1):
            weight = 0.1
        space_after = text[mark.end : mark.end + 1].isspace()
        if sure and ((spaced < 0.3 and space_after) or (spaced > 0.8 and not space_after)):
            # Recognisers set a space before Latin words, even at the head of a turn.
            latin = text[mark.end + 1 : mark.end + 2].isascii() and text[mark.end + 1 : mark.end + 2].isalnum()
            weight *= 0.5 if space_after and latin and mark.firm and weight >= 2 else 0.1
        if firm > 0.9 and not mark.firm:
            weight *= 0.5 if mark.name in firm_names else 0.2
        weights.append(weight)
    return weights


def _chain(text: str, every: list[Mark]) -> list[Mark]:
    """Return the heaviest run of marks whose times never go back."""
    weights = _weights(text, every)
    best: list[float] = []
    back: list[int] = []
    most: list[float] = []  # the best of all up to here
    for index, mark in enumerate(every):
        if weights[index] < _ENOUGH:
            best.append(float("-inf"))
            back.append(-1)
            most.append(most[-1] if most else float("-inf"))
            continue
        top, where = 0.0, -1
        for earlier in range(index - 1, max(-1, index - 1 - _CHAIN_REACH), -1):
            if most[earlier] < top:
                break
            if best[earlier] == float("-inf") or every[earlier].time > mark.time:
                continue
            worth = best[earlier] - _leap(text, every[earlier], mark)
            if worth > top or (worth == top and where < 0):
                top, where = worth, earlier
        best.append(top + weights[index])
        most.append(max(best[-1], most[-1] if most else best[-1]))
        back.append(where)
    if not best or max(best) == float("-inf"):
        return []
    at = max(range(len(best)), key=lambda index: (best[index], index))
    chain = []
    while at >= 0:
        chain.append(every[at])
        at = back[at]
    return chain[::-1]


def _leap(text: str, earlier: Mark, later: Mark) -> float:
    """Return what it costs to let one mark follow another: nothing, unless the words between do not fit the time.

    Speech runs at 3 to 8 characters a second; minutes with next to no words are possible (music, a pause), but a name
    met once and a clock far ahead are rather something said aloud. So is a clock before which nothing but its name
    was said: recognisers write no empty turns.
    """
    time = later.time - earlier.time
    words = later.start - len(later.name or "") - earlier.end
    if (time >= 300 and words < time / 2) or not text[earlier.end : earlier.end + words].strip():
        return 2.0
    return 1.0 if words > 300 + 40 * time else 0.0
