"""Passages are made beside the answers: of what waits, of what is loaded later, and never in anybody's way."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.services import filling
from bot.services.filling import Filling
from bot.services.library import Library
from store.meaning.encoder import LazyEncoder
from store.models import Episode, Transcript, Turn
from store.store import Store
from tests import raccoons
from tests.bot.conftest import FakeEncoder, load

ANOTHER = Transcript(Episode("另一期"), (Turn("李伟", 0.0, None, "狸猫也开锁。", "00:00"),), "test")

Scenario = Callable[[Filling, Library], Coroutine[Any, Any, None]]


def while_filling(path: Path, scenario: Scenario, make: Callable[[], FakeEncoder] = FakeEncoder) -> None:
    async def main() -> None:
        library = Library(path)
        made = Filling(path, LazyEncoder(make, name=FakeEncoder.name), library, looks_every_s=0.02)
        made.begin()
        try:
            await asyncio.wait_for(scenario(made, library), 10)
        finally:
            await made.close()
            await library.close()

    asyncio.run(main())


async def nothing_waits(made: Filling) -> None:
    while await made.waiting():  # noqa: ASYNC110 - of a thread, which tells nobody
        await asyncio.sleep(0.01)


def test_passages_are_made_of_what_waits_and_of_what_is_loaded_later(database: Path) -> None:
    async def scenario(made: Filling, library: Library) -> None:
        await nothing_waits(made)
        before = await library.run(lambda store: store.index.revision())
        await asyncio.to_thread(load, database, ANOTHER)
        assert await made.waiting() in (0, 1)
        await nothing_waits(made)
        kept = await library.run(lambda store: store.passages.episodes(FakeEncoder.name))
        assert len(kept) == 2
        # What anybody keeps at hand of the library is stale: the load is one change, its passages are another.
        assert await library.run(lambda store: store.index.revision()) == before + 2

    while_filling(database, scenario)


def test_without_an_encoder_nothing_is_made_and_the_log_says_so_once(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> FakeEncoder:
        raise RuntimeError("the model is gone")

    async def scenario(made: Filling, _: Library) -> None:
        await asyncio.sleep(0.2)
        assert await made.waiting() == 1

    while_filling(database, scenario, broken)
    assert len([one for one in caplog.records if one.levelno >= logging.WARNING]) == 1


class Counting(FakeEncoder):
    def __init__(self, fault: Exception | None = None) -> None:
        self.calls = 0
        self.fault = fault

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += 1
        if self.fault is not None:
            raise self.fault
        return super().encode(texts)


def test_a_fault_is_told_once_and_tried_again_when_the_library_changes(
    database: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = Counting(RuntimeError("out of memory"))

    async def scenario(made: Filling, _: Library) -> None:
        while encoder.calls < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        encoder.fault = None
        monkeypatch.setattr(filling, "TRIES_AGAIN_S", 600.0)
        await asyncio.to_thread(load, database, ANOTHER)
        await nothing_waits(made)

    monkeypatch.setattr(filling, "TRIES_AGAIN_S", 0.0)
    while_filling(database, scenario, lambda: encoder)
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == [
        "What waits for passages is found by its words alone."
    ]


def test_a_file_that_others_write_to_is_waited_for_without_a_word(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with raccoons.locked(database) as other:  # before anything is filled

        async def scenario(made: Filling, _: Library) -> None:
            await asyncio.sleep(0.2)
            assert await made.waiting() == 1
            other.rollback()
            await nothing_waits(made)

        while_filling(database, scenario)
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_file_that_nobody_may_write_to_costs_no_work_and_one_line(
    database: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.sql.state.notes import Notes

    encoder = Counting()

    def refuse(_: Notes) -> None:
        import sqlite3

        raise sqlite3.OperationalError("attempt to write a readonly database")

    async def scenario(_: Filling, library: Library) -> None:
        await asyncio.sleep(0.3)
        assert await library.run(lambda store: store.catalog.holds(1))

    monkeypatch.setattr(Notes, "probe", refuse)
    monkeypatch.setattr(filling, "TRIES_AGAIN_S", 0.0)
    while_filling(database, scenario, lambda: encoder)
    told = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert (encoder.calls, len(told), told[0].exc_info) == (0, 1, None)
    assert "readonly" in told[0].getMessage()


def test_while_somebody_is_answered_nothing_is_made(database: Path) -> None:
    encoder, let_go = Counting(), threading.Event()

    async def scenario(made: Filling, library: Library) -> None:
        asking = asyncio.create_task(library.run(lambda _: let_go.wait(5)))
        while not library.is_asked:  # noqa: ASYNC110
            await asyncio.sleep(0)
        made.begin()
        await asyncio.sleep(0.3)
        assert encoder.calls == 0
        let_go.set()
        await asking
        await nothing_waits(made)
        assert encoder.calls > 0

    async def main() -> None:
        library = Library(database)
        made = Filling(database, LazyEncoder(lambda: encoder, name=FakeEncoder.name), library, looks_every_s=0.02)
        try:
            await asyncio.wait_for(scenario(made, library), 10)
        finally:
            await made.close()
            await library.close()

    asyncio.run(main())


def test_a_stop_waits_for_no_more_than_is_being_made(database: Path) -> None:
    class Slow(FakeEncoder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            time.sleep(5)
            return super().encode(texts)

    began = time.monotonic()

    async def scenario(_: Filling, __: Library) -> None:
        await asyncio.sleep(0.1)

    while_filling(database, scenario, Slow)
    assert time.monotonic() - began < 3
    with Store.open(database) as store:
        assert store.passages.waiting(FakeEncoder.name)
