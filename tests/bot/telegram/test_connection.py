"""A connection straight to a server: what it makes of what comes, and when it is made anew."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.telegram.request import BotApiRequest
from tests.botapi import BotApi

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"


class Server:
    """Answers each call with the next of `says`; `calls` are the connections that were made, with what came on each."""

    def __init__(self, *says: bytes) -> None:
        self.says = list(says)
        self.calls: list[list[bytes]] = []
        self.writers: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot7:x/getMe"
        finally:
            for writer in self.writers:
                writer.close()
            server.close()
            await asyncio.sleep(0.02)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard: list[bytes] = []
        self.calls.append(heard)
        self.writers.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                heard.append(await reader.readuntil(b"\r\n\r\n"))
                said = self.says.pop(0)
                writer.write(said)
                if b"close" in said:
                    writer.close()


@pytest.mark.parametrize(
    ("said", "connections"),
    [
        (OK, 1),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n2\r\nne\r\n0\r\n\r\n", 1),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 1),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfine", 2),
        (b"HTTP/1.0 200 OK\r\nX: close\r\nContent-Length: 4\r\n\r\nfine", 2),
        (OK + b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", 2),  # as some do when nobody calls for long
    ],
)
def test_an_answer_is_read_however_it_is_told_and_the_next_one_is_its_own(said: bytes, connections: int) -> None:
    async def main() -> None:
        server, wire = Server(said, OK), BotApiRequest()
        async with server.serving() as url:
            assert await wire.do_request(url, "POST") == (200, b"fine")
            await asyncio.sleep(0.01)
            assert await wire.do_request(url, "POST") == (200, b"fine")
            await wire.shutdown()
        assert len(server.calls) == connections

    asyncio.run(main())


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX: close\r\n\r\nfine", b"close", b"220 mail ready\r\n\r\nclose"]
)
def test_what_is_no_answer_is_an_error_and_the_next_call_has_a_connection_of_its_own(said: bytes) -> None:
    async def main() -> None:
        server, wire = Server(said, OK), BotApiRequest()
        async with server.serving() as url:
            with pytest.raises(NetworkError):
                await wire.do_request(url, "POST")
            assert await wire.do_request(url, "POST") == (200, b"fine")
            await wire.shutdown()

    asyncio.run(main())


def test_a_connection_that_the_server_closed_meanwhile_costs_no_call() -> None:
    async def main() -> None:
        server, wire = Server(OK, OK), BotApiRequest()
        async with server.serving() as url:
            await wire.do_request(url, "POST")
            server.writers[0].close()
            await asyncio.sleep(0.01)
            assert await wire.do_request(url, "POST") == (200, b"fine")
            await wire.shutdown()
        assert len(server.calls) == 2

    asyncio.run(main())


def test_a_call_goes_to_its_own_server_whatever_connection_is_free() -> None:
    async def main() -> None:
        first, second, wire = Server(OK, OK), Server(OK), BotApiRequest()
        async with first.serving() as one, second.serving() as other:
            for url in (one, other, one):
                assert await wire.do_request(url, "POST") == (200, b"fine")
            await wire.shutdown()
        assert (sum(map(len, first.calls)), sum(map(len, second.calls))) == (2, 1)

    asyncio.run(main())


def test_an_address_with_a_name_and_a_password_shows_them_to_its_server_alone() -> None:
    async def main() -> None:
        server, wire = Server(OK), BotApiRequest()
        async with server.serving() as url:
            await wire.do_request(url.replace("//", "//anna:a%40b@"), "POST")
            await wire.shutdown()
        [[heard]] = server.calls
        assert b"Authorization: Basic YW5uYTphQGI=\r\n" in heard
        assert b"Host: 127.0.0.1:" in heard

    asyncio.run(main())


@pytest.mark.parametrize(("name", "size"), [("第 1 期.srt", 0), ('a "b"\r\nX: y', 10), ("plain.txt", 600_000)])
def test_a_file_arrives_as_it_was_under_its_name(name: str, size: int) -> None:
    content = bytes(at % 251 for at in range(size)) or b"\r\n"

    async def main(url: str, token: str) -> None:
        wire = BotApiRequest()
        bot = Bot(token, base_url=f"{url}/bot", request=wire, get_updates_request=BotApiRequest())
        await bot.send_document(5, content, filename=name, caption="页")
        await wire.shutdown()

    with BotApi() as api:
        asyncio.run(main(api.url, api.token))
        [call] = api.made("sendDocument")
        assert call["caption"] == "页"
        [(told, came)] = call.files.values()
        assert came == content
        assert "\n" not in told
        assert told == name or '"' in name


@pytest.mark.parametrize("named", ["told", "in the environment"])
def test_calls_go_through_a_proxy_where_one_is_named(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with BotApi() as api:  # which plays the proxy, too: the address itself leads nowhere
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        if named == "in the environment":
            monkeypatch.setenv("HTTP_PROXY", api.url)
            monkeypatch.setenv("http_proxy", api.url)

        async def main() -> None:
            wire = BotApiRequest(proxy=api.url if named == "told" else None)
            bot = Bot(
                api.token, base_url="http://telegram.invalid/bot", request=wire, get_updates_request=BotApiRequest()
            )
            assert await bot.send_chat_action(5, "typing")
            await wire.shutdown()

        asyncio.run(main())
        assert len(api.made("sendChatAction")) == 1


def test_calls_go_through_a_proxy_that_speaks_socks() -> None:
    asked = []

    async def socks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        *_, length = await reader.readexactly(5)
        asked.append((await reader.readexactly(length + 2))[:length])
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(socks, "127.0.0.1", 0)
        wire = BotApiRequest(proxy=f"socks5://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert await wire.do_request("http://telegram.invalid/bot7:x/getMe", "POST") == (200, b"fine")
        await wire.shutdown()
        server.close()
        await asyncio.sleep(0.01)

    asyncio.run(main())
    assert asked == [b"telegram.invalid"]
