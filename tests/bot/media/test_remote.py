"""Recordings at addresses: read in ranges where that is possible, downloaded where it is not, and never for ever."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.media.audio.cut import cut
from bot.media.audio.errors import AudioError, ClosedAudio, FarAudio, MissingAudio
from bot.media.audio.remote import RemoteLimits, Remotes
from bot.media.audio.source import AudioFile
from store.feeds.fetch import Fetcher
from tests.bot.media import tones
from tests.bot.media.far import clip, fetched
from tests.store.feeds.server import Page, Site, serving


@cache
def recording(kind: str) -> bytes:
    """Return three minutes that tell their time."""
    sound = tones.tones(180, noisy=(70, 100))
    if kind == "m4a":
        return tones.encoded(sound, "mp4", "aac", bit_rate=96_000)
    return tones.mp3(sound, variable=kind == "vbr")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def remotes() -> Iterator[Callable[..., Remotes]]:
    """Return a function that makes Remotes which may go to the server of these tests."""
    made = []

    def make(**limits: float) -> Remotes:
        made.append(Remotes(lambda: Fetcher(allow_private=True), RemoteLimits(**limits)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def sent(site: Site) -> int:
    """Return how many bytes of ranges the server was asked for."""
    total = 0
    for _, headers in site.requests:
        begin, _, end = headers.get("range", "bytes=0-0").removeprefix("bytes=").partition("-")
        total += int(end) - int(begin)
    return total


@pytest.mark.parametrize("kind", ["m4a", "cbr"])
def test_a_clip_of_a_far_recording_costs_a_part_of_it(site: Site, remotes: Callable[..., Remotes], kind: str) -> None:
    data = recording(kind)
    site.pages["/a"] = Page(data, etag='"1"')
    heard = tones.heard(cut(remotes().source(f"{site.url}/a"), 150.5, 154.5))
    assert abs(tones.shift(heard, 150.5)) <= 0.3
    assert all("range" in headers for _, headers in site.requests)
    assert kind == "cbr" or sent(site) < len(data) / 2


def test_a_far_mp3_of_variable_bit_rate_is_downloaded_once(site: Site, remotes: Callable[..., Remotes]) -> None:
    site.pages["/a"] = Page(recording("vbr"))
    shelf = remotes()
    for begin in (150.5, 20.5):
        assert abs(tones.shift(tones.heard(clip(shelf, f"{site.url}/a", begin, begin + 3)), begin)) <= 0.3
    assert sum("range" not in headers for _, headers in site.requests) == 1
    assert shelf.source(f"{site.url}/a").near


def test_a_server_without_ranges_is_asked_for_the_whole(site: Site, remotes: Callable[..., Remotes]) -> None:
    site.pages["/a"] = Page(recording("m4a"), ranges=False)
    shelf = remotes()
    for begin in (150.5, 20.5):
        assert abs(tones.shift(tones.heard(clip(shelf, f"{site.url}/a", begin, begin + 3)), begin)) <= 0.3
    assert len(site.requests) == 2  # one range, which it does not know, and one download for both clips


def test_a_server_that_sends_another_recording_each_time_is_asked_for_the_whole(
    site: Site, remotes: Callable[..., Remotes]
) -> None:
    site.pages["/a"] = Page(recording("m4a"), changing=True)
    heard = tones.heard(clip(remotes(), f"{site.url}/a", 150.5, 153.5))
    assert abs(tones.shift(heard, 150.5)) <= 0.3
    assert sum("range" not in headers for _, headers in site.requests) == 1


def test_redirects_are_followed_once_and_not_for_each_part(site: Site, remotes: Callable[..., Remotes]) -> None:
    site.pages |= {"/track": Page(status=302, location="/a"), "/a": Page(recording("m4a"))}
    cut(remotes().source(f"{site.url}/track"), 150, 153)
    assert [path for path, _ in site.requests].count("/track") == 1


@pytest.mark.parametrize(
    ("page", "limits", "said"),
    [
        (Page(status=404), {}, (MissingAudio, "is not there any more")),
        (Page(status=403), {}, (FarAudio, "does not allow it")),
        (Page(bytes(3 << 20)), {"size": 1 << 20}, (FarAudio, "has 3 MB; at most 1 MB")),
        (Page(bytes(3 << 20), ranges=False), {"size": 1 << 20}, (FarAudio, "has 3 MB; at most 1 MB")),
        (Page(bytes(3_000_000), pause_s=0.1), {"seconds": 0.4}, (FarAudio, "takes too long")),
        (Page(bytes(300_000), cut_to=1000), {}, (FarAudio, "does not answer|broke off")),
    ],
)
def test_what_cannot_be_had_is_said_in_a_sentence(
    site: Site,
    remotes: Callable[..., Remotes],
    page: Page,
    limits: dict[str, float],
    said: tuple[type[AudioError], str],
) -> None:
    site.pages["/a.mp3"] = page
    with pytest.raises(said[0], match=said[1]) as caught:
        clip(remotes(**limits), f"{site.url}/a.mp3?key=secret", 5, 10)
    assert "secret" not in str(caught.value)


def test_a_server_that_fails_in_the_middle_of_a_clip_is_said_to(site: Site, remotes: Callable[..., Remotes]) -> None:
    page = site.pages["/a"] = Page(recording("m4a"))
    source = remotes().source(f"{site.url}/a")
    opened = source.open()
    page.status = 500
    with pytest.raises(FarAudio, match="has a problem"):
        opened.seek(-10, 2)
        opened.read(5)
    opened.close()


def test_a_private_address_is_refused_as_recording_too() -> None:
    remotes = Remotes()
    with pytest.raises(FarAudio, match="inside a private network"):
        cut(remotes.source("http://127.0.0.1:9/a.mp3"), 0, 5)
    remotes.close()


def test_a_full_disk_is_said_to(
    site: Site, remotes: Callable[..., Remotes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    site.pages["/a"] = Page(recording("m4a"), ranges=False)
    shelf = remotes()
    with monkeypatch.context() as patched:
        patched.setattr("os.pwrite", full)
        with pytest.raises(FarAudio, match="no room"):
            clip(shelf, f"{site.url}/a", 5, 10)
        patched.setattr("tempfile.TemporaryFile", full)
        with pytest.raises(FarAudio, match="no room"):
            clip(remotes(), f"{site.url}/a", 5, 10)
    assert list(tmp_path.iterdir()) == []
    assert len(clip(shelf, f"{site.url}/a", 5, 10)) > 1000  # there is room again


def test_a_disk_that_is_full_of_other_recordings_has_room_for_this_one(
    site: Site, remotes: Callable[..., Remotes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the temporary folder of a container is, which is smaller than what is kept at most elsewhere."""
    site.pages |= {f"/{n}": Page(bytes(1000), ranges=False) for n in range(3)}
    shelf = remotes()
    write = os.pwrite

    def write_if_there_is_room(*given: Any) -> int:
        if len([n for n in range(3) if shelf.downloads.has(f"{site.url}/{n}")]) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(*given)

    monkeypatch.setattr("os.pwrite", write_if_there_is_room)
    for n in range(3):
        fetched(shelf, f"{site.url}/{n}").close()
    assert [shelf.downloads.has(f"{site.url}/{n}") for n in range(3)] == [False, False, True]


