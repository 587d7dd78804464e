"""The index of names: speakers with their aliases, titles and keywords, found by their terms.

The table `called` holds each once; triggers keep it. The index `called_terms` holds the terms of each (see
`store/search/names.py`), by the number that it has in the table.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from store.search.names import TERMS_VERSION, terms_of
from store.search.query import Query
from store.sql import facts
from store.sql.called import CALLED as SHOULD_HOLD
from store.sql.index.fts5 import match
from store.sql.rows import CALLED, NAME
from store.sql.schema import make_called_terms
from store.text.normalize import normalize

_MOST_HOLDING = 20_000
_MOST_SHARING = 10_000

_TERMS = "SELECT rowid FROM called_terms WHERE called_terms MATCH ? ORDER BY rowid DESC LIMIT ?"
_HOLDING = f"SELECT name FROM ({_TERMS}) AS found JOIN called ON called.id = found.rowid WHERE instr(core, ?) LIMIT ?"  # noqa: S608
_FOUND = f"SELECT name FROM ({_TERMS}) AS found JOIN called ON called.id = found.rowid"  # noqa: S608


# Keeping the index


def is_behind(db: Database) -> bool:
    """Say whether something is called what the index does not know yet."""
    version, last = _done(db)
    return version != TERMS_VERSION or db.execute("SELECT 1 FROM called WHERE id > ?", [last]).fetchone() is not None


def catch_up(db: Database) -> None:
    """Index what came since the last time; the caller holds the transaction."""
    version, last = _done(db)
    if version != TERMS_VERSION:
        db.execute("DROP TABLE IF EXISTS called_terms")
        make_called_terms(db)
        last = 0
    rows = CALLED.each(db.execute("SELECT id, kind, name FROM called WHERE id > ? ORDER BY id", [last]))
    if not rows and version == TERMS_VERSION:
        return
    db.conn.executemany(
        "UPDATE called SET core = ? WHERE id = ?", [(normalize(name).key, number) for number, _, name in rows]
    )
    db.conn.executemany(
        "INSERT INTO called_terms (rowid, terms) VALUES (?, ?)",
        [(number, " ".join(terms_of(kind, name))) for number, kind, name in rows],
    )
    reached = rows[-1][0] if rows else 0
    db.execute(
        "INSERT INTO facts VALUES ('called', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [f"{TERMS_VERSION}:{reached}"],
    )


def make_anew(db: Database) -> None:
    """Fill `called` and its index from the names, titles and keywords that there are; the caller holds the transaction.

    So too the turns that speakers have said.
    """
    db.execute(f"DELETE FROM called WHERE (kind, name) NOT IN ({SHOULD_HOLD})")  # noqa: S608
    db.execute(f"INSERT OR IGNORE INTO called (kind, name) {SHOULD_HOLD}")
    db.execute("UPDATE speakers SET said = (SELECT coalesce(sum(turns), 0) FROM voices WHERE speaker_id = speakers.id)")
    facts.forget(db, "called")
    catch_up(db)


def _done(db: Database) -> tuple[int, int]:
    version, _, last = (facts.get(db, "called") or "0:0").partition(":")
    return int(version), int(last or 0)


# Asking it; see `Index`


def names(db: Database, query: Query, most: int, holding: str | None = None) -> list[str]:
    """Return at most so many names, titles or keywords that match, latest first; only those `holding` a key."""
    if holding is None:
        rows = db.execute(_FOUND, [match(query), most])
    else:
        rows = db.execute(_HOLDING, [match(query), _MOST_HOLDING, holding, most])
    return [name for (name,) in NAME.each(rows)]


def sharing(db: Database, queries: Sequence[Query], most: int) -> list[str]:
    """Return at most so many names, titles or keywords: those that the most of these queries find."""
    counts: Counter[int] = Counter()
    for query in queries:
        counts.update(row for (row,) in db.execute(_TERMS, [match(query), _MOST_SHARING]))
    best = json.dumps([row for row, _ in counts.most_common(most)])
    rows = db.execute("SELECT name FROM called WHERE id IN (SELECT value FROM json_each(?))", [best])
    return [name for (name,) in NAME.each(rows)]


def with_key(db: Database, kind: str, key: str, most: int) -> list[str]:
    """Return at most so many names of a kind that have this very key."""
    rows = db.execute("SELECT name FROM called WHERE core = ? AND kind = ? LIMIT ?", [key, kind, most])
    return [name for (name,) in NAME.each(rows)]


def keys_among(db: Database, keys: Iterable[str]) -> frozenset[str]:
    """Return which of these are the keys of people's names."""
    rows = db.execute(
        "SELECT core FROM called WHERE core IN (SELECT value FROM json_each(?)) AND kind = 'name'",
        [json.dumps(list(keys), ensure_ascii=False)],
    )
    return frozenset(key for (key,) in rows)
