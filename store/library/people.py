"""Who is meant by whom a transcript names: persons renamed, made one, called by other names too; and all of it undone.

A transcript names its speakers by labels (`高策`, `说话人 1`), and the index holds the label of each turn for good. A
naming says which person a label is, in one episode or everywhere; a later transcript of the episode keeps to it.
Persons and labels are rows of one table: whom nobody has renamed is the person of that label.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from store.errors import StoreError
from store.sql import changes
from store.sql.writing import count_voices, speaker_id, touch
from store.text.normalize import LONGEST_NAME, clean, normalize

KIND = "speakers"
_ANONYMOUS = re.compile(
    r"(?:说话人|說話人|发言人|發言人|讲话人|講話人|发言者|發言者|与会者|參與者|参与者|受访者|主持人|嘉宾|嘉賓|未知(?:说话人|发言人)?"
    r"|speaker|spk|participant|unknown(?: speaker)?|host|guest)[ _\u3000-]?[0-9A-Z]{0,3}",
    re.IGNORECASE,
)


class NotAPerson(StoreError):
    """A change of names that would mix people up, or that names nobody."""


@dataclass(frozen=True, slots=True)
class _Naming:
    """Whom a label means in an episode (None: everywhere); None where it means itself."""

    label: int
    episode: int | None
    person: int | None


def is_anonymous(name: str) -> bool:
    """Say whether a name is one that recognisers give to whoever speaks: somebody else in each episode."""
    return _ANONYMOUS.fullmatch(name) is not None


def rename(db: Database, name: str, new: str, *, episode: int | None = None) -> str:
    """Call a person by another name, in one episode or everywhere; return the sentence that says so.

    `name` is exact. Raises NotAPerson where nobody is called so, where somebody else is called `new` already, and where
    a recogniser's number for a voice would be renamed in several episodes at once: it is somebody else in each.
    """
    new = _tidied(new)
    person = _person(db, name, episode)
    if new == name:
        raise NotAPerson(f"{name} is called so already.")
    if _found(db, new, episode) is not None:
        raise NotAPerson(f"{new} speaks here already; merge {name} into {new} if they are one.")
    return _name(db, [person], new, episode, what=f"{name} is now called {new}{_where(db, episode)}")


def merge(db: Database, names: Iterable[str], into: str, *, episode: int | None = None) -> str:
    """Make persons one with another, in one episode or everywhere; return the sentence that says so.

    Raises NotAPerson where one of them does not speak there, and as `rename` does.
    """
    names = list(dict.fromkeys(names))
    if _found(db, into, None) is None:
        raise NotAPerson(f"Nobody is called {into}.")
    persons = [_person(db, name, episode) for name in names if name != into]
    if not persons:
        raise NotAPerson("Nobody was named to be merged.")
    what = f"{', '.join(names)} and {into} are one{_where(db, episode)}"
    return _name(db, persons, into, episode, what=what)


def alias(db: Database, name: str, others: Iterable[str], *, episode: int | None = None) -> str:
    """Let a person be found by other names too; return the sentence that says so. Raises NotAPerson."""
    person = _person(db, name, episode)
    added = []
    for other in map(_tidied, others):
        values = [other, person, episode]
        if (
            other != name
            and db.execute(
                "INSERT OR IGNORE INTO aliases (name, speaker_id, episode_id) VALUES (?, ?, ?) RETURNING id", values
            ).fetchone()
        ):
            added.append(other)
    if not added:
        raise NotAPerson(f"{name} is called so already.")
    what = f"{name} is also called {', '.join(added)}{_where(db, episode)}"
    changes.keep(db, KIND, what, {"aliases": [[other, person, episode] for other in added]})
    touch(db)
    return what


def undo(db: Database) -> str | None:
    """Undo the last change of names that was not undone; return what it was, None where there is none left."""
    change = changes.take(db, KIND)
    if change is None:
        return None
    for name, person, episode in change.before.get("aliases", []):
        db.execute("DELETE FROM aliases WHERE name = ? AND speaker_id = ? AND episode_id IS ?", [name, person, episode])
    _set(db, [_Naming(*one) for one in change.before.get("namings", [])])
    touch(db)
    return change.what


def aliases(db: Database, persons: frozenset[int], *, episode: int | None = None) -> dict[int, tuple[str, ...]]:
    """Return the other names under which these persons may be asked for, by the person's number.

    Beside those that people gave, the labels under which transcripts name them, but for a recogniser's numbers.
    """
    found: dict[int, list[str]] = {}
    values = {"persons": json.dumps(sorted(persons)), "episode": episode}
    given = db.execute(
        "WITH meant AS ("
        " SELECT value AS person, value AS label FROM json_each(:persons) UNION"
        " SELECT speaker_id, label_id FROM namings"
        " WHERE episode_id IS NULL AND speaker_id IN (SELECT value FROM json_each(:persons)))"
        " SELECT coalesce(namings.speaker_id, aliases.speaker_id), name"
        " FROM (SELECT DISTINCT label FROM meant) JOIN aliases ON aliases.speaker_id = label"
        " LEFT JOIN namings ON label_id = aliases.speaker_id AND namings.episode_id IS NULL"
        " WHERE aliases.episode_id IS NULL OR aliases.episode_id = :episode ORDER BY aliases.id",
        values,
    ).fetchall()
    labels = db.execute(
        "SELECT speaker_id, name FROM namings JOIN speakers ON speakers.id = label_id"
        " WHERE speaker_id IN (SELECT value FROM json_each(:persons))"
        " AND label_id <> speaker_id AND (episode_id IS NULL OR episode_id = :episode) ORDER BY namings.id",
        values,
    ).fetchall()
    for person, name in [*given, *((person, name) for person, name in labels if not is_anonymous(name))]:
        found.setdefault(person, []).append(name)
    return {person: tuple(dict.fromkeys(names)) for person, names in found.items()}


def called(db: Database, names: Iterable[str]) -> frozenset[int]:
    """Return the persons who are called one of these names anywhere: themselves, by an alias, or by a label."""
    rows = db.execute(
        "WITH names AS (SELECT value AS name FROM json_each(?)), said AS ("
        " SELECT id FROM speakers JOIN names USING (name) UNION"
        " SELECT speaker_id FROM aliases JOIN names USING (name))"
        " SELECT id FROM said UNION SELECT speaker_id FROM namings JOIN said ON label_id = said.id",
        [json.dumps(list(names), ensure_ascii=False)],
    )
    return frozenset(person for (person,) in rows)


def settle(db: Database, episode: int) -> None:
    """Write who speaks in the turns of an episode, by the namings that stand now."""
    labels = db.execute("SELECT DISTINCT coalesce(label_id, speaker_id) FROM turns WHERE episode_id = ?", [episode])
    for (label,) in labels.fetchall():
        if label is not None:
            _rewrite(db, label, episode)
    count_voices(db, episode)


# How it is done


def _name(db: Database, persons: list[int], name: str, episode: int | None, *, what: str) -> str:
    """Let persons be the one of this name, and keep what was before."""
    new: list[_Naming] = []
    target = speaker_id(db, name)
    for person in persons:
        new += _namings_of(db, person, target, episode)
    before = [_Naming(one.label, one.episode, _meant(db, one.label, one.episode)) for one in new]
    changes.keep(db, KIND, what, {"namings": [[one.label, one.episode, one.person] for one in before]})
    _set(db, new)
    touch(db)
    return what


def _namings_of(db: Database, person: int, target: int, episode: int | None) -> list[_Naming]:
    """Return the namings by which whatever meant a person means another one."""
    if episode is not None:
        labels = db.execute(
            "SELECT DISTINCT coalesce(label_id, speaker_id) FROM turns WHERE episode_id = ? AND speaker_id = ?",
            [episode, person],
        )
        return [_Naming(label, episode, target) for (label,) in labels.fetchall()]
    own = _meant(db, person, None)
    name = db.execute("SELECT name FROM speakers WHERE id = ?", [person]).fetchone()[0]
    if own is None and is_anonymous(name):
        # Another voice in each episode: only the one that is here, not one that comes later.
        (only,) = db.execute("SELECT episode_id FROM voices WHERE speaker_id = ?", [person]).fetchone()
        return _namings_of(db, person, target, only)
    rows = db.execute("SELECT label_id, episode_id FROM namings WHERE speaker_id = ?", [person]).fetchall()
    found = [_Naming(label, at, target) for label, at in rows]
    return [*found, _Naming(person, None, target)] if own is None else found


def _meant(db: Database, label: int, episode: int | None) -> int | None:
    row = db.execute(
        "SELECT speaker_id FROM namings WHERE label_id = ? AND episode_id IS ?", [label, episode]
    ).fetchone()
    return int(row[0]) if row else None


def _set(db: Database, namings: list[_Naming]) -> None:
    """Write namings, and who speaks in every turn that they are about."""
    for one in namings:
        if one.episode is not None and not db.execute("SELECT 1 FROM episodes WHERE id = ?", [one.episode]).fetchone():
            continue  # it was deleted meanwhile
        db.execute("DELETE FROM namings WHERE label_id = ? AND episode_id IS ?", [one.label, one.episode])
        if one.person is not None:
            db.execute(
                "INSERT INTO namings (label_id, episode_id, speaker_id) VALUES (?, ?, ?)",
                [one.label, one.episode, one.person],
            )
    touched: set[int] = set()
    for label, episode in dict.fromkeys((one.label, one.episode) for one in namings):
        touched |= _rewrite(db, label, episode)
    for at in sorted(touched):
        count_voices(db, at)


def _rewrite(db: Database, label: int, episode: int | None) -> set[int]:
    """Write anew who speaks in the turns of a label; return the episodes in which that changed anything."""
    within = "" if episode is None else " AND episode_id = :episode"
    rows = db.execute(
        "UPDATE turns SET speaker_id = meant.person, label_id = nullif(:label, meant.person) FROM ("  # noqa: S608
        " SELECT turns.id AS turn, coalesce("
        "  (SELECT speaker_id FROM namings WHERE label_id = :label AND namings.episode_id = turns.episode_id),"
        "  (SELECT speaker_id FROM namings WHERE label_id = :label AND namings.episode_id IS NULL), :label) AS person"
        f" FROM turns WHERE coalesce(label_id, speaker_id) = :label{within}"
        ") AS meant WHERE turns.id = meant.turn AND turns.speaker_id <> meant.person RETURNING episode_id",
        {"label": label, "episode": episode},
    ).fetchall()
    return {row[0] for row in rows}


def _person(db: Database, name: str, episode: int | None) -> int:
    """Return the person who is called so there. Raises NotAPerson."""
    found = _found(db, name, episode)
    if found is None:
        raise NotAPerson(f"Nobody is called {name}{_where(db, episode)}.")
    if episode is None and is_anonymous(name):
        number = db.execute("SELECT count(*) FROM voices WHERE speaker_id = ?", [found]).fetchone()[0]
        if number > 1:
            raise NotAPerson(f"{name} is somebody else in each of {number} episodes; name one with --episode.")
    return found


def _found(db: Database, name: str, episode: int | None) -> int | None:
    within = "" if episode is None else " AND episode_id = :episode"
    row = db.execute(
        f"SELECT speaker_id FROM voices JOIN speakers ON speakers.id = speaker_id WHERE name = :name{within} LIMIT 1",  # noqa: S608
        {"name": name, "episode": episode},
    ).fetchone()
    return int(row[0]) if row else None


def _where(db: Database, episode: int | None) -> str:
    if episode is None:
        return ""
    row = db.execute("SELECT title FROM episodes WHERE id = ?", [episode]).fetchone()
    return f" in {row[0]}" if row else ""


def _tidied(name: str) -> str:
    """Return a name as it is kept. Raises NotAPerson where it is none."""
    name = " ".join(clean(name).split())
    if not normalize(name).key or len(name) > LONGEST_NAME:
        raise NotAPerson(f"{name[:LONGEST_NAME]!r} is no name.")
    return name
