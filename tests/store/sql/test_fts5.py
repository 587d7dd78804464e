"""Nothing that stands in a term is read by FTS5 as anything but a term, and each query finds what it says."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.search.query import And, Not, Or, Query, Term, all_of, any_of, terms_in
from store.sql.index.fts5 import match

_WORDS = ("狸", "猫", "NEAR", "AND", 'a"b', "*", "terms:", "^x", "-", "(")
_ROWS = [frozenset(word for bit, word in enumerate(_WORDS) if number >> bit & 1) for number in range(1 << len(_WORDS))]
_TERMS = st.sampled_from([*_WORDS, "OR", '"', '""', "猫*", "{terms}", "+", ""]).map(Term)


def _trees(below: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(below, min_size=2, max_size=4).map(tuple)
    return st.one_of(several.map(And), several.map(Or), st.builds(Not, below, below))


_QUERIES = st.recursive(_TERMS, _trees, max_leaves=12)


@pytest.fixture(scope="module")
def conn() -> sqlite3.Connection:
    """Return an index in which row n holds the words that the bits of n say; only a blank parts them."""
    conn = sqlite3.connect(":memory:")
    conn.execute('CREATE VIRTUAL TABLE found USING fts5 (terms, tokenize = "unicode61 tokenchars \'*:^-()""\'")')
    conn.executemany(
        "INSERT INTO found (rowid, terms) VALUES (?, ?)", [(n + 1, " ".join(r)) for n, r in enumerate(_ROWS)]
    )
    return conn


def holds(query: Query, row: frozenset[str]) -> bool:
    if isinstance(query, Term):
        return query.text in row
    if isinstance(query, Not):
        return holds(query.wanted, row) and not holds(query.unwanted, row)
    return (all if isinstance(query, And) else any)(holds(part, row) for part in query.parts)


@given(_QUERIES)
def test_a_query_is_taken_and_finds_what_it_says(conn: sqlite3.Connection, query: Query) -> None:
    found = {row for (row,) in conn.execute("SELECT rowid FROM found WHERE found MATCH ?", [match(query)])}
    assert found == {number for number, row in enumerate(_ROWS, 1) if holds(query, row)}


@given(st.text())
def test_a_term_is_one_string_between_quotes_whatever_it_holds(text: str) -> None:
    written = match(Term(text))
    assert (written[0], written[-1]) == ('"', '"')
    assert '"' not in written[1:-1].replace('""', "")
    assert written[1:-1].replace('""', '"') == text


@given(_QUERIES)
def test_operators_stand_outside_of_quotes_only_where_the_tree_has_them(query: Query) -> None:
    outside = match(query).split('"')[::2]
    assert set(" ".join(outside).replace("(", " ").replace(")", " ").split()) <= {"AND", "OR", "NOT"}


def test_what_is_twice_in_a_query_counts_once() -> None:
    a, b = Term("a"), Term("b")
    assert (all_of([a, a]), any_of([b])) == (a, b)
    assert (all_of([a, b, a]), any_of([a, b, a])) == (And((a, b)), Or((a, b)))
    assert And((a, b)) != Or((a, b))
    assert terms_in(all_of([a, any_of([a, b]), Not(a, b)])) == 5


def test_a_query_is_written_as_before_there_were_trees() -> None:
    said = Not(Term("s1"), any_of([Term("e2"), Term("e3")]))
    assert match(all_of([Term("狸猫"), said])) == '("狸猫" AND ("s1" NOT ("e2" OR "e3")))'
