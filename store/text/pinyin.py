"""Pinyin as people type it: with or without blanks, tone marks or digits, whole or by its initials."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from store.text.han import known_syllables, syllable_code

_TONE_MARKS = {"\u0304", "\u0301", "\u030c", "\u0300"}
_TYPED = re.compile(r"(?:[a-z]++[1-5]?+[' ]*+)++")  # possessive: an English question is refused in one pass
_LONGEST_SYLLABLE = 6
_MOST_READINGS = 6
_MOST_SYLLABLES = 24
_FEWEST_SYLLABLES = 2
_LIKE_ENGLISH = re.compile("[a-z]{3}e")


def plain(typed: str) -> str:
    """Return typed pinyin without tone marks, v for ü as in the table, blanks kept: lǜ sè gives lv se."""
    apart = unicodedata.normalize("NFD", typed.lower())
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONE_MARKS))
    return bare.replace("ü", "v").replace("’", "'")


@lru_cache(maxsize=1024)
def syllables(typed: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read what was typed as two or more syllables, and as few of them as possible.

    `fangan` gives (fan, gan) and (fang, an); `hao` is one syllable and no ha'o. What is no pinyin gives (), and so does
    what looks like a short English word: name, game, size.
    """
    text = plain(typed).strip()
    if not _TYPED.fullmatch(text):
        return ()
    words = re.split(r"[' ]+|(?<=[1-5])", text)
    ways: list[tuple[str, ...]] = [()]
    for word in filter(None, words):
        ways = [way + further for way in ways for further in _readings(word.rstrip("12345"))]
        ways = sorted(ways, key=len)[:_MOST_READINGS]
        if not ways or len(ways[0]) > _MOST_SYLLABLES:
            return ()
    fewest = len(ways[0]) if ways else 0
    if _LIKE_ENGLISH.fullmatch(typed.lower().strip()):
        return ()
    return tuple(way for way in ways if len(way) == fewest) if _FEWEST_SYLLABLES <= fewest <= _MOST_SYLLABLES else ()


def _readings(word: str) -> list[tuple[str, ...]]:
    known = _known()
    ends: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, min(len(word), _MOST_SYLLABLES * _LONGEST_SYLLABLE) + 1):
        here = [
            (*way, word[begin:end])
            for begin in range(max(0, end - _LONGEST_SYLLABLE), end)
            if word[begin:end] in known
            for way in ends[begin]
        ]
        ends.append(sorted(here, key=len)[:_MOST_READINGS])
    return ends[-1] if len(ends) == len(word) + 1 else []


@cache
def _known() -> frozenset[str]:
    """Return the syllables that stand for themselves in typed pinyin; m, n and ng do not."""
    return frozenset(s for s in known_syllables() if s[-1] in "aeiouvngr" and any(c in "aeiouv" for c in s))


def codes(way: tuple[str, ...]) -> str | None:
    """Return a row of syllables as codes of a sound string; None if a character for one of them is not known."""
    found = [syllable_code(syllable) for syllable in way]
    return None if None in found else "".join(code for code in found if code)
