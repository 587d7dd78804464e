"""A podcast's feed and its transcripts, made for the tests."""

from __future__ import annotations

import json

HEAD = '<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>'
VTT = (
    "WEBVTT\n\n00:00.000 --> 00:04.000\n<v 浣熊>盖子要轻轻放。\n\n00:05.000 --> 00:09.000\n<v 狸小姐>月亮出来再开工。\n"
)
SRT = "1\n00:00:00,000 --> 00:00:04,000\n今晚翻三个桶。\n\n2\n00:00:05,000 --> 00:00:09,000\n明晚再翻两个。\n"


def spoken(*said: str) -> bytes:
    """Return a transcript as Podcasting 2.0 has it in JSON."""
    names = ("浣熊", "狸小姐")
    return json.dumps(
        {
            "version": "1.0.0",
            "segments": [
                {"speaker": names[at % 2], "startTime": at * 10, "endTime": at * 10 + 9, "body": body}
                for at, body in enumerate(said)
            ],
        }
    ).encode()


def item(number: int, *links: str, day: int | None = None, title: str | None = None) -> str:
    """Return an item of a feed: transcripts as `type path`, one a day."""
    offered = "".join(
        f'<podcast:transcript url="{path}" type="{kind}"/>' for kind, path in (link.split(" ") for link in links)
    )
    name = title or f"第 {number} 夜"
    date = f"<pubDate>{day or number:02} Sep 2024 00:30:00 +0800</pubDate>"
    return (
        f"<item><guid>night-{number}</guid><title>{name}</title>{date}<link>/nights/{number}</link>"
        f'<enclosure url="/audio/{number}.mp3" type="audio/mpeg" length="1"/>{offered}</item>'
    )


def feed(*items: str) -> bytes:
    return f"{HEAD}<title>夜间广播</title><language>zh-cn</language>{''.join(items)}</channel></rss>".encode()
