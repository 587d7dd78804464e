"""The keywords of a question: its pieces as typed, the words in them, and the weight of each word."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from store.text import segment
from store.text.han import is_han
from store.text.normalize import is_unspaced, normalize, runs

_FREQUENCY_OF_ALL = 60_000_000
"""About the sum of all frequencies in jieba's dictionary."""
_RARE = 3
"""The frequency of a word that it has not got: 3 is its most usual one."""
_LATIN_WEIGHT = 11.0
"""That of a Chinese word of middling rarity; Latin words are often what a question is about."""
_MOST_LATIN_JOINED = 3
"""So many neighbours may be one name (chat gpt three); more are an English sentence."""
LONGEST_KNOWN = 8
"""In characters: what is known and longer is cut like anything else."""
_MOST_WORDS = 12
"""Each costs a look or two into the index; see `pieces`."""

STOP_WORDS = frozenset((Path(__file__).parent / "stop_words.txt").read_text(encoding="utf-8").split())
"""What a sentence is made of and not about: 的, 吗, 怎么, 有没有, 谁提到; cut by jieba, folded like everything else."""

_CONTRACTED = re.compile(r"(?<=[a-z])['’＇](?:s|re|ve|ll|d|m)(?![a-z])", re.IGNORECASE)
_SAYS, _SO_FAR = frozenset("说讲谈聊提"), frozenset("了过到")
"""How small words begin that ask what was said, and what may follow them: 说过, 提到, 聊到了."""

_COUNTED = frozenset(("一期", "一集", "一位", "两位", "几位"))
"""Words that say nothing where only stop words are beside them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question with its weight: the rarer it is in Chinese at large, the more it says."""

    key: str
    weight: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a question that stand together, with nothing between them but what was typed: 微信读书."""

    key: str
    words: tuple[Word, ...]


def uncontracted(text: str) -> str:
    """Return a text without the endings that English words share an apostrophe with: who's, they're, Altman's."""
    return _CONTRACTED.sub("", text)


@lru_cache(maxsize=4096)
def weight(key: str) -> float:
    """Return how much a word says by itself: the logarithm of its rarity in Chinese at large, about 3 to 17."""
    if not is_han(key[0]):
        return _LATIN_WEIGHT if len(key) > 1 else _LATIN_WEIGHT / 2
    return math.log(_FREQUENCY_OF_ALL / (segment.frequency(key) or _RARE)) * (0.5 if len(key) == 1 else 1.0)


def pieces(text: str, known: frozenset[str] = frozenset()) -> tuple[Piece, ...]:
    """Return the pieces of a question in order, without the words that a sentence is made of and not about.

    A piece ends at a blank and at such a word: 谁提到了微信读书 has the one piece 微信读书. Neighbouring Latin words
    are one piece, since they may be one name. What is `known` (a speaker's name, a corrected word) is not cut.
    """
    found: list[list[str]] = []
    latin: list[str] = []
    for typed in uncontracted(text).split():
        for run in runs(normalize(typed).key):
            if is_unspaced(run):
                found.extend(_latin_pieces(latin))
                latin = []
                found.extend(_between_stop_words(list(_cut_question(run, known))))
            else:
                latin.append(run)
    found.extend(_latin_pieces(latin))
    # What is said twice is looked for once.
    pieces = [Piece("".join(one), tuple(Word(word, weight(word)) for word in dict.fromkeys(one))) for one in found]
    words = dict.fromkeys(word for piece in pieces for word in piece.words)  # in order: the same ones each time
    if len(words) <= _MOST_WORDS:
        return tuple(dict.fromkeys(pieces))
    # Of a whole paragraph, the words that say most: a question has to be answered in time, whatever it holds.
    heaviest = sorted(words, key=lambda word: -word.weight)[:_MOST_WORDS]
    return tuple(Piece(word.key, (word,)) for word in heaviest)


def said(key: str, known: frozenset[str] = frozenset()) -> str:
    """Return what a question in Han characters asks somebody to have said, "" where it asks otherwise.

    有没有人说过看法很相似 gives 看法很相似, small words and all: nothing before the verb is part of it.
    """
    if not key or len(runs(key)) > 1 or not is_unspaced(key):
        return ""
    words = list(_as_listed(list(_cut_question(key, known))))
    small = next((at for at, word in enumerate(words) if word not in STOP_WORDS), len(words))
    asking = next((at + 1 for at, word in enumerate(words[:small]) if word[0] in _SAYS), len(words))
    while asking < len(words) and words[asking] in _SO_FAR:
        asking += 1
    return "".join(words[asking:])


@lru_cache(maxsize=256)
def _cut_once(run: str) -> tuple[str, ...]:
    """Return the words of a part of a question, which is tried in several ways: with a name before it, and without."""
    return tuple(segment.cut(run))


def _cut_question(run: str, known: frozenset[str]) -> Iterator[str]:
    at = 0
    while at < len(run):
        here = next((run[at : at + n] for n in range(LONGEST_KNOWN, 1, -1) if run[at : at + n] in known), None)
        if here:
            yield here
            at += len(here)
            continue
        end = at + 1
        while end < len(run) and not any(run[end : end + n] in known for n in range(2, LONGEST_KNOWN + 1)):
            end += 1
        for word in _cut_once(run[at:end]):
            yield from segment.halves(word)
        at = end


def _latin_pieces(words: list[str]) -> list[list[str]]:
    meaning = [word for word in words if word not in STOP_WORDS]
    if len(words) <= _MOST_LATIN_JOINED:
        return [meaning] if meaning else []
    return [[word] for word in meaning]


def _between_stop_words(words: list[str]) -> list[list[str]]:
    words = list(_as_listed(words))
    found: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if word in STOP_WORDS or (word in _COUNTED and _is_among_stop_words(words, at)):
            found.append([])
        elif word.strip():
            found[-1].append(word)
    return [words for words in found if words]


def _is_among_stop_words(words: list[str], at: int) -> bool:
    """Say whether only stop words stand beside a word, one at least: 哪一位说, 上一期聊了; not 一位数, 一期工程."""
    beside = words[max(0, at - 1) : at] + words[at + 1 : at + 2]
    return bool(beside) and all(one in STOP_WORDS for one in beside)


def _as_listed(words: list[str]) -> Iterator[str]:
    """Yield the words, two or three of them as one where that is a stop word, however it was cut (这期, 哪一段)."""
    at = 0
    while at < len(words):
        size = next((n for n in (3, 2) if at + n <= len(words) and "".join(words[at : at + n]) in STOP_WORDS), 1)
        yield "".join(words[at : at + size])
        at += size
