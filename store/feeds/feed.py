"""Reading a podcast's feed into plain values: its items, oldest first, with the transcripts that each offers.

feedparser reads the feeds: RSS of every version and Atom, also where the XML is broken, as it often is. It keeps only
the last of several elements that it does not know, so `<podcast:transcript>` is made known to it here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.parsers import expat

from store.errors import StoreError
from store.feeds.addresses import host_of
from store.text.normalize import clean

_NAMESPACES = (
    "https://podcastindex.org/namespace/1.0",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
)
# What names speakers and has exact times comes first: https://github.com/Podcastindex-org/podcast-namespace
_KINDS = (
    ("json", ("application/json", "text/json", "application/x-json")),
    ("vtt", ("text/vtt", "application/vtt")),
    ("srt", ("application/srt", "application/x-subrip", "text/srt", "application/x-srt")),
    ("html", ("text/html", "application/xhtml+xml")),
    ("txt", ("text/plain",)),
)


MOST_ITEMS = 20_000
"""A daily show has so many after half a century; the newest count."""

_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")
_LONGEST_TEXT = 1_000
_MOST_ODD = 3


class NotAFeed(StoreError):
    """What was read is no podcast's feed."""


@dataclass(frozen=True, slots=True)
class Link:
    """A transcript that an item offers: its address, its kind (json, vtt, srt, html, txt or "") and its language."""

    url: str
    kind: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One episode as a feed tells of it; `date` is the day on which it came out where it was made. Best link first."""

    guid: str
    title: str
    date: str | None
    audio: str | None
    page: str | None
    transcripts: tuple[Link, ...]

    @property
    def details(self) -> dict[str, str]:
        """What a feed knows better than a transcript."""
        known = {"title": self.title, "date": self.date, "audio": self.audio, "page": self.page}
        return {name: value for name, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Feed:
    """A podcast: its title, and its items, oldest first; what is wrong with some that are not among them."""

    title: str | None
    items: tuple[Item, ...]
    passed_over: tuple[str, ...] = ()


def parse_feed(data: bytes, address: str, *, content_type: str | None = None) -> Feed:
    """Return the feed that these bytes hold; addresses in it are relative to its own.

    Raises NotAFeed, also where its XML declares entities of its own: those are how a few lines become gigabytes.
    """
    _refuse_entities(data)
    # Without a charset, feedparser takes a feed for us-ascii or Latin-1, as text/xml once was, whatever the feed says.
    told = content_type if content_type and "charset" in content_type.lower() else "application/xml"
    headers = {"content-location": address, "content-type": told}
    data = _REFERENCE.sub(_char_or_nothing, data)
    parsed = _feedparser().parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    if not parsed.get("version") and not parsed.entries:
        raise NotAFeed(f"{host_of(address, address.rpartition('/')[2])}: this is no feed of a podcast.")
    language = parsed.feed.get("language")
    # Feeds have their newest item first: where the dates say nothing, that order counts.
    odd: list[str] = []
    items = list(_items(reversed(parsed.entries), address, language, odd))
    items.sort(key=lambda one: one.date or "")
    unique = list({item.guid: item for item in items}.values())
    passed_over = odd[:_MOST_ODD]
    if len(odd) > _MOST_ODD:
        passed_over.append(f"{len(odd) - _MOST_ODD} more items cannot be read.")
    if len(unique) > MOST_ITEMS:
        passed_over.append(f"{len(unique) - MOST_ITEMS} older items: a feed is read to {MOST_ITEMS} at most.")
    return Feed(_text(parsed.feed.get("title")), tuple(unique[-MOST_ITEMS:]), tuple(passed_over))


def _items(entries: Iterable[Any], address: str, language: str | None, odd: list[str]) -> Iterator[Item]:
    """Yield what is an item; what cannot be read as one is told in `odd`, and costs no other."""
    for entry in entries:
        try:
            item = _item(entry, address, language)
        except Exception as error:  # whatever somebody wrote into it
            odd.append(f"an item cannot be read ({type(error).__name__}: {str(error)[:100]!a})")
            continue
        if item is not None:
            yield item


def _char_or_nothing(reference: re.Match[bytes]) -> bytes:
    """Return a reference to a character as it is, and nothing for what is none, such as half a pair."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return b"" if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else reference[0]


