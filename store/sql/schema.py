"""The schema: migrations m001, m002, … in their order, run when a database is opened.

Everything but `turn_terms` is made to be read by people and by other programs (sqlite-utils, Datasette).
"""

from __future__ import annotations

import secrets

from sqlite_utils import Database, Migrations

from store.sql.called import CALLED, TRIGGERS

migrations = Migrations("store")

_TERMS_SETTINGS = (("pgsz", 8000), ("hashsize", 8 * 2**20), ("automerge", 16))
"""Larger pages, more in memory before a flush and fewer merges: a quarter faster to load, no slower to find."""


def make_terms_table(db: Database, name: str = "turn_terms") -> None:
    """Make a table of terms, empty, with its settings."""
    db.execute(f"""
        CREATE VIRTUAL TABLE {name} USING fts5(terms, content = '', columnsize = 0, detail = none, tokenize = 'ascii')
    """)
    for setting, value in _TERMS_SETTINGS:
        db.execute(f"INSERT INTO {name} ({name}, rank) VALUES (?, ?)", [setting, value])  # noqa: S608


def make_latin_words(db: Database, name: str = "latin_words") -> None:
    """Make a table of Latin words with the number of turns that hold each, empty."""
    db.execute(f"CREATE TABLE {name} (word TEXT PRIMARY KEY, turns INTEGER NOT NULL) WITHOUT ROWID")


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
    make_latin_words(db)
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


@migrations()
def m005_chats(db: Database) -> None:
    """What a chat or a person chose, which message answered which, and which quotes people sent on.

    A chat is a number of the messenger's; a person is known under the number of the private chat with them.
    """
    db.execute("""
        CREATE TABLE chats (
            id INTEGER PRIMARY KEY,
            language TEXT,
            episode_id INTEGER REFERENCES episodes (id) ON DELETE SET NULL,
            last_random INTEGER,
            inactive_on TEXT
        )
    """)
    db.execute("""
        CREATE TABLE answers (
            chat_id INTEGER NOT NULL,
            question_id INTEGER NOT NULL,
            answer_id INTEGER NOT NULL,
            episode_id INTEGER,
            answered_at TEXT NOT NULL,
            PRIMARY KEY (chat_id, question_id)
        ) WITHOUT ROWID
    """)
    db.execute("CREATE INDEX answers_by_age ON answers (answered_at)")
    db.execute("CREATE INDEX answers_by_answer ON answers (chat_id, answer_id)")
    db.execute("""
        CREATE TABLE chosen_quotes (
            turn_id INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
            times INTEGER NOT NULL
        )
    """)
    db.execute("CREATE INDEX chosen_quotes_most_first ON chosen_quotes (times DESC)")


@migrations()
def m006_people(db: Database) -> None:
    """Who is meant by whom a transcript names: namings, aliases, and the changes that can be undone.

    `turns.speaker_id` is the person; `turns.label_id` is whom the transcript names and the index holds, where that is
    another. A naming says who a label is, in one episode or (without one) wherever no other naming says otherwise.
    """
    db.execute("ALTER TABLE turns ADD COLUMN label_id INTEGER REFERENCES speakers (id)")
    db.execute("""
        CREATE TABLE namings (
            id INTEGER PRIMARY KEY,
            label_id INTEGER NOT NULL REFERENCES speakers (id),
            episode_id INTEGER REFERENCES episodes (id) ON DELETE CASCADE,
            speaker_id INTEGER NOT NULL REFERENCES speakers (id)
        )
    """)
    db.execute("CREATE UNIQUE INDEX namings_by_label ON namings (label_id, coalesce(episode_id, 0))")
    db.execute("CREATE INDEX namings_by_speaker ON namings (speaker_id)")
    db.execute("""
        CREATE TABLE aliases (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            speaker_id INTEGER NOT NULL REFERENCES speakers (id),
            episode_id INTEGER REFERENCES episodes (id) ON DELETE CASCADE
        )
    """)
    db.execute("CREATE UNIQUE INDEX aliases_by_name ON aliases (name, speaker_id, coalesce(episode_id, 0))")
    db.execute("""
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            what TEXT NOT NULL,
            before TEXT NOT NULL,
            made_at TEXT NOT NULL
        )
    """)
    db.execute("CREATE INDEX episodes_source ON episodes (source)")
    db.execute("CREATE INDEX episodes_title ON episodes (title)")


