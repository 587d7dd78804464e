"""The second tier in a whole library: the nearest by the signs of their vectors, and those that hold rare words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np

from store.meaning import stretches
from store.meaning.encoder import Encoder
from store.meaning.ranking import Meant, Pool, ranked
from store.meaning.vectors import Floats, LibraryBits, likeness
from store.meaning.words import Counts, PassageTexts, Weights, asked_terms
from store.search.postings import postings
from store.search.query import Query, Term, all_of
from store.search.scope import Scope
from store.storage.index import Index
from store.storage.passages import Passages

_BY_SIGNS: Final = 2_000
"""Passages whose vectors are read."""
_CLOSELY: Final = 30
"""Passages that are looked at closely, of each ranking."""
_MOST_SPEAKERS_LOOKS: Final = 8
"""So many times as many where one person's are wanted, since it is seen only then who speaks."""
_MOST_TURNS: Final = 1_500
"""Of one term: what stands in more turns tells little."""
_BEST_TURNS: Final = 200
_MOST_TERMS: Final = 16


@dataclass(slots=True)
class LibraryLook:
    """One question asked of a whole library."""

    index: Index
    passages: Passages
    bits: LibraryBits
    scope: Scope
    encoder: Encoder
    _likeness: dict[int, float] = field(default_factory=dict)

    def meant(self, asked: str, *, speaker: str | None, most: int) -> Meant:
        """Return the stretches that are meant, at most so many, best first. Raises EncoderAway."""
        said_by = self.index.said_by(speaker, None) if speaker is not None else None
        if speaker is not None and said_by is None:
            return Meant()
        # A single character stands in too many turns of a library to tell anything.
        terms = dict(islice((one for one in asked_terms(asked).items() if len(one[0]) > 1), _MOST_TERMS))
        [vector] = self.encoder.encode([asked])
        name = self.encoder.name
        self.bits.refresh(
            self.index.revision(), lambda: self.passages.episodes(name), lambda some: self.passages.signs(name, some)
        )
        self._measure(vector, self.bits.nearest(vector, _BY_SIGNS))
        compared = np.array(list(self._likeness.values()), np.float32)
        nearest = sorted(self._likeness, key=self._likeness.__getitem__, reverse=True)
        weights, by_words = self._by_words(terms, said_by)
        self._measure(vector, [one for one in by_words if one not in self._likeness])
        wanted = dict.fromkeys([*nearest[: _CLOSELY * (_MOST_SPEAKERS_LOOKS if speaker else 1)], *by_words])
        rows = {row.id: row for row in self.passages.rows(list(wanted)) if row.id in self._likeness}
        found = stretches.of_rows(self.passages, [rows[one] for one in wanted if one in rows])
        mine = [at for at, one in enumerate(found) if speaker is None or one.has(speaker)]
        if not mine:
            return Meant()
        alike = np.array([self._likeness[one.row.id] for one in found], np.float32)
        counts = Counts(terms, PassageTexts([one.text for one in found]))
        pool = Pool(found, mine, alike, compared if len(compared) else alike, counts, weights)
        return ranked(pool, asked, tuple(terms), most)

    def _measure(self, vector: Floats, ids: Sequence[int]) -> None:
        """Keep how alike some passages are to the question."""
        kept = [one for one in self.passages.vectors(ids) if len(one[1]) == len(vector)]
        if kept:
            alike = likeness(vector, [row for _, row in kept])
            self._likeness.update(zip((one for one, _ in kept), alike.tolist(), strict=True))

    def _by_words(self, terms: Mapping[str, str], said_by: Query | None) -> tuple[Weights, list[int]]:
        """Return what the terms weigh here, and the passages whose turns hold most of them as written, best first."""
        turns = self.scope.turns
        held: dict[str, float] = {}
        weights = Weights(turns, held)
        turns_of: list[Sequence[int]] = []
        weighing: list[float] = []
        for term, word in terms.items():
            found = postings(self.index, Term(word), self.scope.newest, turns, _MOST_TURNS)
            held[term] = found.turns
            ids: Sequence[int] = found.ids if found.complete else ()
            if said_by is not None:
                ids = self.index.ids(all_of([Term(word), said_by]), None, _MOST_TURNS)
            turns_of.append(ids)
            weighing.append(weights.of(term))
        points = _heaviest(turns_of, weighing, _BEST_TURNS)
        sums: dict[int, float] = defaultdict(float)
        for turn, passages in self.passages.holding(list(points)).items():
            for one in passages:
                sums[one] += points[turn]
        return weights, sorted(sums, key=lambda one: (-sums[one], -one))[:_CLOSELY]


def _heaviest(turns_of: Sequence[Sequence[int]], weights: Sequence[float], most: int) -> dict[int, float]:
    """Return the turns that hold the heaviest terms together, the latest of equal ones first, and their sums.

    There may be twenty thousand turns, of which few are wanted.
    """
    every = np.concatenate([np.array(ids, np.int64) for ids in turns_of] or [np.zeros(0, np.int64)])
    turns, which = np.unique(every, return_inverse=True)
    sums = np.bincount(which, np.repeat(weights, [len(ids) for ids in turns_of]), len(turns))
    order = np.lexsort((-turns, -sums))[:most]
    return dict(zip(turns[order].tolist(), sums[order].tolist(), strict=True))
