from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from bot.services.fair_queue import FairQueue


class Shared:
    """Places that people hold until they are told to leave; `came` are those who got one, in order."""

    def __init__(self, places: int, each: int) -> None:
        self.turns = FairQueue(places, each=each)
        self.came: list[str] = []
        self._leaves: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, *names: str) -> None:
        """Each name begins with its person's: `a1`, `a2`, `b1`."""
        for name in names:
            self._leaves[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._stay(name))
            await asyncio.sleep(0)

    async def leave(self, *names: str) -> None:
        for name in names:
            self._leaves[name].set()
            for _ in range(5):
                await asyncio.sleep(0)

    async def leave_all(self) -> None:
        for leave in self._leaves.values():
            leave.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        assert self.turns.is_idle

    async def _stay(self, name: str) -> None:
        async with self.turns.turn(name[0]):
            self.came.append(name)
            await self._leaves[name].wait()


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 5))


@pytest.mark.parametrize(
    ("places", "each", "names", "order"),
    [
        (1, 1, "a1 a2 a3 b1 b2 c1", "a1 a2 b1 c1 a3 b2"),  # round and round
        (2, 1, "a1 a2 a3 b1", "a1 b1 a2 a3"),  # the second place is nobody's until somebody else comes
        (3, 2, "a1 a2 a3 a4 b1 c1", "a1 a2 b1 a3 c1 a4"),
        (4, 4, "a1 a2 a3 a4 a5", "a1 a2 a3 a4 a5"),
    ],
)
def test_places_go_round_and_nobody_holds_more_than_a_part(places: int, each: int, names: str, order: str) -> None:
    async def scenario() -> None:
        shared = Shared(places, each)
        await shared.come(*names.split())
        for at in range(len(names.split())):
            await shared.leave(shared.came[at])
        assert shared.came == order.split()
        await shared.leave_all()
        assert shared.turns.free == places

    run(scenario())


def test_whoever_gives_up_waiting_leaves_nothing_behind() -> None:
    async def scenario() -> None:
        shared = Shared(1, 1)
        await shared.come("a1", "a2", "b1", "c1")
        shared.tasks["a2"].cancel()  # before its turn
        await shared.leave("a1")
        assert shared.came == ["a1", "b1"]
        shared._leaves["b1"].set()
        shared.tasks["b1"].cancel()
        await asyncio.sleep(0)
        shared.tasks["c1"].cancel()  # given, and not taken yet
        await shared.leave_all()
        assert shared.turns.free == 1

    run(scenario())
