"""Calls that failed: which are made again, after which fault; the answer arrives, and none twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram import retry
from bot.telegram.rate_limiter import ChatRateLimiter
from bot.telegram.request import BotApiRequest
from bot.telegram.retry import ANSWER_WAITS_S, WAITS_S, WITHIN_S, RetryingRateLimiter
from tests.bot.scene import Scene
from tests.bot.wire import Refused
from tests.botapi import CUT, BotApi

CALLS: dict[str, Callable[[ExtBot[None]], Awaitable[object]]] = {
    "sendMessage": lambda bot: bot.send_message(5, "x"),
    "sendVoice": lambda bot: bot.send_voice(5, b"OggS"),
    "sendChatAction": lambda bot: bot.send_chat_action(5, "typing"),
    "editMessageText": lambda bot: bot.edit_message_text("y", inline_message_id="7"),
    "answerCallbackQuery": lambda bot: bot.answer_callback_query("1"),
    "answerInlineQuery": lambda bot: bot.answer_inline_query("1", []),
    "setMyDescription": lambda bot: bot.set_my_description("x"),
    "deleteMessage": lambda bot: bot.delete_message(5, 7),
    "getChatMember": lambda bot: bot.get_chat_member(5, 77),
    "getMe": lambda bot: bot.get_me(),
}
HARMLESS = (
    "editMessageText", "answerCallbackQuery", "answerInlineQuery", "setMyDescription", "deleteMessage", "getChatMember",
)  # fmt: skip
SENDING = ("sendMessage", "sendVoice")
# A status and a body, and whether Telegram has certainly not done what it was asked for; None where it says no.
FAULTS: dict[str, tuple[int, Any, bool | None]] = {
    "500": (500, b"oh", True),
    "502": (502, b"<html>Bad Gateway</html>", True),
    "503": (503, {"ok": False, "error_code": 503, "description": "Service Unavailable"}, True),
    "504": (504, b"<html>", False),
    "torn": (200, CUT, False),
    "no answer": (200, b"null", False),
    "refused": (400, {"ok": False, "error_code": 400, "description": "Bad Request: no"}, None),
    "forbidden": (403, {"ok": False, "error_code": 403, "description": "Forbidden: no"}, None),
}


class Caller:
    """Makes calls through the real layers to a Bot API server, in a time that passes only when somebody waits."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.now = 0.0
        self.paced = 0

    async def make(self, *methods: str, url: str | None = None) -> dict[str, object]:
        """Return what each call gave, or the error."""
        caller = self

        class Counting(ChatRateLimiter):
            async def process_request(self, *arguments: Any, **named: Any) -> Any:
                caller.paced += 1
                return await super().process_request(*arguments, **named)

        wire = BotApiRequest()
        limiter = RetryingRateLimiter(Counting(self.clock, self.sleep), self.clock, self.sleep)
        bot: ExtBot[None] = ExtBot(
            self.api.token,
            base_url=f"{url or self.api.url}/bot",
            request=wire,
            get_updates_request=BotApiRequest(),
            rate_limiter=limiter,
        )
        given: dict[str, object] = {}
        for method in methods:
            try:
                given[method] = await CALLS[method](bot)
            except TelegramError as error:
                given[method] = error
        await wire.shutdown()
        return given

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize("fault", FAULTS)
def test_a_call_that_failed_is_made_again_where_that_says_nothing_twice(fault: str) -> None:
    status, body, certain = FAULTS[fault]
    with BotApi() as api:
        for method in CALLS:
            api.misbehave(method, status, body)
        given = asyncio.run(Caller(api).make(*CALLS))
        repeated = {one for one in CALLS if len(api.made(one)) == 2}
        expected = {True: {*HARMLESS, *SENDING}, False: set(HARMLESS), None: set[str]()}[certain]
        assert repeated == expected
        assert {one for one, got in given.items() if not isinstance(got, TelegramError)} == expected
        assert all(len(api.made(one)) <= 2 for one in CALLS)


def test_a_call_that_fails_for_ever_is_given_up_in_time_and_each_try_counts_for_the_flood_limits() -> None:
    with BotApi() as api:
        for method in (*HARMLESS, *SENDING):
            caller = Caller(api)
            api.misbehave(method, 502, b"", times=9)
            given = asyncio.run(caller.make(method))
            waits = ANSWER_WAITS_S if method.startswith("answer") else WAITS_S
            assert isinstance(given[method], TelegramError)
            assert caller.now == sum(waits) < WITHIN_S
            assert len(api.made(method)) == caller.paced == 1 + len(waits)


def test_where_nobody_answers_at_an_address_nothing_was_sent_and_it_is_tried_again() -> None:
    with BotApi() as gone:
        pass
    caller = Caller(gone)
    given = asyncio.run(caller.make("sendMessage", url=gone.url))
    assert isinstance(given["sendMessage"], TelegramError)
    assert caller.paced == 1 + len(WAITS_S)


def test_a_page_is_turned_though_the_press_cannot_be_acknowledged(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "ANSWER_WAITS_S", (0, 0))
    chat = scene.private()
    answer = chat.ask("浣熊 | 安全")
    for _ in range(3):
        scene.telegram.fail("answerCallbackQuery", Refused("bad gateway", 502))
    chat.press(answer, "▶")
    assert answer.edits == 1


def test_a_press_whose_acknowledgement_was_torn_after_it_arrived_is_answered_once(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊 | 安全")
    scene.telegram.tear("answerCallbackQuery", httpx.ReadError("reset"))
    told = chat.press_data(answer, "no such button")
    assert told.alert
    assert answer.edits == 0
    assert [one.partition(":")[0] for one in scene.telegram.refused] == ["answerCallbackQuery"]
    scene.telegram.refused.clear()  # the second try