class _PrologOver(Exception):
    """The first element has begun."""


def _refuse_entities(data: bytes) -> None:
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise NotAFeed("The feed declares entities of its own, which are not read.")

    def begun(*_: object) -> None:
        raise _PrologOver

    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.Parse(data.lstrip(), True)
    except (_PrologOver, expat.ExpatError, ValueError, LookupError):
        return  # broken XML is feedparser's to mend; it drops such declarations itself


@cache
def _feedparser() -> Any:
    """Return feedparser, which now keeps every `<podcast:transcript>` of an item."""
    import feedparser  # type: ignore[import-untyped] # noqa: PLC0415 - half a tenth of a second that few need
    from feedparser.mixin import _FeedParserMixin  # type: ignore[import-untyped] # noqa: PLC0415

    def keep(parser: Any, attributes: Mapping[str, str]) -> None:
        parser._get_context().setdefault("transcripts", []).append(dict(attributes))

    for namespace in _NAMESPACES:
        _FeedParserMixin.namespaces[namespace] = "podcast"
        _FeedParserMixin._matchnamespaces[namespace] = "podcast"
    for known, prefix in _FeedParserMixin.namespaces.items():
        _FeedParserMixin._matchnamespaces[known.lower()] = prefix
    _FeedParserMixin._start_podcast_transcript = keep
    return feedparser


def _item(entry: Any, address: str, language: str | None) -> Item | None:
    audio = next((_url(one.get("href"), address) for one in entry.get("enclosures", ()) if _is_audio(one)), None)
    page = _url(entry.get("link"), address)
    guid = _text(entry.get("id")) or audio or page
    title = _text(entry.get("title")) or _text(entry.get("itunes_title"))
    if not guid or not title:
        return None
    return Item(guid, title, _date(entry), audio, page, _links(entry, address, language))


def _links(entry: Any, address: str, language: str | None) -> tuple[Link, ...]:
    links = []
    for one in entry.get("transcripts", ()):
        url = _url(one.get("url"), address)
        if url:
            links.append(Link(url, _kind(one.get("type", ""), url), one.get("language")))
    kinds = [kind for kind, _ in _KINDS]

    def rank(link: Link) -> tuple[bool, int]:
        foreign = bool(language and link.language and link.language[:2].lower() != language[:2].lower())
        return foreign, kinds.index(link.kind) if link.kind else len(kinds)

    return tuple(sorted(dict.fromkeys(links), key=rank))


def _kind(media_type: str, url: str) -> str:
    wanted = media_type.partition(";")[0].strip().lower()
    by_type = next((kind for kind, types in _KINDS if wanted in types), "")
    ending = urlsplit(url).path.lower().rpartition(".")[2]
    by_ending = {"htm": "html", "text": "txt"}.get(ending, ending)
    known = {kind for kind, _ in _KINDS}
    # Many a feed calls every file text/plain or octet-stream.
    return by_ending if by_type in ("", "txt") and by_ending in known else by_type


def _is_audio(enclosure: Any) -> bool:
    media_type = str(enclosure.get("type", "")).lower()
    return media_type.startswith(("audio/", "video/")) or media_type in ("", "application/octet-stream")


def _url(typed: object, address: str) -> str | None:
    """Return an address of the web; None for any other kind."""
    if not isinstance(typed, str) or not typed.strip():
        return None
    try:
        url = urljoin(address, typed.strip())
        url.encode()
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


def _date(entry: Any) -> str | None:
    """Return the day as the feed's own clock has it: an episode of Monday 00:30 in Beijing is Monday's."""
    written = entry.get("published") or entry.get("updated") or ""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return read(written.strip()).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return date(*parsed[:3]).isoformat() if parsed else None
    except ValueError:  # 0000-00-00
        return None


def _text(typed: object) -> str | None:
    """Return a text on one line, without what is no character and can be written nowhere."""
    if not isinstance(typed, str):
        return None
    sound = clean(unescape(typed)).encode("utf-8", "ignore").decode()
    return " ".join(sound.split())[:_LONGEST_TEXT] or None
