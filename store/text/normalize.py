"""Normalized texts: two texts that a person would take for the same have the same key.

A text is *normalized*: case, width and 繁/简 are folded away, and so is everything that is no letter, digit or Han
character. What is left, the `key`, keeps a map back to the text, so that whatever is found can be shown. The key's
`sound` is a string of the same length in which a private character stands for the readings of each Han character.
"""

from __future__ import annotations

import re

from store.text.han import fold, sound_of

# Scripts written without spaces: each character is a word of its own, and pairs of neighbours are indexed. Wider than
# `marks.HAN`: whatever may be asked for counts, rare characters and 〇々 too, but not the hexagrams, which are signs.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇々"
UNSPACED = _HAN + "\u3041-\u30ff\uac00-\ud7af\u0e00-\u0e7f"
_PIECES = re.compile(rf"[0-9]+|[^\W_0-9{UNSPACED}]+|[{UNSPACED}]+")
_WITHIN = re.compile(rf"(?:[^\W_]|[{UNSPACED}])+")
_BETWEEN = re.compile(rf"(?:[^\w{UNSPACED}]|_)+")
_UNSPACED_RUN = re.compile(rf"[{UNSPACED}]+")
_RUNS = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_FIRST_UNSPACED = "\u3041"
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
            self._sound = sound_of(self.key)
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


def clean(text: str) -> str:
    """Return the text without private-use characters, which are ours, and without NUL."""
    return _PRIVATE.sub("", text).replace("\0", "")


def is_blank(text: str) -> bool:
    """Say whether a text has nothing in it that can be seen, such as a name of zero-width characters alone."""
    return _UNSEEN.fullmatch(text) is not None


def name_of(text: str | None) -> str | None:
    """Return the name that a file gives a person; None where nothing in it can be seen, or where it is too long."""
    return None if text is None or is_blank(text) or len(text) > LONGEST_NAME else text


def normalize(text: str) -> NormalizedText:
    """Return the text, normalized; a text without a letter, digit or Han character has an empty key."""
    return NormalizedText(text)


def is_unspaced(run: str) -> bool:
    """Say whether a run of a key is one of characters written without spaces."""
    return _UNSPACED_RUN.match(run) is not None


def runs(key: str) -> list[str]:
    """Return the runs of a key, unspaced characters apart from letters and digits: 用gpt3做 gives 用, gpt3, 做."""
    return _RUNS.findall(key)
