"""Forms of an English word by Snowball's stems: its plural, what its verb makes of it (models, invested).

The forms of a word are looked for among the library's own words when it is asked for. So its turns need no terms for
stems: loads take as long as before, and no index is made anew.
"""

from __future__ import annotations

import re
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

_WORD = re.compile(r"[a-z]{3,30}")
_ENDINGS = "e|s|es|d|ed|ing|ings|er|ers|or|ors|y|ies|ied|ion|ions|ation|ations"
_LAST_AND_ENDING = re.compile(rf"[a-z](?:{_ENDINGS})?|([b-df-hj-np-tv-z])\1(?:{_ENDINGS})")
"""The last letter that two forms have in common, and what may follow it; a consonant may be doubled (run, running).
With any ending, experience would be a form of experiment: Snowball gives both one stem."""


def is_word(word: str) -> bool:
    """Say whether a key may be an English word."""
    return _WORD.fullmatch(word) is not None


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return what the forms of an English word share; 0.1 ms for one not asked for lately."""
    return str(EnglishStemmer().stemWord(word))


def beginning(word: str) -> str:
    """Return how all forms of a word begin: batter for batteries and battery, us for using."""
    shared = word[: _shared(word, stem(word))].removesuffix("e")
    return shared.removesuffix("i") if word.endswith(("ies", "ied")) else shared


def is_form(word: str, other: str) -> bool:
    """Say whether two different words are forms of one."""
    last = _shared(word, other) - 1
    return (
        word != other
        and is_word(word)
        and is_word(other)
        and all(_LAST_AND_ENDING.fullmatch(one, max(0, last)) for one in (word, other))
        and stem(word) == stem(other)
    )


def _shared(word: str, other: str) -> int:
    """Return how many letters two words begin with in common."""
    return next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
