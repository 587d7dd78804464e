"""SqliteIndex: what the search asks, answered by SQLite. Terms stand in FTS5 tables, the rest in plain ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from store.models import Correction, Episode, Speaker, Turn
from store.search.query import Query
from store.sql import facts, glossary
from store.sql.catalog.catalog import SqliteCatalog
from store.sql.index import latin_words, name_index, speaker_query
from store.sql.index.fts5 import match
from store.sql.rows import TURN_COLUMNS, TURN_ROWS, turn_of, turn_row
from store.storage.index import NameKind, TurnRow

_HIGHEST = 2**62

_CANDIDATES = f"""
    SELECT {TURN_COLUMNS} FROM turn_terms JOIN turns ON turns.id = turn_terms.rowid
    LEFT JOIN speakers ON speakers.id = turns.speaker_id
    WHERE turn_terms MATCH ? ORDER BY turn_terms.rowid DESC LIMIT ?
"""  # noqa: S608 - nothing from outside stands in it
_IDS = "SELECT rowid FROM turn_terms WHERE turn_terms MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?"


class SqliteIndex:
    """The `Index` of a library in an SQLite file."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._catalog = SqliteCatalog(db)

    # Turns

    def candidates(self, query: Query, most: int) -> list[TurnRow]:
        """Return at most so many of the turns that match, latest loaded first."""
        return list(map(turn_row, self._db.execute(_CANDIDATES, [match(query), most])))

    def ids(self, query: Query, before: int | None, most: int) -> list[int]:
        """Return the ids of at most so many turns that match, latest first, those below `before`; some may be gone."""
        highest = _HIGHEST if before is None else before - 1
        return [row[0] for row in self._db.execute(_IDS, [match(query), highest, most])]

    def turns(self, ids: Sequence[int]) -> list[TurnRow]:
        """Return turns by their ids, in any order, without those that are gone."""
        listed = ",".join(map(str, map(int, ids)))
        return list(map(turn_row, self._db.execute(f"{TURN_ROWS} WHERE turns.id IN ({listed})")))

    def texts(self, episode: int | None) -> Iterable[tuple[int, str]]:
        """Return (id, text) of each turn of an episode, or of the whole library."""
        if episode is None:
            return self._db.execute("SELECT id, text FROM turns")
        return self._db.execute("SELECT id, text FROM turns WHERE episode_id = ?", [episode])

    def in_full(self, rows: Sequence[TurnRow]) -> list[tuple[Turn, Episode]]:
        """Return turns as they are shown, each with its episode. Raises LookupError where one is gone."""
        episodes = self._catalog.episodes_of({row.episode_id for row in rows})
        return [(turn_of(row), episodes[row.episode_id]) for row in rows]

    # The library as a whole

    def revision(self) -> int:
        """Return a number that grows with every change of the library: what was read before it is stale."""
        return facts.changes_so_far(self._db)

    def newest(self) -> int:
        """Return the highest id among the turns, 0 where there are none; ids are never used twice."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM turns").fetchone()[0])

    def corrections(self) -> tuple[Correction, ...]:
        """Return all corrections that people keep, those of the whole library first."""
        return glossary.corrections(self._db)

    # Episodes and speakers

    def episode(self, episode_id: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""
        return self._catalog.episode(episode_id)

    def titled(self, titles: Iterable[str]) -> list[Episode]:
        """Return the episodes that have one of these titles, newest first."""
        return self._catalog.titled(titles)

    def speakers(self, episode: int | None) -> tuple[Speaker, ...]:
        """Return who speaks, in one episode or in all, most turns first."""
        return self._catalog.speakers.all(episode=episode)

    def speakers_called(self, names: Iterable[str]) -> tuple[Speaker, ...]:
        """Return the speakers who are called one of these names, by an alias or a label too, most turns first."""
        return self._catalog.speakers.called(names)

    def voices(self, episode: int) -> list[str]:
        """Return the names of those who speak in an episode, in any order."""
        rows = self._db.execute(
            "SELECT name FROM voices JOIN speakers ON speakers.id = speaker_id WHERE episode_id = ?", [episode]
        )
        return [name for (name,) in rows]

    def foremost_speakers(self, most: int) -> tuple[str, ...]:
        """Return the names of at most so many speakers, most turns first."""
        return self._catalog.speakers.foremost(most)

    def said_by(self, speaker: str, episode: int | None) -> Query | None:
        """Return the query for the turns of the speaker of this very name; see `speaker_query`."""
        return speaker_query.said_by(self._db, speaker, episode=episode)

    # What people and episodes are called

    def names(self, query: Query, most: int, holding: str | None = None) -> list[str]:
        """Return at most so many names, titles or keywords that match, latest first; only those `holding` a key."""
        return name_index.names(self._db, query, most, holding)

    def names_sharing(self, queries: Sequence[Query], most: int) -> list[str]:
        """Return at most so many names, titles or keywords: those that the most of these queries find."""
        return name_index.sharing(self._db, queries, most)

    def names_with_key(self, kind: NameKind, key: str, most: int) -> list[str]:
        """Return at most so many names of a kind that have this very key when they are normalized."""
        return name_index.with_key(self._db, kind, key, most)

    def keys_of_names(self, keys: Iterable[str]) -> frozenset[str]:
        """Return which of these are the keys of people's names."""
        return name_index.keys_among(self._db, keys)

    # Latin words

    def word_counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many turns words stand, those left out that stand in none."""
        return latin_words.counts(self._db, words)

    def has_word(self, start: str) -> bool:
        """Say whether any word begins so."""
        return latin_words.any_beginning(self._db, start)

    def words_beginning(self, start: str, most: int) -> list[str]:
        """Return at most so many words that begin so, the word itself first, then the most used ones."""
        return latin_words.beginning(self._db, start, most)

    def words_sounding(self, key: str) -> list[str]:
        """Return the words that have this phonetic key, numbers left out."""
        return latin_words.sounding(self._db, key)

    def words_near(self, plain: str, edits: int) -> list[tuple[str, str]]:
        """Return (word, plain spelling) of words at most so many letters longer or shorter than a plain spelling."""
        return latin_words.near(self._db, plain, edits)
