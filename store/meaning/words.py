"""BM25 over passages: how much of what was asked stands in a passage, in any order, its rare words most.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from store.search.keywords import STOP_WORDS
from store.text.normalize import is_unspaced, normalize, runs

_SATURATION, _LENGTH = 1.2, 0.5
"""BM25's k1 and b: passages are much of one length, so that b matters little."""
_CHARACTER: Final = 0.3
"""What a single character weighs beside a pair of them: pairs alone find .67 of the passages, with characters .76."""
_MOST_ASKED: Final = 80

_WORD = re.compile(r"[^\W_]+")


def terms(text: str) -> Counter[str]:
    """Return the terms of a text, each with how often it stands there: characters, pairs of them, Latin words."""
    found: Counter[str] = Counter()
    for run in runs(normalize(text).folded):
        if is_unspaced(run):
            found.update(run)
            found.update(map("".join, pairwise(run)))
        elif run not in STOP_WORDS:
            found[run] += 1
    return found


def asked_terms(text: str) -> tuple[str, ...]:
    """Return the terms of a question, once each; of a very long one the first."""
    return tuple(terms(text))[:_MOST_ASKED]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term of a question weighs among so many passages, of which `held` says how many hold it."""

    passages: float
    held: Mapping[str, float]

    def of(self, term: str) -> float:
        """Return the weight of a term; the fewer passages hold it the more."""
        held = self.held.get(term, 0.0)
        rare = math.log(1 + max(0.0, self.passages - held + 0.5) / (held + 0.5))
        return rare * (_CHARACTER if len(term) == 1 else 1.0)

    def all(self, asked: Sequence[str]) -> float:
        """Return what all terms of a question weigh together."""
        return sum(map(self.of, asked))


NO_WEIGHTS: Final = Weights(0, {})


def counted(asked: Sequence[str], passages: Sequence[Counter[str]]) -> Weights:
    """Return the weights of a question's terms among these passages."""
    return Weights(len(passages), {term: sum(term in one for one in passages) for term in asked})


def scores(asked: Sequence[str], passages: Sequence[Counter[str]], weights: Weights) -> list[float]:
    """Return how well each passage holds what was asked; 0 where it holds nothing of it."""
    lengths = [one.total() for one in passages]
    average = sum(lengths) / max(1, len(lengths)) or 1.0
    weighed = [(term, weights.of(term)) for term in asked]
    found = []
    for one, length in zip(passages, lengths, strict=True):
        room = _SATURATION * (1 - _LENGTH + _LENGTH * length / average)
        held = ((weight, one[term]) for term, weight in weighed if term in one)
        found.append(sum(weight * times * (_SATURATION + 1) / (times + room) for weight, times in held))
    return found


def covered(asked: Sequence[str], passage: Mapping[str, int], weights: Weights) -> float:
    """Return the share of the question's weight that stands in a passage, 0 to 1."""
    total = weights.all(asked)
    return sum(weights.of(term) for term in asked if term in passage) / total if total else 0.0
