"""Links to a second of a recording, as each site wants them: one table, each row with the place where that is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from store.text.clock import clock_text


@dataclass(frozen=True, slots=True)
class Site:
    """Pages of one kind: `hosts` (and their subdomains), a pattern for the path, how a second is told, and who says so.

    `at` takes the parts of an address and whole seconds, and returns the parts with the second in them.
    """

    hosts: tuple[str, ...]
    path: str
    at: Callable[[SplitResult, int], SplitResult]
    source: str


def _query(key: str) -> Callable[[SplitResult, int], SplitResult]:
    """Return a function that sets `key=SECONDS` in the query and leaves the rest of it as it is, letter by letter."""

    def at(parts: SplitResult, seconds: int) -> SplitResult:
        kept = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] != key]
        return parts._replace(query="&".join([*kept, f"{key}={seconds}"]))

    return at


def _fragment(parts: SplitResult, seconds: int) -> SplitResult:
    """Return the address with `#t=SECONDS`; a fragment that says something else already stays."""
    other = parts.fragment and not parts.fragment.startswith("t=")
    return parts if other else parts._replace(fragment=f"t={seconds}")


def _clock_in_path(parts: SplitResult, seconds: int) -> SplitResult:
    """Return the address with the clock as the last part of its path, in the place of one that stands there."""
    path = re.sub(r"/[\d:]+$", "", parts.path.rstrip("/"))
    return parts._replace(path=f"{path}/{clock_text(seconds, padded=False)}")


def _beginning(parts: SplitResult, seconds: int) -> SplitResult:
    """Return the address as it is: this site opens every episode at its beginning."""
    return parts


SITES: tuple[Site, ...] = (
    Site(
        ("youtube.com", "youtube-nocookie.com"),
        "/embed/.*",
        _query("start"),
        "https://developers.google.com/youtube/player_parameters#start",
    ),
    Site(
        ("youtube.com", "youtu.be"),
        ".*",
        _query("t"),
        "https://gitlab.com/gitlab-org/gitter/webapp/issues/1088 (watch?v=…&t=76s, youtu.be/…?t=76s)",
    ),
    Site(
        ("bilibili.com",),
        ".*",
        _query("t"),
        "https://github.com/K-bai/csv-based-web-music-player/issues/1 (video/BV…?p=2&t=5709)",
    ),
    Site(
        ("open.spotify.com",),
        "/(?:intl-[a-z]+/)?(?:episode|embed/episode)/.*",
        _query("t"),
        "https://podcastmovement.com/podmov/why-spotify-timestamped-podcast-sharing-matters/ (episode/…?t=SECONDS)",
    ),
    Site(
        ("overcast.fm",),
        r"/\+.*",
        _clock_in_path,
        "https://github.com/podlove/podlove-web-player/issues/368 (its share sheet: overcast.fm/+CdSv9LfI/1:27:57)",
    ),
    Site(
        ("pca.st", "pocketcasts.com"),
        ".*",
        _query("t"),
        "https://github.com/Automattic/pocket-casts-android/issues/2405, "
        "https://github.com/Automattic/pocket-casts-ios/pull/3937 (pca.st/episode/…?t=1327)",
    ),
    Site(
        ("fireside.fm",),
        ".*",
        _query("t"),
        "https://github.com/firesidelabs/fireside/issues/47 (003-thomas-pragmatic-3?t=1065)",
    ),
    # Nothing public tells of a second in the address of these two, so they are left as they are.
    Site(
        ("podcasts.apple.com",),
        ".*",
        _beginning,
        "https://github.com/nathangathright/podcast-platform-links (episode: ?i=ID, and nothing more)",
    ),
    Site(
        ("xiaoyuzhoufm.com",),
        ".*",
        _beginning,
        "https://github.com/DIYgod/RSSHub, lib/routes/xiaoyuzhou (episode/ID, and nothing more)",
    ),
)
"""The sites with ways of their own, the more particular ones first."""

ANYWHERE = Site(
    (),
    ".*",
    _fragment,
    "https://www.w3.org/TR/media-frags/#naming-time (files: every browser); "
    "https://github.com/podigee/podigee-podcast-player/issues/5 (pages)",
)
"""Files and all other pages: a fragment never changes which page is opened, so at worst it is not minded."""


def link_at(page_or_audio: str, seconds: float | None) -> str:
    """Return the address at that second, as its site wants it; times that stood in it are replaced.

    The address stays as it is where the site knows no such links, where `seconds` is None, and where it is not http(s).
    Fractions are cut off: a link that begins a little early loses no word.
    """
    try:
        parts = urlsplit(page_or_audio)
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return page_or_audio
    if seconds is None or parts.scheme not in ("http", "https") or not host:
        return page_or_audio
    return urlunsplit(_site(host, parts.path).at(parts, max(0, int(seconds))))


def _site(host: str, path: str) -> Site:
    for site in SITES:
        if any(host == known or host.endswith(f".{known}") for known in site.hosts) and re.fullmatch(site.path, path):
            return site
    return ANYWHERE
