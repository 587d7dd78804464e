"""Episodes put right and taken away by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from sqlite_utils import Database

from store.errors import StoreError
from store.library import people
from store.library.listing import episode as episode_of
from store.offsets import Offsets
from store.sql import changes, restore
from store.sql.writing import touch
from store.text.normalize import clean

KIND = "episodes"
EDITABLE = ("title", "date", "audio", "page", "audio_offsets")
DELETED_KEPT = 20
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class NotAnEdit(StoreError):
    """What was typed for an episode cannot stand there."""


def edit(db: Database, episode_id: int, values: Mapping[str, str | None]) -> str:
    """Change what is known of an episode; "" and None empty a value. Return the sentence that says so.

    The names are those of EDITABLE. Raises NotAnEdit, also where nothing would change.
    """
    found = episode_of(db, episode_id)
    if found is None:
        raise NotAnEdit(f"There is no episode № {episode_id}.")
    before = _values(db, episode_id)
    new = {name: _checked(name, value) for name, value in values.items()}
    changed = {name: value for name, value in new.items() if value != before[name]}
    if not changed:
        raise NotAnEdit(f"Nothing to change in {found.title}.")
    what = f"{found.title}: {', '.join(changed)} changed"
    changes.keep(db, KIND, what, {"episode": episode_id, "values": {name: before[name] for name in changed}})
    _set(db, episode_id, changed)
    return what


def set_offsets(db: Database, episode_id: int, offsets: Offsets | None) -> None:
    """Keep where an episode's audio runs earlier or later than its transcript; None and no points forget it."""
    _set(db, episode_id, {"audio_offsets": written_offsets(offsets)})


def written_offsets(offsets: Offsets | None) -> str | None:
    """Return offsets as they stand in the database."""
    return json.dumps([list(point) for point in offsets.points]) if offsets and offsets.points else None


def delete(db: Database, episode_id: int, *, for_good: bool = False) -> int:
    """Take an episode away with all that hangs on it, and keep it for `undo`; return how many turns it had.

    The last of those that were deleted are kept, DELETED_KEPT of them; none `for_good`. The rows in the index stay
    behind, dead: they fall out of every answer, and `reindex` clears them away.
    """
    rows = restore.remove(db, episode_id)
    if rows["episodes"] and not for_good:
        changes.keep(db, KIND, f"{rows['episodes'][0]['title']}: deleted", {"rows": rows})
        changes.forget(db, KIND, holding="rows", but=DELETED_KEPT)
    touch(db)
    return len(rows.get("turns", ()))


def undo(db: Database) -> str | None:
    """Undo the last edit or deletion that was not undone; return what it was, None where there is none left."""
    change = changes.take(db, KIND)
    if change is None:
        return None
    if "rows" in change.before:
        episode_id = restore.restore(db, change.before["rows"])
        if episode_id is None:
            return f"{change.what} (it was loaded again meanwhile)"
        people.settle(db, episode_id)
        touch(db)
    else:
        _set(db, change.before["episode"], change.before["values"])
    return change.what


def _values(db: Database, episode_id: int) -> dict[str, str | None]:
    row = db.execute(f"SELECT {', '.join(EDITABLE)} FROM episodes WHERE id = ?", [episode_id]).fetchone()  # noqa: S608
    return dict(zip(EDITABLE, row, strict=True))


def _set(db: Database, episode_id: int, values: Mapping[str, str | None]) -> None:
    for name in EDITABLE:
        if name in values:
            db.execute(f"UPDATE episodes SET {name} = ? WHERE id = ?", [values[name], episode_id])  # noqa: S608
    touch(db)


def _checked(name: str, value: str | None) -> str | None:
    value = " ".join(clean(value or "").split()) or None
    if name == "title" and value is None:
        raise NotAnEdit("An episode needs a title.")
    if name == "date" and value is not None and not is_date(value):
        raise NotAnEdit(f"{value} is no date; write it as 2024-09-13.")
    return value


def is_date(typed: str) -> bool:
    """Say whether this is a day as ISO 8601 writes it."""
    try:
        return bool(_DATE.fullmatch(typed) and date.fromisoformat(typed))
    except ValueError:
        return False
