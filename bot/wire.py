"""The wire to a Bot API server: httpx, as in PTB's own HTTPXRequest, but for what an inline answer costs there.

Percent-encoding the twenty results of one takes longer than everything else that is done for it, so what is long goes
as multipart/form-data, in which nothing is encoded (https://core.telegram.org/bots/api#making-requests). And httpcore
looks at each idle connection of its pool before and after each call, so each connection has a pool of its own here, and
the one used last is taken first. One whose call did not end well is never used again: a pool whose call was broken off
at a bad moment does not always get its connection back, and would let the next call wait for it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_LONG = 4_096
"""Characters: percent-encoding less takes no more than a fifth of a millisecond."""
_NOT_TAKEN = (500, 502, 503)
"""Where a gateway gave up waiting (504), who knows what came of the call."""
_CLOSE_S = 1.0
_IDLE_S = 50.0
"""Telegram closes a connection that was idle for a minute; until then the next answer need not shake hands anew."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds: for a connection, for it to be had from the pool, for each read and write.

    `whole_s` is for all of a call: within it the largest file that Telegram gives out comes at 170 kB a second.
    """

    connect_s: float = 10.0
    pool_s: float = 10.0
    read_s: float = 20.0
    write_s: float = 20.0
    whole_s: float = 120.0


class NotTaken(NetworkError):
    """Telegram certainly did not do what it was asked for: it was not reached, or said that it could not."""


class Wire(BaseRequest):
    """So many connections to a Bot API server. What is no answer of one is a TelegramError."""

    __slots__ = ("_closing", "_connections", "_free", "_make", "_open", "_room", "_timeouts")

    def __init__(
        self,
        connections: int = 1,
        timeouts: Timeouts = Timeouts(),
        *,
        proxy: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._connections = connections
        self._timeouts = timeouts
        trusted = httpx.create_ssl_context()
        limits = httpx.Limits(max_connections=1, keepalive_expiry=_IDLE_S)
        head = {"User-Agent": self.USER_AGENT}
        self._make: Callable[[], httpx.AsyncClient] = lambda: httpx.AsyncClient(
            limits=limits, proxy=proxy, transport=transport, verify=trusted, headers=head
        )
        self._closing: set[asyncio.Task[None]] = set()
        self._begin()

    def _begin(self) -> None:
        first = self._make()
        self._open = {first}
        self._free = [first]
        self._room = asyncio.Semaphore(self._connections)

    @property
    def read_timeout(self) -> float:
        """How long to wait for what is read, in seconds, where a call says nothing else."""
        return self._timeouts.read_s

    async def initialize(self) -> None:
        """Do nothing: a connection is made when it is needed."""

    async def shutdown(self) -> None:
        """Close all connections; the next call makes new ones."""
        closing = self._open
        self._begin()
        for client in closing:
            self._close(client)
        if self._closing:
            await asyncio.wait(self._closing, timeout=_CLOSE_S)

    async def do_request(  # noqa: PLR0917 - PTB's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and body of an answer. Raises NotTaken; TimedOut and NetworkError where nobody knows."""
        own = self._timeouts
        timeout = httpx.Timeout(
            connect=_given(connect_timeout, own.connect_s),
            pool=_given(pool_timeout, own.pool_s),
            read=_given(read_timeout, own.read_s),
            write=_given(write_timeout, own.write_s),
        )
        async with self._connection(timeout.pool) as client:
            with _faults():
                async with asyncio.timeout(own.whole_s):
                    answer = await client.request(method, url, timeout=timeout, **_body(request_data))
        if answer.status_code in _NOT_TAKEN:
            raise NotTaken(f"{answer.reason_phrase} ({answer.status_code})")
        return answer.status_code, answer.content

    @asynccontextmanager
    async def _connection(self, wait_s: float | None) -> AsyncIterator[httpx.AsyncClient]:
        """Give a connection that nobody uses, once there is one."""
        room = self._room
        try:
            async with asyncio.timeout(wait_s):
                await room.acquire()
        except TimeoutError as error:
            raise NotTaken("Timed out: all connections are in use; nothing was sent to Telegram") from error
        client = self._free.pop() if self._free else self._make()
        self._open.add(client)
        try:
            yield client
        except BaseException:
            self._open.discard(client)
            self._close(client)
            raise
        else:
            if client in self._open:  # else the wire was shut down meanwhile
                self._free.append(client)
        finally:
            room.release()

    def _close(self, client: httpx.AsyncClient) -> None:
        """Close a connection without waiting for that."""
        closing = asyncio.create_task(_closed(client))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer to a call. Raises NetworkError for anything that is none, as a gateway's page is.

        PTB's own writes each of those to the log as an error, with its traceback.
        """
        try:
            answer: Any = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise NetworkError("Invalid server response") from None
        if not isinstance(answer, dict) or (answer.get("ok") is not False and "result" not in answer):
            raise NetworkError("Invalid server response")
        return answer


async def _closed(client: httpx.AsyncClient) -> None:
    with suppress(Exception):  # what cannot even be closed is of no use to anybody
        async with asyncio.timeout(_CLOSE_S):
            await client.aclose()


def _given(timeout: Any, own: float) -> float | None:
    return own if timeout is BaseRequest.DEFAULT_NONE else timeout


def _body(data: RequestData | None) -> dict[str, Any]:
    """Return what httpx is to be told of a call's values and files."""
    if data is None:
        return {}
    values = data.json_parameters
    files = data.multipart_data
    if files:
        return {"data": values, "files": files}
    if sum(map(len, values.values())) < _LONG:
        return {"data": values}
    boundary = secrets.token_hex(16)
    head = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return {"content": "".join(_parts(values, boundary)).encode(), "headers": head}


def _parts(values: Mapping[str, str], boundary: str) -> Iterator[str]:
    for name, value in values.items():
        yield f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    yield f"--{boundary}--\r\n"


@contextmanager
def _faults() -> Iterator[None]:
    """Turn httpx's faults into PTB's."""
    try:
        yield
    except (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ConnectError, httpx.ProxyError) as error:
        raise NotTaken(f"httpx.{type(error).__name__}: {error}") from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise TimedOut(f"Timed out ({type(error).__name__})") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The class tells more than many a message, which may be empty.
        raise NetworkError(f"httpx.{type(error).__name__}: {error}") from error
