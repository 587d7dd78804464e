"""The Latin words of a library, asked for one by one: nothing is read after a load, and nothing is held in memory.

A word's spelling (its length, beginning, ending and consonants as heard) never changes, so it is written once, when
the word first comes; how many turns hold a word stands in `latin_words`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from sqlite_utils import Database

from store.search.spelling import MOST_BEGINNINGS, Vocabulary, phonetic_key, plain_spelling
from store.sql.rows import NAME, SPELLED, WORD

SPELLING_VERSION = 1
"""Raise this when a word's spelling is worked out otherwise."""

_END = 3
_FEW_WORDS = 2_000
"""So many words of a length are all compared with a slip; of more, those that begin, end or sound like it. Comparing
2,000 takes about 1.5 ms, and a library of 20,000 words has so many of a usual length."""
_MOST_ALIKE = 1_000
"""Of one way: in a library of a million words some 300 begin with the same three letters and have about that length."""
_MOST_KEPT = 20_000
_LONGEST_WORD = 40
_COUNT = "INSERT INTO {table} VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET turns = turns + excluded.turns"


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
        db.execute("INSERT OR REPLACE INTO facts VALUES ('spelled', ?)", [str(SPELLING_VERSION)])
    missing = "SELECT word FROM latin_words WHERE word NOT IN (SELECT word FROM spellings)"
    _spell(db, [word for (word,) in NAME.each(db.execute(missing))])


def make_anew(db: Database) -> None:
    """Spell out all words anew; the caller holds the transaction."""
    db.execute("DELETE FROM facts WHERE name = 'spelled'")
    catch_up(db)


def is_behind(db: Database) -> bool:
    """Say whether the spellings are not yet there, or those of another version."""
    row = db.execute("SELECT value FROM facts WHERE name = 'spelled'").fetchone()
    return row is None or row[0] != str(SPELLING_VERSION)


def _known(db: Database, words: Iterable[str]) -> frozenset[str]:
    rows = db.execute("SELECT word FROM spellings WHERE word IN (SELECT value FROM json_each(?))", [_listed(words)])
    return frozenset(word for (word,) in rows)


def _spell(db: Database, words: Iterable[str]) -> None:
    db.conn.executemany("INSERT OR IGNORE INTO spellings VALUES (?, ?, ?, ?, ?, ?)", map(spelling, words))


def spelling(word: str) -> tuple[str, str, int, str, str, str]:
    """Return a row of `spellings`; numbers are nobody's slip, so that they have no length."""
    if word.isdigit():
        return word, word, 0, "", "", ""
    plain = plain_spelling(word)
    return word, plain, len(plain), plain[:_END], plain[-_END:], phonetic_key(word)


def _listed(words: Iterable[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


class LibraryVocabulary(Vocabulary):
    """The vocabulary of a whole library. What was asked of it once it knows until the library changes."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self._db = db
        self._beginnings: dict[str, list[str]] = {}
        self._nearest: dict[str, list[tuple[str, float]]] = {}

    def look_up(self, run: str) -> None:
        """Learn at once of all words within a run how many turns hold them."""
        if run[:_LONGEST_WORD] in self._turns:
            return
        starts = range(min(len(run), _LONGEST_WORD + 1))  # of the first of its words, and of the second
        self._learn({run[at:end] for at in starts for end in range(at + 1, min(len(run), at + _LONGEST_WORD) + 1)})

    def turns(self, word: str) -> int:
        """Return in about how many turns a word stands; 0 if in none."""
        if len(word) > _LONGEST_WORD:
            return 0
        if word not in self._turns:
            self._learn([word])
        return self._turns[word]

    def _learn(self, words: Iterable[str]) -> None:
        """Learn at once of several words how many turns hold them."""
        if len(self._turns) >= _MOST_KEPT:
            self._turns.clear()
        asked = [word for word in words if word not in self._turns]
        self._turns.update(dict.fromkeys(asked, 0))
        found = "SELECT word, turns FROM latin_words WHERE word IN (SELECT value FROM json_each(?))"
        self._turns.update(WORD.each(self._db.execute(found, [_listed(asked)])))

    def has_beginning(self, start: str) -> bool:
        """Say whether any word begins so."""
        if self._turns.get(start):
            return True
        begins = "SELECT 1 FROM latin_words WHERE word >= ? AND word < ? LIMIT 1"
        return self._db.execute(begins, [start, start + "\U0010ffff"]).fetchone() is not None

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so, the word itself first, then the most used ones."""
        if start not in self._beginnings:
            _keep_few(self._beginnings)
            rows = self._db.execute(
                "SELECT word FROM latin_words WHERE word >= ? AND word < ?"
                " ORDER BY word <> ?, turns DESC, word LIMIT ?",
                [start, start + "\U0010ffff", start, MOST_BEGINNINGS],
            )
            self._beginnings[start] = [word for (word,) in NAME.each(rows)]
        return self._beginnings[start]

    def near(self, word: str) -> list[tuple[str, float]]:
        """Return words spelled or sounding nearly so; see Vocabulary."""
        if word not in self._nearest:
            _keep_few(self._nearest)
            self._nearest[word] = super().near(word)
        return self._nearest[word]

    def _with_key(self, key: str) -> list[str]:
        return [word for word, _ in self._spelled("by_sound", "sound = ? AND size > 0", [key], _MOST_ALIKE)]

    def _of_length(self, plain: str, most: int) -> dict[str, list[str]]:
        sizes = tuple(range(max(1, len(plain) - most), len(plain) + most + 1))
        within = f"size BETWEEN {sizes[0]} AND {sizes[-1]}"
        rows = self._spelled("by_front", within, [], _FEW_WORDS + 1)
        if len(rows) > _FEW_WORDS:
            of_size = f"size IN ({', '.join(map(str, sizes))})"
            rows = [
                *self._spelled("by_front", f"{of_size} AND front = ?", [plain[:_END]], _MOST_ALIKE),
                *self._spelled("by_ending", f"{of_size} AND ending = ?", [plain[-_END:]], _MOST_ALIKE),
                *self._spelled("by_sound", f"sound = ? AND {within}", [phonetic_key(plain)], _MOST_ALIKE),
            ]
        groups: dict[str, list[str]] = {}
        for word, spelled in sorted(set(rows), key=lambda row: (len(row[1]), row[0])):
            groups.setdefault(spelled, []).append(word)
        return groups

    def _spelled(self, index: str, where: str, values: list[str], most: int) -> list[tuple[str, str]]:
        by = f"spellings INDEXED BY spellings_{index}"
        return SPELLED.each(self._db.execute(f"SELECT word, plain FROM {by} WHERE {where} LIMIT {most}", values))  # noqa: S608


def _keep_few(kept: dict[str, list[str]] | dict[str, list[tuple[str, float]]]) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
