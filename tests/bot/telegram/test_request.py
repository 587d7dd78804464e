"""The wire to Telegram: what a call looks like on it, and how its connections are shared."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from telegram import Bot, InputTextMessageContent
from telegram import InlineQueryResultArticle as Article
from telegram.error import NetworkError, TimedOut

from bot.telegram.connection import NotTaken, Timeouts
from bot.telegram.request import BotApiRequest
from tests.botapi import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API server on this machine."""
    with BotApi() as server:
        yield server


def _bot(api: BotApi, wire: BotApiRequest) -> Bot:
    return Bot(api.token, base_url=f"{api.url}/bot", request=wire, get_updates_request=BotApiRequest())


def _articles(number: int, said: str) -> list[Article]:
    return [Article(str(at), f"第 {at} 句", InputTextMessageContent(said)) for at in range(number)]


@pytest.mark.parametrize("said", ["大家好 & <b>您好</b>\r\n--\r\n", "x" * 4_000, "🎧\u2028“”"])
@pytest.mark.parametrize("number", [1, 20])
def test_what_is_said_arrives_as_it_was_however_long_it_is(api: BotApi, said: str, number: int) -> None:
    async def answer() -> None:
        wire = BotApiRequest()
        await _bot(api, wire).answer_inline_query("7", _articles(number, said), cache_time=5)
        await wire.shutdown()

    asyncio.run(answer())
    (call,) = [one for one in api.calls if one.method == "answerInlineQuery"]
    assert [one["input_message_content"]["message_text"] for one in call.values["results"]] == [said] * number
    assert call.values["cache_time"] in (5, "5")


class _Slow(httpx.AsyncBaseTransport):
    """Answers when it is told to, and counts who waits."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.waiting = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.waiting += 1
        await self.go.wait()
        return httpx.Response(200, json={"ok": True, "result": True})


def test_so_many_calls_at_once_and_the_next_one_waits_for_the_first() -> None:
    async def main() -> None:
        slow = _Slow()
        wire = BotApiRequest(2, transport=slow)
        calls = [asyncio.ensure_future(wire.do_request("http://localhost/x", "POST")) for _ in range(3)]
        await asyncio.sleep(0.05)
        assert slow.waiting == 2
        slow.go.set()
        assert [status for status, _ in await asyncio.gather(*calls)] == [200, 200, 200]

    asyncio.run(main())


def test_a_call_for_which_no_connection_becomes_free_says_that_nothing_was_sent() -> None:
    async def main() -> None:
        slow = _Slow()
        wire = BotApiRequest(1, Timeouts(pool_s=0.05), transport=slow)
        first = asyncio.ensure_future(wire.do_request("http://localhost/x", "POST"))
        await asyncio.sleep(0)
        with pytest.raises(NotTaken, match="nothing was sent"):
            await wire.do_request("http://localhost/x", "POST")
        slow.go.set()
        assert (await first)[0] == 200

    asyncio.run(main())


def test_a_wire_that_was_shut_down_in_the_middle_of_a_call_begins_anew() -> None:
    async def main() -> None:
        slow = _Slow()
        wire = BotApiRequest(1, transport=slow)
        first = asyncio.ensure_future(wire.do_request("http://localhost/x", "POST"))
        await asyncio.sleep(0.01)
        await wire.shutdown()
        slow.go.set()
        assert (await wire.do_request("http://localhost/x", "POST"))[0] == 200
        await first
        assert (await wire.do_request("http://localhost/x", "POST"))[0] == 200

    asyncio.run(main())


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (httpx.ConnectError("no network"), NotTaken),
        (httpx.ConnectTimeout(""), NotTaken),
        (httpx.ReadTimeout(""), TimedOut),
        (httpx.RemoteProtocolError("torn"), NetworkError),
    ],
)
def test_faults_of_the_network_are_telegram_errors(fault: Exception, told: type[Exception]) -> None:
    def fail(request: httpx.Request) -> Any:
        raise fault

    async def main() -> None:
        with pytest.raises(told):
            await BotApiRequest(transport=httpx.MockTransport(fail)).do_request("http://localhost/x", "POST")

    asyncio.run(main())


@pytest.mark.parametrize("fresh", [True, False], ids=["before it is connected", "connected"])
def test_a_call_that_is_broken_off_wherever_it_is_leaves_room_for_the_next(api: BotApi, fresh: bool) -> None:
    """A pool that was broken off while it connected, or while it gave its connection back, gave none to the next."""

    async def main() -> None:
        wire = BotApiRequest(1, Timeouts(pool_s=2.0))
        bot = _bot(api, wire)
        for steps in range(0, 40, 2):
            if fresh:
                await wire.shutdown()
            call = asyncio.ensure_future(bot.send_chat_action(1, "typing"))
            for _ in range(steps):
                await asyncio.sleep(0.0003)
            call.cancel()
            await asyncio.wait({call})
            async with asyncio.timeout(5):
                assert await bot.send_chat_action(1, "typing")
        await wire.shutdown()

    asyncio.run(main())


def test_no_call_lasts_longer_than_the_whole_of_one_may_whatever_drips_in() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        with contextlib.suppress(OSError):
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.01)

    async def main() -> None:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        wire = BotApiRequest(1, Timeouts(total_s=0.3))
        with pytest.raises(TimedOut):
            await wire.do_request(f"http://127.0.0.1:{port}/x", "POST")
        await wire.shutdown()
        server.close()
        await asyncio.sleep(0.05)

    asyncio.run(main())
