"""Ranking: each candidate is matched exactly and scored; nothing under the threshold is shown.

The order of answers: the whole phrase before its words; exact before sound before a kept correction before near; rare
words before common ones; words close together before words far apart; a turn that says something before 对。

"Tried" below says what another number does to the 142 labelled questions about the shipped episode, 136 of which find
the right turn first, and to 300 damaged pieces of it, 296 of which do (`tests/bench/quality.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations

from store.models import MatchKind
from store.search.excerpt import says_something
from store.search.keywords import Piece
from store.search.matching import Match, Pattern, Spans, find, find_nearly, literally
from store.search.query import Query
from store.text.normalize import NormalizedText

_ENOUGH_COVERED, _ENOUGH_OF_PHRASE = 0.62, 0.85
"""The share of a question's weight that a turn must hold, and of a short phrase's. Tried: with 0.75 two questions are
lost; with 0.5, and with 0.7 to 0.95 for a phrase, none."""

PART_OF_QUESTION = 0.6
"""How much of its score an answer keeps that answers only what is left of a sentence without its small words. Tried:
none is lost from 0.4 to 0.8; it only has to stand behind what answers all of it."""

LONG_TURN = 60
"""In characters: a turn longer than this says something."""

_WHOLE_FROM, _WHOLE_TO = 55.0, 100.0
_WORDS_FROM, _WORDS_TO, _PHRASE_TO = 25.0, 80.0, 66.0
"""Points: words found one by one reach no further than the lesser matches of the whole, those of a phrase less far.
Tried: where these reach 80, four damaged pieces are lost."""
_CLOSENESS = 6.0
"""Points for words that stand together: they and the two below decide between turns that are else alike. Tried: with
none and with twice as many, none is lost."""
_SAYS_NOTHING = 8.0
_SAID_BY = 0.8
"""How good it is that a turn was said by whom the question names; below a kept correction. Tried: none is lost."""
_NEAR_IN_SENTENCE, _LATIN_SENTENCE = 0.5, 4
"""See `_credit`. Tried: with a quarter, and from three words on, .016 of the wrong are answered."""
_FORM = 0.95
"""From this quality on a near word is a form of the other: models, model."""
_ORDER: tuple[MatchKind, ...] = ("near", "glossary", "sound", "exact")
_TIGHT_LENGTH = 6
"""In characters: the longest phrase whose words belong together. Tried: with 10 three questions are lost."""
_TIGHT_WINDOW = 14
"""In characters: within these they must stand. Tried: none is lost from 8 to 30."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a turn answers a question: its points (0 to 100), how it matched, and where in its key.

    Without spans it holds `whole`, at places that are looked for only when it is shown.
    """

    points: float
    match: MatchKind
    spans: Spans
    heard: str | None = None
    meant: str | None = None
    whole: Pattern | None = None

    def places(self, turn: NormalizedText) -> Spans:
        """Return where in the text of the turn the match stands, as [from, to) pairs that never touch."""
        spans = self.spans or (literally(self.whole.key, turn) if self.whole else ())
        return merged(turn.span(begin, end) for begin, end in spans)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate: a normalized turn, who said it (the name's key), and of which episode it is."""

    text: NormalizedText
    speaker: str
    episode: int


@dataclass(frozen=True, slots=True)
class WeighedWord:
    """A word of the question: what is sought for it, what it weighs here, and whether it is a speaker's name."""

    pattern: Pattern
    weight: float
    is_name: bool = False

    def find(self, turn: Candidate) -> Match | None:
        """Return how a turn holds the word; what is asked of a speaker is held by all that he said."""
        found = find(self.pattern, turn.text, turn.episode)
        if found is None and self.is_name and turn.speaker == self.pattern.key:
            return Match((), "exact", _SAID_BY)
        return found


@dataclass(frozen=True, slots=True)
class WeighedPiece:
    """A piece of the question as typed: sought as a whole, or else word by word."""

    piece: Piece
    whole: Pattern
    sound: str
    words: tuple[WeighedWord, ...]

    @property
    def weight(self) -> float:
        """What the piece weighs: the sum of its words."""
        return sum(word.weight for word in self.words)

    def with_names_by(self, factor: float) -> WeighedPiece:
        """Return the piece with what speakers are called weighing so much times as much."""
        words = (replace(word, weight=word.weight * factor) if word.is_name else word for word in self.words)
        return replace(self, words=tuple(words))


def as_whole(whole: Pattern, turn: Candidate) -> Score | None:
    """Return how a turn holds the whole of what was asked; None if it does not."""
    found = find(whole, turn.text, turn.episode)
    return _score_of(found, turn.text) if found else None


def plain_score(whole: Pattern) -> Score:
    """Return how a long turn holds what is plain and stands in its text as typed; see Pattern."""
    return Score(_WHOLE_TO, "exact", (), whole=whole)


