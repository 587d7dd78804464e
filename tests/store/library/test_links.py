"""Links to a second of a recording, as each site wants them."""

from __future__ import annotations

import pytest

from store.library.links import ANYWHERE, SITES, link_at


@pytest.mark.parametrize(
    ("address", "seconds", "link"),
    [
        ("https://www.youtube.com/watch?v=abc_-1", 3089.9, "https://www.youtube.com/watch?v=abc_-1&t=3089"),
        ("https://youtube.com/watch?v=abc&t=10s&list=PL1", 61, "https://youtube.com/watch?v=abc&list=PL1&t=61"),
        ("https://m.youtube.com/watch?v=abc#comments", 5, "https://m.youtube.com/watch?v=abc&t=5#comments"),
        ("https://youtu.be/abc", 76, "https://youtu.be/abc?t=76"),
        ("https://www.youtube-nocookie.com/embed/abc", 76, "https://www.youtube-nocookie.com/embed/abc?start=76"),
        (
            "https://www.bilibili.com/video/BV1tP4y1J7dt?p=2",
            5709,
            "https://www.bilibili.com/video/BV1tP4y1J7dt?p=2&t=5709",
        ),
        ("https://open.spotify.com/episode/512ojh?si=x", 30, "https://open.spotify.com/episode/512ojh?si=x&t=30"),
        ("https://open.spotify.com/show/512ojh", 30, "https://open.spotify.com/show/512ojh#t=30"),
        ("https://overcast.fm/+CdSv9LfI", 5277, "https://overcast.fm/+CdSv9LfI/1:27:57"),
        ("https://overcast.fm/+CdSv9LfI/12:34", 65, "https://overcast.fm/+CdSv9LfI/1:05"),
        ("https://pca.st/episode/c510a66f", 1327, "https://pca.st/episode/c510a66f?t=1327"),
        ("https://pocketcasts.com/podcast/a/b/c/d?t=1,2", 9, "https://pocketcasts.com/podcast/a/b/c/d?t=9"),
        ("https://worknotwork.fireside.fm/003", 1065, "https://worknotwork.fireside.fm/003?t=1065"),
        ("https://podcasts.apple.com/us/podcast/id1?i=2", 99, "https://podcasts.apple.com/us/podcast/id1?i=2"),
        ("https://www.xiaoyuzhoufm.com/episode/6889da", 99, "https://www.xiaoyuzhoufm.com/episode/6889da"),
        ("https://example.com/a%20b.mp3?sig=a+b%2F", 99, "https://example.com/a%20b.mp3?sig=a+b%2F#t=99"),
        ("https://example.com/a.mp3#t=5,9", 99, "https://example.com/a.mp3#t=99"),
        ("https://example.com/page#notes", 99, "https://example.com/page#notes"),
        ("https://example.com/播客", -3, "https://example.com/播客#t=0"),
        ("https://notyoutube.com/watch?v=a", 9, "https://notyoutube.com/watch?v=a#t=9"),
        ("https://youtube.com.evil.example/watch?v=a", 9, "https://youtube.com.evil.example/watch?v=a#t=9"),
        ("https://example.com/page", None, "https://example.com/page"),
        # What is no address of the web stays what it is.
        ("episodes/a.mp3", 9, "episodes/a.mp3"),
        ("javascript:alert(1)", 9, "javascript:alert(1)"),
        ("https://[broken/", 9, "https://[broken/"),
        ("", 9, ""),
    ],
)
def test_the_second_stands_where_the_site_looks_for_it(address: str, seconds: float | None, link: str) -> None:
    assert link_at(address, seconds) == link


@pytest.mark.parametrize("site", [*SITES, ANYWHERE])
def test_every_row_of_the_table_says_where_it_is_told(site: object) -> None:
    assert "https://" in getattr(site, "source", "")
