"""What is fetched from the web: redirects, sizes, packed files, parts of files, what has not changed, what fails."""

from __future__ import annotations

import gzip
import time
from collections.abc import Sequence

import pytest

from store.feeds.fetch import BadAnswer, Fetcher, FetchLimits, TooLarge, TooSlow, Unreachable
from tests.store.feeds.server import Page, Site


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
