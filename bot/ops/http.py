"""A very small HTTP server, for a webhook behind a proxy and for those who ask how the bot is.

h11 reads and writes the protocol; here are only connections, and the limits of what strangers may send.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, cast

import h11

from bot.settings import Place

log = logging.getLogger(__name__)

LARGEST_BODY: Final = 1024 * 1024
MOST_PIECES: Final = 4096
"""In which a body may come: each costs some 10 µs. A megabyte has 720 on a network whose packets hold 1,460 bytes."""
MOST_CONNECTIONS: Final = 128
READ_S: Final = 10.0
REQUEST_S: Final = 30.0
"""So long a whole request may take, however steadily it trickles in."""
IDLE_S: Final = 75.0
LINGER_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks: `headers` have lower-case names; the path is without its query.

    `body` reads what they send with it, which costs nothing before; see `Refused`.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Response:
    """What they get."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    more: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A body that cannot be had; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Gone(Exception):
    """They left, or were too slow."""


Handler = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def serving(place: Place, handler: Handler) -> AsyncIterator[Place]:
    """Answer requests at a place for as long as the context lasts, and give the place; port 0 takes a free one.

    Where there are too many connections, those that have said nothing for longest make room. Raises OSError where
    nobody can listen there.
    """
    connections: set[asyncio.Task[None]] = set()
    silent: dict[asyncio.Task[None], None] = {}

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or (len(connections) >= MOST_CONNECTIONS and not silent):
            writer.close()
            return
        if len(connections) >= MOST_CONNECTIONS:
            longest = next(iter(silent))
            del silent[longest]
            longest.cancel()
        connections.add(task)
        try:
            await _converse(reader, writer, handler, silent)
        except (_Gone, OSError, TimeoutError, h11.ProtocolError, asyncio.CancelledError):
            pass  # they left, were too slow, or spoke something else
        finally:
            connections.discard(task)
            silent.pop(task, None)
            writer.close()

    server = await asyncio.start_server(connected, *place)
    try:
        yield place[0], server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(connections):
            task.cancel()
        if connections:
            await asyncio.wait(list(connections), timeout=1)


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler, silent: dict[asyncio.Task[None], None]
) -> None:
    """Answer what is asked on a connection until its end; it is among the `silent` while nothing whole is asked."""
    asked = _Asked(reader, silent)
    while True:
        try:
            request = await asked.head()
        except Refused as error:
            await _refuse(asked.conn, reader, writer, Response(error.status))
            return
        if request is None:
            return
        response = await _answer(handler, request)
        if not asked.is_whole:
            await _refuse(asked.conn, reader, writer, response)
            return
        await _write(asked.conn, writer, response, head=request.method == "HEAD")
        if asked.conn.our_state is not h11.DONE:
            return
        asked.conn.start_next_cycle()


async def _answer(handler: Handler, request: Request) -> Response:
    try:
        return await handler(request)
    except Refused as error:
        return Response(error.status)
    except _Gone:
        raise
    except Exception:
        log.exception("A request for %s was not answered.", request.path)
        return Response(500)


class _Asked:
    """What is asked on a connection, one request after another."""

    def __init__(self, reader: asyncio.StreamReader, silent: dict[asyncio.Task[None], None]) -> None:
        self.conn = h11.Connection(h11.SERVER)
        self._reader = reader
        self._silent = silent
        self._due_at: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the present request was read to its end, or has no more than its head."""
        if self.conn.their_state is h11.SEND_BODY:
            with contextlib.suppress(h11.RemoteProtocolError):
                self.conn.next_event()
        return self.conn.their_state is h11.DONE

    async def head(self) -> Request | None:
        """Return the next request, its body unread; None at the end. Raises Refused for what is none."""
        self._due_at = None
        with self._waited_for():
            event = await self._next()
        if not isinstance(event, h11.Request):
            return None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers}
        path = event.target.decode("latin-1").partition("?")[0]
        return Request(event.method.decode("latin-1"), path, headers, self.body)

    async def body(self) -> bytes:
        """Return the body of the present request. Raises Refused for one that is too large, or cut off."""
        body = bytearray()
        with self._waited_for():
            for _ in range(MOST_PIECES):
                event = await self._next()
                if not isinstance(event, h11.Data):
                    return bytes(body)
                body += event.data
                if len(body) > LARGEST_BODY:
                    break
        raise Refused(413)

    @contextlib.contextmanager
    def _waited_for(self) -> Iterator[None]:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._silent[task] = None
        try:
            yield
        except h11.RemoteProtocolError as error:
            raise Refused(error.error_status_hint) from error
        except (OSError, TimeoutError) as error:
            raise _Gone from error
        finally:
            self._silent.pop(task, None)

    async def _next(self) -> object:
        """Return what is sent next, as h11 tells it."""
        while (event := self.conn.next_event()) is h11.NEED_DATA:
            now = asyncio.get_running_loop().time()
            due_at = now + IDLE_S if self._due_at is None else min(now + READ_S, self._due_at)
            async with asyncio.timeout_at(due_at):
                self.conn.receive_data(await self._reader.read(65536))
            self._due_at = self._due_at or now + REQUEST_S
        return event


async def _refuse(
    conn: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, response: Response
) -> None:
    """Answer what is not read to its end; a close with bytes unread would tear the answer out of their hands."""
    await _write(conn, writer, response)
    writer.write_eof()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            while await reader.read(65536):
                pass


async def _write(conn: h11.Connection, writer: asyncio.StreamWriter, response: Response, *, head: bool = False) -> None:
    headers = [("Content-Type", response.kind), ("Content-Length", str(len(response.body))), *response.more.items()]
    with contextlib.suppress(h11.LocalProtocolError):  # they broke off in a state in which nothing can be said
        sent = conn.send(h11.Response(status_code=response.status, headers=headers)) or b""
        if response.body and not head:
            sent += conn.send(h11.Data(data=response.body)) or b""
        sent += conn.send(h11.EndOfMessage()) or b""
        writer.write(sent)
        async with asyncio.timeout(READ_S):
            await writer.drain()
