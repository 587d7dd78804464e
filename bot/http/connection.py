"""One HTTP connection, by uvicorn and h11, with the limits that these have not.

uvicorn bounds a request's head and how long a connection is kept between requests. It waits for ever for one that says
nothing or never ends its request, refuses everybody where too many are connected, and reads as many pieces of a body
as are sent. Each of that would let a stranger hold the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterable
from typing import Any, Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

LARGEST_HEAD: Final = 16 * 1024
MOST_PIECES: Final = 4096
"""In which a body may come: each costs some 10 µs. A megabyte has 720 on a network whose packets hold 1,460 bytes."""
MOST_CONNECTIONS: Final = 128
READ_S: Final = 10.0
"""The longest silence within a request, and the longest that a large answer waits to be taken."""
REQUEST_S: Final = 30.0
"""So long a whole request may take, however steadily it trickles in."""
IDLE_S: Final = 75
"""As long as nginx keeps a connection."""
LINGER_S: Final = 1.0


class _Pieces(h11.Connection):
    """h11's connection, which takes so many pieces of a body and no more, and none while it is `held`."""

    held = False
    _count = 0

    def next_event(self) -> Any:
        if self.held or self._count > MOST_PIECES:  # once there were too many, what still arrives is not looked at
            return h11.NEED_DATA
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.held, self._count = True, 0
        elif isinstance(event, h11.Data):
            self._count += 1
            if self._count > MOST_PIECES:
                raise h11.RemoteProtocolError("a body in too many pieces", error_status_hint=413)
        return event


class BoundedConnection(H11Protocol):
    """A connection that ends where what is due from the other side does not come in time.

    Where there are too many, the one that has owed a request for longest makes room.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.conn: _Pieces = _Pieces(h11.SERVER, LARGEST_HEAD)
        self.owing_since: float | None = None
        """When a request began to be waited for, in the loop's seconds; None while one is being answered."""
        self._begun_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._lingers = self._no_more = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Wait for a request, and make room for it."""
        super().connection_made(transport)
        self._expect()
        if len(self.connections) > MOST_CONNECTIONS:
            owing = [
                one for one in cast("Iterable[BoundedConnection]", self.connections) if one.owing_since is not None
            ]
            min(owing, key=lambda one: one.owing_since or 0.0)._drop()

    def data_received(self, data: bytes) -> None:
        """Read on; what comes behind a request that was refused is thrown away."""
        if not self._lingers:
            super().data_received(data)
            if not self.conn.held:
                self._expect()

    def handle_events(self) -> None:
        """Read requests; the body of one only after its head has been looked at, since many are refused by that."""
        super().handle_events()
        if self.conn.held:
            self.loop.call_soon(self._read_body)  # behind the first step of the task that answers

    def _read_body(self) -> None:
        self.conn.held = False
        if not self._lingers and not self.transport.is_closing():
            self.handle_events()
            self._expect()

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio lets it be one
        """Read no more, and answer what was asked before."""
        self._no_more = True
        if not self._lingers:
            self._expect()
        return not self._lingers or self.transport.is_closing()

    def on_response_complete(self) -> None:
        """Go on to the next request, if the one that was answered was sent to its end."""
        if not self._is_whole() and not self.transport.is_closing():
            self._linger()
        else:
            super().on_response_complete()
            if not self._lingers:
                self._expect()

    def _is_whole(self) -> bool:
        """Say whether the request was read to its end, or has no more than its head."""
        self.conn.held = False
        if self.conn.their_state is h11.SEND_BODY:
            with contextlib.suppress(h11.RemoteProtocolError):
                self.conn.next_event()
        return self.conn.their_state is not h11.SEND_BODY

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, with the status that h11 gives it, and end."""
        fault = sys.exception()
        status = fault.error_status_hint if isinstance(fault, h11.RemoteProtocolError) else 400
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        body = msg.encode("ascii")
        headers = [("content-length", str(len(body))), ("connection", "close")]
        with contextlib.suppress(h11.LocalProtocolError):  # an answer has begun before
            written = self.conn.send(h11.Response(status_code=status, headers=headers)) or b""
            written += self.conn.send(h11.Data(data=body)) or b""
            self.transport.write(written + (self.conn.send(h11.EndOfMessage()) or b""))
        self._linger()

    def pause_writing(self) -> None:
        """Write no more until what was written is taken."""
        super().pause_writing()
        self._expect()

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._set_timer(None)

    def _expect(self) -> None:
        """See what is due from the other side now, and give it its time."""
        now = self.loop.time()
        if self.transport.is_closing() or self.flow.write_paused:
            self._set_timer(now + READ_S)
        elif self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self.owing_since = self._begun_at = None
            self._set_timer(None)
        elif self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            self._owe(now, now + IDLE_S)
            if self._no_more:
                self.transport.close()
        else:
            self._begun_at = self._begun_at or now
            self._owe(now, min(now + READ_S, self._begun_at + REQUEST_S))
            if self._no_more:
                self.send_400_response("Half a request was received.")

    def _owe(self, now: float, due_at: float) -> None:
        self.owing_since = self.owing_since or now
        self._set_timer(due_at)

    def _set_timer(self, due_at: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if due_at is None else self.loop.call_at(due_at, self._drop)

    def _drop(self) -> None:
        self.owing_since = None
        self.connections.discard(self)
        self.transport.abort()

    def _linger(self) -> None:
        """Wait a little for them to hang up: a close with bytes unread would tear the answer out of their hands."""
        self._lingers = True
        self.owing_since = None
        self.flow.resume_reading()
        with contextlib.suppress(OSError):  # they have hung up
            self.transport.write_eof()
        self._set_timer(self.loop.time() + LINGER_S)
