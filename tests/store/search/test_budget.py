"""No question costs more than its budget, whatever is typed; and what was found until then is answered."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import StoreError
from store.models import Episode, Transcript, Turn
from store.search.budget import MOST_CLOSE, MOST_LOOKS
from store.store import Store

_SAID = "的是我不了在人有他这中大来上个国说们到安静浣熊电台力砖飞专利大模型开源数据训练"
_WORDS = ("安静", "浣熊电台", "chat", "gpt", "chatgtp", "nihao", "zhongguo", "ldzf", "三十二", "32", "말", "ไทย", "ｘ")
_STATEMENTS_A_LOOK = 2  # one for the latest hundred rows, one for the rest


@pytest.fixture(scope="module")
def junk() -> Iterator[Store]:
    """Return a library in which common characters stand in every order."""
    rng = random.Random(3)
    turns = tuple(
        Turn("浣熊", float(at), at + 1.0, "".join(rng.choices(_SAID, k=40)) + rng.choice(_WORDS)) for at in range(600)
    )
    with Store.open(":memory:") as store:
        store.load(Transcript(Episode("夜间广播"), turns, "test"), source="night.txt")
        yield store


_PARTS = st.sampled_from([*_SAID, *_WORDS]) | st.text(max_size=3) | st.text(alphabet=_SAID, min_size=2, max_size=9)
_GLUE = st.sampled_from(["", "", " ", " ", " | ", '" "', " -", "，"])


@settings(max_examples=25)
@given(st.lists(st.tuples(_PARTS, _GLUE), min_size=1, max_size=80))
def test_the_looks_and_the_candidates_of_any_question_are_counted(junk: Store, parts: list[tuple[str, str]]) -> None:
    typed = "".join(part + glue for part, glue in parts)[:300]
    looks: list[str] = []
    junk.db.conn.set_trace_callback(lambda said: looks.append(said) if "turn_terms MATCH" in said else None)
    close = 0
    normalize_turn = junk.normalized.of

    def counted(turn_id: int, text: str) -> object:
        nonlocal close
        close += 1
        return normalize_turn(turn_id, text)

    junk.normalized.of = counted  # type: ignore[method-assign,assignment]
    try:
        junk.search(typed, limit=1)
    except StoreError:
        pass
    finally:
        junk.normalized.of = normalize_turn  # type: ignore[method-assign]
        junk.db.conn.set_trace_callback(None)
    assert len(looks) <= MOST_LOOKS * _STATEMENTS_A_LOOK
    assert close <= MOST_CLOSE + 1  # the one that is shown


def test_what_was_found_before_the_budget_was_spent_is_answered(junk: Store) -> None:
    quotes = junk.search("安静 | " + " | ".join(_SAID[at : at + 6] * 3 for at in range(0, 28, 4)), limit=3).quotes
    assert quotes
    assert "安静" in quotes[0].turn.text


def test_of_many_phrases_and_exclusions_the_first_count(junk: Store) -> None:
    question = junk.parse(" ".join(f'"{char}"' for char in _SAID) + " " + " ".join(f"-{char}" for char in _SAID))
    assert (question.phrases, question.without) == (tuple(_SAID[:8]), tuple(_SAID[:8]))
