"""Notes: short texts under a name, for whoever needs to know later what was done; they stand among the facts."""

from __future__ import annotations

import time

from sqlite_utils import Database

from store.sql import facts
from store.sql.deferred import later
from store.sql.transaction import transaction

_PREFIX = "note: "


class Notes:
    """The notes of an open library; see `storage.state.Notes`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, name: str) -> str | None:
        """Return what was kept under this name; None if nothing was."""
        return facts.get(self._db, _PREFIX + name)

    def put(self, name: str, text: str) -> None:
        """Keep a text under a name, in the place of an earlier one."""
        later(self._db).write(self._db, (facts.PUT, (_PREFIX + name, text)))

    def probe(self) -> None:
        """Write the time, at once. Raises sqlite3.OperationalError where nothing can be written."""
        with transaction(self._db):
            facts.put(self._db, "probed", str(time.time()))
