"""The Latin words of a library, asked for one by one: nothing is read after a load, and nothing is held in memory.

A word's spelling (its length, beginning, ending and consonants as heard) never changes, so it is written once, when
the word first comes; how many turns hold a word stands in `latin_words`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from sqlite_utils import Database

from store.search.spelling import phonetic_key, plain_spelling
from store.sql import facts
from store.sql.rows import NAME, SPELLED, WORD

SPELLING_VERSION = 1
"""Raise this when a word's spelling is worked out otherwise."""

_END = 3
_FEW_WORDS = 2_000
"""So many words of a length are all compared with a slip; of more, those that begin, end or sound like it. Comparing
2,000 takes about 1.5 ms, and a library of 20,000 words has so many of a usual length."""
_MOST_ALIKE = 1_000
"""Of one way: in a library of a million words some 300 begin with the same three letters and have about that length."""
_COUNT = "INSERT INTO {table} VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET turns = {table}.turns + excluded.turns"


def count(db: Database, words: Counter[str], table: str = "latin_words") -> None:
    """Count the turns in which words stand; what comes for the first time is spelled out, too."""
    each = sorted(words.items())
    if table == "latin_words":
        known = _known(db, words)
        _spell(db, (word for word, _ in each if word not in known))
    db.conn.executemany(_COUNT.format(table=table), each)


def catch_up(db: Database) -> None:
    """Spell out what was not, and forget what is gone; the caller holds the transaction."""
    db.execute("DELETE FROM spellings WHERE word NOT IN (SELECT word FROM latin_words)")
    if is_behind(db):
        db.execute("DELETE FROM spellings")
        facts.forget(db, "spelled")
        db.execute("INSERT INTO facts VALUES ('spelled', ?)", [str(SPELLING_VERSION)])
    missing = "SELECT word FROM latin_words WHERE word NOT IN (SELECT word FROM spellings)"
    _spell(db, [word for (word,) in NAME.each(db.execute(missing))])


def make_anew(db: Database) -> None:
    """Spell out all words anew; the caller holds the transaction."""
    facts.forget(db, "spelled")
    catch_up(db)


def is_behind(db: Database) -> bool:
    """Say whether the spellings are not yet there, or those of another version."""
    return facts.get(db, "spelled") != str(SPELLING_VERSION)


def _known(db: Database, words: Iterable[str]) -> frozenset[str]:
    rows = db.execute("SELECT word FROM spellings WHERE word IN (SELECT value FROM json_each(?))", [_listed(words)])
    return frozenset(word for (word,) in rows)


def _spell(db: Database, words: Iterable[str]) -> None:
    db.conn.executemany("INSERT INTO spellings VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", map(spelling, words))


def spelling(word: str) -> tuple[str, str, int, str, str, str]:
    """Return a row of `spellings`; numbers are nobody's slip, so that they have no length."""
    if word.isdigit():
        return word, word, 0, "", "", ""
    plain = plain_spelling(word)
    return word, plain, len(plain), plain[:_END], plain[-_END:], phonetic_key(word)


def _listed(words: Iterable[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def counts(db: Database, words: Iterable[str]) -> dict[str, int]:
    """Return in how many turns words stand, those left out that stand in none; see `Index`, as for all below."""
    found = "SELECT word, turns FROM latin_words WHERE word IN (SELECT value FROM json_each(?))"
    return dict(WORD.each(db.execute(found, [_listed(words)])))


def any_beginning(db: Database, start: str) -> bool:
    """Say whether any word begins so."""
    begins = "SELECT 1 FROM latin_words WHERE word >= ? AND word < ? LIMIT 1"
    return db.execute(begins, [start, start + "\U0010ffff"]).fetchone() is not None


def beginning(db: Database, start: str, most: int) -> list[str]:
    """Return the words that begin so, the word itself first, then the most used ones."""
    rows = db.execute(
        "SELECT word FROM latin_words WHERE word >= ? AND word < ? ORDER BY word <> ?, turns DESC, word LIMIT ?",
        [start, start + "\U0010ffff", start, most],
    )
    return [word for (word,) in NAME.each(rows)]


def sounding(db: Database, key: str) -> list[str]:
    """Return the words that have this phonetic key."""
    return [word for word, _ in _spelled(db, "by_sound", "sound = ? AND size > 0", [key], _MOST_ALIKE)]


def near(db: Database, plain: str, edits: int) -> list[tuple[str, str]]:
    """Return (word, plain spelling) of words so much longer or shorter at most: all, or those that are most alike."""
    sizes = tuple(range(max(1, len(plain) - edits), len(plain) + edits + 1))
    within = f"size BETWEEN {sizes[0]} AND {sizes[-1]}"
    rows = _spelled(db, "by_front", within, [], _FEW_WORDS + 1)
    if len(rows) <= _FEW_WORDS:
        return rows
    of_size = f"size IN ({', '.join(map(str, sizes))})"
    return [
        *_spelled(db, "by_front", f"{of_size} AND front = ?", [plain[:_END]], _MOST_ALIKE),
        *_spelled(db, "by_ending", f"{of_size} AND ending = ?", [plain[-_END:]], _MOST_ALIKE),
        *_spelled(db, "by_sound", f"sound = ? AND {within}", [phonetic_key(plain)], _MOST_ALIKE),
    ]


def _spelled(db: Database, index: str, where: str, values: list[str], most: int) -> list[tuple[str, str]]:
    by = f"spellings INDEXED BY spellings_{index}"
    return SPELLED.each(db.execute(f"SELECT word, plain FROM {by} WHERE {where} LIMIT {most}", values))  # noqa: S608
