"""Clips that were sent: where the messenger keeps each, for three months, so that the same one is cut once."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlite_utils import Database

from store.sql.deferred import Write, later
from store.sql.state.saved_questions import today
from store.storage.state import Clip

KEPT_DAYS: Final = 90
"""A recording may be replaced under the same name, so a clip is cut anew after a while."""


class Clips:
    """The clips of an open library; see `storage.state.Clips`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, clip: Clip) -> str | None:
        """Return where the messenger keeps a clip; None where it is not known (any more)."""
        row = self._db.execute(
            "SELECT file_id FROM clips"
            " WHERE audio = ? AND begin_ms = ? AND end_ms = ? AND account_id = ? AND kept_on >= ?",
            [*_key(clip), _oldest()],
        ).fetchone()
        return str(row[0]) if row else None

    def put(self, clip: Clip, file_id: str) -> None:
        """Keep where the messenger has a clip, and forget the old ones."""
        kept = (
            "INSERT INTO clips (audio, begin_ms, end_ms, account_id, file_id, kept_on) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (audio, begin_ms, end_ms, account_id)"
            " DO UPDATE SET file_id = excluded.file_id, kept_on = excluded.kept_on"
        )
        later(self._db).write(self._db, _forget_old(), (kept, (*_key(clip), file_id, today().isoformat())))

    def forget(self, *file_ids: str) -> None:
        """Forget clips that the messenger no longer has, by where it kept them."""
        later(self._db).write(self._db, *(("DELETE FROM clips WHERE file_id = ?", (one,)) for one in file_ids))

    def forget_old(self) -> None:
        """Forget the clips that are to be cut anew."""
        later(self._db).write(self._db, _forget_old())


def _forget_old() -> Write:
    return "DELETE FROM clips WHERE kept_on < ?", (_oldest(),)


def _key(clip: Clip) -> tuple[str, int, int, int]:
    return clip.audio, clip.begin_ms, clip.end_ms, clip.account


def _oldest() -> str:
    return (today() - timedelta(days=KEPT_DAYS)).isoformat()
