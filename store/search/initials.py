"""Phrases typed by the initials of their syllables, ldzf for 利大专飞: only where nothing else could be meant."""

from __future__ import annotations

import re
from functools import lru_cache

from store.search.scope import Scope
from store.storage.index import Index
from store.text.han import is_han, toned_readings
from store.text.normalize import NormalizedText, normalize

_INITIALS = re.compile(r"[bcdfghjklmnpqrstwxyz]{3,8}")
_MOST_TURNS_READ = 1_000


def spelled_out(index: Index, typed: str, scope: Scope, episode: int | None) -> str | None:
    """Return the phrase that the initials stand for; None where they could stand for none or for several.

    Names, keywords and words with corrections are looked for, and in a library of one or a few episodes also what was
    said, from the beginning of a sentence part on or anywhere in it.
    """
    initials = normalize(typed).key
    if not _INITIALS.fullmatch(initials):
        return None
    found = {word for word in _known_words(index, initials, scope, episode) if fits(initials, word)}
    if not found and scope.turns <= _MOST_TURNS_READ:
        for _, text in index.texts(episode):
            found.update(_said(initials, normalize(text)))
            if not _sound_alike(found):
                return None
    return min(found) if found and _sound_alike(found) else None


def _sound_alike(words: set[str]) -> bool:
    return len({normalize(word).sound for word in words}) <= 1


def fits(initials: str, word: str) -> bool:
    """Say whether a word of Han characters has these initials; zh, ch and sh may be typed by one letter."""
    return len(word) == len(initials) and all(
        any(reading.startswith(letter) for reading in toned_readings(char))
        for letter, char in zip(initials, word, strict=True)
    )


def _known_words(index: Index, initials: str, scope: Scope, episode: int | None) -> set[str]:
    words = scope.names.by_initials(initials) | scope.corrections.keys
    if episode is not None and (one := index.episode(episode)):
        words |= {normalize(word).key for word in one.keywords}
    return {word for word in words if word and all(map(is_han, word))}


def _said(initials: str, turn: NormalizedText) -> set[str]:
    letters = "".join(_letter(char) for char in turn.key)
    found = set()
    at = letters.find(initials)
    while at >= 0:
        found.add(turn.key[at : at + len(initials)])
        at = letters.find(initials, at + 1)
    return found


@lru_cache(maxsize=2**15)
def _letter(char: str) -> str:
    readings = toned_readings(char)
    return min(readings)[0] if readings else "-"
