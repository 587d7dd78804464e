"""How often terms stand in passages, counted in all of them at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.meaning.words import Counts, PassageText, PassageTexts, asked_terms, held

_TEXTS = st.lists(st.text("哈好的模型a。 \n𠮷", max_size=12), min_size=1, max_size=5)


def texts(*said: str) -> PassageTexts:
    return PassageTexts([PassageText(one) for one in said])


@given(_TEXTS, st.sampled_from(("哈", "哈哈", "模型", "的模", "𠮷", "𠮷好", "型")))
def test_a_term_is_counted_in_each_passage_as_one_would_by_hand(said: list[str], term: str) -> None:
    assert texts(*said).counted([term]).tolist() == [[one.count(term) for one in said]]


def test_nothing_is_found_across_the_border_of_two_passages() -> None:
    assert texts("大模", "型大").counted(["模型", "大模", "型大"]).tolist() == [[0, 0], [1, 0], [0, 1]]


def test_a_question_without_terms_has_no_points() -> None:
    counts = Counts((), texts("一", "二"))
    assert counts.points(counts.weights(), [0, 1]) == [0.0, 0.0]
    assert counts.covered(counts.weights(), 0) == 0.0


def test_what_holds_more_of_what_was_asked_has_more_points() -> None:
    said = ("模型的芯片", "模型", "天气很好", "models are here")
    terms = asked_terms("模型 芯片 model")
    counts = Counts(terms, texts(*said))
    weights = counts.weights()
    points = counts.points(weights, range(len(said)))
    assert points[0] > points[1] > points[2] == 0.0 < points[3]
    assert counts.covered(weights, 0) > counts.covered(weights, 1) > counts.covered(weights, 2) == 0.0
    assert held(terms, weights, PassageText(said[0])) == pytest.approx(
        counts.covered(weights, 0) * counts.total(weights)
    )
