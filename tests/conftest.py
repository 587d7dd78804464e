"""What every test may ask for: the shipped episode, and small libraries made up on the spot."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from store.models import Episode, Transcript, Turn
from store.store import Store
from store.transcripts import read

# A test is never timed: a busy machine is no fault of the product.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Reading the encoder takes a second of each program that is started; the tests that are about it turn it on.
os.environ["MEANING"] = "off"

EPISODE = Path(__file__).parent.parent / "episodes" / "从工程师的角度聊聊ChatGPT与大模型.txt"

Lines = list[tuple[str | None, float | None, str]]


def transcript(lines: Lines, *, title: str = "熊猫电台 №1", **about: str) -> Transcript:
    """Return a transcript of (speaker, start, words) lines; a turn ends where the next begins."""
    starts = [start for _, start, _ in lines]
    ends = [*starts[1:], None]
    turns = tuple(
        Turn(speaker, start, end, text, clock(start)) for (speaker, start, text), end in zip(lines, ends, strict=True)
    )
    return Transcript(Episode(title, **about), turns, "test")


def clock(start: float | None) -> str | None:
    """Return a time as a transcript writes it: 61.5 gives 01:01."""
    if start is None:
        return None
    return f"{int(start) // 60:02d}:{int(start) % 60:02d}"


def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests `-n auto` runs side by side: more than there are cores, since many wait for a program."""
    return (os.cpu_count() or 2) + 2


@pytest.fixture
def library() -> Iterator[Callable[..., Store]]:
    """Return a function that makes a library in memory out of transcripts, or out of one's lines."""
    opened: list[Store] = []

    def make(*transcripts: Transcript | Lines) -> Store:
        store = Store.open(":memory:")
        opened.append(store)
        for number, one in enumerate(transcripts, 1):
            whole = one if isinstance(one, Transcript) else transcript(one, title=f"熊猫电台 №{number}")
            store.load(whole, source=f"{whole.episode.title}.txt")
        return store

    yield make
    for store in opened:
        store.close()


@pytest.fixture(scope="session")
def shipped() -> Transcript:
    """Return the shipped episode as read."""
    return read(EPISODE.read_bytes(), EPISODE.name)


@pytest.fixture(scope="session")
def shipped_store(shipped: Transcript) -> Iterator[Store]:
    """Return a library that holds the shipped episode; tests only read from it."""
    with Store.open(":memory:") as store:
        store.load(shipped, source=EPISODE.name)
        yield store
