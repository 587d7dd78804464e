"""Passages: whole turns of about one size, long turns cut up, nothing lost and nothing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.meaning.passages import SIZE, Passage, cut, units

LONG = "浣熊在夜里翻垃圾桶。" * 60


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        (["你好"], [Passage(0, 0)]),
        (["", ""], [Passage(0, 1)]),
        (["字" * 80, "字" * 80, "字" * 80], [Passage(0, 1), Passage(2, 2)]),
        (["字" * 100, "字" * 100, "字" * 10], [Passage(0, 0), Passage(1, 2)]),
        (["word " * 150, "after"], [Passage(0, 0), Passage(1, 1)]),
    ],
)
def test_turns_that_follow_one_another_make_a_passage_of_about_one_size(
    texts: list[str], expected: list[Passage]
) -> None:
    assert cut(texts) == expected


def test_a_long_turn_is_cut_into_even_parts_where_sentences_end() -> None:
    found = cut(["短", LONG, "短"])
    assert [(one.first, one.last) for one in found] == [(0, 0), *[(1, 1)] * (len(found) - 2), (2, 2)]
    parts = [one.text(["短", LONG, "短"]) for one in found[1:-1]]
    assert "".join(parts) == LONG
    assert all(part.endswith("。") for part in parts)
    assert all(SIZE * 0.6 < len(units(part)) < SIZE * 1.5 for part in parts)


def test_a_long_turn_without_any_mark_is_cut_nonetheless() -> None:
    found = cut(["字" * 5000])
    assert max(len(units(one.text(["字" * 5000]))) for one in found) < SIZE * 1.5


@given(st.lists(st.text("字a 。,\n", max_size=700), max_size=12))
def test_every_character_of_every_turn_stands_in_one_passage_and_in_order(texts: list[str]) -> None:
    found = cut(texts)
    said: dict[int, str] = dict.fromkeys(range(len(texts)), "")
    for one in found:
        for number, part in enumerate(one.parts(texts), one.first):
            said[number] += part
    assert list(said.values()) == texts
    assert [one.first for one in found] == sorted(one.first for one in found)
