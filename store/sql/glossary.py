"""The table of the corrections that people keep; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from store.models import Correction
from store.search.glossary import forms_of
from store.sql import facts
from store.text.normalize import normalize


def corrections(db: Database, *, episode: int | None = None) -> tuple[Correction, ...]:
    """Return the corrections that are kept, those of the whole library first; or only those of one episode."""
    where, values = ("WHERE episode_id = ?", [episode]) if episode is not None else ("", [])
    rows = db.execute(
        f"SELECT meant, relation, heard, exceptions, episode_id FROM glossary {where}"  # noqa: S608
        " ORDER BY episode_id NULLS FIRST, meant",
        values,
    )
    return tuple(
        Correction(meant, relation, forms_of(heard), forms_of(exceptions), of)
        for meant, relation, heard, exceptions, of in rows
    )


def add(db: Database, new: Iterable[Correction]) -> int:
    """Keep corrections, adding to what is kept for the same word; return how many of them changed anything."""
    changed = 0
    new = tuple(new)
    for one in new:
        where = "WHERE meant = ? AND relation = ? AND coalesce(episode_id, 0) = coalesce(?, 0)"
        key = [one.meant, one.relation, one.episode_id]
        row = db.execute(f"SELECT heard, exceptions FROM glossary {where}", key).fetchone()  # noqa: S608
        heard = tuple(dict.fromkeys([*(forms_of(row[0]) if row else ()), *one.heard]))
        exceptions = tuple(dict.fromkeys([*(forms_of(row[1]) if row else ()), *one.exceptions]))
        values = [" | ".join(heard), " | ".join(exceptions)]
        if row and list(row) == values:
            continue
        changed += 1
        if row:
            db.execute(f"UPDATE glossary SET heard = ?, exceptions = ? {where}", [*values, *key])  # noqa: S608
        else:
            db.execute(
                "INSERT INTO glossary (heard, exceptions, meant, relation, episode_id) VALUES (?, ?, ?, ?, ?)",
                [*values, *key],
            )
    if changed:
        facts.count_change(db)
    return changed


def remove(db: Database, meant: str, *, heard: str | None = None, episode: int | None = None) -> int:
    """Forget a word's corrections, or only one heard form of it; return how many corrections that touched."""
    touched = 0
    for one in corrections(db):
        if normalize(one.meant).key != normalize(meant).key or one.episode_id != episode:
            continue
        left = tuple(form for form in one.heard if heard is not None and normalize(form).key != normalize(heard).key)
        if left == one.heard:
            continue
        touched += 1
        key = [one.meant, one.relation, one.episode_id]
        where = "WHERE meant = ? AND relation = ? AND coalesce(episode_id, 0) = coalesce(?, 0)"
        if left:
            db.execute(f"UPDATE glossary SET heard = ? {where}", [" | ".join(left), *key])  # noqa: S608
        else:
            db.execute(f"DELETE FROM glossary {where}", key)  # noqa: S608
    facts.count_change(db)
    return touched
