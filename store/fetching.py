"""One guarded way to the web: http and https only, with limits of size and time, and never into a private network.

A host is resolved once, all its addresses are looked at, and the connection goes to the address that was looked at: so
neither a redirect nor a name that changes its mind leads inside. The proxies of the environment are not used, since a
proxy would resolve again.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from types import TracebackType
from typing import BinaryIO, NoReturn, Self

import httpcore
import httpx

from .addresses import Resolver, is_inside, is_public, system_resolver
from .errors import StoreError

_AGENT = "podcast-quote-bot"
_STEP_S = 10.0  # the longest silence of a server within the time that a whole answer may take
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


class FetchError(StoreError):
    """Something could not be fetched. Sentences name the host only: the rest of an address may hold a key."""

    def __init__(self, url: str, reason: str) -> None:
        self.host = _host(url)
        super().__init__(f"{self.host}: {reason}")
        self.reason = reason


class AddressRefused(FetchError):
    """The address is none of http(s), or leads into a private network."""


class Unreachable(FetchError):
    """The server does not answer, or not as a server does."""


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


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is fetched at most: bytes, after unpacking; seconds for all of it; redirects."""

    size: int = 20 * 1024 * 1024
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent: its status (200, 206, 304 or 416), the address it came from in the end, and the bytes.

    `total` is the size of the whole file where the server tells it. `etag` and `last_modified` are for the next time.
    """

    status: int
    url: str
    data: bytes
    etag: str | None
    last_modified: str | None
    content_type: str | None
    total: int | None

    @property
    def unchanged(self) -> bool:
        """Whether the file is the one that `etag` or `last_modified` named."""
        return self.status == 304


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


class _Guard(httpcore.NetworkBackend):
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
        raise httpcore.ConnectError("no address of the internet")


class _Body(httpx.SyncByteStream):
    """The body of an answer, with httpcore's faults as our own."""

    def __init__(self, stream: Iterable[bytes], url: str) -> None:
        self._stream, self._url = stream, url

    def __iter__(self) -> Iterator[bytes]:
        with _translated(self._url):
            yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class _Transport(httpx.BaseTransport):
    """httpx's way to the network, through the guard."""

    def __init__(self, guard: _Guard) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=guard)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        core = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _translated(str(url)):
            answer = self._pool.handle_request(core)
        if not isinstance(answer.stream, Iterable):
            raise TypeError("a pool without async gives a body without async")
        body = _Body(answer.stream, str(url))
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class Fetcher:
    """Fetches from the web under limits; keeps connections until it is closed. One thread at a time uses it.

    `allow_private` lets it into private networks (for tests, and for those who keep their files at home). Raises
    FetchError and nothing else.
    """

    def __init__(
        self, *, allow_private: bool = False, resolve: Resolver = system_resolver, limits: Limits | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._client = httpx.Client(
            transport=_Transport(_Guard(resolve, allow_private)),
            headers={"user-agent": _AGENT, "accept": "*/*"},
            timeout=_STEP_S,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, limits: Limits | None = None
    ) -> Fetched:
        """Return the file at an address, or that it is the one that `etag` or `last_modified` names (no bytes then)."""
        headers = {"accept-encoding": "gzip, deflate"}
        if etag:
            headers["if-none-match"] = etag
        if last_modified:
            headers["if-modified-since"] = last_modified
        limits = limits or self.limits
        with self._answer(url, headers, limits) as answer:
            if answer.status_code == 304:
                return _fetched(answer, b"")
            _must_be(answer, 200)
            return _fetched(answer, b"".join(_unpacked(answer, limits.size)))

    def get_range(
        self, url: str, begin: int, end: int, *, etag: str | None = None, limits: Limits | None = None
    ) -> Fetched:
        """Return the bytes [begin, end) of a file; fewer where it ends before, none (416) where it ends before `begin`.

        A server that knows no ranges, or whose file is not the one that `etag` names any more, answers 200: then there
        are no bytes in it, and the whole file is to be fetched.
        """
        headers = {"accept-encoding": "identity", "range": f"bytes={begin}-{end - 1}"}
        if etag and not etag.startswith("W/"):
            headers["if-range"] = etag
        limits = replace(limits or self.limits, size=end - begin)
        with self._answer(url, headers, limits) as answer:
            if answer.status_code in (200, 416):
                return _fetched(answer, b"")
            _must_be(answer, 206)
            told = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
            if told is None or told[1] is None or int(told[1]) != begin:
                raise Unreachable(url, "the server sent another part than it was asked for.")
            return _fetched(answer, b"".join(_unpacked(answer, limits.size)))

    def save(self, url: str, into: BinaryIO, *, limits: Limits | None = None) -> Fetched:
        """Write the file at an address into an open file; the result has no bytes."""
        limits = limits or self.limits
        with self._answer(url, {"accept-encoding": "identity"}, limits) as answer:
            _must_be(answer, 200)
            for chunk in _unpacked(answer, limits.size):
                into.write(chunk)
            return _fetched(answer, b"")

    @contextmanager
    def _answer(self, url: str, headers: Mapping[str, str], limits: Limits) -> Iterator[httpx.Response]:
        """Give the answer at the end of the redirects, its body not read yet."""
        token = _deadline.set(time.monotonic() + limits.seconds)
        try:
            with _translated(url):
                request = self._client.build_request("GET", _checked(url), headers=headers)
                for _ in range(limits.redirects + 1):
                    answer = self._client.send(request, stream=True)
                    following = answer.next_request
                    if following is None:
                        break
                    answer.close()
                    request = following
                    _checked(str(request.url))
                else:
                    raise Unreachable(url, f"it redirects more than {limits.redirects} times.")
                try:
                    yield answer
                finally:
                    answer.close()
        finally:
            _deadline.reset(token)


def _checked(url: str) -> str:
    """Return an address of http or https; AddressRefused for any other."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise AddressRefused(url, "it is no address of the web.") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise AddressRefused(url, "only http and https are fetched.")
    return url


def _host(url: str) -> str:
    """Return the host of an address for a sentence, without password, path and query."""
    found = re.match(r"(?:[a-zA-Z][\w+.-]*:)?//(?:[^/?#@]*@)?([^/?#]{1,100})", url)
    return found[1] if found else "the address"


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Turn the faults of httpx and httpcore into our own."""
    try:
        yield
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise TooSlow(url, "the server takes too long.") from error
    except (httpcore.NetworkError, httpx.NetworkError) as error:
        raise Unreachable(url, "the server cannot be reached, or broke off.") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(url, "the server does not answer as a web server does.") from error


def _left(timeout: float | None) -> float:
    """Return how long one step may wait, in seconds, within the deadline."""
    step = _STEP_S if timeout is None else timeout
    deadline = _deadline.get()
    if deadline is None:
        return step
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole answer is over")
    return min(step, left)


def _must_be(answer: httpx.Response, status: int) -> None:
    if answer.status_code != status:
        raise BadAnswer(str(answer.url), answer.status_code)


def _unpacked(answer: httpx.Response, most: int) -> Iterator[bytes]:
    """Yield the body; TooLarge as soon as it is more than `most` bytes, also where a few bytes unpack to many."""
    url = str(answer.url)
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Unreachable(url, "the server packs its files in an unknown way.")
    said = answer.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise TooLarge(url, f"the file has {int(said) / 2**20:.0f} MB; at most {most / 2**20:.0f} MB are fetched.")
    plain = packing in ("", "identity")
    unpack = zlib.decompressobj(47 if "gzip" in packing else 15)
    size = 0
    for raw in answer.iter_raw():
        try:
            chunk = raw if plain else unpack.decompress(raw, most - size + 1)
        except zlib.error as error:
            raise Unreachable(url, "what the server sent cannot be unpacked.") from error
        size += len(chunk)
        if size > most:
            raise TooLarge(url, f"the file is larger than {most / 2**20:.0f} MB.")
        yield chunk
    if not plain and not unpack.eof:
        raise Unreachable(url, "the server broke off.")


def _fetched(answer: httpx.Response, data: bytes) -> Fetched:
    headers = answer.headers
    ranged = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    total = ranged[3] if ranged else headers.get("content-length", "")
    return Fetched(
        answer.status_code,
        str(answer.url),
        data,
        headers.get("etag"),
        headers.get("last-modified"),
        headers.get("content-type"),
        int(total) if total.isdigit() else None,
    )
