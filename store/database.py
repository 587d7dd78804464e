"""The store: one SQLite file, opened, asked and written to. Rows stay in here; values go out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from store import answering, glossary, kept, listing, writing
from store.errors import DatabaseProblem, NewerDatabase
from store.glossary import Correction
from store.indexing import IndexedTranscript, index
from store.lexicon import Lexicon
from store.models import Answer, Episode, EpisodeSummary, Question, Quote, Speaker, Transcript, Turn
from store.schema import migrations, unknown_migrations
from store.searching import HeardTurns
from store.speakers import fitting
from store.writing import Loaded

_PATIENCE_S = 10.0
_PAGE_CACHE_KIB = 32_768


class Store:
    """An open library. Belongs to the thread that opened it; open one for each thread (opening is cheap)."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.lexicon = Lexicon(db)
        self.heard = HeardTurns()

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """Open the library, making it and bringing its tables up to date where needed.

        `":memory:"` gives an empty one in memory. Raises NewerDatabase for a file that a newer program wrote, and
        DatabaseProblem for one that cannot be opened or is no database.
        """
        if str(path) != ":memory:":
            try:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseProblem(str(path), error.strerror or str(error)) from error
        with foreign_faults(path):
            conn = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
            try:
                return cls(_prepared(conn, str(path)))
            except BaseException:
                conn.close()
                raise

    def close(self) -> None:
        """Close the file; the store is of no use afterwards."""
        self.db.conn.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Writing

    def load(self, transcript: Transcript, *, source: str) -> Loaded:
        """Load one transcript in one transaction; `source` is its file name or address.

        The same transcript again changes nothing; a changed one replaces its turns and keeps its episode, and every
        turn that stayed the same keeps its id.
        """
        return self.write(index(transcript), source=source)

    def write(self, indexed: IndexedTranscript, *, source: str) -> Loaded:
        """Write a transcript that was indexed elsewhere: see `load`."""
        with self.transaction():
            return writing.write(self.db, indexed, source=source)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock: all that is written inside is written, or nothing is."""
        if self.db.conn.in_transaction:
            yield
            return
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.conn.rollback()
            raise
        self.db.conn.execute("COMMIT")

    # Asking

    def parse(self, typed: str, *, speaker: str | None = None, episode: int | None = None) -> Question:
        """Return what was typed as a Question; `孙天祥：开源` and `@孙天祥 开源` ask that speaker if there is one.

        Raises QuestionTooLong.
        """
        return answering.parse(self.db, typed, speaker=speaker, episode=episode)

    def search(self, question: Question | str, *, limit: int = 10, offset: int = 0) -> Answer:
        """Return at most `limit` quotes, best first, after leaving out `offset`; a tie goes by time.

        Raises EmptyQuestion, QuestionTooLong, UnknownSpeaker, AmbiguousSpeaker or UnknownEpisode.
        """
        if isinstance(question, str):
            question = self.parse(question)
        return answering.answer(self.db, self.lexicon, self.heard, question, limit=limit, offset=offset)

    def said_by(self, speaker: str, *, episode: int | None = None, limit: int = 5, offset: int = 0) -> Answer:
        """Return a speaker's turns in order of time, without those that say nothing but 对。 and the like."""
        return listing.said_by(self.db, speaker, episode=episode, limit=limit, offset=offset)

    def quote(self, turn_id: int) -> Quote | None:
        """Return a turn as a quote with nothing highlighted; None if the turn is gone."""
        return listing.quote(self.db, turn_id)

    def around(self, turn_id: int, before: int, after: int) -> tuple[Turn, ...]:
        """Return a turn with its neighbours, in order; () if the turn is gone."""
        return listing.around(self.db, turn_id, before, after)

    # What is there

    def speakers(self, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return who speaks, most turns first."""
        return listing.speakers(self.db, episode=episode)

    def find_speakers(self, asked: str, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return the speakers that a half-remembered name fits best: none, the one, or those it could be."""
        return fitting(asked, self.speakers(episode=episode))

    def episodes(self, *, limit: int | None = None, offset: int = 0) -> tuple[EpisodeSummary, ...]:
        """Return the episodes with what is in them, newest first."""
        return listing.episodes(self.db, limit=limit, offset=offset)

    def episode(self, episode_id: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""
        return listing.episode(self.db, episode_id)

    def find_episodes(self, asked: str) -> tuple[Episode, ...]:
        """Return the episodes whose title fits best: none, the one, or those it could be."""
        return listing.find_episodes(self.db, asked)

    # Corrections

    def corrections(self, *, episode: int | None = None) -> tuple[Correction, ...]:
        """Return the corrections that are kept, those of the whole library first; or those of one episode."""
        return glossary.corrections(self.db, episode=episode)

    def correct(self, *corrections: Correction) -> int:
        """Keep corrections, all or none; return how many changed anything."""
        with self.transaction():
            return glossary.add(self.db, corrections)

    def forget_correction(self, meant: str, *, heard: str | None = None, episode: int | None = None) -> int:
        """Forget what was heard for a word, or one heard form; return how many corrections that touched."""
        with self.transaction():
            return glossary.remove(self.db, meant, heard=heard, episode=episode)

    # Buttons that outlive a restart

    def keep_question(self, question: Question) -> str:
        """Keep a question for 90 days and return the short random id under which it is found."""
        return kept.keep(self.db, question)

    def kept_question(self, question_id: str) -> Question | None:
        """Return a kept question; None if it has outlived its days or never was."""
        return kept.kept(self.db, question_id)


def _prepared(conn: sqlite3.Connection, path: str) -> Database:
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute(f"PRAGMA cache_size = -{_PAGE_CACHE_KIB}")
    conn.execute("PRAGMA temp_store = MEMORY")
    db = Database(conn)
    if unknown := unknown_migrations(db):
        raise NewerDatabase(path, unknown[0])
    if migrations.pending(db):
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("BEGIN IMMEDIATE")  # another process may be at it: look again once it is our turn
        try:
            migrations.apply(db)
        except BaseException:
            conn.rollback()
            raise
        conn.execute("COMMIT")
    conn.execute("PRAGMA synchronous = NORMAL")
    return db


@contextmanager
def foreign_faults(path: Path | str) -> Iterator[None]:
    """Turn SQLite's own errors into DatabaseProblem, which a person may be shown."""
    try:
        yield
    except sqlite3.Error as error:
        raise DatabaseProblem(str(path), str(error)) from error
