"""No pattern of the program takes more steps than the length of what it is given allows; in steps, never in time."""

from __future__ import annotations

import ast
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.patterns import steps
from tests.patterns.by_hand import AT_MOST, HOSTILE, MADE
from tests.patterns.found import Found, all_patterns, sources
from tests.patterns.table import Row, everything, patterns_of, rows, taken, tried

TYPED = (300, 4_096)
READ = (300, 600, 1_200)
FEW = 300_000
"""Steps that are soon taken, about two milliseconds, for a pattern of which only a short text is ever asked."""


def allowed(pattern: re.Pattern[str]) -> int:
    """Return how many steps a pattern may take for each character: one for each of its own, and some."""
    return 60 + len(pattern.pattern)


def name_of(one: tuple[Found, Row | None]) -> str:
    return one[0].name


@pytest.mark.parametrize("one", list(everything()), ids=name_of)
def test_a_pattern_takes_steps_by_the_length_of_the_text(one: tuple[Found, Row | None]) -> None:
    found, row = one
    assert row is not None, f"{found.name} is new or changed; python -m tests.patterns tries what is hostile to it"
    short = AT_MOST.get(found.name)
    sizes = (short[0],) if short else READ if found.name.startswith("store.transcripts") else TYPED
    for pattern in patterns_of(found):
        for text in tried(row):
            most = [FEW if short else allowed(pattern) * size for size in sizes]
            counts = [taken(pattern, text.of(size), found.ways, limit) for size, limit in zip(sizes, most, strict=True)]
            told = f"{found.name} takes {counts} steps for {sizes} characters of {text}"
            assert all(count <= limit for count, limit in zip(counts, most, strict=True)), told
            for before, after in pairwise(counts) if sizes == READ else ():
                assert after <= 2.25 * before + 100, told


def test_the_table_holds_nothing_that_is_gone() -> None:
    names = {found.name for found in all_patterns()}
    assert len(names) == len(all_patterns())
    assert set(rows()) == names
    assert {*HOSTILE, *MADE, *AT_MOST} <= names
    assert set(MADE) == {found.name for found in all_patterns() if found.pattern is None}


def test_patterns_are_made_where_they_are_looked_for() -> None:
    """`re` goes by its own name, and nothing of it by another."""
    for module, source in sources().items():
        for node in ast.walk(source):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "re", module
            if isinstance(node, ast.Import):
                assert not any(one.name == "re" and one.asname for one in node.names), module


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