def test_a_path_is_a_file_and_not_an_address() -> None:
    assert isinstance(Remotes().source("episodes/a.mp3"), AudioFile)


@pytest.mark.parametrize("url", ["http://[::1", "https://xn--a/a.mp3", "HTTP:a", "http:///a", "http://a:x/"])
def test_what_is_no_address_is_said_like_one_that_may_not_be_fetched(url: str) -> None:
    with pytest.raises(ClosedAudio):
        Remotes().source(url).open()


def test_the_open_file_reads_like_any_other(site: Site, remotes: Callable[..., Remotes]) -> None:
    data = random.Random(3).randbytes(1_000_003)
    site.pages["/a"] = Page(data)
    here, far = io.BytesIO(data), remotes().source(f"{site.url}/a").open()
    dice = random.Random(4)
    for _ in range(60):
        place, whence = dice.choice([(dice.randrange(1_100_000), 0), (dice.randrange(-500, 500), 1), (-9, 2)])
        if whence == 1 and here.tell() + place < 0:
            continue
        assert far.seek(place, whence) == here.seek(place, whence)
        size = dice.choice([1, 10, 4096, 300_000])
        assert far.read(size) == here.read(size)
        assert far.tell() == here.tell()
    far.seek(0)
    assert hashlib.sha256(far.read()).digest() == hashlib.sha256(data).digest()
    far.close()


def test_reading_straight_on_asks_for_more_at_once(site: Site, remotes: Callable[..., Remotes]) -> None:
    site.pages["/a"] = Page(bytes(4_000_000))
    far = remotes().source(f"{site.url}/a").open()
    assert len(far.read()) == 4_000_000
    far.close()
    assert len(site.requests) <= 6


def test_a_download_has_no_name_on_the_disk_and_each_who_reads_it_a_place_of_their_own(
    site: Site, remotes: Callable[..., Remotes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nothing of it is left there after a kill."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data = random.Random(5).randbytes(300_000)
    site.pages["/a"] = Page(data, ranges=False)
    shelf = remotes()
    one, other = fetched(shelf, f"{site.url}/a"), shelf.downloads.reader(f"{site.url}/a")
    assert other is not None
    assert list(tmp_path.iterdir()) == []
    assert (one.seek(-100_000, 2), one.read(10), other.read(10)) == (200_000, data[200_000:200_010], data[:10])
    shelf.close()
    assert shelf.downloads.reader(f"{site.url}/a") is None
    assert (one.read(), other.seek(5, 1), other.read()) == (data[200_010:], 15, data[15:])
    for file in (one, other):
        file.close()


@pytest.mark.parametrize(("size", "limits"), [(1000, {"kept": 2500}), (10, {"files": 2})])
def test_downloads_are_removed_when_there_are_too_many(
    site: Site, remotes: Callable[..., Remotes], size: int, limits: dict[str, int]
) -> None:
    """Too many bytes of them, or too many files, however small."""
    site.pages |= {f"/{n}": Page(bytes(size), ranges=False) for n in range(4)}
    shelf = remotes(**limits)
    for n in range(4):
        fetched(shelf, f"{site.url}/{n}").close()
    assert [shelf.downloads.has(f"{site.url}/{n}") for n in range(4)] == [False, False, True, True]
