"""A library that nobody spoke: turns of about 114 characters whose words are as common as words really are.

Words are drawn by frequency from the shipped episode and from jieba's dictionary, joined to heads and tails of clauses,
and those to turns. The same number of turns is always the same library. Some 60,000 turns a second.
"""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

import jieba

from store.models import Correction, Episode, Transcript, Turn
from store.search.glossary import parse_lines
from store.transcripts import read

EPISODE_FILE = next((Path(__file__).parents[2] / "episodes").glob("*.txt"))
TURNS_AN_EPISODE = 1_000
SECONDS_A_TURN = 21.0
_EPISODE_SHARE = 0.6  # people talk more like the shipped episode than like the newspapers behind the dictionary
_POOL = 65_536
_CLAUSES = (2, 3, 5, 7, 8, 9, 9, 10, 12, 14, 17)  # how many clauses a turn has: 114 characters in the mean
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静磊洋艳勇军杰娟涛明超兰霞平刚晨"

jieba.setLogLevel(60)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the library with their weights, and words of the dictionary that are kept out of it."""

    words: tuple[str, ...]
    weights: tuple[float, ...]
    unsaid: tuple[str, ...]

    def common(self, number: int) -> list[str]:
        """Return the most frequent Han words of two characters and more."""
        ranked = sorted(zip(self.weights, self.words, strict=True), reverse=True)
        return [word for _, word in ranked if len(word) > 1 and _HAN.fullmatch(word)][:number]


@cache
def shipped() -> Transcript:
    """Return the episode that ships with the bot."""
    return read(EPISODE_FILE.read_bytes(), EPISODE_FILE.name)


def corrections(episode: int) -> tuple[Correction, ...]:
    """Return the corrections that ship with the episode."""
    return parse_lines(EPISODE_FILE.with_suffix(".glossary").read_text(encoding="utf-8"), episode=episode)


@cache
def vocabulary() -> Vocabulary:
    """Return the words of the shipped episode and of jieba's dictionary, weighted by how often they are said."""
    own = Counter(word for turn in shipped().turns for word in jieba.cut(turn.text) if _is_word(word))
    whole = sum(own.values())
    weights = {word: _EPISODE_SHARE * count / whole for word, count in own.items()}
    book: dict[str, int] = {}
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ")
            if int(count) >= 20 and _HAN.fullmatch(word):
                book[word] = int(count)
    unsaid = sorted(word for word in book if word not in own and len(word) >= 3 and zlib.crc32(word.encode()) % 8 == 0)
    for word in unsaid:
        del book[word]
    whole = sum(book.values())
    for word, number in book.items():
        weights[word] = weights.get(word, 0.0) + (1 - _EPISODE_SHARE) * number / whole
    return Vocabulary(tuple(weights), tuple(weights.values()), tuple(unsaid))


def _is_word(word: str) -> bool:
    return bool(_HAN.fullmatch(word) or _LATIN.fullmatch(word))


@cache
def _pools() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return heads and tails of clauses, each as it is written and as words parted by spaces."""
    rng = random.Random(7)
    said = vocabulary()
    words = iter(rng.choices(said.words, cum_weights=list(accumulate(said.weights)), k=_POOL * 10))
    pools = []
    for marks in ("", "，，，，。"):
        pool = []
        for _ in range(_POOL):
            some = list(islice(words, rng.choice((2, 3, 4, 5))))
            mark = rng.choice(marks) if marks else ""
            # A recogniser writes spaces round Latin words.
            written = "".join(f" {word} " if word.isascii() else word for word in some).replace("  ", " ")
            pool.append((written + mark, " ".join(some) + mark))
        pools.append(pool)
    return pools[0], pools[1]


def rare_words() -> list[str]:
    """Return Han words that are said in about one turn of 5,000."""
    counts = Counter(word for pool in _pools() for _, cut in pool for word in cut.rstrip("，。").split())
    return sorted(word for word, count in counts.items() if count == 1 and _HAN.fullmatch(word) and 2 <= len(word) <= 4)


def texts(number: int) -> Iterator[tuple[str, str]]:
    """Yield so many turns' texts, each as it is written and as words parted by spaces (so that peers need not cut)."""
    heads, tails = _pools()
    rng = random.Random(number)
    choices = rng.choices
    for clauses in choices(_CLAUSES, k=number):
        halves = [*choices(heads, k=clauses), *choices(tails, k=clauses)]
        halves[::2], halves[1::2] = halves[:clauses], halves[clauses:]
        yield "".join([half[0] for half in halves]), " ".join([half[1] for half in halves])


def transcripts(number: int) -> Iterator[Transcript]:
    """Yield a library of so many turns, an episode of at most a thousand turns at a time."""
    rng = random.Random(11)
    names = [a + b + c for a in _SURNAMES for b in _GIVEN[:5] for c in ("", rng.choice(_GIVEN))]
    turns: list[Turn] = []
    count = 0
    voices = rng.sample(names, 3)
    for text, _ in texts(number):
        at = len(turns)
        turns.append(Turn(voices[rng.randrange(3)], at * SECONDS_A_TURN, (at + 1) * SECONDS_A_TURN, text))
        if len(turns) == TURNS_AN_EPISODE:
            yield Transcript(Episode(f"第 {count} 期"), tuple(turns), "bench")
            turns, count, voices = [], count + 1, rng.sample(names, 3)
    if turns:
        yield Transcript(Episode(f"第 {count} 期"), tuple(turns), "bench")
