"""The terms by which a turn is found: characters, their pairs and the pairs of their sounds, Latin words and joins."""

from __future__ import annotations

import re
from itertools import pairwise
from operator import add

from store.text.han import fold, sound_of, sound_pairs
from store.text.normalize import UNSPACED, normalize

TERMS_VERSION = 1
"""Raise this when `terms` or the table changes: a database with other terms is indexed anew."""

_SPACED_WORD = re.compile(rf"[0-9]+|[^\W_0-9{UNSPACED}]+")
_UNSPACED_RUN = re.compile(rf"[{UNSPACED}]+")
_SPACED_RUN = re.compile(rf"[^\W_{UNSPACED}]+")
_JOINER = re.compile(r"[ \t\u3000'’._/+&·－．／-]{0,3}")
_SPEAKER_MARK, _EPISODE_MARK = "\uf8fe", "\uf8ff"
_LONGEST_JOINED_RUN = 4
_LONGEST_WORD = 40


def speaker_term(speaker_id: int) -> str:
    """Return the term that stands in the index for a speaker."""
    return f"{_SPEAKER_MARK}{speaker_id}"


def episode_term(episode_id: int) -> str:
    """Return the term that stands in the index for an episode."""
    return f"{_EPISODE_MARK}{episode_id}"


def latin_words(text: str, folded: str | None = None) -> set[str]:
    """Return the Latin words and numbers of a text and, in short runs, the joins of two and three neighbours.

    `chat GPT` gives chat, gpt and chatgpt; so ChatGPT, typed as one word, meets what was written as two. In runs of
    more than four words (English speech) only the words are kept: their joins would be a second library.
    """
    found: set[str] = set()
    run: list[str] = []
    end = -1
    folded = fold(text) if folded is None else folded
    for piece in _SPACED_WORD.finditer(folded):
        word = piece.group()
        if run and not _JOINER.fullmatch(folded, end, piece.start()):
            found.update(_with_joins(run))
            run = []
        run.append(word[:_LONGEST_WORD])
        end = piece.end()
    found.update(_with_joins(run))
    return found


def _with_joins(run: list[str]) -> list[str]:
    if len(run) < 2 or len(run) > _LONGEST_JOINED_RUN:
        return run
    twos = [a + b for a, b in pairwise(run)]
    threes = [a + b + c for a, b, c in zip(run, run[1:], run[2:], strict=False)]
    return run + [join for join in twos + threes if len(join) <= _LONGEST_WORD]


def terms(text: str) -> tuple[set[str], set[str]]:
    """Return what a turn is found by: (characters, their pairs and the pairs of their sounds; Latin words and joins).

    Pairs reach across punctuation, as the key does, and across no Latin word.
    """
    normalized = normalize(text)
    key = normalized.key
    latin = latin_words(text, normalized.folded) if _SPACED_RUN.search(key) else set()
    found: set[str] = set()
    for run in _UNSPACED_RUN.findall(key):
        found.update(run)
        found.update(map(add, run, run[1:]))
        found |= sound_pairs(sound_of(run))
    return found, latin
