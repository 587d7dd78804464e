from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import pytest
from telegram import Update

from bot.processor import Inbox, Lanes, lane_of
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, Scene


def person(number: int) -> Json:
    return {"id": number, "is_bot": False, "first_name": "x"}


def message(chat: int) -> Update:
    content = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "group"}, "from": person(1), "text": "x"}
    return updated(message=content)


def press(chat: int | None, by: int = 1) -> Update:
    place = {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "group"}}
    where: Json = {"inline_message_id": "x"} if chat is None else {"message": place}
    return updated(callback_query={"id": "1", "from": person(by), "chat_instance": "1", "data": "-", **where})


def guest(chat: int) -> Update:
    content = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "group"}, "from": person(1), "text": "x"}
    return updated(guest_message={**content, "guest_query_id": "1"})


def inline(by: int) -> Update:
    return updated(inline_query={"id": "1", "from": person(by), "query": "x", "offset": ""})


def updated(**content: Json) -> Update:
    return Update.de_json({"update_id": 1, **content}, None)


class Works:
    """Work that lasts until it is told to end; `begun` and `done` tell which did, in order."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.begun: list[str] = []
        self.done: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def hand_in(self, name: str, update: object) -> None:
        self._ends[name] = asyncio.Event()
        self._tasks.append(asyncio.create_task(self.lanes.process_update(update, self._work(name))))
        await settled()

    async def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()
            await settled()

    async def end_all(self) -> None:
        for end in self._ends.values():
            end.set()
        await asyncio.gather(*self._tasks)

    async def _work(self, name: str) -> None:
        self.begun.append(name)
        await self._ends[name].wait()
        self.done.append(name)


async def settled() -> None:
    """Let every task run until it waits for something."""
    for _ in range(10):
        await asyncio.sleep(0)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 5))


def test_updates_of_one_chat_are_handled_in_order_and_of_two_side_by_side() -> None:
    async def scenario() -> None:
        works = Works(Lanes())
        for name, chat in (("a1", 1), ("a2", 1), ("b1", 2), ("a3", 1)):
            await works.hand_in(name, message(chat))
        assert works.begun == ["a1", "b1"]
        await works.end("a1")
        assert works.begun == ["a1", "b1", "a2"]
        await works.end_all()
        assert works.begun == ["a1", "b1", "a2", "a3"]

    run(scenario())


def test_a_busy_chat_holds_one_worker_and_no_more() -> None:
    async def scenario() -> None:
        works = Works(Lanes(workers=2))
        for n in range(9):
            await works.hand_in(f"busy{n}", message(1))
        await works.hand_in("other", message(2))
        assert works.begun == ["busy0", "other"]
        await works.hand_in("third", message(3))
        assert works.begun == ["busy0", "other"]  # both workers are at it
        await works.end("other")
        assert works.begun == ["busy0", "other", "third"]
        await works.end_all()

    run(scenario())


def test_a_press_does_not_wait_behind_a_question_but_behind_an_earlier_press() -> None:
    async def scenario() -> None:
        works = Works(Lanes())
        await works.hand_in("question", message(1))
        await works.hand_in("press1", press(1))
        await works.hand_in("press2", press(1, by=2))
        assert works.begun == ["question", "press1"]
        await works.end_all()

    run(scenario())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (message(1), message(1), True),
        (message(1), message(2), False),
        (press(1, by=1), press(1, by=2), True),
        (press(None, by=1), press(None, by=1), True),
        (press(None, by=1), press(None, by=2), False),
        (inline(1), inline(1), True),
        (inline(1), inline(2), False),
        (inline(1), message(1), False),  # a private chat has its person's number
        (guest(1), guest(1), True),
        (guest(1), message(1), False),  # the numbers of such chats are not ours
        (object(), object(), False),
    ],
)
def test_lanes_are_chats_their_buttons_and_people_typing_inline(one: object, other: object, same: bool) -> None:
    assert (lane_of(one) == lane_of(other)) is same


def test_a_full_lane_drops_the_newest_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        works = Works(Lanes(lane_length=2))
        for name in ("a1", "a2", "a3"):
            await works.hand_in(name, message(1))
        await works.hand_in("b1", message(2))
        await works.end_all()
        assert sorted(works.done) == ["a1", "a2", "b1"]

    with caplog.at_level(logging.WARNING):
        run(scenario())
    assert "An update was dropped" in caplog.text


def test_work_that_fails_makes_way_for_the_next() -> None:
    async def failing() -> None:
        raise RuntimeError("tanuki")

    async def scenario() -> None:
        works = Works(Lanes(workers=1))
        with pytest.raises(RuntimeError, match="tanuki"):
            await works.lanes.process_update(message(1), failing())
        await works.hand_in("next", message(1))
        assert works.begun == ["next"]
        await works.end_all()
        assert works.lanes._lanes == {}

    run(scenario())


def test_an_update_that_is_given_up_while_it_waits_leaves_nothing_behind() -> None:
    async def scenario() -> None:
        works = Works(Lanes())
        await works.hand_in("a1", message(1))
        waiting = asyncio.create_task(works.lanes.process_update(message(1), works._work("a2")))
        await settled()
        waiting.cancel()
        await settled()
        await works.end_all()
        assert works.begun == ["a1"]
        assert works.lanes._lanes == {}

    run(scenario())


def test_the_inbox_takes_no_more_than_is_handled() -> None:
    async def scenario() -> None:
        inbox = Inbox(limit=2)
        await inbox.put("a")
        await inbox.put("b")
        assert inbox.get_nowait() == "a"
        third = asyncio.create_task(inbox.put("c"))
        await settled()
        assert not third.done()  # "a" was taken out, and is not done yet
        inbox.task_done()
        await third
        for _ in range(2):
            inbox.get_nowait()
            inbox.task_done()
        await inbox.join()

    run(scenario())


def test_the_application_answers_each_chat_in_the_order_of_its_questions(scene: Scene) -> None:
    anna, bruno = scene.private(ANNA), scene.private(BRUNO)
    asked = ["狸猫", "安全", "没有的事", "垃圾桶", "扣好"] * 4
    scene.feed_all([{"message": chat.message(text)} for text in asked for chat in (anna, bruno)])
    for chat in (anna, bruno):
        answers = [sent.text for (chat_id, _), sent in scene.telegram.sent.items() if chat_id == chat.chat["id"]]
        assert answers == [chat.ask(text).text for text in asked]
