"""Syncing a podcast's feed into the library: what is new or changed there is loaded, what is gone there stays.

What was fetched once is asked for again only where it may have changed, so it can run every hour.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from store.errors import DatabaseProblem, StoreError
from store.feeds.addresses import host_of
from store.feeds.feed import Feed, Item, Link, NotAFeed
from store.feeds.fetch import BadAnswer, Fetched, Fetcher, FetchError, NoAddress
from store.feeds.job import FEED, ReadFeed, read_feed_or_transcript
from store.ingest.files import LARGEST_FILE, shown_name
from store.ingest.job import Job, NotUnderstood, Outcome, Understood
from store.ingest.report import short, turns_told
from store.ingest.workers import Work, Workers
from store.models import Episode
from store.storage.catalog import KnownFeed, KnownItem
from store.text.normalize import normalize
from store.wording.kinds import Refusal

if TYPE_CHECKING:
    from store.store import Store

_STILL_FRESH = 10
"""So many of the newest items are asked whether their transcript has changed; corrections come in the first weeks."""
_WORTH_TIDYING = 5_000
# What one feed may take of one run; the rest of it comes with the next. An hour and 1 GB are some thousand transcripts.
_MOST_SECONDS = 3_600.0
_MOST_BYTES = 2**30
_NOT_THERE = (400, 401, 403, 404, 410, 451)


@dataclass(slots=True)
class Synced:
    """What came of it: how many transcripts were new, changed or could not be had, and items left or without any."""

    title: str
    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        names = ("new", "changed", "filled in", "failed", "left", "without transcript")
        told = [f"{self.counts[name]} {name}" for name in names if self.counts[name]]
        return f"{self.title}: {', '.join(told) or 'nothing new'}"


class Sync:
    """Brings feeds in. `tell` is given a line about each transcript that came or failed."""

    def __init__(self, store: Store, fetcher: Fetcher, workers: Workers, tell: Callable[[str], None]) -> None:
        self._store = store
        self._catalog = store.catalog
        self._feeds = store.catalog.feeds
        self._fetcher = fetcher
        self._workers = workers
        self._tell = tell
        self._turns = 0
        self._until, self._bytes_left = 0.0, 0
        self._by_title: dict[str, list[int]] | None = None

    def feed(self, address: str, *, anew: bool = False) -> Synced:
        """Bring a feed in, oldest items first; `address` is one of the web or a file.

        With `anew`, every transcript is asked whether it has changed. Raises FetchError and NotAFeed for the feed
        itself; an item that fails, or that there is no time for, is told of and comes the next time.
        """
        self._until, self._bytes_left, self._by_title = time.monotonic() + _MOST_SECONDS, _MOST_BYTES, None
        local = None if _is_web(address) else Path(address)
        address = address if local is None else str(local.resolve())
        known = self._feeds.get(address)
        synced = Synced(known.title or (host_of(address, "the feed") if local is None else local.name))
        if anew or self._feeds.has_pending(known.id):
            known = replace(known, etag=None, last_modified=None)
        fetched = _read(local) if local is not None else self._ask(address, known)
        if fetched.unchanged:
            return synced
        feed = self._parsed(synced.title, fetched)
        synced.title = feed.title or synced.title
        for told in feed.passed_over:
            synced.counts["failed"] += 1
            self._tell(f"{synced.title}: {told}")
        # What was not done is done the next time, so the feed must not be called unchanged then.
        all_done = self._items(known.id, feed, synced, anew=anew)
        etag, last_modified = (fetched.etag, fetched.last_modified) if all_done else (None, None)
        self._feeds.put(KnownFeed(known.id, feed.title, etag, last_modified))
        if self._turns > _WORTH_TIDYING:
            self._store.tidy()
        return synced

    def _parsed(self, name: str, fetched: Fetched) -> Feed:
        """Return the feed, read where transcripts are read: in a process that is bounded in time and memory."""
        given = {"address": fetched.url, "content_type": fetched.content_type or ""}
        job = Job(name, data=fetched.data, given=given, format=FEED, size=len(fetched.data))
        for _, outcome in self._workers.read([job]):
            if isinstance(outcome, ReadFeed):
                return outcome.feed
            if isinstance(outcome, NotUnderstood):
                raise NotAFeed(outcome.sentence)
        raise NotAFeed(f"{name}: was not read to the end")

    def _items(self, feed_id: int, feed: Feed, synced: Synced, *, anew: bool) -> bool:
        """Bring the items in, each for itself; return whether nothing is left to be done."""
        fresh = {item.guid for item in feed.items[-_STILL_FRESH:]}
        all_done = True
        for at, item in enumerate(feed.items):
            if time.monotonic() > self._until or self._bytes_left <= 0:
                self._tell(f"{synced.title}: {len(feed.items) - at} items are left for the next time.")
                synced.counts["left"] = len(feed.items) - at
                return False
            try:
                with self._store.faults():
                    self._item(feed_id, item, synced, look_again=anew or item.guid in fresh)
            except (DatabaseProblem, MemoryError):
                raise  # the fault of no item
            except Exception as error:
                synced.counts["failed"] += 1
                self._tell(f"{item.title}: passed over ({type(error).__name__}: {str(error)[:200]!a})")
                all_done = False
        return all_done

    def _item(self, feed_id: int, item: Item, synced: Synced, *, look_again: bool) -> None:
        known = self._feeds.item(feed_id, item.guid)
        if not item.transcripts:
            synced.counts["without transcript"] += 1
            synced.counts["filled in"] += self._fill_in(item)
        elif known is None or _wants(known, item) or look_again:
            synced.counts[self._bring(feed_id, item, known)] += 1

    def _bring(self, feed_id: int, item: Item, known: KnownItem | None) -> str:
        """Fetch an item's transcript, the best that can be had; return new, changed, same or failed."""
        if known and _was_deleted(known):
            return "same"
        trouble = ""
        for link in item.transcripts:
            try:
                fetched = self._ask_for(link, known)
            except FetchError as error:
                trouble = trouble or str(error)
                if isinstance(error, NoAddress) or (isinstance(error, BadAnswer) and error.status in _NOT_THERE):
                    continue  # the next best one, then
                if known is None or known.state != "loaded":
                    self._feeds.put_item(feed_id, item.guid, _known(known, link, None, "pending"))
                break
            self._bytes_left -= len(fetched.data)
            if fetched.unchanged:
                return "same"
            outcome = self._read(item, link, fetched)
            if isinstance(outcome, Understood):
                return self._write(feed_id, item, outcome, _known(known, link, fetched, "loaded"))
            trouble = trouble or outcome.sentence
            if known is None or known.state != "loaded":
                self._feeds.put_item(feed_id, item.guid, _known(known, link, fetched, "refused"))
        self._tell(f"{item.title}: {trouble}")
        return "failed"

    def _ask_for(self, link: Link, known: KnownItem | None) -> Fetched:
        if known is None or known.transcript != link.url or known.state == "pending":
            return self._fetcher.get(link.url)
        return self._ask(link.url, known)

    def _ask(self, address: str, known: KnownFeed | KnownItem) -> Fetched:
        """Fetch what stands at an address, unless it is what it was."""
        return self._fetcher.get(address, etag=known.etag, last_modified=known.last_modified)

    def _read(self, item: Item, link: Link, fetched: Fetched) -> Outcome:
        name = shown_name(Path(unquote(urlsplit(link.url).path))) or item.title
        job = Job(name, data=fetched.data, given=item.details, size=len(fetched.data))
        for _, outcome in self._workers.read([job]):
            return outcome
        return NotUnderstood(Refusal(name, "not_readable"))

    def _write(self, feed_id: int, item: Item, outcome: Understood, now: KnownItem) -> str:
        with self._store.transaction():
            loaded = self._store.write(outcome.indexed, source=now.transcript or item.guid, episode=now.episode_id)
            self._feeds.put_item(feed_id, item.guid, replace(now, episode_id=loaded.episode_id))
        if loaded.status != "same":
            self._turns += loaded.turns
            told = "loaded" if loaded.status == "new" else "now; it has changed"
            self._tell(short(outcome.report, f"{turns_told(loaded.turns)} {told}"))
        return loaded.status

    def _fill_in(self, item: Item) -> bool:
        """Give an episode of that title what it lacks: a transcript from elsewhere gets its audio, page and date."""
        same = self._lacking().get(normalize(item.title).key, [])
        if len(same) != 1:
            return False
        return self._catalog.fill_in(Episode(item.title, item.date, audio=item.audio, page=item.page, id=same[0]))

    def _lacking(self) -> dict[str, list[int]]:
        """Return the episodes that lack something, by their titles as heard; read once a feed."""
        if self._by_title is None:
            self._by_title = {}
            for number, title in self._catalog.lacking():
                self._by_title.setdefault(normalize(title).key, []).append(number)
        return self._by_title


