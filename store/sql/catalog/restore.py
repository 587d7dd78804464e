"""Episodes deleted and restored with all that belongs to them: the rows of every table, as they were.

The rows of the index stay where they are when an episode goes, dead, and no number of a turn is given twice: an episode
that comes back finds them again, unless the index was made anew meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from store.sql import reindex
from store.text.terms import episode_term

_MADE_ANEW = frozenset(("passages", "meanings"))
"""Tables whose rows are made of an episode's turns when there is time for it."""

Rows = Mapping[str, list[dict[str, Any]]]
"""Rows by their tables, each row's values by their columns: what JSON can hold."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """A column of a table that names a row of another; `falls` is true where its row goes with that row."""

    table: str
    column: str
    to: str
    falls: bool


def remove(db: Database, episode_id: int) -> Rows:
    """Delete an episode and all that hangs on it; return what is needed to bring it back."""
    rows = _all_of(db, episode_id)
    db.execute("DELETE FROM episodes WHERE id = ?", [episode_id])
    return rows


def restore(db: Database, rows: Rows) -> int | None:
    """Bring an episode back as it was, under its old numbers, and return its number.

    Nothing is done, and None returned, where its transcript was loaded again meanwhile. Whom its labels mean is to be
    settled anew.
    """
    (episode,) = rows["episodes"]
    if db.execute("SELECT 1 FROM episodes WHERE digest = ?", [episode["digest"]]).fetchone():
        return None
    db.execute("PRAGMA defer_foreign_keys = ON")
    for table, lines in rows.items():
        keys = db.table(table).pks
        for line in lines:
            _put_back(db, table, keys, line)
    _find_again(db, int(episode["id"]))
    return int(episode["id"])


def _all_of(db: Database, episode_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of an episode in all tables; of those that only name it, their keys and that column."""
    rows = {"episodes": _rows(db, "episodes", "id = ?", [episode_id])}
    for one in _references(db):
        if one.table in _MADE_ANEW:
            continue
        if one.to == "episodes":
            found = _rows(db, one.table, f"{one.column} = ?", [episode_id])
        elif one.to == "turns":
            within = f"{one.column} IN (SELECT id FROM turns WHERE episode_id = ?)"  # noqa: S608 - its columns are the schema's
            found = _rows(db, one.table, within, [episode_id])
        else:
            continue
        if found:
            keys = {*db.table(one.table).pks, one.column}
            kept = found if one.falls else [{name: row[name] for name in keys} for row in found]
            rows.setdefault(one.table, []).extend(kept)
    return rows


def _references(db: Database) -> Iterator[_Reference]:
    for table in db.table_names():
        for row in db.execute(f"PRAGMA foreign_key_list([{table}])").fetchall():
            _, _, to, column, _, _, on_delete, _ = row
            yield _Reference(table, column, to, falls=on_delete == "CASCADE")


def _rows(db: Database, table: str, where: str, values: list[Any]) -> list[dict[str, Any]]:
    return list(db[table].rows_where(where, values))


def _put_back(db: Database, table: str, keys: list[str], row: dict[str, Any]) -> None:
    """Write a row that fell; in a row that stayed, what it named. What has taken its place meanwhile stays."""
    columns = ", ".join(row)
    holes = ", ".join(f":{name}" for name in row)
    named = [name for name in row if name not in keys]
    there = " AND ".join(f"{key} = :{key}" for key in keys)
    known = db.execute(f"SELECT 1 FROM {table} WHERE {there}", row).fetchone()  # noqa: S608 - names are the schema's
    if known is None:
        db.execute(f"INSERT INTO {table} ({columns}) VALUES ({holes}) ON CONFLICT DO NOTHING", row)  # noqa: S608
    elif named:
        told = ", ".join(f"{name} = coalesce({name}, :{name})" for name in named)
        db.execute(f"UPDATE {table} SET {told} WHERE {there}", row)  # noqa: S608


def _find_again(db: Database, episode_id: int) -> None:
    """Index the turns of an episode, unless the index still holds them."""
    match = {"term": f'"{episode_term(episode_id)}"', "episode": episode_id}
    missing = db.execute(
        f"{reindex.TURNS} WHERE episode_id = :episode"  # noqa: S608
        " AND id NOT IN (SELECT rowid FROM turn_terms WHERE turn_terms MATCH :term)",
        match,
    ).fetchall()
    reindex.index_rows(db, missing)
    reindex.begin_again(db)
