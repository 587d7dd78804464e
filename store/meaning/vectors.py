"""Vectors as they are kept, a byte for each number, and found again: the nearest of a few, or of a whole library.

In a library the first look is at the signs alone, 64 bytes a passage that stay in memory; only the best few thousand
are then read from the file. Measured: bytes find as much as floats do (.71 and .72 of the right passages).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from store.storage.passages import Signs

Floats = NDArray[np.float32]
Words = NDArray[np.uint64]
Distances = NDArray[np.uint16]

_BLOCK: Final = 1 << 14
"""Passages looked at together: what is made of one word of their signs stays within a core's own cache."""
_SAMPLE: Final = 64
"""One passage of so many tells about how near the nearest are."""
_GONE: Final = np.iinfo(np.uint16).max


def quantized(vectors: Floats) -> list[bytes]:
    """Return each vector as bytes from -127 to 127, the largest of its numbers the end of the scale."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return [row.tobytes() for row in np.rint(vectors * (127 / largest)).astype(np.int8)]


def signs(vectors: Floats) -> bytes:
    """Return the signs of vectors, a bit for each number, filled up to whole words of 64."""
    missing = -vectors.shape[1] % 64
    return np.packbits(np.pad(vectors > 0, ((0, 0), (0, missing))), axis=1).tobytes()


def likeness(asked: Floats, kept: Sequence[bytes]) -> Floats:
    """Return the cosine between a vector and each of those that are kept, all of one dimension."""
    rows = np.frombuffer(b"".join(kept), dtype=np.int8).reshape(len(kept), len(asked)).astype(np.float32)
    found: Floats = (rows @ asked) / np.sqrt(np.maximum(np.einsum("ij,ij->i", rows, rows), 1e-9))
    return found


def _apart(words: Words, mine: Words, used: int) -> Distances:
    """Return in how many signs each of the first `used` passages differs from `mine`."""
    apart = np.zeros(used, np.uint16)
    differing, counted = np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.uint8)
    for begin in range(0, used, _BLOCK):
        total = apart[begin : begin + _BLOCK]
        size = len(total)
        for word, own in zip(words, mine, strict=True):
            np.bitwise_xor(word[begin : begin + size], own, out=differing[:size])
            total += np.bitwise_count(differing[:size], out=counted[:size])
    return apart


def least(apart: Distances, most: int) -> NDArray[np.intp]:
    """Return the places of the `most` least distances, least first, without those that are gone.

    A sample tells about how far the last of them is, so that not all of a million need be counted.
    """
    sample = np.sort(apart[::_SAMPLE])
    within = int(sample[min(len(sample) - 1, 2 * most // _SAMPLE + 8)])
    places = np.flatnonzero(apart <= min(within, _GONE - 1))
    if len(places) < most:
        places = np.flatnonzero(apart < _GONE)
    # The places of equal ones are in order; among so few values counting is quicker than sorting.
    near = apart[places]
    limit = int(np.searchsorted(np.cumsum(np.bincount(near, minlength=1)), most))
    places = places[near <= limit]
    return places[np.argsort(apart[places], kind="stable")][:most]


class LibraryBits:
    """The signs of all passages of a library, at hand for all threads; read once, and then what is new.

    They stand word by word, all first words together, so that a look goes through memory in order. Of an episode that
    went, the places stay until a quarter of all is such.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: Words = np.zeros((0, 0), np.uint64)
        self._ids = np.zeros(0, np.int64)
        self._episodes = np.zeros(0, np.int32)
        self._used = self._dead = 0
        self._places: dict[int, tuple[int, int, int]] = {}
        self._revision = -1

    def refresh(
        self, revision: int, there: Callable[[], dict[int, int]], read: Callable[[list[int]], Iterable[Signs]]
    ) -> None:
        """Make this what a library holds at a revision.

        `there` gives each episode with its first passage, `read` the signs of some episodes.
        """
        with self._lock:
            if revision == self._revision:
                return
            wanted = there()
            for episode in [one for one, (_, _, first) in self._places.items() if wanted.get(one) != first]:
                begin, end, _ = self._places.pop(episode)
                self._episodes[begin:end] = 0
                self._dead += end - begin
            if self._dead * 4 > self._used:
                self._close_up()
            missing = [episode for episode in wanted if episode not in self._places]
            for bits in read(missing):
                if self._fits(bits):
                    self._add(bits)
            self._revision = revision

    def nearest(self, asked: Floats, most: int, *, episodes: frozenset[int] | None = None) -> list[int]:
        """Return the ids of at most so many passages whose signs differ least from a vector's, in any order."""
        with self._lock:
            used, words, ids, owners, dead = self._used, self._words, self._ids, self._episodes, self._dead
        if not used:
            return []
        apart = _apart(words, np.frombuffer(signs(asked[None, :]), np.uint64), used)
        if dead:
            apart[owners[:used] == 0] = _GONE
        if episodes is not None:
            apart[~np.isin(owners[:used], list(episodes))] = _GONE
        found: list[int] = ids[least(apart, min(most, used))].tolist()
        return found

    def _fits(self, bits: Signs) -> bool:
        """Say whether an episode's signs are whole: so many passages, and as many words each as the others'."""
        size = len(bits.signs) // 8
        width = len(self._words) or (size // bits.passages if bits.passages else 0)
        return len(bits.signs) == 8 * bits.passages * width > 0

    def _add(self, bits: Signs) -> None:
        count = bits.passages
        rows = np.frombuffer(bits.signs, np.uint64).reshape(count, -1)
        end = self._used + count
        if end > len(self._ids) or not len(self._words):
            self._grow(max(end, len(self._ids) + len(self._ids) // 4, 1024), rows.shape[1])
        self._words[:, self._used : end] = rows.T
        self._ids[self._used : end] = np.arange(bits.first, bits.first + count)
        self._episodes[self._used : end] = bits.episode_id
        self._places[bits.episode_id] = self._used, end, bits.first
        self._used = end

    def _grow(self, room: int, width: int) -> None:
        words = np.zeros((width, room), np.uint64)
        if self._used:
            words[:, : self._used] = self._words[:, : self._used]
        self._words = words
        self._ids = np.resize(self._ids, room) if len(self._ids) else np.zeros(room, np.int64)
        self._episodes = np.resize(self._episodes, room) if len(self._episodes) else np.zeros(room, np.int32)

    def _close_up(self) -> None:
        alive = np.flatnonzero(self._episodes[: self._used])
        self._words, self._ids, self._episodes = self._words[:, alive], self._ids[alive], self._episodes[alive]
        self._used, self._dead = len(alive), 0
        moved: dict[int, tuple[int, int, int]] = {}
        at = 0
        for episode, (begin, end, first) in sorted(self._places.items(), key=lambda one: one[1]):
            moved[episode] = at, at + end - begin, first
            at += end - begin
        self._places = moved
