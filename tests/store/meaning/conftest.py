"""The real encoder, a library that is asked by it, and an encoder that counts what it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from store.meaning.encoder import BuiltInEncoder, LazyEncoder
from store.meaning.fill import fill
from store.meaning.meaning import Meaning
from store.meaning.vectors import Floats
from store.store import Store


@pytest.fixture(scope="session")
def encoder() -> BuiltInEncoder:
    """Return the real encoder; reading it takes a second."""
    return BuiltInEncoder()


@pytest.fixture
def store(tmp_path: Path, encoder: BuiltInEncoder) -> Iterator[Store]:
    """Return an empty library that is asked by meaning, too."""
    with Store.open(tmp_path / "quotes.db", Meaning(LazyEncoder(lambda: encoder), patient=True)) as store:
        yield store


class Counting:
    """An encoder that tells how many texts it was given."""

    name = "counting"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return a vector of 64 numbers for each text."""
        self.texts += texts
        rows = np.stack([np.full(64, len(text) + 1.0, np.float32) for text in texts])
        found: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return found


def filled(store: Store, encoder: BuiltInEncoder) -> Store:
    """Return the library with passages for all its episodes."""
    fill(store.passages, encoder)
    return store
