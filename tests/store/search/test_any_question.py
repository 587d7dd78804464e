"""Whatever is asked is answered, and soon: every script, every sign, as long as a question may be."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import StoreError
from store.search.question import LONGEST_QUESTION
from store.store import Store
from store.text.pinyin import syllables

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


def steps_of(call: Callable[[], object]) -> int:
    """Return how many times Python or a built-in was called: the same on every machine."""
    count = 0

    def counted(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        call()
    finally:
        sys.setprofile(before)
    return count


_MOST_STEPS = 300_000
"""Calls; the most that questions of these kinds took was a quarter of that. Repeated words took 1,700,000 once."""

_SCRIPTS = [
    st.characters(min_codepoint=first, max_codepoint=last)
    for first, last in [(0x20, 0x7E), (0x4E00, 0x9FFF), (0x3041, 0x30FF), (0xAC00, 0xD7A3), (0x600, 0x6FF)]
]
_PARTS = st.one_of(
    st.text(max_size=12),
    *(st.text(script, min_size=1, max_size=12) for script in _SCRIPTS),
    st.sampled_from([_ENGLISH, "孙天祥", "@高策 ", "方佳瑞：", "谁提到", "-不要", '"模型"', " | ", "AND", "NEAR("]),
    st.sampled_from(["stx", "mo xing", "'", "?", "三十二"]),
)


@settings(max_examples=50)
@given(st.lists(_PARTS, min_size=1, max_size=6), st.sampled_from([1, 1, 1, 3, 500]), st.sampled_from("?!,' ？。"))
def test_a_question_in_any_script_takes_bounded_steps(
    shipped_store: Store, parts: list[str], times: int, end: str
) -> None:
    typed = ("".join(parts) * times)[: LONGEST_QUESTION - 1] + end
    assert steps_of(lambda: _asked(shipped_store, typed)) < _MOST_STEPS


@pytest.mark.parametrize(
    "typed", ["模型", "一", "十百千", "1 ", '"模型" ', "重行乐长", "mo xing ", "ldzf ", "w1 ", "-不要 ", "大|模"]
)
def test_one_thing_many_times_over_takes_bounded_steps(shipped_store: Store, typed: str) -> None:
    assert steps_of(lambda: _asked(shipped_store, typed * (LONGEST_QUESTION // len(typed)))) < _MOST_STEPS


def _asked(store: Store, typed: str) -> None:
    with contextlib.suppress(StoreError):
        store.search(store.parse(typed))
