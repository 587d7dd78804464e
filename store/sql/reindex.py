"""Rebuilding the index: after a change of the terms, or when a person asks; dead rows are dropped.

The new index grows beside the old one, a batch of turns in a transaction each, and takes its place in the last of
them. Until then everybody finds with the old one; in between others may write; a second program that finds the work
begun takes a share of it; and a program that was killed in the middle goes on where it was.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable

from sqlite_utils import Database

from store.sql import facts
from store.sql.index import latin_words, name_index
from store.sql.schema import make_latin_words, make_terms_table
from store.sql.transaction import transaction
from store.text.terms import TERMS_VERSION, episode_term, speaker_term, terms

log = logging.getLogger(__name__)

_BATCH = 400  # turns: a tenth of a second, for which another writer has to wait
_GAP_S = 0.01
TURNS = "SELECT id, episode_id, coalesce(label_id, speaker_id), text FROM turns"
"""Of each turn what its row in the index is made of; see `row_terms`."""

_NEXT_TERMS, _NEXT_WORDS = "turn_terms_next", "latin_words_next"


def terms_version(db: Database) -> int:
    """Return the version of the terms that stand in the index; files older than the first count as of that one."""
    return int(facts.get(db, "terms") or "1")


def is_stale(db: Database) -> bool:
    """Say whether the index holds other terms than this program asks for."""
    return terms_version(db) != TERMS_VERSION


def call_stale(db: Database) -> None:
    """Note that turns of a time before there was an index wait to be indexed."""
    if _has_turns(db):
        facts.put(db, "terms", "0")


def _has_turns(db: Database) -> bool:
    return db.execute("SELECT 1 FROM turns LIMIT 1").fetchone() is not None


def reindex(db: Database, *, anew: bool = False) -> int:
    """Make the index anew and return how many turns it holds; what another program has begun is gone on with.

    `anew` begins at the first turn even where the index has the right terms. Others find and write meanwhile, and
    wait for a batch at most. Raises sqlite3.Error where the file cannot be written; the old index stands then.
    """
    if anew:
        with transaction(db):
            _start(db)
    elif _has_turns(db):
        log.warning("The index is made anew, for terms of version %d; this may take a while.", TERMS_VERSION)
    while not _batch(db):
        time.sleep(_GAP_S)
    if anew:
        with transaction(db):
            name_index.make_anew(db)
            latin_words.make_anew(db)
    return int(db.execute("SELECT count(*) FROM turns").fetchone()[0])


def _batch(db: Database) -> bool:
    """Index the next turns; True when that was the last of it."""
    with transaction(db):
        version, _, last = (facts.get(db, "reindexing") or "").partition(":")
        if not version and not is_stale(db):
            return True
        if version != str(TERMS_VERSION):
            _start(db)
            last = "0"
        rows = db.execute(f"{TURNS} WHERE id > ? ORDER BY id LIMIT ?", [int(last), _BATCH]).fetchall()
        index_rows(db, rows, _NEXT_TERMS, _NEXT_WORDS)
        if len(rows) < _BATCH:
            _take_over(db)
            return True
        facts.put(db, "reindexing", f"{TERMS_VERSION}:{rows[-1][0]}")
        return False


def _start(db: Database) -> None:
    for table in (_NEXT_TERMS, _NEXT_WORDS):
        db.execute(f"DROP TABLE IF EXISTS {table}")
    make_terms_table(db, _NEXT_TERMS)
    make_latin_words(db, _NEXT_WORDS)
    facts.put(db, "reindexing", f"{TERMS_VERSION}:0")


def begin_again(db: Database) -> None:
    """Let what makes the index anew just now, if anything does, begin at the first turn: one came back before it."""
    if facts.get(db, "reindexing"):
        facts.put(db, "reindexing", "0:0")


def index_rows(
    db: Database,
    rows: Iterable[tuple[int, int, int | None, str]],
    terms_table: str = "turn_terms",
    words_table: str = "latin_words",
) -> None:
    """Write the terms of turns, given as `TURNS` gives them, into an index; it holds none of them yet."""
    latin: Counter[str] = Counter()
    written = []
    for turn_id, episode_id, label_id, text in rows:
        found, said = terms(text)
        latin.update(said)
        written.append((turn_id, row_terms(" ".join(found | said), episode_id, label_id)))
    db.conn.executemany(f"INSERT INTO {terms_table} (rowid, terms) VALUES (?, ?)", written)  # noqa: S608
    latin_words.count(db, latin, words_table)


def row_terms(said: str, episode_id: int, label_id: int | None) -> str:
    """Return all terms of a turn's row in the index: those of what was said, its episode's and its speaker's.

    The speaker is the one whom the transcript names, whoever that turned out to be.
    """
    spoken = f" {speaker_term(label_id)}" if label_id is not None else ""
    return f"{said} {episode_term(episode_id)}{spoken}"


def _take_over(db: Database) -> None:
    for old, new in (("turn_terms", _NEXT_TERMS), ("latin_words", _NEXT_WORDS)):
        db.execute(f"DROP TABLE {old}")
        db.execute(f"ALTER TABLE {new} RENAME TO {old}")
    latin_words.catch_up(db)
    facts.forget(db, "reindexing")
    facts.put(db, "terms", str(TERMS_VERSION))
    facts.count_change(db)
