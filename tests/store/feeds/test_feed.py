"""What a feed holds: its items oldest first, the best transcript of each, and what is no feed."""

from __future__ import annotations

import pytest

from store.feeds.feed import Link, NotAFeed, parse_feed
from tests.store.feeds.feeds import feed, item


def test_the_best_transcript_of_each_item_comes_first() -> None:
    item_xml = item(1, "text/plain /1.txt", "text/html /1.html", "application/srt /1.srt", "application/json /1.json")
    [one] = parse_feed(feed(item_xml), "https://pod.example/feed.xml").items
    assert [(link.kind, link.url) for link in one.transcripts] == [
        ("json", "https://pod.example/1.json"),
        ("srt", "https://pod.example/1.srt"),
        ("html", "https://pod.example/1.html"),
        ("txt", "https://pod.example/1.txt"),
    ]
    assert one.details == {
        "title": "第 1 夜",
        "date": "2024-09-01",
        "audio": "https://pod.example/audio/1.mp3",
        "page": "https://pod.example/nights/1",
    }


def test_a_transcript_in_the_podcasts_own_language_goes_before_a_translation() -> None:
    links = (
        '<podcast:transcript url="/en.json" type="application/json" language="en"/>'
        '<podcast:transcript url="/zh.vtt" type="text/vtt" language="zh"/>'
        '<podcast:transcript url="file:///etc/passwd" type="text/plain"/>'
        '<podcast:transcript type="text/plain"/>'
    )
    [one] = parse_feed(feed(item(1).replace("</item>", f"{links}</item>")), "https://pod.example/f").items
    assert one.transcripts == (
        Link("https://pod.example/zh.vtt", "vtt", "zh"),
        Link("https://pod.example/en.json", "json", "en"),
    )


@pytest.mark.parametrize(
    ("kind", "path", "is_kind"),
    [
        ("text/plain", "/a.srt", "srt"),
        ("application/octet-stream", "/a.vtt?key=1", "vtt"),
        ("text/vtt", "/a", "vtt"),
        ("text/plain", "/a", "txt"),
        ("application/x-subrip", "/a.txt", "srt"),
        ("application/octet-stream", "/a", ""),
    ],
)
def test_a_transcript_that_is_called_something_else_is_known_by_its_name(kind: str, path: str, is_kind: str) -> None:
    [one] = parse_feed(feed(item(1, f"{kind} {path}")), "https://pod.example/f").items
    assert one.transcripts[0].kind == is_kind


def test_items_come_oldest_first_whatever_their_order() -> None:
    items = parse_feed(feed(item(3), item(1), item(2)), "https://pod.example/f").items
    assert [one.title for one in items] == ["第 1 夜", "第 2 夜", "第 3 夜"]


def test_a_feed_with_broken_xml_is_read_all_the_same() -> None:
    broken = feed(item(1, "text/vtt /1.vtt", title="盖子 & 桶 <i>"))
    [one] = parse_feed(broken, "https://pod.example/f").items
    assert one.title.startswith("盖子 & 桶")
    assert [link.url for link in one.transcripts] == ["https://pod.example/1.vtt"]


@pytest.mark.parametrize(
    "content_type", [None, "text/xml", "application/rss+xml", "text/html", "text/xml; charset=utf-8"]
)
def test_a_title_is_read_as_it_is_written_whatever_the_server_calls_the_feed(content_type: str | None) -> None:
    written = feed(item(1, title="翻桶&#x2014;&#8217;&amp;夜 é"))
    [one] = parse_feed(written, "https://pod.example/f", content_type=content_type).items
    assert one.title == "翻桶—’&夜 é"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>'
)


@pytest.mark.parametrize("data", [BOMB.encode(), BOMB.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")])
def test_a_feed_that_declares_entities_is_refused(data: bytes) -> None:
    with pytest.raises(NotAFeed, match="entities"):
        parse_feed(data, "https://pod.example/f")


@pytest.mark.parametrize("data", [b"", b"<html><body>Sign in</body></html>", b"{}", "熊猫".encode(), b"\xff\xfe\x00"])
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(NotAFeed, match="no feed"):
        parse_feed(data, "https://pod.example/f")


def test_a_feed_of_too_many_items_is_read_as_far_as_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.feeds.feed.MOST_ITEMS", 2)
    read = parse_feed(feed(item(1), item(2), item(3), item(4)), "https://pod.example/f")
    assert [one.title for one in read.items] == ["第 3 夜", "第 4 夜"]
    assert read.passed_over == ("2 older items: a feed is read to 2 at most.",)
