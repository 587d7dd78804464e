"""A phrase typed by the initials of its syllables, ldzf for 利大专飞: taken only where nothing else could be meant."""

from __future__ import annotations

import re
from functools import lru_cache

from sqlite_utils import Database

from store.search.scope import Scope
from store.sql.rows import NAME, strings
from store.text.normalize import Heard, hear, is_han, toned_readings

_INITIALS = re.compile(r"[bcdfghjklmnpqrstwxyz]{3,8}")
_MOST_TURNS_READ = 1_000


def spelled_out(db: Database, typed: str, scope: Scope, episode: int | None) -> str | None:
    """Return the phrase that the initials stand for; None where they could stand for none or for several.

    Looked for are names, keywords and words with corrections, and in a library of one or a few episodes also what was
    said, from the beginning of a sentence part on or anywhere in it.
    """
    initials = hear(typed).core
    if not _INITIALS.fullmatch(initials):
        return None
    found = {word for word in _known_words(db, initials, scope, episode) if fits(initials, word)}
    if not found and scope.turns <= _MOST_TURNS_READ:
        where, values = ("WHERE episode_id = ?", [episode]) if episode is not None else ("", [])
        for (text,) in db.execute(f"SELECT text FROM turns {where}", values):  # noqa: S608
            found.update(_said(initials, hear(text)))
            if not _sound_alike(found):
                return None
    return min(found) if found and _sound_alike(found) else None


def _sound_alike(words: set[str]) -> bool:
    return len({hear(word).sound for word in words}) <= 1


def fits(initials: str, word: str) -> bool:
    """Say whether a word of Han characters has these initials; zh, ch and sh may be typed by one letter."""
    return len(word) == len(initials) and all(
        any(reading.startswith(letter) for reading in toned_readings(char))
        for letter, char in zip(initials, word, strict=True)
    )


def _known_words(db: Database, initials: str, scope: Scope, episode: int | None) -> set[str]:
    words = scope.names.by_initials(initials) | scope.corrections.cores
    if episode is not None:
        rows = db.execute("SELECT keywords FROM episodes WHERE id = ?", [episode])
        words |= {hear(word).core for (keywords,) in NAME.each(rows) for word in strings(keywords)}
    return {word for word in words if word and all(map(is_han, word))}


def _said(initials: str, turn: Heard) -> set[str]:
    letters = "".join(_letter(char) for char in turn.core)
    found = set()
    at = letters.find(initials)
    while at >= 0:
        found.add(turn.core[at : at + len(initials)])
        at = letters.find(initials, at + 1)
    return found


@lru_cache(maxsize=2**15)
def _letter(char: str) -> str:
    readings = toned_readings(char)
    return min(readings)[0] if readings else "-"
