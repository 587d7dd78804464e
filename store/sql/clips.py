"""Clips that were sent once, so that the same one is cut once: where the messenger keeps each, for a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlite_utils import Database

from store.sql.deferred import Write, later
from store.sql.saved_questions import today

KEPT_DAYS: Final = 90
"""A recording may be replaced under the same name, so a clip is cut anew after a while."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Which part of which recording, in milliseconds, for which of the messenger's accounts."""

    audio: str
    begin_ms: int
    end_ms: int
    account: int


def file_of(db: Database, clip: Clip) -> str | None:
    """Return where the messenger keeps a clip; None where it is not known (any more)."""
    row = db.execute(
        "SELECT file_id FROM clips WHERE audio = ? AND begin_ms = ? AND end_ms = ? AND account_id = ? AND kept_on >= ?",
        [*_key(clip), _oldest()],
    ).fetchone()
    return str(row[0]) if row else None


def keep(db: Database, clip: Clip, file_id: str) -> None:
    """Keep where the messenger has a clip, and forget the old ones."""
    later(db).write(
        db,
        _forget_old(),
        ("INSERT OR REPLACE INTO clips VALUES (?, ?, ?, ?, ?, ?)", (*_key(clip), file_id, today().isoformat())),
    )


def forget_old(db: Database) -> None:
    """Forget the clips that are to be cut anew."""
    later(db).write(db, _forget_old())


def _forget_old() -> Write:
    return "DELETE FROM clips WHERE kept_on < ?", (_oldest(),)


def forget(db: Database, *file_ids: str) -> None:
    """Forget clips that the messenger no longer has, by where it kept them."""
    later(db).write(db, *(("DELETE FROM clips WHERE file_id = ?", (one,)) for one in file_ids))


def _key(clip: Clip) -> tuple[str, int, int, int]:
    return clip.audio, clip.begin_ms, clip.end_ms, clip.account


def _oldest() -> str:
    return (today() - timedelta(days=KEPT_DAYS)).isoformat()