@migrations()
def m007_feeds(db: Database) -> None:
    """Podcasts' feeds, when they were last what they were, and which of their items became which episode."""
    db.execute("""
        CREATE TABLE feeds (
            id INTEGER PRIMARY KEY,
            address TEXT NOT NULL UNIQUE,
            title TEXT,
            etag TEXT,
            last_modified TEXT,
            synced_at TEXT
        )
    """)
    db.execute("""
        CREATE TABLE feed_items (
            feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
            guid TEXT NOT NULL,
            episode_id INTEGER REFERENCES episodes (id) ON DELETE SET NULL,
            transcript TEXT,
            etag TEXT,
            last_modified TEXT,
            state TEXT NOT NULL,
            PRIMARY KEY (feed_id, guid)
        ) WITHOUT ROWID
    """)


@migrations()
def m008_audio_offsets(db: Database) -> None:
    """Where a recording runs earlier or later than its transcript's clock: `[[from, seconds], ...]`; see offsets.py."""
    db.execute("ALTER TABLE episodes ADD COLUMN audio_offsets TEXT")


@migrations()
def m009_inbox(db: Database) -> None:
    """Which updates were seen, so that none is answered twice; and those left for the next start, with content."""
    db.execute("CREATE TABLE seen_updates (id INTEGER PRIMARY KEY, seen_at INTEGER NOT NULL)")
    db.execute("CREATE INDEX seen_updates_by_age ON seen_updates (seen_at)")
    db.execute("CREATE TABLE left_updates (id INTEGER PRIMARY KEY, content TEXT NOT NULL, left_at INTEGER NOT NULL)")


@migrations()
def m010_clips(db: Database) -> None:
    """Where the messenger keeps clips that were sent once, by recording, bounds and the account they are for."""
    db.execute("""
        CREATE TABLE clips (
            audio TEXT NOT NULL,
            begin_ms INTEGER NOT NULL,
            end_ms INTEGER NOT NULL,
            account_id INTEGER NOT NULL,
            file_id TEXT NOT NULL,
            kept_on TEXT NOT NULL,
            PRIMARY KEY (audio, begin_ms, end_ms, account_id)
        ) WITHOUT ROWID
    """)


@migrations()
def m011_updates_by_bot(db: Database) -> None:
    """Updates that were seen, or left for the next start, by bot: their numbers are each bot's own.

    Whose the old rows are is not known: they are 0's, which is no bot, until the first bot takes them; see inbox.py.
    """
    for table in ("seen_updates", "left_updates"):
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    db.execute("DROP INDEX seen_updates_by_age")
    db.execute("""
        CREATE TABLE seen_updates (
            bot_id INTEGER NOT NULL,
            id INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            PRIMARY KEY (bot_id, id)
        ) WITHOUT ROWID
    """)
    db.execute("CREATE INDEX seen_updates_by_age ON seen_updates (seen_at)")
    db.execute("""
        CREATE TABLE left_updates (
            bot_id INTEGER NOT NULL,
            id INTEGER NOT NULL,
            content TEXT NOT NULL,
            left_at INTEGER NOT NULL,
            PRIMARY KEY (bot_id, id)
        )
    """)
    for table in ("seen_updates", "left_updates"):
        db.execute(f"INSERT INTO {table} SELECT 0, * FROM old_{table}")  # noqa: S608
        db.execute(f"DROP TABLE old_{table}")


