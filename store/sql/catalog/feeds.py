"""Feeds: what each was when last fetched, and which of its items became which episode."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlite_utils import Database

from store.storage.catalog import KnownFeed, KnownItem


class Feeds:
    """The feeds of an open library; see `storage.catalog.Feeds`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, address: str) -> KnownFeed:
        """Return what is known of the feed at an address, which is known from now on."""
        self._db.execute("INSERT INTO feeds (address) VALUES (?) ON CONFLICT DO NOTHING", [address])
        known = "SELECT id, title, etag, last_modified FROM feeds WHERE address = ?"
        return KnownFeed(*self._db.execute(known, [address]).fetchone())

    def put(self, feed: KnownFeed) -> None:
        """Keep what a feed is now, and that it was brought in just now."""
        self._db.execute(
            "UPDATE feeds SET title = ?, etag = ?, last_modified = ?, synced_at = ? WHERE id = ?",
            [feed.title, feed.etag, feed.last_modified, datetime.now(UTC).isoformat(timespec="seconds"), feed.id],
        )

    def has_pending(self, feed: int) -> bool:
        """Say whether a transcript of the feed is still to be had."""
        pending = "SELECT 1 FROM feed_items WHERE feed_id = ? AND state = 'pending' LIMIT 1"
        return self._db.execute(pending, [feed]).fetchone() is not None

    def item(self, feed: int, guid: str) -> KnownItem | None:
        """Return what is known of an item of a feed; None where nothing is."""
        known = (
            "SELECT episode_id, transcript, etag, last_modified, state FROM feed_items WHERE feed_id = ? AND guid = ?"
        )
        row = self._db.execute(known, [feed, guid]).fetchone()
        return KnownItem(*row) if row else None

    def put_item(self, feed: int, guid: str, item: KnownItem) -> None:
        """Keep what is known of an item, in the place of what was known before."""
        self._db.execute(
            "INSERT INTO feed_items (feed_id, guid, episode_id, transcript, etag, last_modified, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feed_id, guid) DO UPDATE SET episode_id = excluded.episode_id,"
            " transcript = excluded.transcript, etag = excluded.etag, last_modified = excluded.last_modified,"
            " state = excluded.state",
            [feed, guid, item.episode_id, item.transcript, item.etag, item.last_modified, item.state],
        )
