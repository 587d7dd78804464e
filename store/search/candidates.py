"""Candidates: the turns that hold the terms of what is sought, latest loaded first, never more than a few hundred.

An expression is FTS5's, made of quoted terms only, so that nothing typed reaches its language raw. What an expression
finds may be more than what is sought, never less; ranking looks at each candidate exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import Any

from sqlite_utils import Database

from store.search.matching import SHORTEST_NEAR
from store.search.spelling import Vocabulary
from store.sql.rows import TURN_COLUMNS
from store.text.normalize import is_unspaced, runs, syllables_of

MOST_CANDIDATES = 200
MOST_NEAR_CANDIDATES = 70
_MOST_TERMS, _FEW_TERMS = 8, 3
_LARGE_LIBRARY = 50_000
_MOST_KNOWN = 50_000
_SAMPLE = 100
_SINGLY_NEAR, _SHORT_NEAR, _LONGEST_NEAR = 5, 8, 24
_FEW_PAIRS = 2
_LONGEST_SPLIT, _MOST_SPLITS = 40, 24

_FETCH = f"""
    SELECT {TURN_COLUMNS} FROM turn_terms JOIN turns ON turns.id = turn_terms.rowid
    LEFT JOIN speakers ON speakers.id = turns.speaker_id
    WHERE turn_terms MATCH ? ORDER BY turn_terms.rowid DESC LIMIT ?
"""  # noqa: S608 - nothing from outside stands in it

_HIGHEST = 2**62
_ROWS = "SELECT rowid FROM turn_terms WHERE turn_terms MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?"
_FETCH_IDS = f"""
    SELECT {TURN_COLUMNS} FROM turns LEFT JOIN speakers ON speakers.id = turns.speaker_id WHERE turns.id IN ({{}})
