"""Matching the titles of episodes: by part of a title, misheard, in pinyin, by initials, with a slip."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from store.models import Episode
from store.search import initials, names
from store.storage.index import Index
from store.text import pinyin
from store.text.han import is_han, sound_class
from store.text.normalize import NormalizedText, normalize

_NEARLY = 70
_MARGIN = 10
_MOST_NEARLY = 5


def find(index: Index, asked: str) -> tuple[Episode, ...]:
    """Return the episodes whose title fits what was asked best (see `fitting`), newest first."""
    known = index.titled(names.possible_titles(index, asked))
    if fits := surely(asked, [one.title for one in known]):
        return tuple(known[at] for at in fits)
    known = index.titled(names.titles_alike(index, asked))
    return tuple(known[at] for at in nearly(asked, [one.title for one in known]))


def fitting(asked: str, titles: Sequence[str]) -> tuple[int, ...]:
    """Return where the titles stand that fit best: none, the one, or all that fit equally well, in their order.

    What is tried, best first: the whole title; a part of it; the same sound; pinyin; the initials of some of its
    characters; spelled nearly so (at most five, the likest first).
    """
    return surely(asked, titles) or nearly(asked, titles)


def surely(asked: str, titles: Sequence[str]) -> tuple[int, ...]:
    """Return where the titles stand that fit best without a slip, in their order."""
    wanted = normalize(asked)
    known = [normalize(title) for title in titles] if wanted.key else []
    for fits in (_same, _part, _sounds_alike, _in_pinyin, _by_initials):
        if found := tuple(at for at, title in enumerate(known) if fits(wanted, title)):
            return found
    return ()


def nearly(asked: str, titles: Sequence[str]) -> tuple[int, ...]:
    """Return where the titles stand that are spelled nearly so, the likest first."""
    wanted = normalize(asked)
    sounds = [normalize(title).sound for title in titles] if wanted.key else []
    best = process.extract(wanted.sound, sounds, scorer=fuzz.partial_ratio, score_cutoff=_NEARLY, limit=_MOST_NEARLY)
    return tuple(at for _, score, at in best if score >= best[0][1] - _MARGIN)


def _same(wanted: NormalizedText, title: NormalizedText) -> bool:
    return wanted.key == title.key


def _part(wanted: NormalizedText, title: NormalizedText) -> bool:
    return wanted.key in title.key


def _sounds_alike(wanted: NormalizedText, title: NormalizedText) -> bool:
    """狸毛 for 狸猫. One character alone is too little to go by."""
    if len(wanted.sound) < 2 or not any(map(is_han, wanted.key)):
        return False
    return _holds(title, wanted.sound)


def _in_pinyin(wanted: NormalizedText, title: NormalizedText) -> bool:
    """Li mao for 狸猫; numbers and Latin words as they stand are no pinyin."""
    spelled = filter(None, map(pinyin.codes, pinyin.syllables(wanted.text)))
    return any(_holds(title, sound) for sound in spelled)


def _holds(title: NormalizedText, sound: str) -> bool:
    """Say whether a title holds something that may be read like this."""
    return re.search("".join(f"[{re.escape(sound_class(code))}]" for code in sound), title.sound) is not None


def _by_initials(wanted: NormalizedText, title: NormalizedText) -> bool:
    if not re.fullmatch(r"[a-z]{3,8}", wanted.key):
        return False
    size = len(wanted.key)
    windows = (title.key[at : at + size] for at in range(len(title.key) - size + 1))
    return any(all(map(is_han, window)) and initials.fits(wanted.key, window) for window in windows)
