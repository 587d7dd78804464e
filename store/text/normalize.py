"""What a text sounds and reads like: folding, sounds, and the terms under which a turn is found.

A text is *normalized*: case, width and 繁/简 are folded away, and so is everything that is no letter, digit or Han
character. What is left, the `key`, keeps a map back to the text, so that whatever is found can be shown. The key's
`sound` is a string of the same length in which each Han character is replaced by one private character for the set of
its readings, tone and common confusions folded (zh/z ch/c sh/s, n/l, -ng/-n): 力大砖飞 and 利大专飞 sound alike.

The readings come from `han.tsv`, made by tools/make_han.py from OpenCC, pypinyin and jieba's dictionary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import add
from pathlib import Path

TERMS_VERSION = 1
"""Raise this when `terms` or the table changes: a database with other terms is indexed anew."""

# Scripts written without spaces: each character is a word of its own, and pairs of neighbours are indexed.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇々"
_UNSPACED = _HAN + "\u3041-\u30ff\uac00-\ud7af\u0e00-\u0e7f"
_PIECES = re.compile(rf"[0-9]+|[^\W_0-9{_UNSPACED}]+|[{_UNSPACED}]+")
_SPACED_WORD = re.compile(rf"[0-9]+|[^\W_0-9{_UNSPACED}]+")
_WITHIN = re.compile(rf"(?:[^\W_]|[{_UNSPACED}])+")
_BETWEEN = re.compile(rf"(?:[^\w{_UNSPACED}]|_)+")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
_SPACED_RUN = re.compile(rf"[^\W_{_UNSPACED}]+")
_RUNS = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_FIRST_UNSPACED = "\u3041"
_JOINER = re.compile(r"[ \t\u3000'’._/+&·－．／-]{0,3}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")

# What leaves nothing to be seen: blanks, controls, halves of pairs, private characters, Unicode's default ignorables
# (the fillers of Hangul and the zero-width ones are among them), and the empty cell of Braille.
_UNSEEN = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]*+"
)

LONGEST_NAME = 80
"""In characters: what a file puts in a name's place at greater length is no name."""

_SPEAKER_MARK, _EPISODE_MARK = "\uf8fe", "\uf8ff"
_LONGEST_JOINED_RUN = 4
_LONGEST_WORD = 40

_SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: str(number) for number, word in enumerate(_SPELLED)}


