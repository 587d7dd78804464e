"""Marks and characters that many readers look for: what ends a sentence, what closes after it, Han.

Which marks a name may hold is another question, and each kind of label has its own answer (`transcripts/labelled`).
"""

from __future__ import annotations

import re

SENTENCE_ENDS = "。！？!?…"
"""What ends a sentence for sure. Latin script's full stop also stands in names and numbers, so who wants it adds it."""

CLOSING = '”』」"’）)'
"""What may still follow the end of a sentence and belongs to it. For a pattern's set."""

HAN = "\u3400-\u9fff"
"""For a pattern's set: Han characters, where rare ones (beyond U+FFFF) decide nothing."""

_HAN = re.compile(f"[{HAN}]")
_ALL_HAN = re.compile(f"[{HAN}]*+")


def has_han(text: str) -> bool:
    """Say whether a Han character stands in a text."""
    return _HAN.search(text) is not None


def is_han(text: str) -> bool:
    """Say whether a text holds nothing but Han characters; so does an empty one."""
    return _ALL_HAN.fullmatch(text) is not None