def _known(before: KnownItem | None, link: Link, fetched: Fetched | None, state: str) -> KnownItem:
    """Return what is known after a transcript was asked for; None was `fetched` where the server failed."""
    etag, last_modified = (fetched.etag, fetched.last_modified) if fetched else (None, None)
    return KnownItem(before.episode_id if before else None, link.url, etag, last_modified, state)


def _wants(known: KnownItem, item: Item) -> bool:
    """Say whether an item's transcript is still to be had, or stands at another address now."""
    return known.state == "pending" or known.transcript not in {link.url for link in item.transcripts}


def _was_deleted(known: KnownItem) -> bool:
    """Say whether a person has taken the episode away since: then it does not come back by itself."""
    return known.state == "loaded" and known.episode_id is None


def _is_web(address: str) -> bool:
    return "://" in address


def _read(path: Path) -> Fetched:
    """Return a feed that lies in a file. Raises NotAFeed."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NotAFeed(f"{path.name}: larger than {LARGEST_FILE // 2**20} MiB")
        return Fetched(200, path.resolve().as_uri(), path.read_bytes(), None, None, None, None)
    except OSError as error:
        raise NotAFeed(f"{path.name}: {error.strerror or error}") from error


def sync(
    store: Store,
    addresses: list[str],
    *,
    fetcher: Fetcher,
    tell: Callable[[str], None],
    summary: Callable[[str], None],
    anew: bool = False,
) -> int:
    """Bring several feeds in and tell of each; return 0, or 1 if a feed or a transcript could not be had."""
    status = 0
    with Workers(1, work=cast(Work, read_feed_or_transcript)) as workers:
        syncing = Sync(store, fetcher, workers, tell)
        for address in addresses:
            try:
                with store.faults():
                    synced = syncing.feed(address, anew=anew)
            except DatabaseProblem:
                raise  # the fault of no feed
            except StoreError as error:
                tell(str(error))
                status = 1
            except Exception as error:  # one feed costs no other
                name = host_of(address, "the feed") if _is_web(address) else address
                tell(f"{name}: could not be synced ({type(error).__name__}: {str(error)[:200]!a})")
                status = 1
            else:
                summary(str(synced))
                status = 1 if synced.counts["failed"] or synced.counts["left"] else status
    return status
