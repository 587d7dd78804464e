"""English question frames: `who talks about X`, `any thoughts on X`, `where is X mentioned` ask for X.

Stop words (`stop_words.txt`) say nothing wherever they stand. The words below say nothing only as part of a frame, at
the beginning or the end of a question: `part`, `find` and `thoughts` are else words like any other.
"""

from __future__ import annotations

import re

from store.search.keywords import STOP_WORDS, uncontracted
from store.text.normalize import normalize

_OPENING_WORDS = """
part parts bit moment section place passage episode segment quote quotes thoughts thought opinion opinions view views
comment comments remark remarks idea ideas discussion conversation answer words difference meaning definition reason
best find search look looking show give explain describe define hear know remember recall learn see want like need
wondering please guest guests host hosts speaker speakers podcast brought bring brings came come comes referred refers
point points something
"""
_CLOSING_WORDS = """
work works mean means matter matters happen happened come comes came up brought get got anywhere ever again please
podcast episode show explained covered described defined raised exactly
"""
_OPENING, _CLOSING = frozenset(_OPENING_WORDS.split()), frozenset(_CLOSING_WORDS.split())
_ASKS = frozenset(("explain", "define", "describe", "find", "show", "hear", "know", "remember", "recall"))
"""What is asked for may stand right behind these verbs."""
_WORD = re.compile(r"\S+")
_MARKS = " ?!.,;:？！。，；："


def unframed(text: str) -> str | None:
    """Return what an English question asks for, as typed: None where no frame is round anything.

    A frame begins with a small word, or with a word of a frame that has one behind it (`thoughts on X`, `show me X`);
    so `search engines` and `best model` stay what they are. Where it begins with neither, it ends with neither.
    """
    words = list(_WORD.finditer(text))
    keys = [normalize(uncontracted(word.group())).key for word in words]
    first, last = _opening(keys), len(keys)
    if not first:
        return None
    while last > first and _is_small(keys[last - 1], _CLOSING):
        last -= 1
    if first == last:
        return None
    return uncontracted(text[words[first].start() : words[last - 1].end()]).strip(_MARKS)


def _opening(keys: list[str]) -> int:
    """Return how many words at the beginning of a question belong to its frame."""
    at = 0
    while at < len(keys) and _is_small(keys[at], _OPENING):
        at += 1
    if keys[:at] == ["explain"] or (at > 1 and keys[at - 1] in _ASKS):
        return at
    while at and keys[at - 1] in _OPENING:  # `about best practice` asks for best practice
        at -= 1
    return at


def _is_small(key: str, of_a_frame: frozenset[str]) -> bool:
    return not key or key in of_a_frame or (key.isascii() and key in STOP_WORDS)
