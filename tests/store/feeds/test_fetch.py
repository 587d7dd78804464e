"""What is fetched from the web, and above all what is not."""

from __future__ import annotations

import contextlib
import gzip
import random
import time
from collections.abc import Iterator, Sequence

import pytest

from store.feeds.addresses import is_inside, is_public
from store.feeds.fetch import (
    AddressRefused,
    BadAnswer,
    Fetcher,
    FetchError,
    FetchLimits,
    TooLarge,
    TooSlow,
    Unreachable,
)
from tests.store.feeds.server import Blunt, Page, Site, answering, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher that may go to the server of these tests, which is at a private address."""
    with Fetcher(allow_private=True) as fetcher:
        yield fetcher


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.9.10", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # the metadata of cloud machines
        ("100.64.0.1", False),  # shared by a carrier
        ("100.128.0.1", True),
        ("192.0.0.8", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("239.1.2.3", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::127.0.0.1", False),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::1", False),
        ("2001:db8::1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_only_addresses_that_can_be_anybodys_count_as_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "169.254.0.23", "fe80::1", "fe80::a9fe:a9fe%eth0", "::ffff:169.254.169.254"),  # link-local
        *("100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42", "168.63.129.16", "192.0.0.192"),  # clouds
        *("0.0.0.0", "::", "::ffff:0.0.0.0", "224.0.0.1", "ff02::1", "ff05::2"),  # unspecified, multicast  # noqa: S104
        *("240.0.0.1", "255.255.255.255", "198.18.0.1", "192.88.99.1", "fec0::1", "64:ff9b:1::1"),  # reserved
        *("2002:a9fe:a9fe::", "64:ff9b::a9fe:a9fe", "::169.254.169.254"),  # link-local in disguise
        *("localhost", "", "1.2.3", "0x7f000001"),
    ],
)
@pytest.mark.parametrize("private", [True, False])
def test_some_addresses_are_closed_also_where_private_ones_are_allowed(address: str, private: bool) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1", address]

    assert not is_public(address) and not is_inside(address)
    with Fetcher(allow_private=private, resolve=resolve) as fetcher, pytest.raises(AddressRefused):
        fetcher.get("http://innocent.example:9/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "::1",
        "10.1.2.3",
        "172.31.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd12::1",
        "::ffff:10.0.0.1",
    ],
)
def test_servers_of_ones_own_are_inside(address: str) -> None:
    assert is_inside(address) and not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
    ],
)
def test_an_address_inside_is_refused_however_it_is_spelt(url: str) -> None:
    with Fetcher() as fetcher, pytest.raises(AddressRefused):
        fetcher.get(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/a",
        "gopher://example.com/",
        "/etc/passwd",
        "",
        "http://",
        "http:///a",
        "data:,a",
    ],
)
def test_only_http_and_https_are_fetched(url: str) -> None:
    with Fetcher(allow_private=True) as fetcher, pytest.raises(AddressRefused):
        fetcher.get(url)


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:192.168.0.1"]])
def test_a_name_that_leads_inside_is_refused(answer: list[str]) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("innocent.example", 80)
        return answer

    with Fetcher(resolve=resolve) as fetcher, pytest.raises(AddressRefused, match=r"innocent\.example"):
        fetcher.get("http://innocent.example/transcript.srt")


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_address(site: Site) -> None:
    site.pages["/a"] = Page(b"words")
    asked = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.255.255.1"]

    port = site.url.rpartition(":")[2]
    with Fetcher(allow_private=True, resolve=resolve) as fetcher:
        assert fetcher.get(f"http://podcast.example:{port}/a").data == b"words"
    assert asked == ["podcast.example"]
    assert site.requests[0][1]["host"] == f"podcast.example:{port}"


def test_a_redirect_that_leads_inside_is_refused(site: Site) -> None:
    site.pages["/a"] = Page(status=302, location="http://inside.example/secret")
    port = site.url.rpartition(":")[2]
    # The first host is let through as if it were public: 127.0.0.1 stands for a server of the internet here.
    outside = {"outside.example"}

    class Resolved(str):
        """An address that is public in this test's eyes."""

    def resolve(host: str, port: int) -> Sequence[str]:
        return [Resolved("127.0.0.1")] if host in outside else ["10.0.0.7"]

    def public(address: str) -> bool:
        return isinstance(address, Resolved) or is_public(address)

    with pytest.MonkeyPatch.context() as patch, Fetcher(resolve=resolve) as fetcher:
        patch.setattr("store.feeds.guarded.is_public", public)
        with pytest.raises(AddressRefused, match=r"inside\.example"):
            fetcher.get(f"http://outside.example:{port}/a")
    assert len(site.requests) == 1


def test_a_redirect_to_another_protocol_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(status=302, location="file:///etc/passwd")
    with pytest.raises(FetchError):
        fetcher.get(f"{site.url}/a")


