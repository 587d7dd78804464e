"""Chinese segmented into words by jieba, which never decides what can be found (the terms of `store/text/terms.py` do).

jieba keeps its dictionary in one global state, so it is used nowhere else.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from typing import Any

import jieba

from store.text.cache_folder import private_folder

_RARELY = 10
"""A frequency: nobody means a word as rare as this by itself. Tried: with 100 one labelled question of
`tests/bench/quality.py` is lost, and one that nothing answers is answered; with 0 all stay as they are."""
_CONTEXT = 6
"""In characters, on each side: enough for jieba to cut as in the whole sentence; 3 and 12 give the same answers."""


@cache
def _jieba() -> Any:
    jieba.setLogLevel(logging.WARNING)
    # It unmarshals its cache, by default from a guessable place in a folder that everybody can write to.
    jieba.dt.tmp_dir = str(private_folder(f"jieba-{jieba.__version__}"))
    jieba.initialize()
    return jieba.dt


def cut(key: str) -> list[str]:
    """Return the words of a row of Han characters; without jieba's guesses at new words, which weigh too much."""
    return list(_jieba().cut(key, HMM=False))


def frequency(word: str) -> int:
    """Return how often a word stands in the texts that the dictionary was made of; 0 for one that it has not got."""
    return _jieba().FREQ.get(word) or 0


def halves(word: str) -> list[str]:
    """Return a rare long word of the dictionary as its two halves, where these are words: 今天天气 gives 今天, 天气."""
    known = _jieba().FREQ
    if len(word) <= 2 or not 0 < (known.get(word) or 0) <= _RARELY:
        return [word]
    twos = [(word[:at], word[at:]) for at in range(1, len(word)) if known.get(word[:at]) and known.get(word[at:])]
    return list(max(twos, key=lambda two: min(map(known.__getitem__, two)), default=(word,)))


@lru_cache(maxsize=1024)
def is_made_of_words(key: str) -> bool:
    """Say whether a phrase is nothing but words of two characters and more that a dictionary knows."""
    return all(len(word) > 1 and _jieba().FREQ.get(word) for word in cut(key))


def is_part_of_a_word(key: str, at: int) -> bool:
    """Say whether the character key[at] belongs to a longer word of its sentence: 瑞 in 瑞士, not 瑞 in 用瑞来做."""
    low = max(0, at - _CONTEXT)
    place = low
    for word in cut(key[low : at + _CONTEXT + 1]):
        if place <= at < place + len(word):
            return len(word) > 1
        place += len(word)
    return False


def cut_apart(key: str, begin: int, end: int) -> bool:
    """Say whether key[begin:end] is the tail of one word and the head of the next: 常成 in 非常成熟."""
    low, high = max(0, begin - _CONTEXT), min(len(key), end + _CONTEXT)
    at, inside = low, False
    for word in cut(key[low:high]):
        if at < begin < at + len(word) < end:
            inside = True
        elif inside and begin < at < end < at + len(word):
            return True
        at += len(word)
    return False
