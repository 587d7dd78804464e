"""The gate: whether what was found by meaning is surely what was meant, likely, or neither.

Some passage is always the nearest, so how near it is has to be judged: by a logistic regression over a few signals,
fitted on questions asked in the right episode and in wrong ones (`python -m tools.fit_gate` prints the numbers below).
At the same strictness one signal alone answers .39 of the questions surely, two .43, these nine .48; sixteen, or
products of them, no more.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

import numpy as np

from store.meaning.vectors import Floats

_FIFTH: Final = 5


@dataclass(frozen=True, slots=True)
class Signals:
    """What the gate judges by."""

    margin: float
    """How much more alike the nearest passage is than the sixth."""
    outstanding: float
    """How far the nearest passage is from all that were compared, in standard deviations."""
    likeness: float
    """How alike the best passage is, as both rankings see it."""
    best_outstanding: float
    """How far that one is from all that were compared, in standard deviations."""
    covered: float
    """The share of the question's weight that stands in the best three."""
    points: float
    """What the passage with most of the question's words scores."""
    agreement: float
    """1 where the best passage is the nearest one, too; 1/n where it is the nth."""
    weight: float
    """What all words of the question weigh together."""
    latin: float
    """The share of Latin letters in the question: most transcripts that it was fitted on are Chinese."""


def signals(
    asked: str,
    *,
    nearest: float,
    compared: Floats,
    likeness: float,
    covered: float,
    points: float,
    place: int,
    weight: float,
) -> Signals:
    """Return the signals: `nearest` is the likeness of the nearest passage, `compared` those of all that were compared;
    `likeness` is that of the best one, which stands at `place` in their order (from 0). For the rest see Signals.
    """
    mean, spread = float(compared.mean()), float(compared.std()) + 1e-6
    sixth = float(np.sort(compared)[::-1][min(_FIFTH, len(compared) - 1)])
    return Signals(
        margin=nearest - sixth,
        outstanding=(nearest - mean) / spread,
        likeness=likeness,
        best_outstanding=(likeness - mean) / spread,
        covered=covered,
        points=points,
        agreement=1 / (1 + place),
        weight=weight,
        latin=sum(char.isascii() and char.isalpha() for char in asked) / max(1, len(asked)),
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """A fitted regression, and from which sum on something is likely, and sure."""

    factors: tuple[float, ...]
    constant: float
    likely: float
    sure: float

    def sum(self, signals: Signals) -> float:
        """Return the sum of the weighed signals: the logarithm of the odds that this is what was meant."""
        weighed = (factor * value for factor, value in zip(self.factors, astuple(signals), strict=True))
        return self.constant + float(sum(weighed))


IN_EPISODE: Final = Gate(
    (29.93, -1.912, 11.69, 0.2996, 5.282, 0.1787, -0.8206, -0.0052, -0.08144), -1.162, likely=-0.629, sure=2.067
)
IN_LIBRARY: Final = Gate(
    (-8.645, 0.4666, 4.377, -0.02829, 4.99, 0.1108, 1.296, 0.01597, 0.1994), -7.438, likely=-0.388, sure=1.261
)