def test_redirects_are_followed_but_not_for_ever(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {
        "/a": Page(status=301, location="/b"),
        "/b": Page(b"found"),
        "/round": Page(status=302, location="/round"),
    }
    got = fetcher.get(f"{site.url}/a")
    assert (got.data, got.url) == (b"found", f"{site.url}/b")
    with pytest.raises(Unreachable, match="redirects more than 5 times"):
        fetcher.get(f"{site.url}/round")


def test_what_is_too_large_is_not_read_to_its_end(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/told": Page(b"x" * 5000), "/untold": Page(b"x" * 5000, length=False)}
    for path in site.pages:
        with pytest.raises(TooLarge):
            fetcher.get(site.url + path, limits=FetchLimits(size=4999))
        assert len(fetcher.get(site.url + path, limits=FetchLimits(size=5000)).data) == 5000


def test_a_few_bytes_that_unpack_to_many_are_too_large(site: Site, fetcher: Fetcher) -> None:
    bomb = b"0" * 50_000_000
    site.pages["/bomb"] = Page(bomb, packed=True)
    with pytest.raises(TooLarge):
        fetcher.get(f"{site.url}/bomb", limits=FetchLimits(size=1_000_000))


def test_packed_files_are_unpacked(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/a": Page("好的".encode() * 1000, packed=True), "/b": Page(b"x", packing="br")}
    assert fetcher.get(f"{site.url}/a").data == "好的".encode() * 1000
    with pytest.raises(Unreachable, match="unknown way"):
        fetcher.get(f"{site.url}/b")


def test_a_packed_file_that_breaks_off_is_no_file(site: Site, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"words " * 5000)
    site.pages["/a"] = Page(packed[: len(packed) // 2], packing="gzip")
    with pytest.raises(Unreachable):
        fetcher.get(f"{site.url}/a")


@pytest.mark.parametrize("page", [Page(b"x" * 9000, cut_to=4000), Page(b"", status=500), Page(b"", status=404)])
def test_whatever_goes_wrong_has_one_sentence_without_the_rest_of_the_address(
    site: Site, fetcher: Fetcher, page: Page
) -> None:
    site.pages["/a"] = page
    with pytest.raises((Unreachable, BadAnswer)) as caught:
        fetcher.get(f"{site.url}/a?key=secret")
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_nobody_listening_is_unreachable(fetcher: Fetcher) -> None:
    with pytest.raises(Unreachable):
        fetcher.get("http://127.0.0.1:9/")


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("no such host")

    with Fetcher(resolve=resolve) as fetcher, pytest.raises(Unreachable):
        fetcher.get("https://nowhere.example/")


def test_a_server_that_drips_is_left_when_the_time_is_over(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"x" * 1024 * 100, pause_s=0.1)
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        fetcher.get(f"{site.url}/a", limits=FetchLimits(seconds=0.5))
    assert time.monotonic() - begun < 2


def test_an_unchanged_file_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"words", etag='"1"')
    first = fetcher.get(f"{site.url}/a")
    assert (first.data, first.etag, first.unchanged) == (b"words", '"1"', False)
    second = fetcher.get(f"{site.url}/a", etag=first.etag, last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert (second.data, second.unchanged) == (b"", True)
    assert site.requests[1][1]["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"


def test_a_part_of_a_file_comes_with_the_size_of_the_whole(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(bytes(range(100)))
    got = fetcher.get_range(f"{site.url}/a", 10, 20)
    assert (got.status, got.data, got.total) == (206, bytes(range(10, 20)), 100)
    assert fetcher.get_range(f"{site.url}/a", 90, 120).data == bytes(range(90, 100))
    past = fetcher.get_range(f"{site.url}/a", 100, 120)
    assert (past.status, past.data, past.total) == (416, b"", 100)


def test_a_server_without_ranges_says_so_and_its_file_is_not_read(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"x" * 10_000_000, ranges=False)
    got = fetcher.get_range(f"{site.url}/a", 10, 20)
    assert (got.status, got.data) == (200, b"")


def test_a_part_of_another_version_of_the_file_is_not_taken(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"x" * 100, etag='"2"')
    assert fetcher.get_range(f"{site.url}/a", 10, 20, etag='"1"').status == 200
    assert fetcher.get_range(f"{site.url}/a", 10, 20, etag='"2"').status == 206


def test_a_file_is_read_as_it_comes(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"x" * 3_000_000)
    with fetcher.opened(f"{site.url}/a") as (told, chunks):
        assert (told.status, told.total, told.data) == (200, 3_000_000, b"")
        assert b"".join(chunks) == b"x" * 3_000_000


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (Page(bytes(range(100)), etag='"1"'), 206),
        (Page(bytes(range(100)), etag='"2"'), 200),  # another file by now
        (Page(bytes(range(100)), etag='"1"', ranges=False), 200),
    ],
)
def test_a_file_is_gone_on_with_where_it_is_the_same_still(
    site: Site, fetcher: Fetcher, now: Page, status: int
) -> None:
    site.pages["/a"] = Page(bytes(range(100)), etag='"1"')
    with fetcher.opened(f"{site.url}/a") as (first, _):
        pass
    site.pages["/a"] = now
    with fetcher.opened(f"{site.url}/a", begin=40, like=first) as (told, chunks):
        assert (told.status, told.total) == (status, 100)
        assert b"".join(chunks) == bytes(range(40 if status == 206 else 0, 100))
    with pytest.raises(TooLarge), fetcher.opened(f"{site.url}/a", begin=40, limits=FetchLimits(size=99)) as (_, chunks):
        b"".join(chunks)


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


DIGITS = "9" * 5000


@pytest.fixture
def blunt() -> Iterator[Blunt]:
    with answering() as blunt:
        yield blunt


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


def test_a_sentence_names_the_host_and_nothing_of_a_password(fetcher: Fetcher) -> None:
    for password in ("secret", "se@cret", "se/cret", "se?cret", "se#cret", "se:cret", "@secret", "/secret"):
        with pytest.raises(FetchError) as caught:
            fetcher.get(f"http://anna:{password}@127.0.0.1:9/secret?secret#secret")
        assert "cret" not in str(caught.value)
