"""What people and episodes are called, found by an index: names with aliases, titles, keywords.

The table `called` holds each once; triggers keep it. What may be meant by something typed is asked of the index
`called_terms` (characters, pairs, sounds, pinyin, initials): some hundreds at most, latest first. They are then looked
at exactly, as `speakers` and `titles` say. The index may give more than what fits, never less but for that cap.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise, product

from sqlite_utils import Database

from store.search import candidates, speaker_names
from store.search.candidates import all_of, any_of, quoted
from store.sql.rows import CALLED, NAME
from store.sql.schema import CALLED as SHOULD_HOLD
from store.sql.schema import make_called_terms
from store.text import pinyin
from store.text.normalize import hear, is_han, sound_pairs, syllables_of, toned_readings

TERMS_VERSION = 1
"""Raise this when the terms of a name change: they are worked out anew."""

_NAME, _TITLE, _KEYWORD = "name", "title", "keyword"
# Private characters above those that stand for sounds: a term of ours is never one of what was said.
_KIND, _BEGINS, _SPELLED, _INITIALS, _LENGTH = "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3", "\uf8f4"
_LONGEST = 200
_LONGEST_INITIALS = 8
_SHORTEST_NEAR = 2
_MOST_FITTING = 500
"""Names or titles looked at closely for one way of fitting: more than anybody reads through; some 5 ms."""
_MOST_HOLDING = 20_000
_MOST_SHARING = 10_000
_MOST_NEAR = 300
"""Of what shares pairs with something typed with a slip, the most alike."""
_LONGEST_SHARED = 24
_SURNAME_AND_TWO = 3

_TERMS = "SELECT rowid FROM called_terms WHERE called_terms MATCH ? ORDER BY rowid DESC LIMIT ?"
_HOLDING = f"SELECT name FROM ({_TERMS}) AS found JOIN called ON called.id = found.rowid WHERE instr(core, ?) LIMIT ?"  # noqa: S608
_FOUND = f"SELECT name FROM ({_TERMS}) AS found JOIN called ON called.id = found.rowid"  # noqa: S608


# Keeping the index


def is_behind(db: Database) -> bool:
    """Say whether something is called what the index does not know yet."""
    version, last = _done(db)
    return version != TERMS_VERSION or db.execute("SELECT 1 FROM called WHERE id > ?", [last]).fetchone() is not None


def catch_up(db: Database) -> None:
    """Index what came since the last time; the caller holds the transaction."""
    version, last = _done(db)
    if version != TERMS_VERSION:
        db.execute("DROP TABLE IF EXISTS called_terms")
        make_called_terms(db)
        last = 0
    rows = CALLED.each(db.execute("SELECT id, kind, name FROM called WHERE id > ? ORDER BY id", [last]))
    if not rows and version == TERMS_VERSION:
        return
    db.conn.executemany("UPDATE called SET core = ? WHERE id = ?", [(hear(name).core, key) for key, _, name in rows])
    db.conn.executemany(
        "INSERT INTO called_terms (rowid, terms) VALUES (?, ?)",
        [(key, " ".join(terms_of(kind, name))) for key, kind, name in rows],
    )
    reached = rows[-1][0] if rows else 0
    db.execute("INSERT OR REPLACE INTO facts VALUES ('called', ?)", [f"{TERMS_VERSION}:{reached}"])


def make_anew(db: Database) -> None:
    """Fill `called` and its index from the names, titles and keywords that there are; the caller holds the transaction.

    So too the turns that speakers have said.
    """
    db.execute(f"DELETE FROM called WHERE (kind, name) NOT IN ({SHOULD_HOLD})")  # noqa: S608
    db.execute(f"INSERT OR IGNORE INTO called (kind, name) {SHOULD_HOLD}")
    db.execute("UPDATE speakers SET said = (SELECT coalesce(sum(turns), 0) FROM voices WHERE speaker_id = speakers.id)")
    db.execute("DELETE FROM facts WHERE name = 'called'")
    catch_up(db)


def _done(db: Database) -> tuple[int, int]:
    row = db.execute("SELECT value FROM facts WHERE name = 'called'").fetchone()
    version, _, last = (row[0] if row else "0:0").partition(":")
    return int(version), int(last or 0)


def terms_of(kind: str, name: str) -> set[str]:
    """Return what a name, title or keyword is found by."""
    heard = hear(name)
    core = heard.core[:_LONGEST]
    found = {_KIND + kind, *_letter_pairs(core)}
    if len(core) <= _LONGEST_INITIALS:
        found.add(f"{_LENGTH}{len(core)}")
    if kind == _KEYWORD:
        return found
    sound = heard.sound[:_LONGEST]
    found |= {*core, *_pairs(core), *sound_pairs(sound), *(code for one in sound for code in syllables_of(one))}
    if kind == _NAME:
        found |= {_BEGINS + core[at : at + size] for at in range(len(core)) if heard.begins(at) for size in (1, 2)}
        if any(map(is_han, core)):
            found |= {_SPELLED + each for each in speaker_names.spelled(core)}
    return found


def _pairs(core: str) -> list[str]:
    return [a + b for a, b in pairwise(core)]


def _letter_pairs(core: str) -> Iterator[str]:
    """Yield the pairs of initials that neighbouring Han characters may be typed by."""
    for a, b in pairwise([{reading[0] for reading in toned_readings(char)} for char in core]):
        yield from (_INITIALS + x + y for x, y in product(a, b))


# Asking it


def names(db: Database, asked: str) -> frozenset[str]:
    """Return names and aliases that may fit what was asked: all that do, by each way of `speakers.fitting`."""
    wanted = hear(asked.strip().lstrip("@"))
    if not wanted.core:
        return frozenset()
    found = set(_of_core(db, _NAME, wanted.core))
    for part in speaker_names.parts(wanted.core):
        found.update(_holding(db, _NAME, part, begins=part == wanted.core or len(part) == 1))
        found.update(_sounding(db, _NAME, hear(part).sound) if all(map(is_han, part)) else ())
    if not any(map(is_han, wanted.core)):
        found.update(_found(db, _NAME, quoted(_SPELLED + speaker_names.typed_pinyin(wanted.core))))
        found.update(_initials(db, _NAME, wanted.core, whole=True))
        found.update(_sharing(db, _NAME, _pairs(wanted.core)))
    return frozenset(found)


def titles(db: Database, asked: str) -> frozenset[str]:
    """Return titles that may fit what was asked: all that do, by each way of `titles.surely`."""
    wanted = hear(asked[:_LONGEST])
    if not wanted.core:
        return frozenset()
    if same := frozenset(_of_core(db, _TITLE, wanted.core)):
        return same
    found = set(_holding(db, _TITLE, wanted.core))
    if any(map(is_han, wanted.core)):
        found.update(_sounding(db, _TITLE, wanted.sound))
    for codes in filter(None, map(pinyin.codes, pinyin.syllables(wanted.text))):
        found.update(_found(db, _TITLE, candidates.by_syllables(codes, list)))
    found.update(_initials(db, _TITLE, wanted.core, whole=False))
    return frozenset(found)


def titles_alike(db: Database, asked: str) -> frozenset[str]:
    """Return the titles that share most with what was asked, for `titles.nearly`."""
    sound = hear(asked[:_LONGEST]).sound
    return frozenset(_sharing(db, _TITLE, sorted(sound_pairs(sound)) or list(syllables_of(sound))))


def of_core(db: Database, core: str) -> list[str]:
    """Return the names that have this very core."""
    return list(_of_core(db, _NAME, core))


def _of_core(db: Database, kind: str, core: str) -> Iterator[str]:
    rows = db.execute("SELECT name FROM called WHERE core = ? AND kind = ? LIMIT ?", [core, kind, _MOST_FITTING])
    yield from (name for (name,) in NAME.each(rows))


def _holding(db: Database, kind: str, part: str, *, begins: bool = False) -> Iterator[str]:
    """Yield what holds this part; with `begins`, from the beginning of a word on."""
    terms = [_KIND + kind, *(_pairs(part) or [part]), *([_BEGINS + part[:2]] if begins else [])]
    rows = db.execute(_HOLDING, [all_of(map(quoted, terms)), _MOST_HOLDING, part, _MOST_FITTING])
    yield from (name for (name,) in NAME.each(rows))


def _sounding(db: Database, kind: str, sound: str) -> Iterator[str]:
    """Yield what holds something that sounds so, two characters at least."""
    pairs = [any_of(map(quoted, sound_pairs(a + b))) for a, b in pairwise(sound)]
    if pairs:
        yield from _found(db, kind, all_of(pairs))


def _initials(db: Database, kind: str, typed: str, *, whole: bool) -> Iterator[str]:
    """Yield what may be typed by these initials: the `whole` of it, or a part."""
    if 2 <= len(typed) <= _LONGEST_INITIALS and typed.isascii() and typed.isalpha():
        pairs = [quoted(_INITIALS + pair) for pair in _pairs(typed)]
        yield from _found(db, kind, all_of([*pairs, quoted(f"{_LENGTH}{len(typed)}")] if whole else pairs))


def _found(db: Database, kind: str, expression: str) -> Iterator[str]:
    rows = db.execute(_FOUND, [all_of([quoted(_KIND + kind), expression]), _MOST_FITTING])
    yield from (name for (name,) in NAME.each(rows))


def _sharing(db: Database, kind: str, pairs: Iterable[str]) -> Iterator[str]:
    """Yield what shares the most pairs with something typed with a slip."""
    counts: Counter[int] = Counter()
    for pair in list(dict.fromkeys(pairs))[:_LONGEST_SHARED]:
        expression = all_of([quoted(_KIND + kind), quoted(pair)])
        counts.update(row for (row,) in db.execute(_TERMS, [expression, _MOST_SHARING]))
    best = json.dumps([row for row, _ in counts.most_common(_MOST_NEAR)])
    rows = db.execute("SELECT name FROM called WHERE id IN (SELECT value FROM json_each(?))", [best])
    yield from (name for (name,) in NAME.each(rows))


class LibraryNames:
    """The names and aliases of a whole library, as cores; of more than one character."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def __contains__(self, core: str) -> bool:
        """Say whether anybody is called so."""
        return len(core) > 1 and next(_of_core(self._db, _NAME, core), None) is not None

    def among(self, parts: Iterable[str]) -> frozenset[str]:
        """Return which of these are names."""
        rows = self._db.execute(
            "SELECT core FROM called WHERE core IN (SELECT value FROM json_each(?)) AND kind = 'name'",
            [json.dumps([part for part in parts if len(part) > 1], ensure_ascii=False)],
        )
        return frozenset(core for (core,) in rows)

    def holding(self, core: str) -> frozenset[str]:
        """Return the names that hold this, whole or without their surname, as people are called."""
        return with_given(frozenset(hear(name).core for name in _holding(self._db, _NAME, core)))

    def by_initials(self, typed: str) -> frozenset[str]:
        """Return names, and keywords of episodes, that may have these initials."""
        ways = (_initials(self._db, kind, typed, whole=True) for kind in (_NAME, _KEYWORD))
        return frozenset(hear(name).core for way in ways for name in way)


def with_given(cores: frozenset[str]) -> frozenset[str]:
    """Return names with those of three characters also without the surname."""
    return cores | {core[1:] for core in cores if len(core) == _SURNAME_AND_TWO}
