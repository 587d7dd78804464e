"""One HTTP connection to a Bot API server, over which one call goes after another: direct, or through a proxy.

A direct one is h11, which httpx rests on, over asyncio's own streams: a call that answers an inline query took 1.5 ms
of processor time with httpx, 1.0 with httpcore's pool, 0.3 with aiohttp, whose parser is in C, and 0.3 with h11.
Proxies have manners of their own; behind one it is httpx that calls, as it does for PTB.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol, SupportsIndex
from urllib.parse import quote, unquote, urlsplit

import h11
import httpx
from telegram.error import NetworkError, TimedOut

Answer = tuple[int, bytes]
"""A status and a body."""

_Server = tuple[str, int, bool]
"""A host, a port, and whether TLS is spoken there."""

_IDLE_S: Final = 50.0
"""Telegram closes a connection that was idle for a minute; until then the next answer need not shake hands anew."""
_PIECE: Final = 2**18
"""Bytes: so much is written within the time for one write, and read within that for one read at most."""
_NEXT_ADDRESS_S: Final = 0.25
"""So long an address may keep silent before the next one is tried beside it (RFC 8305)."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds: for a connection, for it to be had from the pool, for each read and write.

    `total_s` is for all of a call: within it the largest file that Telegram gives out comes at 170 kB a second.
    """

    connect_s: float | None = 10.0
    pool_s: float | None = 10.0
    read_s: float | None = 20.0
    write_s: float | None = 20.0
    total_s: float = 120.0


class NotTaken(NetworkError):
    """Telegram certainly did not do what it was asked for: it was not reached, or said that it could not."""


class Connection(Protocol):
    """What makes one call at a time. After one that did not end well it is closed, and never used again."""

    async def call(self, method: str, url: str, head: Mapping[str, str], body: bytes, timeouts: Timeouts) -> Answer:
        """Return the answer to a call. Raises NotTaken, TimedOut and NetworkError."""

    async def close(self) -> None:
        """Let go of the connection, whatever state it is in."""


class DirectConnection:
    """A connection straight to the server: made with the first call, and anew where it was closed meanwhile."""

    def __init__(self, trusted: ssl.SSLContext, user_agent: str) -> None:
        self._trusted = trusted
        self._user_agent = user_agent
        self._reader = _Reader()
        self._writer: asyncio.StreamWriter | None = None
        self._state = h11.Connection(h11.CLIENT)
        self._server: _Server | None = None
        self._used_at = 0.0

    async def call(self, method: str, url: str, head: Mapping[str, str], body: bytes, timeouts: Timeouts) -> Answer:
        """Return the answer to a call. Raises NotTaken, TimedOut and NetworkError."""
        place = _address(url)
        with _faults(NotTaken, NotTaken):
            writer = self._still_open(place) or await self._connect(place, timeouts.connect_s)
        with _faults(TimedOut, NetworkError):
            headers = [*place.head, ("User-Agent", self._user_agent), *head.items(), ("Content-Length", str(len(body)))]
            said = (
                h11.Request(method=method, target=place.target, headers=headers), h11.Data(body), h11.EndOfMessage()
            )  # fmt: skip
            await _write(writer, b"".join(self._state.send(one) or b"" for one in said), timeouts.write_s)
            answer = await self._answer(timeouts.read_s)
        self._used_at = time.monotonic()
        self._reader.heard = False
        if self._state.our_state is self._state.their_state is h11.DONE and not self._state.trailing_data[0]:
            self._state.start_next_cycle()
        else:  # the server wants no other call on this connection
            await self.close()
        return answer

    async def close(self) -> None:
        """Let go of the connection, whatever state it is in."""
        if self._writer is not None:
            self._writer.transport.abort()
            self._writer = None

    def _still_open(self, place: _Address) -> asyncio.StreamWriter | None:
        """Return where to write; None where it leads elsewhere, or the server, unasked, said something or no more."""
        if self._reader.heard or place.server != self._server or time.monotonic() - self._used_at > _IDLE_S:
            return None
        return None if self._writer is None or self._writer.is_closing() else self._writer

    async def _connect(self, place: _Address, within_s: float | None) -> asyncio.StreamWriter:
        await self.close()
        host, port, tls = place.server
        loop = asyncio.get_running_loop()
        self._state, self._reader = h11.Connection(h11.CLIENT), _Reader()
        protocol = asyncio.StreamReaderProtocol(self._reader)
        async with asyncio.timeout(within_s):
            transport, _ = await loop.create_connection(
                lambda: protocol,
                host,
                port,
                ssl=self._trusted if tls else None,
                happy_eyeballs_delay=_NEXT_ADDRESS_S,
            )
        self._writer = asyncio.StreamWriter(transport, protocol, self._reader, loop)
        self._server = place.server
        return self._writer

    async def _answer(self, read_s: float | None) -> Answer:
        status, parts = 0, []
        while True:
            event = self._state.next_event()
            if event is h11.NEED_DATA:
                async with asyncio.timeout(read_s):
                    self._state.receive_data(await self._reader.read(_PIECE))
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                parts.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                return status, b"".join(parts)


class _Reader(asyncio.StreamReader):
    """Notes whether anything was `heard`, be it the end: what comes before a call is no answer to it."""

    heard = False

    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        self.heard = True
        super().feed_data(data)

    def feed_eof(self) -> None:
        self.heard = True
        super().feed_eof()


class ProxiedConnection:
    """A connection by way of httpx, through a proxy."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def call(self, method: str, url: str, head: Mapping[str, str], body: bytes, timeouts: Timeouts) -> Answer:
        """Return the answer to a call. Raises NotTaken, TimedOut and NetworkError."""
        given = httpx.Timeout(
            connect=timeouts.connect_s, pool=timeouts.pool_s, read=timeouts.read_s, write=timeouts.write_s
        )
        with _faults(TimedOut, NetworkError):
            answer = await self._client.request(method, url, headers=dict(head), content=body, timeout=given)
        return answer.status_code, answer.content

    async def close(self) -> None:
        """Let go of the connection, whatever state it is in."""
        await self._client.aclose()


