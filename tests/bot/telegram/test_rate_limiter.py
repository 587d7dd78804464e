from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import RetryAfter, TimedOut

from bot.telegram.processor import ChatQueues
from bot.telegram.rate_limiter import (
    CHAT,
    GROUP,
    LEFT_BY_EDITS,
    LONGEST_WAIT_S,
    OVERALL,
    TRIES,
    ChatRateLimiter,
    place_of,
)
from tests.bot.telegram.test_processor import message, press

ANNA, BRUNO, TANUKI = 77, 78, -100500


class Time:
    """Time that passes only when everybody sleeps, to the next one who wakes."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._count += 1
        self._sleepers.append((self.now + seconds, self._count, woken))
        await woken.wait()

    async def run(self, *work: Coroutine[Any, Any, Any]) -> None:
        """Do the work, letting time pass as needed."""
        tasks = [asyncio.create_task(one) for one in work]
        while not all(task.done() for task in tasks):
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleepers:
                self._sleepers.sort(key=lambda one: one[:2])
                at, _, woken = self._sleepers.pop(0)
                self.now = max(self.now, at)
                woken.set()
        await asyncio.gather(*tasks)


class Chats:
    """Chats that are spoken to; `said` are the moments at which each heard something."""

    def __init__(self) -> None:
        self.time = Time()
        self.limiter = ChatRateLimiter(self.time.clock, self.time.sleep)
        self.said: dict[int, list[float]] = {}
        self.floods: dict[int, list[float]] = {}

    async def say(self, chat: int, endpoint: str = "sendMessage") -> None:
        async def call() -> bool:
            self.said.setdefault(chat, []).append(self.time.now)
            if self.floods.get(chat):
                raise RetryAfter(timedelta(seconds=self.floods[chat].pop(0)))
            return True

        assert await self.limiter.process_request(call, (), {}, endpoint, {"chat_id": chat}, None)

    def most_within(self, seconds: float, *chats: int) -> int:
        """The most that was said within so many seconds, in these chats or in all."""
        moments = sorted(at for chat in chats or self.said for at in self.said[chat])
        return max(sum(begin <= at < begin + seconds for at in moments) for begin in moments)

    def run(self, *work: Coroutine[Any, Any, Any]) -> None:
        asyncio.run(asyncio.wait_for(self.time.run(*work), 10))


@pytest.fixture
def chats() -> Chats:
    return Chats()


def test_in_a_private_chat_a_message_a_second_and_a_burst_now_and_then(chats: Chats) -> None:
    chats.run(*(chats.say(ANNA) for _ in range(35)))
    assert chats.said[ANNA] == pytest.approx([1000.0] * 5 + [1001.0 + at for at in range(30)])
    assert CHAT == (5, 1.0)


def test_in_a_group_twenty_in_any_minute_edits_included_and_no_long_silence(chats: Chats) -> None:
    each = (chats.say(TANUKI, endpoint) for _ in range(25) for endpoint in ("sendMessage", "editMessageText"))
    chats.run(*each)
    assert chats.most_within(60.001, TANUKI) == 20
    said = sorted(chats.said[TANUKI])
    pauses = [later - earlier for earlier, later in pairwise(said)]
    assert max(pauses) == pytest.approx((LEFT_BY_EDITS + 1) * GROUP[1])  # when the last answer was sent
    assert sorted(pauses)[-2] == pytest.approx(GROUP[1])


def test_thirty_a_second_in_all(chats: Chats) -> None:
    chats.run(*(chats.say(chat) for chat in range(1, 101)))
    assert chats.most_within(1.001) == 30
    assert chats.time.now == pytest.approx(1000 + 95 * OVERALL[1])


def test_whoever_asks_in_a_group_waits_for_no_edit(chats: Chats) -> None:
    """Seen with two people at ▶: nothing was said for 38 s, and whoever asked meanwhile waited as long."""
    asked: dict[int, float] = {}

    async def ask(at: int) -> None:
        await chats.time.sleep(9.0 * at)
        began = chats.time.now
        await chats.say(TANUKI)
        asked[at] = chats.time.now - began

    chats.run(*(chats.say(TANUKI, "editMessageText") for _ in range(40)), *map(ask, range(8)))
    assert asked == dict.fromkeys(range(8), 0.0)
    assert chats.most_within(60.001, TANUKI) <= 20
    assert chats.said[TANUKI][: 5 - LEFT_BY_EDITS + 1] == [1000.0] * (5 - LEFT_BY_EDITS + 1)


class Page(Chats):
    """A message that is edited; `words` are those that went to Telegram."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    async def show(self, text: str, *, fails: bool = False, endpoint: str = "editMessageText") -> object:
        async def call() -> object:
            self.words.append(text)
            if fails:
                raise TimedOut
            return {"chat": {"id": TANUKI}, "message_id": 5}

        place = {"chat_id": TANUKI, **({"message_id": 5} if endpoint.startswith("edit") else {})}
        buttons = InlineKeyboardMarkup.from_button(InlineKeyboardButton("▶", callback_data="-"))
        data = {"text": text, "reply_markup": buttons, **place}
        return await self.limiter.process_request(call, (), {}, endpoint, data, None)


