"""What strangers may send to the bot by HTTP, and how much, how slowly and how often."""

import asyncio
import socket
import time

import h11
import pytest
from starlette.responses import Response
from starlette.routing import Route

from bot.http import connection
from bot.http.connection import MOST_PIECES
from bot.http.server import LARGEST_BODY, serving


async def _body(request):
    if request.url.path == "/fail":
        raise ValueError
    if request.url.path == "/no":
        return Response(status_code=403)
    return Response(await request.body() or b"empty")


MUCH = bytes(20_000_000)  # more than two sockets hold


async def _sleep(_request):
    await asyncio.sleep(20)


async def _much(_request):
    return Response(MUCH)


ROUTES = [
    Route("/sleep", _sleep),
    Route("/much", _much),
    Route("/{anything}", _body, methods=["GET", "POST"]),
    Route("/", _body, methods=["GET", "POST"]),
]


def exchange(*sent):
    """Send bytes as they are to the server; returns all that comes back."""

    async def main():
        async with serving(("127.0.0.1", 0), ROUTES) as place:
            return await asyncio.to_thread(talk, place)

    def talk(place):
        with socket.create_connection(place, timeout=5) as conn:
            for piece in sent:
                conn.sendall(piece)
            conn.shutdown(socket.SHUT_WR)
            found = b""
            while chunk := conn.recv(65536):
                found += chunk
        return found

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", b"HTTP/1.1 200"),
        (b"\x16\x03\x01\x02", b"HTTP/1.1 400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 400"),
        (b"GET /" + b"a" * 100_000, b"HTTP/1.1 431"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"HTTP/1.1 400"),
        (b"GET /fail HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 500"),
        (b"", b""),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab", b"HTTP/1.1 400"),
    ],
)
def test_whatever_is_sent_the_server_answers_within_the_protocol(sent, answered):
    assert exchange(sent)[: len(answered) or None] == answered


def test_head_gets_what_get_gets_without_its_body():
    answer = exchange(b"HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"content-length: 5\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_a_request_that_trickles_in_is_given_up(monkeypatch):
    """Each piece in good time and never the whole would hold a connection for ever, and all of them the bot."""
    monkeypatch.setattr(connection, "READ_S", 0.3)
    monkeypatch.setattr(connection, "REQUEST_S", 0.6)

    async def main():
        async with serving(("127.0.0.1", 0), ROUTES) as place:
            return await asyncio.to_thread(trickle, place)

    def trickle(place):
        with socket.create_connection(place, timeout=5) as conn:
            conn.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
            for sent in range(100):
                try:
                    conn.sendall(b"x")
                    conn.settimeout(0.1)
                    if conn.recv(1) == b"":
                        return sent
                except TimeoutError:
                    pass
                except OSError:
                    return sent
        return None

    assert asyncio.run(main()) < 20


def test_a_body_that_is_too_large_is_refused_before_all_of_it_was_read():
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n"
    assert exchange(head, b"x" * (LARGEST_BODY + 1)).startswith(b"HTTP/1.1 413")


def test_what_is_refused_by_its_head_is_so_before_its_body_is_there():
    for told in (b"Content-Length: 1000000", b"Transfer-Encoding: chunked"):
        assert exchange(b"POST /no HTTP/1.1\r\nHost: a\r\n" + told + b"\r\n\r\n").startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("path", [b"/", b"/no"])
def test_a_body_in_the_smallest_pieces_costs_no_more_than_a_few_thousand_of_them(monkeypatch, path):
    events = []
    next_event = h11.Connection.next_event

    def counted(self):
        event = next_event(self)
        if self.our_role is h11.SERVER:  # threads of earlier tests may still speak HTTP as clients
            events.append(event)
        return event

    monkeypatch.setattr(h11.Connection, "next_event", counted)
    head = b"POST " + path + b" HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = exchange(head, b"1\r\nx\r\n" * LARGEST_BODY)
    assert answer.startswith(b"HTTP/1.1 413" if path == b"/" else b"HTTP/1.1 403")
    pieces = sum(isinstance(event, h11.Data) for event in events)
    assert pieces <= (MOST_PIECES if path == b"/" else 0) + 1
    assert len(events) < 2 * MOST_PIECES


def test_one_connection_serves_several_requests():
    one = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"
    assert exchange(one + b"1" + one + b"2").count(b"HTTP/1.1 200") == 2
    assert h11.__version__


def test_connections_that_say_nothing_keep_nobody_from_being_answered(monkeypatch):
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 5)

    async def main():
        async with serving(("127.0.0.1", 0), ROUTES) as place:
            return await asyncio.to_thread(talk, place)

    def talk(place):
        crowd = [socket.create_connection(place, timeout=5) for _ in range(20)]
        crowd[-1].sendall(b"GET / HTTP/1.1\r\n")  # and not the rest
        with socket.create_connection(place, timeout=5) as conn:
            conn.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            answer = conn.recv(65536)
        for one in crowd:
            one.close()
        return answer

    assert asyncio.run(main()).startswith(b"HTTP/1.1 200")


def talking(talk):
    """Serve while somebody talks to the server in a thread; returns what they return."""

    async def main():
        async with serving(("127.0.0.1", 0), ROUTES) as place:
            with socket.create_connection(place, timeout=5) as conn:
                return await asyncio.to_thread(talk, conn)

    return asyncio.run(main())


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"])
def test_who_falls_silent_is_hung_up_on(monkeypatch, said):
    """Before a request, within it, and after the answer to it."""
    monkeypatch.setattr(connection, "READ_S", 0.2)
    monkeypatch.setattr(connection, "IDLE_S", 0.2)

    def talk(conn):
        conn.sendall(said)
        answer = b""
        try:
            while chunk := conn.recv(65536):
                answer += chunk
        except ConnectionResetError:
            pass
        return answer

    assert talking(talk).startswith(b"HTTP/1.1 200") == said.endswith(b"\r\n\r\n")


def test_who_takes_nothing_of_a_long_answer_is_hung_up_on(monkeypatch):
    monkeypatch.setattr(connection, "READ_S", 0.2)

    def talk(conn):
        conn.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(2)
        taken = 0
        while chunk := conn.recv(65536):
            taken += len(chunk)
        return taken

    assert talking(talk) < len(MUCH)


def test_who_is_waiting_at_the_end_is_told_so_at_once_and_what_answers_is_not_named():
    began = time.monotonic()

    async def main():
        async with serving(("127.0.0.1", 0), ROUTES) as place:
            conn = socket.create_connection(place, timeout=5)
            conn.sendall(b"GET /sleep HTTP/1.1\r\nHost: a\r\n\r\n")
            await asyncio.sleep(0.2)
        with conn:
            return await asyncio.to_thread(conn.recv, 65536)

    answer = asyncio.run(main())
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"server:" not in answer.lower()
    assert time.monotonic() - began < 3


def test_faults_are_logged_once_and_strangers_never(caplog):
    exchange(b"nonsense\r\n\r\n")
    exchange(b"GET /no HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n")
    assert exchange(b"GET /fail HTTP/1.1\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 500")
    assert [(one.name, one.getMessage()) for one in caplog.records] == [
        ("bot.http.server", "A request for /fail was not answered.")
    ]


def test_a_place_that_is_taken_is_an_error_and_no_end_of_the_program():
    async def main():
        async with serving(("127.0.0.1", 0), ROUTES) as place:
            with pytest.raises(OSError, match="in use"):
                async with serving(place, ROUTES):
                    pass

    asyncio.run(main())
