"""The catalog of a library in one SQLite file: episodes and turns read, written, taken away and brought back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlite_utils import Database

from store.library.episodes import EDITABLE
from store.models import Episode, EpisodeSummary, Turn
from store.search.indexing import IndexedTranscript
from store.sql import writing
from store.sql.catalog import restore
from store.sql.catalog.changes import Changes
from store.sql.catalog.feeds import Feeds
from store.sql.catalog.speakers import Speakers
from store.sql.connection import bytes_of, written_in_bulk
from store.sql.rows import AMONG, EPISODE_COLUMNS, NAME, TURN_ROWS, episode_of, listed, turn_of
from store.sql.transaction import part, transaction
from store.storage.catalog import LibrarySize, Status

_EPISODES = f"SELECT {EPISODE_COLUMNS} FROM episodes"  # noqa: S608
_NEWEST_FIRST = "ORDER BY date DESC NULLS LAST, id DESC"
_LACKING = "audio IS NULL OR page IS NULL OR date IS NULL"
_MOST_EPISODES = 1_000
_ALL = 2**62


class SqliteCatalog:
    """The catalog of an open file; see `storage.catalog.Catalog`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.speakers = Speakers(db)
        self.changes = Changes(db)
        self.feeds = Feeds(db)

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the write lock: all that is written inside is written, or nothing is."""
        return transaction(self._db)

    def part(self) -> AbstractContextManager[None]:
        """Inside a transaction: all that is written inside this is written, or nothing of it, and the rest stands."""
        return part(self._db)

    # Episodes

    def episode(self, episode_id: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""
        row = self._db.execute(f"{_EPISODES} WHERE id = ?", [episode_id]).fetchone()
        return episode_of(row) if row else None

    def episodes(self, *, limit: int | None = None, offset: int = 0) -> tuple[EpisodeSummary, ...]:
        """Return the episodes with what is in them, newest first (by date where known, then by when they came)."""
        page = [_ALL if limit is None else limit, offset]
        rows = self._db.execute(f"{_EPISODES} {_NEWEST_FIRST} LIMIT ? OFFSET ?", page).fetchall()
        return tuple(self._summary(episode_of(row)) for row in rows)

    def episodes_of(self, numbers: Iterable[int]) -> dict[int, Episode]:
        """Return the episodes of these numbers that there are, by their numbers."""
        rows = self._db.execute(f"{_EPISODES} WHERE id {AMONG}", [listed(numbers)])
        return {number: episode_of((number, *row)) for number, *row in rows}

    def titled(self, titles: Iterable[str]) -> list[Episode]:
        """Return the episodes that have one of these titles, newest first, a thousand at most."""
        where = f"WHERE title {AMONG} {_NEWEST_FIRST} LIMIT ?"
        return [episode_of(row) for row in self._db.execute(f"{_EPISODES} {where}", [listed(titles), _MOST_EPISODES])]

    def holds(self, episodes: int) -> bool:
        """Say whether there are at least so many episodes; asked with each quote, so it counts no further."""
        return self.episode_at(episodes - 1) is not None

    def episode_at(self, place: int) -> int | None:
        """Return the episode (its id) that is number `place` of all, from 0 on; None where there are no more."""
        row = self._db.execute("SELECT id FROM episodes ORDER BY id LIMIT 1 OFFSET ?", [place]).fetchone()
        return int(row[0]) if row else None

    def count_episodes(self) -> int:
        """Return how many episodes there are."""
        return int(self._db.execute("SELECT count(*) FROM episodes").fetchone()[0])

    def size(self) -> LibrarySize:
        """Return how large the library is."""
        (turns,) = self._db.execute("SELECT coalesce(sum(turns), 0) FROM voices").fetchone()
        return LibrarySize(self.count_episodes(), turns, bytes_of(self._db))

    def _summary(self, episode: Episode) -> EpisodeSummary:
        turns, first, last = self._db.execute(
            "SELECT count(*), min(start_s), max(coalesce(end_s, start_s)) FROM turns WHERE episode_id = ?", [episode.id]
        ).fetchone()
        names = NAME.each(
            self._db.execute(
                "SELECT name FROM voices JOIN speakers ON speakers.id = speaker_id WHERE episode_id = ?"
                " ORDER BY turns DESC, name",
                [episode.id],
            )
        )
        seconds = None if first is None else last - first
        return EpisodeSummary(episode, turns, seconds, tuple(name for (name,) in names))

    # Turns

    def turn(self, turn_id: int) -> Turn | None:
        """Return a turn; None if it is gone."""
        row = self._db.execute(f"{TURN_ROWS} WHERE turns.id = ?", [turn_id]).fetchone()
        return turn_of(row) if row else None

    def around(self, turn_id: int, before: int, after: int) -> tuple[Turn, ...]:
        """Return a turn with at most `before` turns before it and `after` after it, in order; () if it is gone."""
        row = self._db.execute("SELECT episode_id, position FROM turns WHERE id = ?", [turn_id]).fetchone()
        if row is None:
            return ()
        episode_id, position = row
        rows = self._db.execute(
            f"{TURN_ROWS} WHERE episode_id = ? AND position BETWEEN ? AND ? ORDER BY position",
            [episode_id, position - before, position + after],
        )
        return tuple(map(turn_of, rows))

    def turns(self, episode_id: int) -> tuple[Turn, ...]:
        """Return all turns of an episode, in order."""
        rows = self._db.execute(f"{TURN_ROWS} WHERE turns.episode_id = ? ORDER BY position", [episode_id])
        return tuple(map(turn_of, rows))

    def count_turns(self, episode_id: int) -> int:
        """Return how many turns an episode has."""
        (number,) = self._db.execute("SELECT count(*) FROM turns WHERE episode_id = ?", [episode_id]).fetchone()
        return int(number)

    def said_by(self, speaker: str, *, episode: int | None = None) -> Iterator[Turn]:
        """Yield the turns of the speaker of this very name, in one episode or in all, in order of time."""
        within, values = ("AND turns.episode_id = ?", [episode]) if episode is not None else ("", [])
        where = f"WHERE speakers.name = ? {within} ORDER BY turns.episode_id, position"
        return map(turn_of, self._db.execute(f"{TURN_ROWS} {where}", [speaker, *values]))

    def turns_from(self, episode_id: int, shortest: int, *, speaker: str | None = None) -> list[Turn]:
        """Return an episode's turns of so many characters or more, of one speaker or of all."""
        whose, values = _whose(speaker)
        where = f"WHERE episode_id = ? AND length(text) >= ? {whose}"
        return [turn_of(row) for row in self._db.execute(f"{TURN_ROWS} {where}", [episode_id, shortest, *values])]

    def longest_turns(self, episode_id: int, most: int, *, speaker: str | None = None) -> list[Turn]:
        """Return the longest turns of an episode, at most so many, of one speaker or of all."""
        whose, values = _whose(speaker)
        where = f"WHERE episode_id = ? {whose} ORDER BY length(text) DESC LIMIT ?"
        return [turn_of(row) for row in self._db.execute(f"{TURN_ROWS} {where}", [episode_id, *values, most])]

    # Writing

    def digests(self) -> frozenset[str]:
        """Return the digests of the transcripts that are there."""
        return frozenset(digest for (digest,) in self._db.execute("SELECT digest FROM episodes"))

    def status_of(self, indexed: IndexedTranscript, *, source: str) -> Status:
        """Return what writing a transcript would do; nothing is written."""
        return writing.status_of(self._db, indexed, source=source)

    def writer(self) -> writing.Writer:
        """Return what writes transcripts, several in a transaction; see `storage.catalog.Writer`."""
        return writing.Writer(self._db)

    def written_in_bulk(self) -> AbstractContextManager[None]:
        """While a large load lasts: let the engine write as suits that best."""
        return written_in_bulk(self._db)

    def edit(self, episode_id: int, values: Mapping[str, str | None]) -> None:
        """Write what is known of an episode, by the names of `episodes.EDITABLE`."""
        for name in EDITABLE:
            if name in values:
                self._db.execute(f"UPDATE episodes SET {name} = ? WHERE id = ?", [values[name], episode_id])  # noqa: S608
        writing.touch(self._db)

    def lacking(self) -> list[tuple[int, str]]:
        """Return (id, title) of the episodes that lack their audio, their page or their date."""
        return self._db.execute(f"SELECT id, title FROM episodes WHERE {_LACKING}").fetchall()  # noqa: S608

    def fill_in(self, episode: Episode) -> bool:
        """Give the episode of this id the audio, page and date that it lacks; say whether that gave it anything."""
        filled = self._db.execute(
            "UPDATE episodes SET audio = coalesce(audio, :audio), page = coalesce(page, :page),"
            " date = coalesce(date, :date) WHERE id = :id AND (audio IS NULL AND :audio IS NOT NULL"
            " OR page IS NULL AND :page IS NOT NULL OR date IS NULL AND :date IS NOT NULL) RETURNING id",
            {"audio": episode.audio, "page": episode.page, "date": episode.date, "id": episode.id},
        ).fetchone()
        if filled:
            writing.touch(self._db)
        return filled is not None

    def remove(self, episode_id: int) -> Mapping[str, Any]:
        """Take an episode away with all that hangs on it; return what brings it back, as JSON can hold it."""
        kept = restore.remove(self._db, episode_id)
        writing.touch(self._db)
        return kept

    def restore(self, kept: Mapping[str, Any]) -> int | None:
        """Bring back what `remove` returned, under its old numbers, and return the episode's.

        Nothing is done, and None returned, where its transcript was loaded again meanwhile.
        """
        episode_id = restore.restore(self._db, kept)
        if episode_id is not None:
            self.speakers.settle(episode_id)
        return episode_id


def _whose(speaker: str | None) -> tuple[str, list[str]]:
    return ("AND speakers.name = ?", [speaker]) if speaker is not None else ("", [])
