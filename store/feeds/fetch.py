"""Fetching from the web: http and https only, with limits of size and time, and never from a private network.

httpx has no limit of size, its timeouts bound each step and not the whole, and it connects to whatever a name leads to.
How a server is reached, and what can go wrong there, stands in `guarded`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Self

import httpx

from store.feeds.addresses import Resolver, system_resolver
from store.feeds.guarded import (
    STEP_S,
    AddressRefused,
    BadAnswer,
    CheckedBackend,
    FetchError,
    HostDown,
    NoAddress,
    TooLarge,
    TooSlow,
    Transport,
    Unreachable,
    translated,
    unbounded,
    within,
)

__all__ = [
    "AddressRefused",
    "BadAnswer",
    "FetchError",
    "FetchLimits",
    "Fetched",
    "Fetcher",
    "HostDown",
    "NoAddress",
    "TooLarge",
    "TooSlow",
    "Unreachable",
]

_AGENT = "podcast-quote-bot"
_NUMBER = r"([0-9]{1,18})"  # more digits are no size of a file, and thousands of them no number to Python
_CONTENT_RANGE = re.compile(rf"bytes (?:{_NUMBER}-{_NUMBER}|\*)/(?:{_NUMBER}|\*)")
_LONGEST_MARK = 1000


@dataclass(frozen=True, slots=True)
class FetchLimits:
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


class Fetcher:
    """Fetches from the web under limits; keeps connections until it is closed. One thread at a time uses it.

    `allow_private` lets it into private networks (for tests, and for those who keep their files at home). Raises
    FetchError and nothing else.
    """

    def __init__(
        self, *, allow_private: bool = False, resolve: Resolver = system_resolver, limits: FetchLimits | None = None
    ) -> None:
        self.limits = limits or FetchLimits()
        self._client = httpx.Client(
            transport=Transport(CheckedBackend(resolve, allow_private)),
            headers={"user-agent": _AGENT, "accept": "*/*"},
            timeout=STEP_S,
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
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, limits: FetchLimits | None = None
    ) -> Fetched:
        """Return the file at an address, or that it is the one that `etag` or `last_modified` names (no bytes then)."""
        headers = {"accept-encoding": "gzip, deflate"}
        if etag:
            headers["if-none-match"] = etag
        if last_modified:
            headers["if-modified-since"] = last_modified
        limits = limits or self.limits
        with translated(url), self._answer(url, headers, limits) as answer:
            if answer.status_code == 304:
                return _fetched(answer, b"")
            _must_be(answer, 200)
            return _fetched(answer, b"".join(_unpacked(answer, limits.size)))

    def post_json(
        self, url: str, value: object, *, headers: Mapping[str, str] | None = None, limits: FetchLimits | None = None
    ) -> bytes:
        """Return what a server answers to a value sent as JSON; it is sent nowhere else, whatever the server says."""
        limits = limits or self.limits
        told = {"accept-encoding": "gzip, deflate", **(headers or {})}
        request = partial(self._client.build_request, "POST", headers=told, json=value)
        with translated(url), self._answering(url, request, replace(limits, redirects=0)) as answer:
            _must_be(answer, 200)
            return b"".join(_unpacked(answer, limits.size))

    def get_range(
        self, url: str, begin: int, end: int, *, etag: str | None = None, limits: FetchLimits | None = None
    ) -> Fetched:
        """Return the bytes [begin, end) of a file; fewer where it ends before, none (416) where it ends before `begin`.

        A server that knows no ranges, or whose file is not the one that `etag` names any more, answers 200: then there
        are no bytes in it, and the whole file is to be fetched.
        """
        headers = {"accept-encoding": "identity", "range": f"bytes={begin}-{end - 1}", **_if_range(etag)}
        limits = replace(limits or self.limits, size=end - begin)
        with translated(url), self._answer(url, headers, limits) as answer:
            if answer.status_code in (200, 416):
                return _fetched(answer, b"")
            _must_begin(answer, begin)
            return _fetched(answer, b"".join(_unpacked(answer, limits.size)))

    @contextmanager
    def opened(
        self, url: str, *, begin: int = 0, like: Fetched | None = None, limits: FetchLimits | None = None
    ) -> Iterator[tuple[Fetched, Iterator[bytes]]]:
        """Give what a server says of a file, without its bytes, and these as they come.

        They are those from `begin` on (206) where the server knows ranges and its file is still the one that `like`
        tells of, else all of them (200).
        """
        headers = {"accept-encoding": "identity"}
        if begin:
            mark = (like.etag or like.last_modified) if like else None
            headers |= {"range": f"bytes={begin}-", **_if_range(mark)}
        limits = limits or self.limits
        with self._answer(url, headers, limits) as answer:
            if begin and answer.status_code == 206:
                _must_begin(answer, begin)
                limits = replace(limits, size=max(0, limits.size - begin))
            else:
                _must_be(answer, 200)
            yield _fetched(answer, b""), _unpacked(answer, limits.size)

    def _answer(
        self, url: str, headers: Mapping[str, str], limits: FetchLimits
    ) -> AbstractContextManager[httpx.Response]:
        """Give the answer to a GET at the end of the redirects, its body not read yet."""
        return self._answering(url, partial(self._client.build_request, "GET", headers=headers), limits)

    @contextmanager
    def _answering(
        self, url: str, request_of: Callable[[str], httpx.Request], limits: FetchLimits
    ) -> Iterator[httpx.Response]:
        """Give the answer at the end of the redirects, its body not read yet; the first one where none are followed."""
        token = within(limits.seconds)
        try:
            with translated(url):
                answer = self._sent(url, request_of, limits)
            try:
                yield answer
            finally:
                with translated(url):
                    answer.close()
        finally:
            unbounded(token)

    def _sent(self, url: str, request_of: Callable[[str], httpx.Request], limits: FetchLimits) -> httpx.Response:
        request = request_of(_checked(url))
        for _ in range(limits.redirects + 1):
            answer = self._client.send(request, stream=True)
            following = answer.next_request
            if following is None or not limits.redirects:
                return answer
            answer.close()
            request = following
            _checked(str(request.url))
        raise Unreachable(url, f"it redirects more than {limits.redirects} times.")


def _checked(url: str) -> str:
    """Return an address of http or https; NoAddress for any other."""
    try:
        parts = httpx.URL(url)
        # Some names are found to be none only where they are written out.
        written = parts.host and parts.raw_host
    except (httpx.InvalidURL, ValueError, TypeError):
        raise NoAddress(url, "it is no address of the web.") from None
    if parts.scheme not in ("http", "https") or not written:
        raise NoAddress(url, "only http and https are fetched.")
    return url


def _if_range(mark: str | None) -> dict[str, str]:
    """Return the header that asks for a part of the file with this etag or date, and for the whole of any other."""
    return {"if-range": mark} if mark and not mark.startswith("W/") else {}


def _must_be(answer: httpx.Response, status: int) -> None:
    if answer.status_code != status:
        raise BadAnswer(str(answer.url), answer.status_code)


def _must_begin(answer: httpx.Response, begin: int) -> None:
    _must_be(answer, 206)
    told = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    if told is None or told[1] is None or int(told[1]) != begin:
        raise Unreachable(str(answer.url), "the server sent another part than it was asked for.")


def _unpacked(answer: httpx.Response, most: int) -> Iterator[bytes]:
    """Yield the body; TooLarge as soon as it is more than `most` bytes, also where a few bytes unpack to many."""
    url = str(answer.url)
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Unreachable(url, "the server packs its files in an unknown way.")
    said = _number(answer.headers.get("content-length"))
    if said is not None and said > most:
        raise TooLarge(url, f"the file has {said / 2**20:.0f} MB; at most {most / 2**20:.0f} MB are fetched.")
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
    return Fetched(
        answer.status_code,
        str(answer.url),
        data,
        _mark(headers.get("etag")),
        _mark(headers.get("last-modified")),
        headers.get("content-type"),
        _number(ranged[3] if ranged else headers.get("content-length")),
    )


def _number(said: str | None) -> int | None:
    return int(said) if said and re.fullmatch(_NUMBER, said) else None


def _mark(said: str | None) -> str | None:
    """Return what names a version of a file, if it can be sent back as it came."""
    return said if said and len(said) <= _LONGEST_MARK and said.isascii() and said.isprintable() else None
