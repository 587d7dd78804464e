"""The tables and their life in order: migrations m001, m002, … that run when a database is opened.

Everything but `turn_terms` is made to be read by people and by other programs (sqlite-utils, Datasette).
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("store")

TERMS_TABLE = """
    CREATE VIRTUAL TABLE turn_terms USING fts5(
        terms, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
    )
"""


_TERMS_SETTINGS = (("pgsz", 8000), ("hashsize", 4 * 2**20), ("automerge", 8))
"""Larger pages, more in memory before a flush and fewer merges: a quarter faster to load, no slower to find."""


def make_terms_table(db: Database) -> None:
    """Make the table of terms, empty, with its settings."""
    db.execute(TERMS_TABLE)
    for name, value in _TERMS_SETTINGS:
        db.execute("INSERT INTO turn_terms (turn_terms, rank) VALUES (?, ?)", [name, value])


@migrations()
def m001_episodes_and_turns(db: Database) -> None:
    """Episodes, the people who speak, and their turns.

    AUTOINCREMENT, since a turn's number is also its row in `turn_terms`, from which nothing can be deleted: a number
    used twice would bring the dead row's words to life.
    """
    db.execute("""
        CREATE TABLE episodes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            title TEXT NOT NULL,
            date TEXT,
            keywords TEXT NOT NULL DEFAULT '[]',
            audio TEXT,
            page TEXT,
            format TEXT NOT NULL,
            source TEXT NOT NULL,
            digest TEXT NOT NULL,
            loaded_at TEXT NOT NULL
        )
    """)
    db.execute("CREATE INDEX episodes_digest ON episodes (digest)")
    db.execute("CREATE TABLE speakers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)")
    db.execute("""
        CREATE TABLE turns (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            speaker_id INTEGER REFERENCES speakers (id),
            start_s REAL,
            end_s REAL,
            clock TEXT,
            text TEXT NOT NULL,
            cues TEXT
        )
    """)
    db.execute("CREATE INDEX turns_in_order ON turns (episode_id, position)")
    db.execute("""
        CREATE TABLE voices (
            episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
            speaker_id INTEGER NOT NULL REFERENCES speakers (id),
            turns INTEGER NOT NULL,
            seconds REAL,
            PRIMARY KEY (episode_id, speaker_id)
        ) WITHOUT ROWID
    """)


@migrations()
def m002_terms(db: Database) -> None:
    """What turns are found by: their terms, and the library's Latin words with the number of turns that hold each."""
    make_terms_table(db)
    db.execute("CREATE TABLE latin_words (word TEXT PRIMARY KEY, turns INTEGER NOT NULL) WITHOUT ROWID")
    db.execute("CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")


@migrations()
def m003_kept_questions(db: Database) -> None:
    """What was asked, so that a button finds its question again: words only, no person and no chat."""
    db.execute("""
        CREATE TABLE kept_questions (
            id TEXT PRIMARY KEY,
            question TEXT NOT NULL UNIQUE,
            asked_on TEXT NOT NULL
        ) WITHOUT ROWID
    """)


@migrations()
def m004_glossary(db: Database) -> None:
    """Corrections that people keep, of one episode or (without one) of the whole library."""
    db.execute("""
        CREATE TABLE glossary (
            id INTEGER PRIMARY KEY,
            episode_id INTEGER REFERENCES episodes (id) ON DELETE CASCADE,
            meant TEXT NOT NULL,
            relation TEXT NOT NULL CHECK (relation IN ('=', '~')),
            heard TEXT NOT NULL,
            exceptions TEXT NOT NULL
        )
    """)


def unknown_migrations(db: Database) -> list[str]:
    """Return the migrations that were applied to this database and that this program does not know, in order."""
    known = {migration.name for migration in migrations._migrations}
    return [migration.name for migration in migrations.applied(db) if migration.name not in known]
