"""A very small HTTP server, for a webhook behind a proxy and for those who ask how the bot is.

h11 reads and writes the protocol; here are only connections, and the limits of what strangers may send.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, cast

import h11

from bot.settings import Place

log = logging.getLogger(__name__)

LARGEST_BODY: Final = 1024 * 1024
MOST_CONNECTIONS: Final = 128
READ_S: Final = 10.0
REQUEST_S: Final = 30.0
"""So long a whole request may take, however steadily it trickles in."""
IDLE_S: Final = 75.0
LINGER_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks: `headers` have lower-case names; the path is without its query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """What they get."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    more: dict[str, str] = field(default_factory=dict)


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
        except (OSError, TimeoutError, h11.ProtocolError, asyncio.CancelledError):
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
    conn = h11.Connection(h11.SERVER)
    task = cast("asyncio.Task[None]", asyncio.current_task())
    while True:
        silent[task] = None
        try:
            request = await _read(conn, reader)
        except h11.RemoteProtocolError as error:
            await _refuse(conn, reader, writer, Response(error.error_status_hint))
            return
        finally:
            silent.pop(task, None)
        if request is None:
            return
        if isinstance(request, Response):
            await _refuse(conn, reader, writer, request)
            return
        try:
            response = await handler(request)
        except Exception:
            log.exception("A request for %s was not answered.", request.path)
            response = Response(500)
        await _write(conn, writer, response, head=request.method == "HEAD")
        if conn.our_state is not h11.DONE or conn.their_state is not h11.DONE:
            return
        conn.start_next_cycle()


async def _read(conn: h11.Connection, reader: asyncio.StreamReader) -> Request | Response | None:
    """Return the next request, a refusal for one that is too large, or None at the end."""
    head = None
    body = b""
    due_at = None
    while True:
        event = conn.next_event()
        if event is h11.NEED_DATA:
            now = asyncio.get_running_loop().time()
            async with asyncio.timeout_at(now + IDLE_S if due_at is None else min(now + READ_S, due_at)):
                conn.receive_data(await reader.read(65536))
            due_at = due_at or now + REQUEST_S
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
            if len(body) > LARGEST_BODY:
                return Response(413)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
            path = head.target.decode("latin-1").partition("?")[0]
            return Request(head.method.decode("latin-1"), path, headers, body)
        else:
            return None


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
