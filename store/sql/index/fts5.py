"""A query compiled to FTS5's language: quoted terms only, so that nothing typed is ever read as an operator.

https://www.sqlite.org/fts5.html#full_text_query_syntax
"""

from __future__ import annotations

from store.search.query import And, Not, Query, Term


def match(query: Query) -> str:
    """Return the MATCH expression for a query."""
    if isinstance(query, Term):
        return '"' + query.text.replace('"', '""') + '"'
    if isinstance(query, Not):
        return f"({match(query.wanted)} NOT {match(query.unwanted)})"
    return "(" + (" AND " if isinstance(query, And) else " OR ").join(map(match, query.parts)) + ")"