class NormalizedText:
    """A normalized text: its key, the sound of the key, and where each character of the key stands in the text.

    Each part is made when it is first asked for, since most candidates need only the first or the second.
    """

    __slots__ = ("_folded", "_key", "_places", "_sound", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded: str | None = None
        self._key: str | None = None
        self._sound: str | None = None
        self._places: list[int] | None = None
        self._starts: frozenset[int] | None = None

    @property
    def folded(self) -> str:
        """The text with case, width and 繁/简 folded away, character by character."""
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    @property
    def key(self) -> str:
        """The folded text without all that is no letter, digit or Han character."""
        if self._key is None:
            self._key = _BETWEEN.sub("", self.folded)
        return self._key

    @property
    def sound(self) -> str:
        """The sound of the key, of the same length."""
        if self._sound is None:
            self._sound = self.key.translate(_sounds().code)
        return self._sound

    def _word_starts(self) -> frozenset[int]:
        if self._starts is None:
            starts, at = set(), 0
            for match in _PIECES.finditer(self.folded):
                starts.add(at)
                at += len(match.group())
            self._starts = frozenset(starts)
        return self._starts

    def begins(self, at: int) -> bool:
        """Say whether a word begins at this place of the key, as it does at every Han character and at the end."""
        key = self.key
        return at == 0 or at >= len(key) or key[at] >= _FIRST_UNSPACED or at in self._word_starts()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where key[start:end] stands in the text, as a [from, to) pair."""
        if self._places is None:
            self._places = [at for match in _WITHIN.finditer(self.folded) for at in range(*match.span())]
        return self._places[start], self._places[end - 1] + 1


@dataclass(frozen=True, slots=True)
class _Sounds:
    """The table of sounds: see `_sounds`."""

    fold: dict[int, str]
    toned: dict[str, frozenset[str]]
    code: dict[int, str]
    syllables: dict[str, str]
    kin: dict[str, str]
    singles: dict[str, str]
    first: dict[int, str]
    several: re.Pattern[str]
    folded: re.Pattern[str]


_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))


def fold_syllable(syllable: str) -> str:
    """Return a toneless syllable with the usual confusions folded: zhong and zong give zon, niu and liu give liu."""
    for strong, weak in _FOLDS:
        if syllable.startswith(strong) and (strong != "n" or syllable[1:2] in "aeiouv"):
            syllable = weak + syllable[len(strong) :]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable


@cache
def _sounds() -> _Sounds:
    """Read the table once: 27,000 characters in a twentieth of a second.

    `code` maps a character to the private character of its set of folded syllables; `syllables` maps that to the
    private characters of the single syllables, `first` to one of these, and `kin` to all sets that share one with it.
    """
    fold: dict[int, str] = {}
    toned: dict[str, frozenset[str]] = {}
    code: dict[int, str] = {}
    codes: dict[frozenset[str], str] = {}

    def code_of(folded: frozenset[str]) -> str:
        return codes.setdefault(folded, chr(0xE000 + len(codes)))

    for line in (Path(__file__).parent / "han.tsv").read_text(encoding="utf-8").splitlines():
        char, simple, readings = line.split("\t")
        if simple != char:
            fold[ord(char)] = simple
        if readings:
            toned[char] = frozenset(readings.split())
            folded = frozenset(fold_syllable(r[:-1]) for r in readings.split())
            for syllable in sorted(folded):
                code_of(frozenset((syllable,)))
            code[ord(char)] = code_of(folded)
    syllables = {own: "".join(sorted(codes[frozenset((s,))] for s in folded)) for folded, own in codes.items()}
    kin = {own: "".join(o for f, o in codes.items() if f & folded) for folded, own in codes.items()}
    singles = {next(iter(folded)): own for folded, own in codes.items() if len(folded) == 1}
    first = {ord(own): several[0] for own, several in syllables.items() if len(several) > 1}
    table = fold | _width_and_case()
    needing = re.compile("[" + "".join(re.escape(chr(n)) for n in table if chr(n).lower() != table[n]) + "]")
    several = re.compile("[" + "".join(map(chr, first)) + "]")
    return _Sounds(table, toned, code, syllables, kin, singles, first, several, needing)


def _width_and_case() -> dict[int, str]:
    """Return the folding of capitals and full-width forms, one character to one character."""
    table = {number: chr(number - 0xFEE0).lower() for number in range(0xFF01, 0xFF5F) if chr(number).isalnum()}
    for number in range(0x41, 0x24F):
        lower = chr(number).lower()
        if len(lower) == 1 and lower != chr(number):
            table[number] = lower
    for number in range(0x386, 0x587):  # Greek, Cyrillic, Armenian
        lower = chr(number).lower()
        if len(lower) == 1 and lower != chr(number):
            table[number] = lower
    return table


def clean(text: str) -> str:
    """Return the text without private-use characters, which are ours, and without NUL."""
    return _PRIVATE.sub("", text).replace("\0", "")


def is_blank(text: str) -> bool:
    """Say whether a text has nothing in it that can be seen, such as a name of zero-width characters alone."""
    return _UNSEEN.fullmatch(text) is not None


def name_of(text: str | None) -> str | None:
    """Return the name that a file gives a person; None where nothing in it can be seen, or where it is too long."""
    return None if text is None or is_blank(text) or len(text) > LONGEST_NAME else text


def fold(text: str) -> str:
    """Return the text with case, width and 繁/简 folded away, of the same length.

    Most transcripts need no more than small letters; the table is gone through only where a text holds what it folds.
    """
    sounds = _sounds()
    lower = text.lower()
    if len(lower) == len(text) and not sounds.folded.search(lower):
        return lower
    return text.translate(sounds.fold)


def normalize(text: str) -> NormalizedText:
    """Return the text, normalized; a text without a letter, digit or Han character has an empty key."""
    return NormalizedText(text)


def is_han(char: str) -> bool:
    """Say whether the sound of this character is known, so that it can be misheard."""
    return ord(char) in _sounds().code


def is_unspaced(run: str) -> bool:
    """Say whether a run of a key is one of characters written without spaces."""
    return _UNSPACED_RUN.match(run) is not None


def runs(key: str) -> list[str]:
    """Return the runs of a key, unspaced characters apart from letters and digits: 用gpt3做 gives 用, gpt3, 做."""
    return _RUNS.findall(key)


def toned_readings(char: str) -> frozenset[str]:
    """Return the common readings of a Han character with their tones (`zhong4`); of anything else, none."""
    return _sounds().toned.get(char, frozenset())


def sound_class(code: str) -> str:
    """Return all codes of a sound string that share a reading with this one (itself for a letter)."""
    return _sounds().kin.get(code, code)


def syllables_of(code: str) -> str:
    """Return the codes of the single syllables that a code of a sound string stands for; "" for a letter."""
    return _sounds().syllables.get(code, "")


def syllable_code(syllable: str) -> str | None:
    """Return the code of a toneless syllable as typed in pinyin, its confusions folded; None if there is none."""
    return _sounds().singles.get(fold_syllable(syllable))


@cache
def known_syllables() -> frozenset[str]:
    """Return every toneless syllable of Mandarin that some character has as a common reading."""
    return frozenset(reading[:-1] for readings in _sounds().toned.values() for reading in readings)


def sound_pairs(sound: str) -> set[str]:
    """Return the pairs of neighbouring syllables in a run of sounds, each reading of a character by itself."""
    sounds = _sounds()
    first = sound.translate(sounds.first)
    pairs = set(map(add, first, first[1:]))
    syllables = sounds.syllables
    for match in sounds.several.finditer(sound):
        at = match.start()
        before = syllables.get(sound[at - 1], "") if at else ""
        after = syllables.get(sound[at + 1], "") if at + 1 < len(sound) else ""
        for syllable in syllables[match.group()]:
            pairs.update([other + syllable for other in before])
            pairs.update([syllable + other for other in after])
    return pairs


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
    sounds = _sounds()
    folded = fold(text)
    key = _BETWEEN.sub("", folded)
    latin = latin_words(text, folded) if _SPACED_RUN.search(key) else set()
    found: set[str] = set()
    for run in _UNSPACED_RUN.findall(key):
        found.update(run)
        found.update(map(add, run, run[1:]))
        found |= sound_pairs(run.translate(sounds.code))
    return found, latin
