"""A podcast kept up with: what comes of its feed, what is asked for again, and what is kept out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from store.__main__ import main
from store.feeds.feed import Item
from store.feeds.fetch import Fetched, Fetcher
from store.feeds.sync import Sync
from store.ingest.workers import Workers
from store.store import Store
from tests.conftest import transcript
from tests.store.feeds.feeds import SRT, VTT, feed, item, spoken
from tests.store.feeds.server import Page, Site


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALLOW_PRIVATE_ADDRESSES", "yes")
    monkeypatch.setenv("DATABASE", str(tmp_path / "quotes.db"))


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    return tmp_path / "quotes.db"


def sync(site: Site, *options: str) -> int:
    site.requests.clear()
    return main(["sync", f"{site.url}/feed.xml", *options])


def asked(site: Site) -> list[str]:
    return [path for path, _ in site.requests]


def episodes(path: Path) -> list[tuple[object, ...]]:
    with Store.open(path) as store:
        rows = store.db.execute("SELECT title, date, audio, page, format FROM episodes ORDER BY id").fetchall()
    return [tuple(row) for row in rows]


# What comes of it


def test_a_feed_becomes_episodes_oldest_first(site: Site, library_file: Path) -> None:
    site.pages |= {
        "/feed.xml": Page(feed(item(2, "text/vtt /2.vtt"), item(1, "application/json /1.json"), item(3))),
        "/1.json": Page(spoken("翻垃圾桶要轻。", "盖子放在草地上。")),
        "/2.vtt": Page(VTT.encode()),
    }
    assert sync(site) == 0
    assert episodes(library_file) == [
        ("第 1 夜", "2024-09-01", f"{site.url}/audio/1.mp3", f"{site.url}/nights/1", "podcasting-json"),
        ("第 2 夜", "2024-09-02", f"{site.url}/audio/2.mp3", f"{site.url}/nights/2", "webvtt"),
    ]
    with Store.open(library_file) as store:
        assert [quote.turn.speaker for quote in store.search("盖子轻轻放").quotes] == ["浣熊"]


def test_what_has_not_changed_is_not_fetched_again(site: Site, library_file: Path) -> None:
    site.pages |= {
        "/feed.xml": Page(feed(item(1, "text/vtt /1.vtt")), etag='"a"'),
        "/1.vtt": Page(VTT.encode(), etag='"1"'),
    }
    assert sync(site) == 0
    assert sync(site) == 0
    assert [(path, headers.get("if-none-match")) for path, headers in site.requests] == [("/feed.xml", '"a"')]
    site.pages["/feed.xml"] = Page(feed(item(2, "text/vtt /2.vtt"), item(1, "text/vtt /1.vtt")), etag='"b"')
    site.pages["/2.vtt"] = Page(SRT.encode())
    assert sync(site) == 0
    assert asked(site) == ["/feed.xml", "/1.vtt", "/2.vtt"]
    assert site.requests[1][1]["if-none-match"] == '"1"'
    assert len(episodes(library_file)) == 2


def test_a_changed_transcript_keeps_its_episode_and_what_is_gone_stays(site: Site, library_file: Path) -> None:
    site.pages |= {
        "/feed.xml": Page(feed(item(1, "text/vtt /1.vtt"), item(2, "application/json /2.json"))),
        "/1.vtt": Page(VTT.encode()),
        "/2.json": Page(spoken("翻垃圾桶要轻。", "狗来了就上树。")),
    }
    assert sync(site) == 0
    site.pages["/feed.xml"] = Page(feed(item(2, "application/json /2.json")))
    site.pages["/2.json"] = Page(spoken("完全不同的一夜。", "一句也没有留下。"))
    assert sync(site) == 0
    assert [row[0] for row in episodes(library_file)] == ["第 1 夜", "第 2 夜"]
    with Store.open(library_file) as store:
        assert store.search("完全不同").quotes[0].episode.id == 2
        assert store.search("上树").total == 0


def test_a_deleted_episode_does_not_come_back_by_itself(site: Site, library_file: Path) -> None:
    site.pages |= {"/feed.xml": Page(feed(item(1, "text/vtt /1.vtt"))), "/1.vtt": Page(VTT.encode())}
    assert sync(site) == 0
    assert main(["episodes", "delete", "第 1 夜", "--yes"]) == 0
    assert sync(site) == 0
    assert episodes(library_file) == []
    assert asked(site) == ["/feed.xml"]


def test_what_fails_is_told_and_comes_the_next_time(
    site: Site, library_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages |= {
        "/feed.xml": Page(feed(item(1, "text/vtt /1.vtt"), item(2, "text/vtt /2.vtt")), etag='"a"'),
        "/1.vtt": Page(status=503),
        "/2.vtt": Page(VTT.encode()),
    }
    assert sync(site, "--quiet") == 1
    told = capsys.readouterr().err
    assert "第 1 夜: 127.0.0.1" in told
    assert "(503)" in told
    assert [row[0] for row in episodes(library_file)] == ["第 2 夜"]
    site.pages["/1.vtt"] = Page(SRT.encode())
    assert sync(site, "--quiet") == 0
    assert [row[0] for row in episodes(library_file)] == ["第 2 夜", "第 1 夜"]
    assert sync(site, "--quiet") == 0
    assert site.requests[0][1]["if-none-match"] == '"a"'
    assert "loaded" in capsys.readouterr().err


def test_the_next_best_transcript_is_taken_where_the_best_is_none(
    site: Site, library_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    links = ("application/json /gone.json", "text/vtt /html.vtt", "application/srt /1.srt")
    site.pages |= {
        "/feed.xml": Page(feed(item(1, *links), item(2, "text/vtt /html.vtt"))),
        "/html.vtt": Page(b"<html><body>Please sign in</body></html>"),
        "/1.srt": Page(SRT.encode()),
    }
    assert sync(site) == 1
    assert [row[4] for row in episodes(library_file)] == ["srt"]
    assert "第 2 夜: html.vtt" in capsys.readouterr().err


def test_a_transcript_from_elsewhere_gets_its_audio_and_page_from_the_feed(site: Site, library_file: Path) -> None:
    with Store.open(library_file) as store:
        store.load(transcript([("浣熊", 0.0, "盖子要轻轻放")], title="第 1 夜"), source="1.txt")
    site.pages["/feed.xml"] = Page(feed(item(1)))
    assert sync(site) == 0
    [one] = episodes(library_file)
    assert one[1:4] == ("2024-09-01", f"{site.url}/audio/1.mp3", f"{site.url}/nights/1")


def test_a_feed_may_lie_in_a_file(site: Site, library_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(item(1, f"text/vtt {site.url}/1.vtt")))
    site.pages["/1.vtt"] = Page(VTT.encode())
    assert main(["sync", str(path)]) == 0
    assert len(episodes(library_file)) == 1
    assert main(["sync", str(tmp_path / "none.xml")]) == 1


def test_a_feed_in_a_private_network_is_refused_unless_a_setting_allows_it(
    site: Site, library_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLOW_PRIVATE_ADDRESSES", "")
    assert sync(site) == 1
    assert "private network" in capsys.readouterr().err
    assert site.requests == []
    monkeypatch.setenv("ALLOW_PRIVATE_ADDRESSES", "perhaps")
    assert sync(site) == 1
    assert "ALLOW_PRIVATE_ADDRESSES" in capsys.readouterr().err


# What somebody wrote into it


ODD_ITEMS = (  # and whether its transcript comes
    (item(1, "text/vtt /1.vtt").replace("01 Sep 2024 00:30:00 +0800", "0000-00-00"), True),
    (item(2, "text/vtt /2.vtt", title="第 2 夜&#xD800;&#55296;&#x7fffffff;"), True),  # half a character
    (item(3, "text/vtt /3.vtt").replace("night-3", "&#xDFFF;"), True),
    (item(4, "text/vtt http://xn--a/4.vtt"), False),  # the name of no host
    (item(5, "text/vtt http://xn--a/5.vtt", "application/srt /5.vtt"), True),
    (item(6, "text/vtt /6.vtt").replace("/audio/6.mp3", "http://xn--a/6.mp3"), True),
    (item(7, "text/vtt /7.vtt"), True),  # its Content-Range has 5,000 digits
    (item(8, "text/vtt /8.vtt", title="第 8 夜" + "盖" * 400_000), True),
    (item(9, "text/vtt file:///etc/passwd"), False),
    (item(10, "text/vtt http://[::1"), False),
    (item(11, "text/vtt /11.vtt"), True),
)


def test_an_odd_item_costs_no_other_and_no_feed_after_it(
    site: Site, library_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages |= {f"/{number}.vtt": Page(VTT.replace("月亮", f"月{number}亮").encode()) for number in range(13)}
    site.pages["/7.vtt"].headers = {"content-range": f"bytes 0-1/{'9' * 5_000}"}
    site.pages["/feed.xml"] = Page(feed(*(odd for odd, _ in ODD_ITEMS)))
    site.pages["/other.xml"] = Page(feed(item(12, "text/vtt /12.vtt")))
    assert main(["sync", "--quiet", f"{site.url}/feed.xml", f"{site.url}/other.xml"]) == 1
    told = capsys.readouterr().err
    assert [line for line in told.splitlines() if " turns loaded" not in line] == [
        "第 4 夜: xn--a: it is no address of the web."
    ]
    numbers = sorted(int(str(title)[2:4]) for title, *_ in episodes(library_file))
    assert numbers == [*(at for at, (_, comes) in enumerate(ODD_ITEMS, 1) if comes), 12]


def test_what_goes_wrong_in_an_item_is_one_line_and_tried_the_next_time(
    site: Site, library_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages |= {
        "/feed.xml": Page(feed(item(1, "text/vtt /1.vtt"), item(2, "text/vtt /2.vtt")), etag='"a"'),
        "/1.vtt": Page(VTT.encode()),
        "/2.vtt": Page(SRT.encode()),
    }
    bring = Sync._bring

    def broken(self: Sync, feed_id: int, item: Item, *more: Any) -> str:
        if item.guid.endswith("night-1"):
            raise LookupError("\ud800 is no such thing")
        return bring(self, feed_id, item, *more)

    with monkeypatch.context() as patched:
        patched.setattr(Sync, "_bring", broken)
        assert sync(site, "--quiet") == 1
    first, *_ = capsys.readouterr().err.splitlines()
    assert first == "第 1 夜: passed over (LookupError: '\\ud800 is no such thing')"
    assert [title for title, *_ in episodes(library_file)] == ["第 2 夜"]
    assert sync(site) == 0
    assert len(episodes(library_file)) == 2


def test_a_feed_that_fails_in_a_way_that_nobody_foresaw_does_not_stop_the_next(
    site: Site, library_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages |= {"/feed.xml": Page(feed(item(1, "text/vtt /1.vtt"))), "/1.vtt": Page(VTT.encode())}
    get = Fetcher.get

    def broken(self: Fetcher, url: str, **more: Any) -> Fetched:
        if "broken" in url:
            raise LookupError("?")
        return get(self, url, **more)

    monkeypatch.setattr(Fetcher, "get", broken)
    feeds = ["http://broken.example/a?key=secret", "http://[::1", "\0", f"{site.url}/none.xml", f"{site.url}/feed.xml"]
    assert main(["sync", *feeds]) == 1
    assert len(episodes(library_file)) == 1
    told = capsys.readouterr().err
    assert "broken.example: could not be synced (LookupError" in told
    assert "secret" not in told and "Traceback" not in told


def test_a_feed_that_takes_too_long_to_read_is_left_and_the_next_one_is_not(
    site: Site, library_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Attributes of 2.2 MB in one element took feedparser many minutes."""
    attributes = " ".join(f'a{number}="b"' for number in range(100_000))
    site.pages |= {
        "/slow.xml": Page(feed(f"<item><guid>1</guid><title>x</title><enclosure {attributes}/></item>")),
        "/feed.xml": Page(feed(item(1, "text/vtt /1.vtt"))),
        "/1.vtt": Page(VTT.encode()),
    }
    monkeypatch.setattr("store.feeds.sync.Workers", partial(Workers, patience_s=3.0))
    assert main(["sync", f"{site.url}/slow.xml", f"{site.url}/feed.xml"]) == 1
    assert len(episodes(library_file)) == 1
    assert "could not be read within 3 s" in capsys.readouterr().err


@pytest.mark.parametrize("budget", ["_MOST_BYTES", "_MOST_SECONDS"])
def test_what_there_is_no_time_or_room_for_is_left_for_the_next_run(
    site: Site, library_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], budget: str
) -> None:
    site.pages |= {
        "/feed.xml": Page(feed(item(1, "text/vtt /1.vtt"), item(2, "text/vtt /2.vtt")), etag='"a"'),
        "/1.vtt": Page(VTT.encode()),
        "/2.vtt": Page(SRT.encode()),
    }
    left = {"_MOST_BYTES": 1, "_MOST_SECONDS": 2}[budget]
    with monkeypatch.context() as patched:
        patched.setattr(f"store.feeds.sync.{budget}", 1 if budget == "_MOST_BYTES" else -1)
        assert sync(site) == 1
    assert f"夜间广播: {left} items are left for the next time." in capsys.readouterr().err
    assert len(episodes(library_file)) == 2 - left
    assert sync(site) == 0
    assert len(episodes(library_file)) == 2
