"""Vectors as bytes and as signs: the nearest are found again, whatever came and went."""

from __future__ import annotations

import numpy as np
import pytest

from store.meaning.vectors import Floats, LibraryBits, least, likeness, quantized, signs
from store.storage.passages import Signs


def vectors(count: int, seed: int, width: int = 512) -> Floats:
    found = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    scaled: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
    return scaled


@pytest.mark.parametrize("width", [512, 384, 100, 1536])
def test_a_byte_for_each_number_tells_how_alike_two_vectors_are(width: int) -> None:
    there, [asked] = vectors(50, 1, width), vectors(1, 2, width)
    assert np.abs(likeness(asked, quantized(there)) - there @ asked).max() < 0.01


class Held:
    """A library's signs, as a database gives them."""

    def __init__(self) -> None:
        self.bits = LibraryBits()
        self.there: dict[int, tuple[int, Floats]] = {}
        self.read: list[int] = []
        self.revision = 0

    def put(self, episode: int, first: int, rows: Floats) -> None:
        self.there[episode] = first, rows

    def nearest(self, asked: Floats, most: int, episodes: frozenset[int] | None = None) -> set[int]:
        self.revision += 1
        self.bits.refresh(self.revision, lambda: {one: first for one, (first, _) in self.there.items()}, self._signs)
        return set(self.bits.nearest(asked, most, episodes=episodes))

    def _signs(self, episodes: list[int]) -> list[Signs]:
        self.read += episodes
        return [Signs(one, self.there[one][0], len(self.there[one][1]), signs(self.there[one][1])) for one in episodes]


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.mark.parametrize("width", [512, 100])
def test_the_passage_that_was_asked_for_is_among_the_nearest(held: Held, width: int) -> None:
    first, second = vectors(40, 1, width), vectors(70_000, 2, width)
    held.put(1, 1, first)
    held.put(2, 41, second)
    assert held.nearest(first[7], 1) == {8}
    assert held.nearest(second[69_999], 3) >= {70_040}
    assert len(held.nearest(second[0], 500)) == 500


def test_of_some_episodes_only_those_are_given(held: Held) -> None:
    held.put(1, 1, vectors(40, 1))
    held.put(2, 41, vectors(40, 2))
    assert held.nearest(vectors(40, 1)[7], 40, frozenset((2,))) == set(range(41, 81))


def test_what_went_or_changed_is_not_found_and_only_what_is_new_is_read(held: Held) -> None:
    old, new = vectors(40, 1), vectors(60, 3)
    held.put(1, 1, old)
    held.put(2, 41, vectors(10, 2))
    held.nearest(old[0], 1)
    held.put(1, 51, new)
    assert held.nearest(old[0], 100).isdisjoint(range(1, 41))
    assert held.nearest(new[59], 1) == {110}
    assert held.read == [1, 2, 1]
    del held.there[1]
    assert held.nearest(new[59], 100) == set(range(41, 51))
    held.put(3, 111, old)
    assert held.nearest(old[3], 1) == {114}


def test_an_empty_library_has_nothing_near(held: Held) -> None:
    assert held.nearest(vectors(1, 1)[0], 10) == set()


@pytest.mark.parametrize("most", [1, 7, 400, 5_000])
@pytest.mark.parametrize("spread", [3, 500])
def test_the_nearest_by_signs_are_those_that_sorting_all_would_give(most: int, spread: int) -> None:
    apart = np.random.default_rng(most).integers(0, spread, 5_000).astype(np.uint16)
    apart[::3] = np.iinfo(np.uint16).max  # gone
    order = [int(at) for at in np.argsort(apart, kind="stable") if apart[at] < np.iinfo(np.uint16).max]
    assert least(apart, most).tolist() == order[:most]
