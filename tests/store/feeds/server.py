"""A small web server on this machine, with the good and bad habits of real ones."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What stands at a path, and how the server behaves there."""

    data: bytes = b""
    status: int = 200
    ranges: bool = True
    etag: str | None = None
    location: str | None = None
    packed: bool = False
    packing: str | None = None
    length: bool = True
    pause_s: float = 0.0  # before every kilobyte
    cut_to: int | None = None  # break off after so many bytes
    changing: bool = False  # another etag each time
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """The server: what stands where, and which requests came."""

    url: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    """The bodies of what was sent by POST."""


@dataclass
class Blunt:
    """A server that says these very bytes to whoever asks, and hangs up."""

    url: str
    answer: bytes = b""


@contextmanager
def answering() -> Iterator[Blunt]:
    """Give a server that says whatever it is told to."""

    def serve() -> None:
        while True:
            try:
                asked = listening.accept()[0]
            except OSError:
                return  # it is over
            with asked, suppress(ConnectionError):
                asked.recv(65_536)
                asked.sendall(blunt.answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        blunt = Blunt(f"http://127.0.0.1:{listening.getsockname()[1]}")
        thread = threading.Thread(target=serve)
        thread.start()
        yield blunt
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@contextmanager
def serving() -> Iterator[Site]:
    """Give a server that runs meanwhile."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            site.requests.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            page = site.pages.get(self.path.split("?")[0])
            try:
                self._answer(page or Page(status=404))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            site.sent.append(sent)
            self.do_GET()

        def _answer(self, page: Page) -> None:
            status, data, headers = self._content(page)
            headers |= page.headers
            if page.location:
                headers["location"] = page.location
            if page.length or not data:
                headers["content-length"] = str(len(data))
            else:
                headers["connection"] = "close"
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            self.close_connection = not page.length or page.cut_to is not None
            step = 1024 if page.pause_s else 1 << 24
            sent = data[: page.cut_to]
            for place in range(0, len(sent), step):
                time.sleep(page.pause_s)
                self.wfile.write(sent[place : place + step])

        def _content(self, page: Page) -> tuple[int, bytes, dict[str, str]]:
            etag = f'"{len(site.requests)}"' if page.changing else page.etag
            headers = {"etag": etag} if etag else {}
            asked, data, total = self.headers.get("range"), page.data, len(page.data)
            if etag and self.headers.get("if-none-match") == etag:
                return 304, b"", headers
            if asked and page.ranges and page.status == 200 and self.headers.get("if-range") in (None, etag):
                begin, _, end = asked.removeprefix("bytes=").partition("-")
                if int(begin) >= total:
                    return 416, b"", headers | {"content-range": f"bytes */{total}"}
                data = data[int(begin) : int(end or total) + 1]
                told = f"bytes {begin}-{int(begin) + len(data) - 1}/{total}"
                return 206, data, headers | {"content-range": told}
            if page.packed:
                return page.status, gzip.compress(data), headers | {"content-encoding": "gzip"}
            if page.packing:
                headers["content-encoding"] = page.packing
            return page.status, data, headers

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of connections that the other end tore, as one does that has read enough."""
            if not isinstance(sys.exc_info()[1], ConnectionError):
                super().handle_error(request, client_address)  # type: ignore[arg-type]

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
