"""No pattern of the program takes more steps than the length of what it is given allows; in steps, never in time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.patterns import steps
from tests.patterns.by_hand import AT_MOST, HOSTILE, MADE
from tests.patterns.found import all_patterns, sources
from tests.patterns.limits import faults
from tests.patterns.table import everything, rows


def test_every_pattern_takes_steps_by_the_length_of_the_text() -> None:
    """In one test, for to find all patterns takes seconds; `python -m tests.patterns all` counts more of each."""
    rows_of = list(everything())
    new = [found.name for found, row in rows_of if row is None]
    assert not new, f"new or changed; python -m tests.patterns tries what is hostile to them: {new}"
    wrong = [told for found, row in rows_of if row is not None for told in faults(found, row)]
    assert not wrong, "\n".join(wrong)


def test_the_table_holds_nothing_that_is_gone() -> None:
    names = {found.name for found in all_patterns()}
    assert len(names) == len(all_patterns())
    assert set(rows()) == names
    assert {*HOSTILE, *MADE, *AT_MOST} <= names
    assert set(MADE) == {found.name for found in all_patterns() if found.pattern is None}


def test_patterns_are_made_where_they_are_looked_for() -> None:
    """`re` goes by its own name, and nothing of it by another."""
    otherwise = re.compile(
        r"^(?:[ \t]+import re\b|[ \t]*(?:from re\b|import .*(?:, *re\b|\bre *[,;]|\bre as\b)))", re.M
    )
    assert not {module: found for module, text in sources().items() if (found := otherwise.findall(text))}


COUNTED = (
    r"(a|ab)(c|bcd)(d*)",
    r"(?<!a)b+?c(?=d)|x{2,3}",
    r"(['\"])(?:(?!\1).)*\1",
    r"^a.*?b$|(?m:^c)",
    r"\bab\b|[^a-c]\s*",
    r"(?>a+)b|(?:a[bc]?)++d",
    r"(?i)[A-C]{2,}(?-i:d)",
    r"(a)?(?(1)b|c)",
    r"(?:a[1-5]?[' ]*)+?",
)


@pytest.mark.parametrize("pattern", COUNTED)
@given(text=st.text("abcdABx1' \"\n", max_size=10), at=st.integers(0, 3))
def test_steps_are_counted_on_the_way_that_re_takes(pattern: str, text: str, at: int) -> None:
    compiled = re.compile(pattern)
    place = min(at, len(text))
    found = compiled.match(text, place)
    assert steps.Machine(compiled, text, 10**6).match(place, whole=False) == (found.end() if found else None)


@pytest.mark.parametrize(
    ("pattern", "text", "grows"),
    [
        (r"[a-z]++", "a", 1.0),
        (r"\s*x", " ", 2.0),
        (r"\s*\s*x", " ", 3.0),
    ],
)
def test_the_power_with_which_steps_grow_is_seen(pattern: str, text: str, grows: float) -> None:
    small, large = (steps.of(re.compile(pattern), text * size, scanning=True, most=10**8) for size in (50, 100))
    assert 2 ** (grows - 0.2) <= large / small <= 2 ** (grows + 0.2)


def test_steps_that_double_with_each_character_are_more_than_any_budget() -> None:
    typed_before = re.compile(r"(?:[a-z]+[1-5]?[' ]*)+")  # it hung the bot on every English question
    with pytest.raises(steps.TooManySteps):
        steps.of(typed_before, "what do you think about that?", scanning=False, whole=True, most=100_000)
