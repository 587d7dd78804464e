"""Episodes edited, deleted and restored by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from store.errors import StoreError
from store.models import Episode
from store.offsets import Offsets
from store.storage.catalog import Catalog
from store.text.normalize import clean

KIND = "episodes"
EDITABLE = ("title", "date", "audio", "page", "audio_offsets")
DELETED_KEPT = 20
_ROWS = "rows"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class NotAnEdit(StoreError):
    """What was typed for an episode cannot stand there."""


def edit(catalog: Catalog, episode_id: int, values: Mapping[str, str | None]) -> str:
    """Change what is known of an episode; "" and None empty a value. Return the sentence that says so.

    The names are those of EDITABLE. Raises NotAnEdit, also where nothing would change.
    """
    found = catalog.episode(episode_id)
    if found is None:
        raise NotAnEdit(f"There is no episode № {episode_id}.")
    before = _values(found)
    new = {name: _checked(name, value) for name, value in values.items()}
    changed = {name: value for name, value in new.items() if value != before[name]}
    if not changed:
        raise NotAnEdit(f"Nothing to change in {found.title}.")
    what = f"{found.title}: {', '.join(changed)} changed"
    catalog.changes.put(KIND, what, {"episode": episode_id, "values": {name: before[name] for name in changed}})
    catalog.edit(episode_id, changed)
    return what


def set_offsets(catalog: Catalog, episode_id: int, offsets: Offsets | None) -> None:
    """Keep where an episode's audio runs earlier or later than its transcript; None and no points forget it."""
    catalog.edit(episode_id, {"audio_offsets": written_offsets(offsets)})


def written_offsets(offsets: Offsets | None) -> str | None:
    """Return offsets as they stand in the database."""
    return json.dumps([list(point) for point in offsets.points]) if offsets and offsets.points else None


def delete(catalog: Catalog, episode_id: int, *, for_good: bool = False) -> int:
    """Take an episode away with all that hangs on it, and keep it for `undo`; return how many turns it had.

    The last of those that were deleted are kept, DELETED_KEPT of them; none `for_good`. What they are found by may stay
    behind in the index, dead: it falls out of every answer, and `reindex` clears it away.
    """
    episode, turns = catalog.episode(episode_id), catalog.count_turns(episode_id)
    kept = catalog.remove(episode_id)
    if episode is not None and not for_good:
        catalog.changes.put(KIND, f"{episode.title}: deleted", {_ROWS: kept})
        catalog.changes.forget(KIND, holding=_ROWS, but=DELETED_KEPT)
    return turns


def undo(catalog: Catalog) -> str | None:
    """Undo the last edit or deletion that was not undone; return what it was, None where there is none left."""
    change = catalog.changes.take(KIND)
    if change is None:
        return None
    if _ROWS in change.before:
        if catalog.restore(change.before[_ROWS]) is None:
            return f"{change.what} (it was loaded again meanwhile)"
    else:
        catalog.edit(change.before["episode"], change.before["values"])
    return change.what


def _values(episode: Episode) -> dict[str, str | None]:
    values = (episode.title, episode.date, episode.audio, episode.page, written_offsets(episode.offsets))
    return dict(zip(EDITABLE, values, strict=True))


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
