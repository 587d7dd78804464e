"""A whole recording on its way: gone on with where it broke off, and given up where it cannot come in time."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from bot.media.audio.download import JUDGED_AFTER_S, Download
from bot.media.audio.downloads import Downloads
from store.feeds.fetch import Fetched, Fetcher, TooLarge, TooSlow, Unreachable
from tests.store.feeds.server import Page, Site, serving

MB = 1_000_000
DATA = random.Random(7).randbytes(900_000)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class Clock:
    """A clock that stands where it is put."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def download(site: Site, **more: Any) -> Download:
    given: dict[str, Any] = {"most_bytes": 400 * MB, "seconds": 900.0, "downloads": Downloads(1000 * MB, 64), **more}
    return Download(f"{site.url}/a", lambda: Fetcher(allow_private=True), **given)


def here(one: Download, downloads: Downloads) -> bytes:
    one.keep()
    one.stop()
    reader = downloads.reader(one.url)
    assert reader is not None
    with reader:
        data = reader.read()
    downloads.clear()
    return data


def asked(site: Site) -> list[str | None]:
    return [headers.get("range") for _, headers in site.requests]


def test_what_breaks_off_is_gone_on_with(site: Site) -> None:
    site.pages["/a"] = Page(DATA, etag='"1"', cut_to=300_000)
    downloads = Downloads(MB, 4)
    one = download(site, downloads=downloads)
    steps = 0
    while not one.done:
        one.step(lambda: False)
        steps += 1
    begins = [int((told or "bytes=0-")[6:-1]) for told in asked(site)]
    assert begins == sorted(set(begins)) and begins[0] == 0 and len(begins) == steps >= 3
    assert {headers.get("if-range") for _, headers in site.requests[1:]} == {'"1"'}
    assert here(one, downloads) == DATA


@pytest.mark.parametrize(
    "then",
    [
        Page(DATA, etag='"2"'),  # answers with the whole of the other file
        Page(DATA, ranges=False),
    ],
)
def test_what_has_changed_meanwhile_begins_anew(site: Site, then: Page) -> None:
    site.pages["/a"] = Page(DATA[::-1], etag='"1"', cut_to=300_000)
    downloads = Downloads(MB, 4)
    one = download(site, downloads=downloads)
    one.step(lambda: False)
    site.pages["/a"] = then
    one.step(lambda: False)
    assert one.done
    assert here(one, downloads) == DATA


@pytest.mark.parametrize("ranges", [True, False])
def test_a_server_that_gives_nothing_more_is_left(site: Site, ranges: bool) -> None:
    site.pages["/a"] = Page(DATA, ranges=ranges, cut_to=300_000, etag='"1"')
    one = download(site)
    one.step(lambda: False)
    site.pages["/a"].cut_to = 0 if ranges else 300_000
    with pytest.raises(Unreachable):
        one.step(lambda: False)
    one.stop()
    assert len(site.requests) == 2


@pytest.mark.parametrize("ranges", [True, False])
def test_others_get_their_turn_where_the_server_can_go_on(
    site: Site, ranges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot, a recording comes in one go after the first try."""
    monkeypatch.setattr("bot.media.audio.download.STEP_S", 0.0)
    site.pages["/a"] = Page(DATA, etag='"1"', ranges=ranges)
    downloads = Downloads(MB, 4)
    one = download(site, downloads=downloads)
    while not one.done:
        one.step(lambda: len(site.requests) < 5)
    assert len(site.requests) == (5 if ranges else 2)
    assert here(one, downloads) == DATA


class Dripping:
    """A server that sends a piece each second, in the time of a clock."""

    def __init__(self, piece: int, total: int, *, is_told: bool = True) -> None:
        self.clock, self.piece, self.total, self.is_told = Clock(), piece, total, is_told

    def __enter__(self) -> Dripping:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @contextmanager
    def opened(self, url: str, *, begin: int, **_: object) -> Iterator[tuple[Fetched, Iterator[bytes]]]:
        def pieces() -> Iterator[bytes]:
            for _ in range(begin, self.total, self.piece):
                self.clock.now += 1.0
                yield bytes(self.piece)

        total = self.total if self.is_told else None
        yield Fetched(206 if begin else 200, url, b"", '"1"', None, None, total), pieces()


@pytest.mark.parametrize(
    ("server", "comes", "after_s"),
    [
        (Dripping(MB, 72 * MB), True, 72),  # 72 MB at 1 MB a second
        (Dripping(400_000, 72 * MB), True, 180),
        (Dripping(20_000, 72 * MB), False, JUDGED_AFTER_S),  # an hour: it is not waited for
        (Dripping(1_000, 2 * MB), False, JUDGED_AFTER_S),
        (Dripping(1_000, 2 * MB, is_told=False), False, 900),  # nobody says how large it is
    ],
)
def test_what_cannot_come_in_time_is_given_up_as_soon_as_that_is_known(
    server: Dripping, comes: bool, after_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.pwrite", lambda _, data, place: len(data))
    clock = server.clock

    one = Download("http://pod.example/a", lambda: cast(Any, server), Downloads(1000 * MB, 9), 400 * MB, 900.0, clock)
    try:
        while not one.done:
            one.step(lambda: False)
    except TooSlow:
        pass
    one.stop()
    assert (one.done, clock.now) == (comes, pytest.approx(after_s, abs=2))


def test_what_is_too_large_is_left(site: Site) -> None:
    site.pages["/a"] = Page(DATA, length=False)
    one = download(site, most_bytes=500_000)
    with pytest.raises(TooLarge):
        one.step(lambda: False)
    one.stop()


def test_all_that_is_on_the_way_is_bounded_together(site: Site) -> None:
    """What is kept makes room for it; where that is not enough, the one that asks for more has none."""
    downloads = Downloads(2 * len(DATA), 9)
    site.pages["/a"] = Page(DATA)
    first = download(site, downloads=downloads)
    first.step(lambda: False)
    first.keep()
    others = [download(site, downloads=downloads) for _ in range(3)]
    others[0].step(lambda: False)
    assert downloads.has(first.url)
    others[1].step(lambda: False)
    assert not downloads.has(first.url)
    with pytest.raises(OSError, match="too much together"):
        others[2].step(lambda: False)
    for one in others:
        one.stop()
    again = download(site, downloads=downloads)
    again.step(lambda: False)
    assert again.done
    again.stop()


def test_one_that_nobody_wants_any_more_ends_at_the_next_piece(site: Site) -> None:
    site.pages["/a"] = Page(DATA, pause_s=0.01)
    one = download(site)
    thread = threading.Thread(target=one.step, args=(lambda: False,))
    thread.start()
    while not one._file.size:
        pass
    one.stop()
    thread.join(5)
    assert not thread.is_alive()
    assert not one.done
    with pytest.raises(ValueError, match="closed"):
        one._file.append(b"x")


@pytest.mark.parametrize("at", ["before", "after"])
def test_one_that_is_stopped_has_no_file_open(site: Site, at: str) -> None:
    site.pages["/a"] = Page(DATA, cut_to=1000)
    one = download(site)
    if at == "after":
        one.step(lambda: False)
    one.stop()
    one.step(lambda: False)
    assert len(site.requests) == (at == "after")