def nearly_whole(whole: Pattern, sound: str, turn: Candidate) -> Score | None:
    """Return how a turn holds the whole with a character wrong or missing; None if it does not."""
    found = find_nearly(whole, sound, turn.text)
    return _score_of(found, turn.text) if found else None


def _score_of(found: Match, turn: NormalizedText) -> Score:
    score = _WHOLE_FROM + (_WHOLE_TO - _WHOLE_FROM) * (found.quality - 0.4) / 0.6
    return Score(_weighed(score, turn), found.match, found.spans, found.heard, found.meant)


def _weighed(score: float, turn: NormalizedText) -> float:
    return max(1.0, score - (0.0 if says_something(turn.key) else _SAYS_NOTHING))


def by_words(pieces: Sequence[WeighedPiece], turn: Candidate, text: str) -> Score | None:
    """Return how a turn holds the words of a question; None if it holds too little of their weight.

    The words of a short phrase typed without a blank must also stand close together, and words found one by one are
    worth less where a phrase was typed than where words were.
    """
    tight = is_tight(text)
    total = sum(piece.weight for piece in pieces)
    matches: list[Match] = []
    covered = good = 0.0
    for piece in pieces:
        whole = find(piece.whole, turn.text, turn.episode) or find_nearly(piece.whole, piece.sound, turn.text)
        if whole is not None:
            matches.append(whole)
            covered += piece.weight * _credit(whole, text)
            good += piece.weight * whole.quality
            continue
        for word in piece.words:
            found = word.find(turn)
            if found is not None:
                matches.append(found)
                covered += word.weight * _credit(found, text)
                good += word.weight * found.quality
    if not matches or covered < enough(text) * total:
        return None
    placed = [found for found in matches if found.spans]
    if not placed:
        return None
    window = _window([found.spans for found in placed])
    if tight and window > _TIGHT_WINDOW:
        return None
    said = sum(found.spans[0][1] - found.spans[0][0] for found in placed)
    closeness = min(1.0, said / window)
    best = _PHRASE_TO if is_phrase(text) else _WORDS_TO
    score = _WORDS_FROM + (best - _WORDS_FROM - _CLOSENESS) * good / total + _CLOSENESS * closeness
    worst = min(matches, key=lambda found: _ORDER.index(found.match))
    spans = merged(span for found in matches for span in found.spans)
    return Score(_weighed(score, turn.text), worst.match, spans, worst.heard, worst.meant)


def _credit(found: Match, text: str) -> float:
    """Return how much of its weight a word brings: of a Latin sentence, a word that is only near another brings half.

    Some word of an English talk is always near one of a sentence's: of 1,300 questions asked in wrong episodes .034
    were answered so, and .017 are now; one of 47 right answers is lost.
    """
    is_loose = found.match == "near" and found.quality < _FORM
    return _NEAR_IN_SENTENCE if is_loose and len(text.split()) >= _LATIN_SENTENCE else 1.0


def rarity(turns: float, all_turns: int) -> float:
    """Return how rare a word is in the library, from 0 (in every turn) to 1 (in none or one)."""
    return max(0.0, min(1.0, 1 - math.log(max(1.0, turns)) / math.log(max(2, all_turns))))


def smallest_sets(words: Sequence[tuple[float, Query]], needed: float) -> Iterator[tuple[tuple[float, Query], ...]]:
    """Yield the sets of words whose weights reach what is needed and would not without any one of them."""
    for size in range(1, len(words) + 1):
        for chosen in combinations(words, size):
            weight = sum(w for w, _ in chosen)
            if weight >= needed and weight - min(w for w, _ in chosen) < needed:
                yield chosen


def enough(text: str) -> float:
    """Return the share of a question's weight that a turn must hold to answer it; more of a short phrase."""
    return _ENOUGH_OF_PHRASE if is_tight(text) else _ENOUGH_COVERED


def is_phrase(text: str) -> bool:
    """Say whether a question was typed without a blank."""
    return len(text.split()) == 1


def is_tight(text: str) -> bool:
    """Say whether a question is a short phrase, whose words belong together."""
    return is_phrase(text) and len(text) <= _TIGHT_LENGTH


def _window(spans_of_each: Sequence[Spans]) -> int:
    """Return the length of the shortest stretch of a turn that holds one span of each find."""
    each = set(spans_of_each)
    places = sorted((span, which) for which, spans in enumerate(each) for span in spans)
    last: dict[int, tuple[int, int]] = {}  # the one that begins first stands first
    ends: list[tuple[int, int]] = []  # the latest end first, with those that are no longer among the last
    shortest = places[-1][0][1]
    for span, which in places:
        last.pop(which, None)
        last[which] = span
        heappush(ends, (-span[1], which))
        if len(last) == len(each):
            while last[ends[0][1]][1] != -ends[0][0]:
                heappop(ends)
            shortest = min(shortest, -ends[0][0] - next(iter(last.values()))[0])
    return max(1, shortest)


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return spans in order, overlapping and touching ones made one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return tuple(found)