"""  # noqa: S608 - whole numbers stand in it

Row = tuple[Any, ...]
Thin = Callable[[Sequence[str]], list[str]]


def quoted(term: str) -> str:
    """Return a term as FTS5 takes it."""
    return '"' + term.replace('"', '""') + '"'


def all_of(expressions: Iterable[str]) -> str:
    """Return the expression for turns that hold all of these; every one of them must be non-empty."""
    several = list(dict.fromkeys(expressions))
    return several[0] if len(several) == 1 else "(" + " AND ".join(several) + ")"


def any_of(expressions: Iterable[str]) -> str:
    """Return the expression for turns that hold one of these at least."""
    several = list(dict.fromkeys(expressions))
    return several[0] if len(several) == 1 else "(" + " OR ".join(several) + ")"


def literal(core: str, vocabulary: Vocabulary, thin: Thin) -> str | None:
    """Return the expression for a core as it stands; None where the library has not got one of its Latin words.

    `thin` chooses among the pairs of a long run, here as below: fewer terms find more than is sought, never less.
    """
    parts: list[str] = []
    found = runs(core)
    for run in found:
        if is_unspaced(run):
            parts.extend(thin([quoted(a + b) for a, b in pairwise(run)] or [quoted(run)]))
            continue
        latin = _latin(run, vocabulary, open_end=run is found[-1])
        if latin is None:
            return None
        parts.append(latin)
    return all_of(parts)


def _latin(run: str, vocabulary: Vocabulary, *, open_end: bool) -> str | None:
    """Return the expression for a run of Latin letters and digits, which may stand as one word or as several."""

    def ends(word: str) -> list[str]:
        return vocabulary.beginning(word) if open_end else [word] if vocabulary.turns(word) else []

    vocabulary.look_up(run)
    ways = [quoted(word) for word in ends(run)]
    for *heads, last in _splits(run, vocabulary):
        if tails := ends(last):
            ways.append(all_of([*map(quoted, heads), any_of(map(quoted, tails))]))
    return any_of(ways) if ways else None


def _splits(run: str, vocabulary: Vocabulary) -> list[list[str]]:
    """Return the ways to read a run as two or three words of the library: chatgpt as chat, gpt; gpt3 as gpt, 3."""
    twos = [[run[:at], run[at:]] for at in range(1, min(len(run), _LONGEST_SPLIT)) if vocabulary.turns(run[:at])]
    threes = [
        [head, tail[:at], tail[at:]] for head, tail in twos for at in range(1, len(tail)) if vocabulary.turns(tail[:at])
    ]
    known = (words for words in twos + threes if vocabulary.has_beginning(words[-1]))
    return list(islice(known, _MOST_SPLITS))


def by_sound(core: str, sound: str, vocabulary: Vocabulary, thin: Thin) -> str | None:
    """Return the expression for what sounds like this core.

    Han characters count in pairs; a lone one, and Latin words, as they stand. None where there is no pair.
    """
    pairs = _sound_pair_terms(sound)
    if not pairs:
        return None
    alone = [literal(run, vocabulary, thin) for run in runs(core) if len(run) == 1 or not is_unspaced(run)]
    if None in alone:
        return None
    return all_of([*thin(pairs), *(one for one in alone if one)])


def _sound_pair_terms(sound: str) -> list[str]:
    return [term for a, b in pairwise(sound) if (term := _sound_pair(a, b))]


@lru_cache(maxsize=16_384)
def _sound_pair(a: str, b: str) -> str:
    """Return the expression for two neighbouring sounds, in every reading; "" if one of them is a letter."""
    pairs = [quoted(x + y) for x, y in product(syllables_of(a), syllables_of(b))]
    return any_of(pairs) if pairs else ""


def by_syllables(codes: str, thin: Thin) -> str:
    """Return the expression for a row of single syllables, as typed in pinyin: two of them at least."""
    return all_of(thin([quoted(a + b) for a, b in pairwise(codes)]))


def nearly(core: str, sound: str, thin: Thin) -> tuple[str, ...]:
    """Return expressions for a phrase of Han characters with a slip in it, wrong or missing; () for other phrases.

    In a short phrase there is one for each place of the slip (in a longer one, two places at a time): the pairs that
    do not touch it, and a lone character cut off with it. A long phrase is cut in thirds, of which one must be whole.
    They are asked one by one, since the common ones would crowd out the rare ones.
    """
    pairs = _sound_pair_terms(sound)
    if len(pairs) != len(core) - 1 or not SHORTEST_NEAR <= len(core) <= _LONGEST_NEAR:
        return ()
    if len(core) > _SHORT_NEAR:
        third = -(-len(core) // 3)
        return tuple(all_of(pairs[at : at + third - 1]) for at in range(0, len(core) - third + 1, third))
    step = 1 if len(core) <= _SINGLY_NEAR else 2
    ways = []
    for first in range(0, len(core), step):
        last = min(first + step, len(core)) - 1
        kept = pairs[: max(0, first - 1)] + pairs[last + 1 :]
        if len(kept) <= _FEW_PAIRS:  # too few to be rare: what else must be there narrows them down, at a price
            kept += [quoted(core[0])] if first == 1 else []
            kept += [quoted(core[-1])] if last == len(core) - 2 else []
            kept += [any_of(map(quoted, core[first : last + 1]))] if last > first else []  # one of the two is right
        ways.append(all_of(thin(kept)))
    return tuple(ways)


def thinned(terms: Sequence[str]) -> list[str]:
    """Return at most a handful of the terms, evenly spread: a long phrase needs no more to be rare."""
    if len(terms) <= _MOST_TERMS:
        return list(terms)
    step = len(terms) / _MOST_TERMS
    return [terms[int(at * step)] for at in range(_MOST_TERMS)]


class RareTerms:
    """Of several terms the rarest: in a large library a common one costs more to go through than it narrows down.

    How common a term is is kept from question to question, as long as the library stays as it is.
    """

    def __init__(self, db: Database, newest: int, turns: int) -> None:
        self._db = db
        self._newest, self._turns = newest, turns
        self._known: dict[str, float] = {}

    def __call__(self, terms: Sequence[str]) -> list[str]:
        """Return at most a few of the terms, the rarest."""
        few = thinned(terms)
        if len(few) <= _FEW_TERMS or self._turns < _LARGE_LIBRARY:
            return few
        return sorted(few, key=self._turns_with)[:_FEW_TERMS]

    def _turns_with(self, term: str) -> float:
        if term not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[term] = rows(self._db, term, self._newest, self._turns, 0).turns
        return self._known[term]


def fetch(db: Database, expression: str, most: int = MOST_CANDIDATES) -> list[Row]:
    """Return the turns that match, latest loaded first, as rows of TURN_COLUMNS."""
    return db.execute(_FETCH, [expression, most]).fetchall()


@dataclass(frozen=True, slots=True)
class Rows:
    """The latest rows of an expression: all of them if `complete`; and about how many turns it holds in."""

    expression: str
    ids: tuple[int, ...]
    turns: float
    complete: bool

    @classmethod
    def none(cls) -> Rows:
        """Return the rows of what cannot be found."""
        return cls("", (), 0.0, complete=True)


def rows(db: Database, expression: str, newest: int, turns: int, most: int) -> Rows:
    """Return the latest rows of an expression among so many turns, all where it holds in about `most` or fewer.

    How common it is is told by how far back from the `newest` its latest hundred reach: no frequencies are kept.
    """
    found = latest(db, expression, _SAMPLE)
    if len(found) < _SAMPLE:
        return Rows(expression, tuple(found), len(found), complete=True)
    about = _SAMPLE * turns / max(1, newest - found[-1] + 1)
    if about > most:
        return Rows(expression, tuple(found), about, complete=False)
    found += [row[0] for row in db.execute(_ROWS, [expression, found[-1] - 1, most])]
    return Rows(expression, tuple(found), len(found), complete=len(found) < _SAMPLE + most)


def latest(db: Database, expression: str, most: int) -> list[int]:
    """Return the ids of the turns that match, latest loaded first; some may be gone."""
    return [row[0] for row in db.execute(_ROWS, [expression, _HIGHEST, most])]


def fetch_rows(db: Database, ids: Sequence[int]) -> list[Row]:
    """Return turns by their ids, as rows of TURN_COLUMNS, those left out that are gone."""
    return db.execute(_FETCH_IDS.format(",".join(map(str, map(int, ids))))).fetchall()
