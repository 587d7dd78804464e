"""The engines that the protocols of `store/storage/` are held to; another one is one more row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.store import Store

ENGINES: dict[str, Callable[[Path], Store]] = {"sqlite": lambda folder: Store.open(folder / "quotes.db")}


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return an empty library on each engine."""
    with ENGINES[request.param](tmp_path) as store:
        yield store
