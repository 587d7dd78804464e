"""What turns are looked for by, as a small tree of frozen values; each engine compiles it to its own language.

A term stands in a turn or not. What is found may be more than what is meant, never less: ranking looks at each turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Turns in which this very term stands: letters, digits and private characters, as they stand in an index."""

    text: str


@dataclass(frozen=True, slots=True)
class And:
    """Turns that all of these find; two at least."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Turns that one of these finds at least; two at least."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Turns that `wanted` finds and `unwanted` does not."""

    wanted: Query
    unwanted: Query


Query = Term | And | Or | Not


def all_of(queries: Iterable[Query]) -> Query:
    """Return the query for turns that all of these find; there must be one at least, and what is twice counts once."""
    parts = tuple(dict.fromkeys(queries))
    return parts[0] if len(parts) == 1 else And(parts)


def any_of(queries: Iterable[Query]) -> Query:
    """Return the query for turns that one of these finds; there must be one at least, and what is twice counts once."""
    parts = tuple(dict.fromkeys(queries))
    return parts[0] if len(parts) == 1 else Or(parts)


def terms_in(query: Query) -> int:
    """Return how many terms a query has: what a look costs."""
    if isinstance(query, Term):
        return 1
    if isinstance(query, Not):
        return terms_in(query.wanted) + terms_in(query.unwanted)
    return sum(map(terms_in, query.parts))