@migrations()
def m012_questions_by_digest(db: Database) -> None:
    """Questions once each by an id that is made of them and of a key, no longer by an index of all their words.

    `number` is how many bytes had been kept when a question was, its own among them: the newest have the largest, and
    a span of numbers is as many bytes. Of the old questions the newest 128 MB stay, each under its id.
    """
    db.execute("ALTER TABLE kept_questions RENAME TO old_questions")
    db.execute("""
        CREATE TABLE kept_questions (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            question TEXT NOT NULL,
            asked_on TEXT NOT NULL
        )
    """)
    # Sorted here and not by SQLite, which would sort all the words along with them, in memory.
    sizes = "SELECT asked_on, id, length(CAST(question AS BLOB)) + 100 FROM old_questions"
    room = 128 * 2**20
    for _, question_id, size in sorted(db.execute(sizes).fetchall(), key=str, reverse=True):
        if (room := room - size) < 0:
            break
        copied = "INSERT INTO kept_questions SELECT ?, id, question, asked_on FROM old_questions WHERE id = ?"
        db.execute(copied, [room, question_id])
    db.execute("DROP TABLE old_questions")
    db.execute("INSERT INTO facts VALUES ('key of questions', ?)", [secrets.token_hex(16)])


def make_called_terms(db: Database) -> None:
    """Make the table of the terms by which names, titles and keywords are found, empty; see `called`."""
    settings = "content = '', columnsize = 0, detail = none, tokenize = 'ascii'"
    db.execute(f"CREATE VIRTUAL TABLE called_terms USING fts5(terms, {settings})")


@migrations()
def m013_called(db: Database) -> None:
    """What is found by an index instead of being read after each load: names, titles, keywords, Latin words' spellings.

    `called` is kept by triggers, so that no writer can forget it; its cores and terms, and the spellings, are what
    Python works out (`called.catch_up`, `words.catch_up`). `speakers.said` counts a person's turns.
    """
    db.execute("""
        CREATE TABLE called (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('name', 'title', 'keyword')),
            name TEXT NOT NULL,
            core TEXT,
            UNIQUE (kind, name)
        )
    """)
    db.execute("CREATE INDEX called_by_core ON called (core, kind)")
    make_called_terms(db)
    db.execute("ALTER TABLE speakers ADD COLUMN said INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "UPDATE speakers SET said = sums.turns FROM"
        " (SELECT speaker_id, sum(turns) AS turns FROM voices GROUP BY speaker_id) AS sums WHERE speaker_id = id"
    )
    db.execute("CREATE INDEX speakers_by_said ON speakers (said DESC, name)")
    db.execute("CREATE INDEX voices_by_speaker ON voices (speaker_id, turns, seconds)")
    db.execute("CREATE INDEX aliases_by_speaker ON aliases (speaker_id)")
    db.execute(f"INSERT INTO called (kind, name) {CALLED}")
    for number, (when, steps) in enumerate(TRIGGERS.items()):
        db.execute(f"CREATE TRIGGER called_{number} AFTER {when} BEGIN {'; '.join(steps)}; END")
    db.execute("""
        CREATE TABLE spellings (
            word TEXT PRIMARY KEY,
            plain TEXT NOT NULL,
            size INTEGER NOT NULL,
            front TEXT NOT NULL,
            ending TEXT NOT NULL,
            sound TEXT NOT NULL
        ) WITHOUT ROWID
    """)
    db.execute("CREATE INDEX spellings_by_front ON spellings (size, front, plain)")
    db.execute("CREATE INDEX spellings_by_ending ON spellings (size, ending)")
    db.execute("CREATE INDEX spellings_by_sound ON spellings (sound)")


@migrations()
def m014_passages(db: Database) -> None:
    """Passages with their vectors, and of each episode the signs of all of them; made when there is time for it.

    A passage's number is never used twice: the first one of an episode tells whether what was read of it still holds.
    """
    db.execute("""
        CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            begins INTEGER NOT NULL,
            ends INTEGER,
            vector BLOB NOT NULL
        )
    """)
    db.execute("CREATE INDEX passages_in_order ON passages (episode_id, first)")
    db.execute("""
        CREATE TABLE meanings (
            episode_id INTEGER PRIMARY KEY REFERENCES episodes (id) ON DELETE CASCADE,
            encoder TEXT NOT NULL,
            first_id INTEGER NOT NULL,
            count INTEGER NOT NULL,
            signs BLOB NOT NULL
        )
    """)


def unknown_migrations(db: Database) -> list[str]:
    """Return the migrations that were applied to this database and that this program does not know, in order."""
    known = {migration.name for migration in migrations._migrations}
    return [migration.name for migration in migrations.applied(db) if migration.name not in known]
