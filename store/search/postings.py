"""Which turns hold a query: the latest of them by their ids, and about how many there are in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from store.search.query import Query
from store.storage.index import Index

_MOST_TERMS, _FEW_TERMS = 8, 3
"""Of one phrase: in any library, and in a large one."""
_LARGE_LIBRARY = 50_000
"""Turns: below, going through a common term costs less than finding out which terms are rare."""
_MOST_KNOWN = 50_000
_SAMPLE = 100
"""How common a query is is told by so many of its turns; an expected error of a tenth."""

Thin = Callable[[Sequence[Query]], list[Query]]


@dataclass(frozen=True, slots=True)
class Postings:
    """The latest turns of a query: all of them if `complete`; and about how many turns hold it."""

    query: Query | None
    ids: tuple[int, ...]
    turns: float
    complete: bool

    @classmethod
    def none(cls) -> Postings:
        """Return the postings of what cannot be found."""
        return cls(None, (), 0.0, complete=True)


def postings(index: Index, query: Query, newest: int, turns: int, most: int) -> Postings:
    """Return the latest ids of a query among so many turns, all where about `most` or fewer hold it.

    How common it is is told by how far back from the `newest` its latest hundred reach: no frequencies are kept.
    """
    found = index.ids(query, None, _SAMPLE)
    if len(found) < _SAMPLE:
        return Postings(query, tuple(found), len(found), complete=True)
    about = _SAMPLE * turns / max(1, newest - found[-1] + 1)
    if about > most:
        return Postings(query, tuple(found), about, complete=False)
    found += index.ids(query, found[-1], most)
    return Postings(query, tuple(found), len(found), complete=len(found) < _SAMPLE + most)


def thinned(terms: Sequence[Query]) -> list[Query]:
    """Return at most a handful of the terms, evenly spread: a long phrase needs no more to be rare."""
    if len(terms) <= _MOST_TERMS:
        return list(terms)
    step = len(terms) / _MOST_TERMS
    return [terms[int(at * step)] for at in range(_MOST_TERMS)]


class RareTerms:
    """Of several terms the rarest: in a large library a common one costs more to go through than it narrows down.

    How common a term is is kept from question to question, as long as the library stays as it is.
    """

    def __init__(self, index: Index, newest: int, turns: int) -> None:
        self._index = index
        self._newest, self._turns = newest, turns
        self._known: dict[Query, float] = {}

    def __call__(self, terms: Sequence[Query]) -> list[Query]:
        """Return at most a few of the terms, the rarest."""
        few = thinned(terms)
        if len(few) <= _FEW_TERMS or self._turns < _LARGE_LIBRARY:
            return few
        return sorted(few, key=self._turns_with)[:_FEW_TERMS]

    def _turns_with(self, term: Query) -> float:
        if term not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[term] = postings(self._index, term, self._newest, self._turns, 0).turns
        return self._known[term]
