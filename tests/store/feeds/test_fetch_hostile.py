"""Hostile addresses and answers: each ends in an answer or an error of our own, which tells no password."""

from __future__ import annotations

import contextlib
import random

import pytest

from store.feeds.fetch import Fetcher, FetchError, FetchLimits
from tests.store.feeds.server import Blunt

DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "url",
    [
        *("http://xn--a/", "http://xn--zzzzzzzzz99999/", "http://\u200b/", "http://☃☃.\ufdfa/", "http://\udcff/"),
        *("http://a\x00b/", "http://[::1", "http://[v1.x]/", "http://a:x/", f"http://{'a' * 70_000}/"),
        *(f"http://127.0.0.1:{DIGITS}/", "http://127.0.0.1:9/\ud800", "http://user:\ud800@127.0.0.1:9/"),
        *("http://127.0.0.1:9/\r\nx: y", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://127.0.0.1:0/"),
        *("http://user:pa/ss@127.0.0.1:9/", "http:127.0.0.1:9", "\ud800", f"http://127.0.0.1:9/{'a' * 70_000}"),
    ],
)
def test_whatever_is_typed_as_an_address_ends_in_an_answer_or_our_own_error(fetcher: Fetcher, url: str) -> None:
    for ask in (fetcher.get, lambda url: fetcher.get_range(url, 0, 9), lambda url: fetcher.opened(url).__enter__()):
        with pytest.raises(FetchError) as caught:
            ask(url)
        str(caught.value).encode()
        assert len(str(caught.value)) < 200


HEADERS = [
    *(f"Content-Range: bytes 0-9/{DIGITS}", f"Content-Range: bytes {DIGITS}-{DIGITS}/5", "Content-Range: \xb2"),
    *("Content-Length: \xb2", f"Content-Length: {DIGITS}", "Content-Length: -5", "Content-Length: 1e3"),
    *("Content-Encoding: gzip, gzip", "Content-Encoding: \xff", "ETag: \xff\xfe", f"ETag: {'e' * 50_000}"),
    *(f"X: {'y' * 200_000}", "Transfer-Encoding: chunked", "Transfer-Encoding: \xff", "Last-Modified: \x80", ": x"),
]
LOCATIONS = [
    *("http://xn--a/", "//", "http://[", "\xff\xfe", "http://a:99999999/", "http://x:y:z/", "javascript:1", "http:///"),
    *("\x80", f"http://{'a' * 70_000}/", f"http://127.0.0.1:{DIGITS}/", "file:///etc/passwd", "http://\x00/"),
]
STATUSES = [
    "200 OK",
    "206 P",
    "304 N",
    "416 R",
    "204 N",
    "301 M",
    "100 C",
    "101 S",
    "999 ?",
    "000",
    "99999 x",
    "\xb2 x",
    "",
]


@pytest.mark.parametrize(
    "answer",
    [f"HTTP/1.1 {status}\r\n{head}\r\n\r\n0123456789" for status in ("200 OK", "206 P") for head in HEADERS]
    + [f"HTTP/1.1 302 F\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n" for place in LOCATIONS]
    + [f"HTTP/1.1 {status}\r\n\r\n0123456789" for status in STATUSES]
    + [
        "",
        "\0" * 100,
        "HTTP/9.9 200 OK\r\n\r\n",
        "SSH-2.0-x\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz",
    ],
)
def test_whatever_a_server_says_ends_in_an_answer_or_our_own_error(answer: str, fetcher: Fetcher, blunt: Blunt) -> None:
    blunt.answer = answer.encode("latin-1")
    ask(fetcher, blunt.url)


def test_whatever_comes_out_of_a_broken_server_ends_so(fetcher: Fetcher, blunt: Blunt) -> None:
    """Bytes of sound answers, changed, doubled and left out at random."""
    dice = random.Random(12)
    sound = ['HTTP/1.1 206 P\r\nContent-Range: bytes 0-9/10\r\nETag: "1"\r\nContent-Length: 10\r\n\r\n0123456789']
    sound += [f"HTTP/1.1 {status}\r\n{head[:200]}\r\n\r\n0123456789" for status in STATUSES for head in HEADERS[:9]]
    sound += [f"HTTP/1.1 302 F\r\nLocation: {place[:90]}\r\nContent-Length: 0\r\n\r\n" for place in LOCATIONS]
    for _ in range(150):
        answer = bytearray(dice.choice(sound).encode("latin-1"))
        for _ in range(dice.randrange(1, 6)):
            at = dice.randrange(len(answer))
            answer[at : at + dice.randrange(3)] = dice.choice(
                [b"", b"\x00", b"\xff", b"9" * 30, b"\r\n", b":", b"\xed\xa0\x80"]
            )
        blunt.answer = bytes(answer)
        ask(fetcher, blunt.url)


def ask(fetcher: Fetcher, url: str) -> None:
    """Ask a server in each way there is, with what it said of its file before."""
    limits, told = FetchLimits(seconds=5, redirects=2), []
    with contextlib.suppress(FetchError):
        told.append(fetcher.get(f"{url}/a", limits=limits))
    with contextlib.suppress(FetchError):
        told.append(fetcher.get_range(f"{url}/a", 0, 10, limits=limits))
    like = told[0] if told else None
    with contextlib.suppress(FetchError), fetcher.opened(f"{url}/a", begin=1, like=like, limits=limits) as (_, chunks):
        list(chunks)
    for one in told:
        with contextlib.suppress(FetchError):
            fetcher.get(f"{url}/a", etag=one.etag, last_modified=one.last_modified, limits=limits)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://anna:hush@pod.example/feed", "pod.example"),
        ("https://anna:hu@sh@pod.example:8080/feed", "pod.example:8080"),
        ("https://anna:hu/sh@pod.example/feed", "the address"),
        ("https://anna:12/sh@pod.example/feed", "the address"),
        ("https://anna:12/@pod.example/feed", "the address"),
        ("https://hu/sh@pod.example/feed", "the address"),
        ("https://anna:hu?sh#@pod.example/feed", "the address"),
        ("https://pod.example/@anna/feed", "pod.example"),
        ("//10.0.0.7", "10.0.0.7"),
        ("pod.example", "the address"),
        ("https://" + "@" * 4_096, "the address"),
    ],
)
def test_no_part_of_a_password_is_told_with_a_fault(address: str, told: str) -> None:
    assert FetchError(address, "no").host == told


def test_a_sentence_names_the_host_and_nothing_of_a_password(fetcher: Fetcher) -> None:
    for password in ("secret", "se@cret", "se/cret", "se?cret", "se#cret", "se:cret", "@secret", "/secret"):
        with pytest.raises(FetchError) as caught:
            fetcher.get(f"http://anna:{password}@127.0.0.1:9/secret?secret#secret")
        assert "cret" not in str(caught.value)
