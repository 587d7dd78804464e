"""Clips of recordings far away, without the bot round them."""

from __future__ import annotations

from typing import BinaryIO

from bot.media.audio.cut import cut
from bot.media.audio.errors import NotHere
from bot.media.audio.remote import Remotes


def fetched(remotes: Remotes, url: str) -> BinaryIO:
    """Download a whole recording, and return it as an open file."""
    with remotes.failures.noted(url):
        download = remotes.download(url)
        try:
            while not download.done:
                download.step(lambda: False)
            download.keep()
        finally:
            download.stop()
    opened = remotes.downloads.reader(url)
    assert opened is not None
    return opened


def clip(remotes: Remotes, url: str, begin_s: float, end_s: float) -> bytes:
    """Cut a clip, out of the whole recording where parts of it are not enough."""
    try:
        return cut(remotes.source(url), begin_s, end_s)
    except NotHere:
        fetched(remotes, url).close()
        return cut(remotes.source(url), begin_s, end_s)
