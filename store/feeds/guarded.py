"""The network layer of the fetch: connections to checked addresses, deadlines, and the errors of both.

A host is resolved once, all its addresses are looked at, and the connection goes to the address that was looked at: so
neither a redirect nor a name that changes its mind leads inside. The proxies of the environment are not used, since a
proxy would resolve again.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import cache
from typing import NoReturn

import httpcore
import httpx

from store.errors import StoreError
from store.feeds.addresses import Resolver, host_of, is_inside, is_public

STEP_S = 10.0
"""The longest silence of a server within the time that a whole answer may take."""


class FetchError(StoreError):
    """Something could not be fetched. Sentences name the host only: the rest of an address may hold a key."""

    def __init__(self, url: str, reason: str) -> None:
        self.host = host_of(url)
        super().__init__(f"{self.host}: {reason}")
        self.reason = reason


class AddressRefused(FetchError):
    """The address is none of http(s), or leads into a private network."""


class NoAddress(AddressRefused):
    """What was given, or led to, is no address of http(s) at all."""


class Unreachable(FetchError):
    """The server does not answer, or not as a server does."""


class HostDown(Unreachable):
    """The host has no address, or nobody listens there: nothing else can be fetched from it either."""


class TooSlow(FetchError):
    """The server took longer than is waited."""


class TooLarge(FetchError):
    """There is more to fetch than the limit allows."""


class BadAnswer(FetchError):
    """The server answered with a status that is no success."""

    def __init__(self, url: str, status: int) -> None:
        told = {401: "wants a password", 403: "does not allow it", 404: "has no such file", 410: "has no such file"}
        super().__init__(url, f"the server {told.get(status, 'has a problem')} ({status}).")
        self.status = status


_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class _Stream(httpcore.NetworkStream):
    """A connection on which no wait goes beyond the deadline of the answer that is being read."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))  # type: ignore[arg-type]

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the very addresses that were looked at."""

    def __init__(self, resolve: Resolver, allow_private: bool) -> None:
        self._real = httpcore.SyncBackend()
        self._resolve, self._allow_private = resolve, allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection; raises AddressRefused where the host leads to where nothing is fetched from."""
        try:
            addresses = list(self._resolve(host.strip("[]"), port))
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"unknown host: {error}") from error
        # One private address among public ones is no mistake of an honest host either.
        for address in addresses:
            if not is_public(address) and not (self._allow_private and is_inside(address)):
                where = "is inside a private network" if is_inside(address) else "is where nothing is ever fetched from"
                raise AddressRefused(f"//{host}", f"it {where}.")
        fault: Exception = httpcore.ConnectError("the host has no address")
        for address in addresses:
            try:
                return _Stream(self._real.connect_tcp(address, port, _left(timeout), local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> NoReturn:
        """Refuse: that would lead inside."""
        raise httpcore.ConnectError("no address of the internet")


class _Body(httpx.SyncByteStream):
    """The body of an answer, with httpcore's faults as our own."""

    def __init__(self, stream: Iterable[bytes], url: str) -> None:
        self._stream, self._url = stream, url

    def __iter__(self) -> Iterator[bytes]:
        with translated(self._url):
            yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class Transport(httpx.BaseTransport):
    """httpx's way to the network, through the backend."""

    def __init__(self, backend: CheckedBackend) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return an answer, its body not read yet."""
        url = request.url
        core = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with translated(str(url)):
            answer = self._pool.handle_request(core)
        if not isinstance(answer.stream, Iterable):
            raise TypeError("a pool without async gives a body without async")
        body = _Body(answer.stream, str(url))
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


@cache
def _certificates() -> ssl.SSLContext:
    """Return whom to trust: reading that takes some hundredths of a second, and it is the same for all."""
    return httpx.create_ssl_context()


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn whatever goes wrong with a server into our own errors: what it sends passes through several parsers."""
    try:
        yield
    except (FetchError, MemoryError):
        raise
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise HostDown(url, "the server cannot be reached.") from error
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise TooSlow(url, "the server takes too long.") from error
    except (httpcore.NetworkError, httpx.NetworkError) as error:
        raise Unreachable(url, "the server broke off.") from error
    except Exception as error:
        raise Unreachable(url, "the server does not answer as a web server does.") from error


def within(seconds: float) -> Token[float | None]:
    """Let no wait of this thread on a connection go beyond so many seconds from now; `unbounded` takes that back."""
    return _deadline.set(time.monotonic() + seconds)


def unbounded(token: Token[float | None]) -> None:
    """Take back what `within` set."""
    _deadline.reset(token)


def _left(timeout: float | None) -> float:
    """Return how long one step may wait, in seconds, within the deadline."""
    step = STEP_S if timeout is None else timeout
    deadline = _deadline.get()
    if deadline is None:
        return step
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole answer is over")
    return min(step, left)
