"""Stretches ranked by their words and by their meaning together, and the turn of one that is the quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store.meaning import gate
from store.meaning.encoder import Encoder
from store.meaning.gate import Signals
from store.meaning.stretches import EpisodeStretches, Stretch
from store.meaning.vectors import Floats, likeness
from store.meaning.words import NO_WEIGHTS, Counts, PassageText, Weights, asked_terms, held
from store.storage.index import TurnRow

_FUSED: Final = 50
"""Of each ranking, so many count."""
_RANK: Final = 60
"""Reciprocal rank fusion's constant: Cormack, Clarke and Büttcher (2009)."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Stretches, how alike each is (-1 to 1), how often the question's terms stand in each, and what these weigh.

    `mine` are the places of those that may be meant, `compared` how alike all are that were compared.
    """

    stretches: Sequence[Stretch]
    mine: Sequence[int]
    likeness: Floats
    compared: Floats
    counts: Counts
    weights: Weights


@dataclass(frozen=True, slots=True)
class Meant:
    """What was found: the stretches, best first, and what the gate judges by; nothing without signals."""

    stretches: tuple[Stretch, ...] = ()
    signals: Signals | None = None
    terms: tuple[str, ...] = ()
    weights: Weights = NO_WEIGHTS

    def turn_of(self, stretch: Stretch, speaker: str | None) -> TurnRow:
        """Return the turn of a stretch that is most alike what was asked: that holds most of it, else the longest.

        To compare the turns' meanings would take 4 ms each and finds two of a hundred more.
        """
        mine = [turn for turn in stretch.turns if speaker is None or turn.speaker == speaker] or list(stretch.turns)

        def good(turn: TurnRow) -> tuple[float, int]:
            return held(self.terms, self.weights, PassageText(turn.text)), len(turn.text)

        return mine[0] if len(mine) == 1 else max(mine, key=good)


def in_episode(episode: EpisodeStretches, encoder: Encoder, asked: str, *, speaker: str | None, most: int) -> Meant:
    """Return the stretches of an episode that are meant, at most so many, best first. Raises EncoderAway."""
    mine = [at for at, one in enumerate(episode.all) if speaker is None or one.has(speaker)]
    if not mine:
        return Meant()
    terms = asked_terms(asked)
    [vector] = encoder.encode([asked])
    if any(len(one) != len(vector) for one in episode.vectors):  # the file is damaged; what words find stands
        return Meant()
    alike = likeness(vector, episode.vectors)
    counts = Counts(terms, episode.texts)
    return ranked(Pool(episode.all, mine, alike, alike, counts, counts.weights()), asked, tuple(terms), most)


def ranked(pool: Pool, asked: str, terms: tuple[str, ...], most: int) -> Meant:
    """Return the stretches of a pool, those first that stand high in both rankings; there must be one at least."""
    points = dict(zip(pool.mine, pool.counts.points(pool.weights, pool.mine), strict=True))
    by_meaning = sorted(pool.mine, key=lambda at: -pool.likeness[at])[:_FUSED]
    by_words = sorted((at for at, one in points.items() if one > 0), key=lambda at: -points[at])[:_FUSED]
    fused: dict[int, float] = defaultdict(float)
    for ranking in (by_meaning, by_words):
        for place, at in enumerate(ranking):
            fused[at] += 1 / (_RANK + place)
    order = sorted(fused, key=lambda at: -fused[at])[:most]
    best = order[0]
    judged = gate.signals(
        asked,
        nearest=float(pool.likeness[by_meaning[0]]),
        compared=pool.compared,
        likeness=float(pool.likeness[best]),
        covered=max(pool.counts.covered(pool.weights, at) for at in order[:3]),
        points=max(points.values()),
        place=by_meaning.index(best) if best in by_meaning else _FUSED,
        weight=pool.counts.total(pool.weights),
    )
    return Meant(tuple(pool.stretches[at] for at in order), judged, terms, pool.weights)
