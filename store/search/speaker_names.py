"""Matching the names of speakers: by part of a name, with an honorific, misheard, in pinyin, by initials."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from store.models import Speaker
from store.text.han import is_han, sound_class, toned_readings
from store.text.normalize import LONGEST_NAME, NormalizedText, normalize

_HONORIFIC = re.compile(
    r"(?:博士|老师|教授|先生|女士|小姐|同学|总|博|老板|主持人|医生|律师|工|哥|姐|叔|阿姨|院士|院长|主任|经理|导|师傅|大佬|大神|神)$"
)
_BEFORE_SURNAME = re.compile(r"^[老小阿大]")
_NEARLY = 80
_MOST_READINGS = 64


def fitting(asked: str, known: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """Return the speakers that the name fits best: none, the one, or all that fit equally well, in their order.

    A speaker's aliases count like the name.
    What is tried, best first: the full name; the beginning or another part of it; surname and title (孙博, 方博士,
    老高); the same sound; pinyin, whole or its initials (sun tianxiang, stx); a Latin name spelled nearly so.
    """
    wanted = normalize(asked.strip().lstrip("@"))
    if not wanted.key or len(wanted.key) > LONGEST_NAME:
        return ()
    normalized = [(one, tuple(map(normalize, (one.name, *one.aliases)))) for one in known]
    for fits in _WAYS:
        found = tuple(one for one, names in normalized if any(fits(wanted, name) for name in names))
        if found:
            return found
    return ()


def parts(key: str) -> tuple[str, ...]:
    """Return what of a name asked for may stand in the name that is meant: all of it, and it without its title."""
    bare = _HONORIFIC.sub("", key) or key
    return tuple(dict.fromkeys((key, bare, bare if bare != key else _BEFORE_SURNAME.sub("", key) or key)))


def spelled(key: str) -> frozenset[str]:
    """Return a name in pinyin, in each of its readings, whole and without the first syllable."""
    return frozenset(one for surname, whole in _spellings(key) for one in (whole, whole[len(surname) :]) if one)


def typed_pinyin(key: str) -> str:
    """Return pinyin as typed the way that names are spelled: without tones, v for ü."""
    return re.sub(r"[1-5]", "", key).replace("ü", "v")


def _same(wanted: NormalizedText, name: NormalizedText) -> bool:
    return wanted.key == name.key


def _part(wanted: NormalizedText, name: NormalizedText) -> bool:
    at = name.key.find(wanted.key)
    return at >= 0 and name.begins(at)


def _titled(wanted: NormalizedText, name: NormalizedText) -> bool:
    """孙博, 方博士, 高老师, 老高: the surname; 佳瑞老师: the rest of the name."""
    bare = _HONORIFIC.sub("", wanted.key) or wanted.key
    if bare == wanted.key:
        bare = _BEFORE_SURNAME.sub("", wanted.key)
    if not bare or bare == wanted.key:
        return False
    return name.key.startswith(bare) or (len(bare) > 1 and bare in name.key)


def _sounds_alike(wanted: NormalizedText, name: NormalizedText) -> bool:
    """天翔 for 天祥; also with a title behind it. One character alone is too little to go by."""
    return any(pattern.search(name.sound) for pattern in _sounds(wanted.key))


@lru_cache(maxsize=64)
def _sounds(key: str) -> tuple[re.Pattern[str], ...]:
    """Return what a name of Han characters sounds like, with its title and without."""
    sounds = {normalize(one).sound for one in (key, _HONORIFIC.sub("", key)) if all(map(is_han, one))}
    return tuple(re.compile("".join(f"[{sound_class(c)}]" for c in sound)) for sound in sounds if len(sound) >= 2)


def _in_pinyin(wanted: NormalizedText, name: NormalizedText) -> bool:
    if not re.fullmatch(r"[a-zü0-9]{2,40}", wanted.key) or not any(map(is_han, name.key)):
        return False
    typed = typed_pinyin(wanted.key)
    return any(typed in (spelled, spelled[len(surname) :]) for surname, spelled in _spellings(name.key))


def _by_initials(wanted: NormalizedText, name: NormalizedText) -> bool:
    if not re.fullmatch(r"[a-z]{2,8}", wanted.key) or not any(map(is_han, name.key)):
        return False
    return len(wanted.key) == len(name.key) and all(
        any(syllable.startswith(letter) for syllable in _syllables(char))
        for letter, char in zip(wanted.key, name.key, strict=True)
    )


def _spelled_nearly(wanted: NormalizedText, name: NormalizedText) -> bool:
    if len(wanted.key) < 4 or any(map(is_han, wanted.key)):
        return False
    return fuzz.ratio(wanted.key, name.key) >= _NEARLY or any(
        fuzz.ratio(wanted.key, word) >= _NEARLY for word in _words(name)
    )


def _words(name: NormalizedText) -> list[str]:
    at = [i for i in range(len(name.key)) if name.begins(i)] + [len(name.key)]
    return [name.key[a:b] for a, b in pairwise(at)]


def _syllables(char: str) -> set[str]:
    return {reading[:-1] for reading in toned_readings(char)} or {char}


def _spellings(key: str) -> list[tuple[str, str]]:
    """Return (first syllable, whole name) for each reading of a name in pinyin."""
    spelled = [("", "")]
    for char in key[:8]:
        spelled = [(first or s, whole + s) for first, whole in spelled for s in _syllables(char)][:_MOST_READINGS]
    return spelled


_WAYS: tuple[Callable[[NormalizedText, NormalizedText], bool], ...] = (
    _same,
    _part,
    _titled,
    _sounds_alike,
    _in_pinyin,
    _by_initials,
    _spelled_nearly,
)
