from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.queries import ask
from bot.queries.results import QuoteResult
from bot.services.fair_queue import ASKER
from bot.services.library import Library
from store.store import Store
from tests.bot.scene import ANNA, BRUNO, Scene

Result = TypeVar("Result")


def with_library(path: Path, scenario: Callable[[Library], Coroutine[Any, Any, Result]], *, threads: int = 3) -> Result:
    async def opened() -> Result:
        library = Library(path, threads=threads)
        try:
            return await asyncio.wait_for(scenario(library), 10)
        finally:
            await library.close()

    return asyncio.run(opened())


def test_a_question_is_answered_off_the_event_loop(database: Path) -> None:
    async def scenario(library: Library) -> tuple[str, object]:
        return await library.run(lambda _: threading.current_thread().name), await library.run(ask.ask, "狸猫")

    name, found = with_library(database, scenario)
    assert name.startswith("library")
    assert isinstance(found, QuoteResult)


def test_what_may_have_to_wait_for_another_program_holds_up_no_thread_that_answers(database: Path) -> None:
    async def scenario(library: Library) -> tuple[str, int]:
        name = await library.change(lambda _: threading.current_thread().name)
        patience = await library.change(lambda store: store.db.execute("PRAGMA busy_timeout").fetchone()[0])
        return name, patience

    name, patience_ms = with_library(database, scenario)
    assert name.startswith("library-changes")
    assert patience_ms < 100


def test_each_thread_has_a_store_of_its_own_and_closing_closes_all(database: Path) -> None:
    meeting = threading.Barrier(3)
    opened: list[Store] = []

    def meet(store: Store) -> Store:
        meeting.wait(5)  # so that each of the three threads gets one
        return store

    async def scenario(library: Library) -> None:
        opened.extend(await asyncio.gather(*(library.run(meet) for _ in range(3))))

    with_library(database, scenario)
    assert len(set(map(id, opened))) == 3
    for store in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            store.db.conn.total_changes  # noqa: B018 - allowed from any thread, as long as it is open


def test_closing_waits_for_the_question_under_way_and_may_come_twice(database: Path) -> None:
    async def scenario(library: Library) -> QuoteResult:
        asked = asyncio.create_task(library.run(ask.ask, "狸猫"))
        await asyncio.sleep(0)
        await library.close()
        await library.close()
        found = await asked
        assert isinstance(found, QuoteResult)
        return found

    assert with_library(database, scenario).answer.total == 1


def test_one_person_holds_one_thread_and_the_others_are_for_the_others(database: Path) -> None:
    """Also where nobody waits any more for what the thread is at."""
    entered: list[str] = []
    begun, left = threading.Event(), threading.Event()

    def staying(name: str) -> Callable[[Store], bool]:
        def stay(_: Store) -> bool:
            entered.append(name)
            begun.set()
            return left.wait(10)

        return stay

    async def asked_by(person: int, library: Library, work: Callable[[Store], object]) -> object:
        ASKER.set(person)
        return await library.run(work)

    async def scenario(library: Library) -> None:
        rude = [asyncio.create_task(asked_by(1, library, staying(f"rude{at}"))) for at in range(6)]
        await asyncio.to_thread(begun.wait, 5)
        assert await asyncio.create_task(asked_by(2, library, lambda store: store.catalog.holds(episodes=1)))
        assert await library.run(lambda store: store.catalog.holds(episodes=1))
        rude[0].cancel()
        rude[1].cancel()
        await asyncio.wait(rude[:2])
        assert await asyncio.create_task(asked_by(2, library, lambda store: store.catalog.holds(episodes=1)))
        assert entered == ["rude0"]
        left.set()
        await asyncio.gather(*rude[2:])
        assert entered == ["rude0", "rude2", "rude3", "rude4", "rude5"]
        assert library._turns.is_idle

    with_library(database, scenario)


def test_a_long_question_in_one_chat_holds_up_no_other(scene: Scene) -> None:
    library = scene.bot.bot_data.library
    anna, bruno = scene.private(ANNA), scene.private(BRUNO)

    async def scenario() -> None:
        entered, left = threading.Event(), threading.Event()

        def stay(_: Store) -> bool:
            entered.set()
            return left.wait(10)

        long = asyncio.create_task(library.run(stay))
        await asyncio.to_thread(entered.wait, 5)
        assert isinstance(await library.run(ask.ask, "狸猫"), QuoteResult)
        left.set()
        assert await long

    scene.runner.run(scenario())
    assert anna.ask("狸猫").quoted == bruno.ask("狸猫").quoted


def test_closing_does_not_wait_for_a_thread_that_is_stuck_and_closes_all_others(database: Path) -> None:
    opened: list[Store] = []
    meeting, left = threading.Barrier(3), threading.Event()

    def meet(store: Store) -> None:
        opened.append(store)
        meeting.wait(5)

    async def scenario(library: Library) -> Store:
        await asyncio.gather(*(library.run(meet) for _ in range(3)))
        entered: asyncio.Future[Store] = asyncio.get_running_loop().create_future()

        def stay(store: Store) -> bool:
            entered.get_loop().call_soon_threadsafe(entered.set_result, store)
            return left.wait(10)

        stuck = asyncio.create_task(library.run(stay))
        store = await entered
        await library.close()
        assert not stuck.done()
        left.set()
        await stuck
        return store

    stuck = with_library(database, scenario)
    for store in opened:
        if store is not stuck:
            with pytest.raises(sqlite3.ProgrammingError, match="closed"):
                store.db.conn.total_changes  # noqa: B018 - allowed from any thread, as long as it is open
