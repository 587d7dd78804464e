"""Marks that end a sentence, and Han."""

from __future__ import annotations

import re

import pytest

from store.text.marks import CLOSING, HAN, SENTENCE_ENDS, has_han, is_han


@pytest.mark.parametrize(
    ("text", "some", "whole"),
    [("浣熊", True, True), ("㐀鿿", True, True), ("浣熊!", True, False), ("かな", False, False)],
)
def test_han_is_told_from_all_else(text: str, some: bool, whole: bool) -> None:
    assert (has_han(text), is_han(text)) == (some, whole)
    assert bool(re.search(f"[{HAN}]", text)) is some


def test_nothing_is_han_throughout_and_holds_none() -> None:
    assert is_han("") and not has_han("")


@pytest.mark.parametrize("text", ["好。", "好！”", "好？」）", "Yes!", "好…’"])
def test_the_sets_stand_in_a_pattern_as_they_are(text: str) -> None:
    assert re.search(f"[{SENTENCE_ENDS}][{CLOSING}]*$", text)
    assert not re.search(f"[{SENTENCE_ENDS}][{CLOSING}]*$", text + "的")
