"""Chosen quotes: how often people sent each one on."""

from __future__ import annotations

from sqlite_utils import Database

from store.sql.deferred import later

_ADD = (
    "INSERT INTO chosen_quotes (turn_id, times) SELECT id, 1 FROM turns WHERE id = ?"
    " ON CONFLICT (turn_id) DO UPDATE SET times = chosen_quotes.times + 1"
)


class ChosenQuotes:
    """The chosen quotes of an open library; see `storage.state.ChosenQuotes`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, turn: int) -> None:
        """Count that somebody chose to send this turn on; one that is gone is not counted."""
        later(self._db).write(self._db, (_ADD, (turn,)))

    def most(self, limit: int) -> tuple[int, ...]:
        """Return the turns (ids) that people chose most often, the most chosen first; a tie goes to the latest."""
        chosen = "SELECT turn_id FROM chosen_quotes ORDER BY times DESC, turn_id DESC LIMIT ?"
        return tuple(turn for (turn,) in self._db.execute(chosen, [limit]))
