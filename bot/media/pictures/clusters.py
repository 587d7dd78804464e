"""Text as a person sees it: which characters are seen as one, and which are wide."""

from __future__ import annotations

import re
import unicodedata

# What one sees as one: a letter with its marks, a flag of two letters, an emoji with its colour, or a family of them.
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f"
)
_MARK += "\u0981-\u0983\u09bc-\u09cd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u1ab0-\u1aff"
_MARK += "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff"
_MARK += "\U000e0020-\U000e007f]"
_FLAG = "[\U0001f1e6-\U0001f1ff]"
_CLUSTER = re.compile(rf"{_FLAG}{_FLAG}|[^\r\n]{_MARK}*(?:\u200d.{_MARK}*)*|\r?\n|\r", re.DOTALL)

# Controls, soft hyphens, marks of direction and the like: they have no shape, and a box must not stand for them.
_SHAPELESS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")

_BREAK = re.compile("[\u2028\u2029\x0b\x0c]")
_HEAP = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")

EMOJI = re.compile(
    "[\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4"
    "\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff]"
)
"""Characters that are pictures by themselves."""


def shaped(text: str) -> str:
    """Return text as it can be drawn: composed (NFC), without what has no shape, tabs as blanks, all breaks alike.

    Of a heap of marks on one letter, which would stand in the lines above and below, three are left.
    """
    composed = _HEAP.sub(r"\1", unicodedata.normalize("NFC", text).replace("\t", " "))
    return _SHAPELESS.sub("", _BREAK.sub("\n", composed))


def clusters(text: str) -> list[str]:
    r"""Return what one sees as single characters, in order; a line break is one too.

    >>> clusters("好👍🏽é")
    ['好', '👍🏽', 'é']
    """
    return _CLUSTER.findall(text)


def is_wide(cluster: str) -> bool:
    """Say whether lines may break on both sides of it: Han, kana, full-width forms, pictures.

    Hangul is as wide, but Korean is written in words, which stay whole.
    """
    first = cluster[0]
    if "\uac00" <= first <= "\ud7a3" or "\u1100" <= first <= "\u11ff":
        return False
    return unicodedata.east_asian_width(first) in "WF" or EMOJI.match(first) is not None or "\ufe0f" in cluster
