"""Making the passages that an episode lacks: cut, given their vectors, and kept, an episode at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from store.meaning.encoder import Encoder
from store.meaning.passages import cut
from store.meaning.vectors import quantized, signs
from store.storage.passages import NewPassage, Passages

_TOGETHER: Final = 64
"""Texts given to the encoder at once: a tenth to a half of a second, after which a stop is looked for."""


def fill(
    passages: Passages,
    encoder: Encoder,
    *,
    stop: Callable[[], bool] = lambda: False,
    done: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Make the passages of all episodes that wait for them, newest first, and return of how many.

    What was made stands when this is stopped or killed, and the next one goes on from there. `done` is told after each
    episode how many of how many are done. Raises EncoderAway.
    """
    waiting = passages.waiting(encoder.name)
    made = 0
    for number, episode in enumerate(waiting, 1):
        if not _fill_one(passages, encoder, episode, stop):
            break
        made += 1
        done(number, len(waiting))
    return made


def _fill_one(passages: Passages, encoder: Encoder, episode: int, stop: Callable[[], bool]) -> bool:
    digest = passages.digest(episode)
    texts = [turn.text for turn in passages.turns(episode)]
    found = cut(texts)
    said = [one.text(texts) for one in found]
    parts = []
    for begin in range(0, len(said), _TOGETHER):
        if stop():
            return False
        parts.append(encoder.encode(said[begin : begin + _TOGETHER]))
    if digest is None or not parts:
        return True
    vectors = np.concatenate(parts)
    new = [
        NewPassage(one.first, one.last, one.begin, one.end, vector)
        for one, vector in zip(found, quantized(vectors), strict=True)
    ]
    passages.write(episode, digest, encoder.name, new, signs(vectors))
    return True
