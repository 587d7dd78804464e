"""The library's Latin words: which begin so, which are spelled nearly so, and in how many turns each stands.

The phonetic key is our own. Of 155 names and terms with a way to mishear each (Karpathy, Carpathy; Fourier, Furier) it
gives 134 one key, and 2 of 2,000 random pairs of words; of jellyfish's, metaphone 118 and 0, NYSIIS 94 and 0, Soundex
129 and 2, and the match rating 154, but 119 of the random ones, too. With the edit distance beside it `near` finds 147
of the 155, and none of the random pairs.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from store.search.english import forms
from store.storage.index import Index
from store.text.numbers import NUMBER_WORDS

MOST_BEGINNINGS = 60
_MOST_NEAR = 8
_SHORTEST_NEAR = 3
_LONGEST_WORD = 40
_MOST_KEPT = 20_000
LONG_ENOUGH = 6
"""Near spellings of a word of so many letters are looked for even where it stands literally."""
_VOWELS = frozenset("aeiouy")
_NUMBER_WORD = re.compile("(?:" + "|".join(NUMBER_WORDS) + ")$")
_CONSONANT = str.maketrans({"c": "k", "q": "k", "z": "s", "x": "s", "v": "f", "p": "b", "t": "d", "g": "k", "j": "k"})
_DIGRAPHS = (("ph", "f"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("th", "d"), ("wh", "w"), ("ch", "k"))
_SILENT = str.maketrans("", "", "aeiouyhw")


def phonetic_key(word: str) -> str:
    """Return the consonants of a word as heard, doubled ones once: lora and laura give lr, tensor and tender differ."""
    for written, said in _DIGRAPHS:
        word = word.replace(written, said)
    said = word.translate(_CONSONANT)
    head = said[:1] if said[:1] in "aeiou" else ""
    kept = ""
    for letter in said.translate(_SILENT):
        if not kept.endswith(letter):
            kept += letter
    return ("a" if head else "") + kept


def plain_spelling(word: str) -> str:
    """Return a word with spellings of one sound made one, doubled letters single: offload gives ofload."""
    for written, said in (("ck", "k"), ("ph", "f"), ("wh", "w"), ("gh", "g")):
        word = word.replace(written, said)
    return re.sub(r"([a-z])\1", r"\1", word)


class Vocabulary:
    """The Latin words of a library with the number of turns that each stands in."""

    def __init__(self, turns: dict[str, int] | None = None) -> None:
        self._turns = turns or {}
        self._sorted = sorted(self._turns)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_spelling: dict[str, list[str]] = defaultdict(list)
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            if not word.isdigit():
                self._by_spelling[plain_spelling(word)].append(word)
                self._by_key[phonetic_key(word)].append(word)
        for spelled in self._by_spelling:
            self._by_length[len(spelled)].append(spelled)

    def look_up(self, run: str) -> None:
        """Say that what is within this run will be asked for; here all is known."""

    def turns(self, word: str) -> int:
        """Return in about how many turns a word stands; 0 if in none."""
        return self._turns.get(word, 0)

    def has_beginning(self, start: str) -> bool:
        """Say whether any word begins so."""
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so, the word itself first, then the most used ones."""
        low = bisect_left(self._sorted, start)
        high = bisect_left(self._sorted, start + "\U0010ffff")
        words = self._sorted[low:high]
        if len(words) > MOST_BEGINNINGS:
            words = heapq.nlargest(MOST_BEGINNINGS, words, key=lambda word: (word == start, self._turns[word]))
        return sorted(words, key=lambda word: (word != start, -self._turns[word]))

    def forms(self, word: str) -> list[str]:
        """Return the other forms of an English word, the most used first."""
        start = forms.beginning(word) if forms.is_word(word) else ""
        return [other for other in self.beginning(start) if forms.is_form(word, other)] if len(start) > 1 else []

    def near(self, word: str) -> list[tuple[str, float]]:
        """Return words spelled or sounding nearly so, best first, with a likeness of 0 to 1; never the word itself.

        One edit in every three letters is allowed, a swap of two being one; in up to four letters only where the
        consonants sound the same (bert is bird, not best). The same consonants alone do, if half of the letters agree.
        A word with a vowel is never one without (LLaMA is not LLM), and a short one that stands here is no slip.
        """
        if len(word) < _SHORTEST_NEAR or word.isdigit() or (len(word) < LONG_ENOUGH and self.turns(word)):
            return []
        found = self._sounding_alike(word) | self._spelled_nearly(word)
        found = {other: likeness for other, likeness in found.items() if _is_spoken(other) == _is_spoken(word)}
        found.pop(word, None)
        self._learn(found)
        return heapq.nlargest(_MOST_NEAR, found.items(), key=lambda one: (one[1], self.turns(one[0])))

    def _spelled_nearly(self, word: str) -> dict[str, float]:
        plain = plain_spelling(word)
        most = max(1, len(plain) // 3)
        choices = self._of_length(plain, most)
        found = process.extract(plain, list(choices), scorer=OSA.distance, score_cutoff=most, limit=4 * _MOST_NEAR)
        return {
            other: 1 - edits / max(len(plain), len(spelled))
            for spelled, edits, _ in found
            for other in choices[spelled]
            if _agree(word, other) and not _differ_in_number(word, other)
        }

    def _sounding_alike(self, word: str) -> dict[str, float]:
        key = phonetic_key(word)
        if len(key) < 2:
            return {}
        found = {}
        for other in self._with_key(key):
            likeness = Levenshtein.normalized_similarity(word, other)
            if likeness >= 0.5 and word[0] == other[0] and not _differ_in_number(word, other):
                found[other] = likeness
        return found

    def _learn(self, words: Iterable[str]) -> None:
        """Say that the turns of these words will be asked for; here all are known."""

    def _with_key(self, key: str) -> list[str]:
        """Return the words whose consonants are heard so, in order."""
        return self._by_key.get(key, [])

    def _of_length(self, plain: str, most: int) -> dict[str, list[str]]:
        """Return the words that are at most so much longer or shorter, by their plain spelling, short ones first."""
        lengths = range(len(plain) - most, len(plain) + most + 1)
        return {spelled: self._by_spelling[spelled] for n in lengths for spelled in self._by_length.get(n, ())}


class LibraryVocabulary(Vocabulary):
    """The vocabulary of a whole library, asked for word by word: nothing is read after a load.

    What was asked of it once it knows until the library changes.
    """

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index
        self._beginnings: dict[str, list[str]] = {}
        self._nearest: dict[str, list[tuple[str, float]]] = {}

    def look_up(self, run: str) -> None:
        """Learn at once of all words within a run how many turns hold them."""
        if run[:_LONGEST_WORD] in self._turns:
            return
        starts = range(min(len(run), _LONGEST_WORD + 1))  # of the first of its words, and of the second
        self._learn({run[at:end] for at in starts for end in range(at + 1, min(len(run), at + _LONGEST_WORD) + 1)})

    def turns(self, word: str) -> int:
        """Return in about how many turns a word stands; 0 if in none."""
        if len(word) > _LONGEST_WORD:
            return 0
        if word not in self._turns:
            self._learn([word])
        return self._turns[word]

    def _learn(self, words: Iterable[str]) -> None:
        """Learn at once of several words how many turns hold them."""
        if len(self._turns) >= _MOST_KEPT:
            self._turns.clear()
        asked = [word for word in words if word not in self._turns]
        self._turns.update(dict.fromkeys(asked, 0))
        self._turns.update(self._index.word_counts(asked))

    def has_beginning(self, start: str) -> bool:
        """Say whether any word begins so."""
        return bool(self._turns.get(start)) or self._index.has_word(start)

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so, the word itself first, then the most used ones."""
        if start not in self._beginnings:
            _keep_few(self._beginnings)
            self._beginnings[start] = self._index.words_beginning(start, MOST_BEGINNINGS)
        return self._beginnings[start]

    def near(self, word: str) -> list[tuple[str, float]]:
        """Return words spelled or sounding nearly so; see Vocabulary."""
        if word not in self._nearest:
            _keep_few(self._nearest)
            self._nearest[word] = super().near(word)
        return self._nearest[word]

    def _with_key(self, key: str) -> list[str]:
        return self._index.words_sounding(key)

    def _of_length(self, plain: str, most: int) -> dict[str, list[str]]:
        rows = self._index.words_near(plain, most)
        groups: dict[str, list[str]] = {}
        for word, spelled in sorted(set(rows), key=lambda row: (len(row[1]), row[0])):
            groups.setdefault(spelled, []).append(word)
        return groups


def _keep_few(kept: dict[str, list[str]] | dict[str, list[tuple[str, float]]]) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()


def _is_spoken(word: str) -> bool:
    """Say whether a word has a vowel; else its letters are said one by one."""
    return not _VOWELS.isdisjoint(word)


def _agree(word: str, other: str) -> bool:
    """Say whether two words that differ in a letter or two may still be one: short ones must sound alike."""
    if len(word) <= 4:
        return phonetic_key(word) == phonetic_key(other)
    return word[0] == other[0] or len(word) > 5


def _differ_in_number(word: str, other: str) -> bool:
    """GPT-3 is not GPT-4, nor is it GPT four; but hinten is no number, and may be Hinton."""
    if any(map(str.isdigit, word + other)) or (_NUMBER_WORD.search(word) and _NUMBER_WORD.search(other)):
        return _numbers(word) != _numbers(other)
    return False


def _numbers(word: str) -> str:
    return "".join(c for c in _NUMBER_WORD.sub(lambda match: NUMBER_WORDS[match[0]], word) if c.isdigit())
