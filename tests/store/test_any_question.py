"""Whatever is asked is answered, and soon: every script, every sign, as long as a question may be."""

from __future__ import annotations

import pytest

from store.database import Store
from store.pinyin import syllables
from store.question import LONGEST_QUESTION

_ENGLISH = "What do you think about the future of open source"


@pytest.mark.parametrize("end", ["", "?", "!", ",", "'", " ?", "1?", "'?", "…", "？", '"', "-", "\n?"])
@pytest.mark.parametrize("length", [50, 300, LONGEST_QUESTION])
def test_an_english_sentence_is_answered_whatever_it_ends_in(shipped_store: Store, end: str, length: int) -> None:
    typed = (f"{_ENGLISH} " * (length // len(_ENGLISH)))[: length - len(end)] + end
    shipped_store.search(typed)


@pytest.mark.parametrize("typed", [_ENGLISH, "a", "a ", "xi'an ", "fangan", "zhi1"])
@pytest.mark.parametrize("end", ["", "?", "' ?"])
def test_long_latin_text_is_no_pinyin(typed: str, end: str) -> None:
    assert not syllables(typed * (4_096 // len(typed)) + end)
