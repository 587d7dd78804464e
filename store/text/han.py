"""Characters: folded, and what each sounds like, tone and common confusions folded.

Each Han character stands in the sound of a text as one private character for the set of its readings, zh/z ch/c sh/s,
n/l and -ng/-n being one each: 力大砖飞 and 利大专飞 sound alike. The readings come from `han.tsv`, made by
tools/make_han.py from OpenCC, pypinyin and jieba's dictionary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path


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


def fold(text: str) -> str:
    """Return the text with case, width and 繁/简 folded away, of the same length.

    Most transcripts need no more than small letters; the table is gone through only where a text holds what it folds.
    """
    sounds = _sounds()
    lower = text.lower()
    if len(lower) == len(text) and not sounds.folded.search(lower):
        return lower
    return text.translate(sounds.fold)


def sound_of(key: str) -> str:
    """Return the sound of a key, of the same length: its Han characters by their readings, all else as it stands."""
    return key.translate(_sounds().code)


def is_han(char: str) -> bool:
    """Say whether the sound of this character is known, so that it can be misheard."""
    return ord(char) in _sounds().code


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