def test_an_edit_that_changes_nothing_is_not_made() -> None:
    page = Page()

    async def scenario() -> None:
        await page.show("one", endpoint="sendMessage")
        assert await page.show("one") is True
        await page.show("two")
        assert await page.show("two") is True
        await page.show("one")
        with pytest.raises(TimedOut):  # it may have been shown, or not
            await page.show("three", fails=True)
        await page.show("one")
        await page.show("media", endpoint="editMessageMedia")
        await page.show("one")

    page.run(scenario())
    assert page.words == ["one", "two", "one", "three", "one", "media", "one"]


def test_a_chat_that_must_wait_delays_no_other(chats: Chats) -> None:
    chats.floods[TANUKI] = [20.0]

    async def evening() -> None:
        await asyncio.gather(chats.say(TANUKI), *(chats.say(chat) for chat in (ANNA, BRUNO)))

    chats.run(evening())
    assert chats.said[ANNA] == chats.said[BRUNO] == [1000.0]
    assert chats.said[TANUKI] == [1000.0, pytest.approx(1020.1)]


def test_what_comes_later_in_a_chat_that_must_wait_waits_too(chats: Chats) -> None:
    chats.floods[TANUKI] = [20.0]
    chats.run(*(chats.say(TANUKI) for _ in range(4)))
    assert chats.said[TANUKI] == [1000.0, *[pytest.approx(1020.1)] * 4]


def test_a_flood_that_never_ends_is_told_in_the_end(chats: Chats) -> None:
    chats.floods[ANNA] = [1.0] * 9
    with pytest.raises(RetryAfter):
        chats.run(chats.say(ANNA))
    assert len(chats.said[ANNA]) == TRIES


def test_nobody_waits_for_an_answer_longer_than_two_minutes(chats: Chats) -> None:
    chats.floods[ANNA] = [LONGEST_WAIT_S + 1]
    with pytest.raises(RetryAfter):
        chats.run(chats.say(ANNA))
    assert chats.said[ANNA] == [1000.0]


def test_answers_to_queries_never_wait(chats: Chats) -> None:
    for endpoint in ("answerCallbackQuery", "answerInlineQuery", "answerGuestQuery", "sendChatAction", "getChatMember"):
        assert place_of(endpoint, {"chat_id": ANNA}) is None
    chats.run(*(chats.say(ANNA, "sendChatAction") for _ in range(50)))
    assert set(chats.said[ANNA]) == {1000.0}


def test_what_the_profile_shows_is_set_at_once_and_again_after_a_flood(chats: Chats) -> None:
    chats.floods[0] = [3.0]
    chats.run(*(chats.say(0, "setMyCommands") for _ in range(15)))
    assert chats.said[0] == [1000.0] + [pytest.approx(1003.1, abs=15 * OVERALL[1])] * 15


@pytest.mark.parametrize(
    ("endpoint", "data", "place"),
    [
        ("sendMessage", {"chat_id": ANNA}, ANNA),
        ("sendVoice", {"chat_id": str(TANUKI)}, TANUKI),
        ("editMessageText", {"chat_id": "@raccoons"}, "@raccoons"),
        ("editMessageText", {"inline_message_id": "x"}, ("inline", "x")),
        ("setMyCommands", {}, "profile"),
        ("getMe", {}, None),
    ],
)
def test_what_is_said_counts_where_it_is_said(endpoint: str, data: dict[str, Any], place: object) -> None:
    assert place_of(endpoint, data) == place


def test_chats_of_long_ago_are_forgotten(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.rate_limiter._MOST_PLACES", 5)
    chats.run(*(chats.say(chat) for chat in range(1, 6)))
    chats.time.now += 61
    chats.run(chats.say(99))
    assert set(chats.limiter._places) == {99}


def test_an_answer_that_waits_holds_no_worker(chats: Chats) -> None:
    """Seen with a limiter that slept inside the worker: a few flooded groups, and nobody was answered."""
    queues = ChatQueues(workers=2, each=2)
    chats.floods = {-1: [20.0], -2: [20.0], -3: [20.0]}

    async def handled(update: Update, chat: int) -> None:
        await queues.process_update(update, chats.say(chat))

    chats.run(*(handled(message(chat), chat) for chat in (-1, -2, -3, 5)), handled(press(-1), -1))
    assert chats.said[5] == [1000.0]
    assert all(chats.said[chat][-1] > 1020 for chat in (-1, -2, -3))
    assert queues._workers.free == 2
