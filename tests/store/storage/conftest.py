"""What every engine must do is tried on each of them: another engine is one more line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.store import Store

ENGINES: dict[str, Callable[[Path], str]] = {"sqlite": lambda folder: str(folder / "quotes.db")}
"""Each engine, and the address of an empty library that it keeps."""


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return an empty library on each engine."""
    with Store.open(ENGINES[request.param](tmp_path)) as store:
        yield store