@contextmanager
def _faults(late: type[NetworkError], torn: type[NetworkError]) -> Iterator[None]:
    """Turn others' faults into PTB's: into `late` what came too late, into `torn` what did not come."""
    try:
        yield
    except (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ConnectError, httpx.ProxyError) as error:
        raise NotTaken(_described(error)) from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise late(f"Timed out ({type(error).__name__})") from error
    except (OSError, h11.ProtocolError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise torn(_described(error)) from error


def _described(error: Exception) -> str:
    """Return the class of a fault with what it says: that may be nothing."""
    return f"{type(error).__module__}.{type(error).__name__}: {error}"


async def _write(writer: asyncio.StreamWriter, data: bytes, within_s: float | None) -> None:
    for start in range(0, len(data), _PIECE):
        writer.write(data[start : start + _PIECE])
        async with asyncio.timeout(within_s):
            await writer.drain()


@dataclass(frozen=True, slots=True)
class _Address:
    """What an address says: whom to connect to, and what to ask for there."""

    server: _Server
    target: str
    head: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def _address(url: str) -> _Address:
    """Return the parts of an address. There is one for each method that is called, and one for each file."""
    parts = urlsplit(url)
    tls = parts.scheme == "https"
    *owner, place = parts.netloc.rsplit("@", 1)
    head = [("Host", place)]
    if owner:
        head.append(("Authorization", f"Basic {b64encode(unquote(owner[0]).encode()).decode()}"))
    target = quote(f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}", safe="/%:@?&=+$,;!'()*~[]")
    server = (parts.hostname or "", parts.port or (443 if tls else 80), tls)
    return _Address(server, target, tuple(head))
