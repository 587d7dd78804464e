"""Speakers renamed, merged and given aliases, and each of these undone.

A transcript names its speakers by labels (`高策`, `说话人 1`), and the index holds the label of each turn for good. A
naming says which person a label is, in one episode or everywhere; a later transcript of the episode keeps to it.
Persons and labels are rows of one table: whom nobody has renamed is the person of that label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from store.errors import StoreError
from store.storage.catalog import Catalog, Naming, Speakers
from store.text.normalize import LONGEST_NAME, clean, normalize

KIND = "speakers"
_ANONYMOUS = re.compile(
    r"(?:说话人|說話人|发言人|發言人|讲话人|講話人|发言者|發言者|与会者|參與者|参与者|受访者|主持人|嘉宾|嘉賓|未知(?:说话人|发言人)?"
    r"|speaker|spk|participant|unknown(?: speaker)?|host|guest)[ _\u3000-]?[0-9A-Z]{0,3}",
    re.IGNORECASE,
)


class NotAPerson(StoreError):
    """A change of names that would mix people up, or that names nobody."""


def is_anonymous(name: str) -> bool:
    """Say whether a name is one that recognisers give to whoever speaks: somebody else in each episode."""
    return _ANONYMOUS.fullmatch(name) is not None


def rename(catalog: Catalog, name: str, new: str, *, episode: int | None = None) -> str:
    """Call a person by another name, in one episode or everywhere; return the sentence that says so.

    `name` is exact. Raises NotAPerson where nobody is called so, where somebody else is called `new` already, and where
    a recogniser's number for a voice would be renamed in several episodes at once: it is somebody else in each.
    """
    new = _tidied(new)
    person = _person(catalog, name, episode)
    if new == name:
        raise NotAPerson(f"{name} is called so already.")
    if catalog.speakers.speaking(new, episode=episode) is not None:
        raise NotAPerson(f"{new} speaks here already; merge {name} into {new} if they are one.")
    return _name(catalog, [person], new, episode, what=f"{name} is now called {new}{_where(catalog, episode)}")


def merge(catalog: Catalog, names: Iterable[str], into: str, *, episode: int | None = None) -> str:
    """Make persons one with another, in one episode or everywhere; return the sentence that says so.

    Raises NotAPerson where one of them does not speak there, and as `rename` does.
    """
    names = list(dict.fromkeys(names))
    if catalog.speakers.speaking(into) is None:
        raise NotAPerson(f"Nobody is called {into}.")
    persons = [_person(catalog, name, episode) for name in names if name != into]
    if not persons:
        raise NotAPerson("Nobody was named to be merged.")
    what = f"{', '.join(names)} and {into} are one{_where(catalog, episode)}"
    return _name(catalog, persons, into, episode, what=what)


def alias(catalog: Catalog, name: str, others: Iterable[str], *, episode: int | None = None) -> str:
    """Let a person be found by other names too; return the sentence that says so. Raises NotAPerson."""
    person = _person(catalog, name, episode)
    others = [other for other in map(_tidied, others) if other != name]
    added = [other for other in others if catalog.speakers.add_alias(other, person, episode)]
    if not added:
        raise NotAPerson(f"{name} is called so already.")
    what = f"{name} is also called {', '.join(added)}{_where(catalog, episode)}"
    catalog.changes.put(KIND, what, {"aliases": [[other, person, episode] for other in added]})
    return what


def undo(catalog: Catalog) -> str | None:
    """Undo the last change of names that was not undone; return what it was, None where there is none left."""
    change = catalog.changes.take(KIND)
    if change is None:
        return None
    for name, person, episode in change.before.get("aliases", []):
        catalog.speakers.remove_alias(name, person, episode)
    catalog.speakers.put_namings(Naming(*one) for one in change.before.get("namings", []))
    return change.what


def _name(catalog: Catalog, persons: list[int], name: str, episode: int | None, *, what: str) -> str:
    """Let persons be the one of this name, and keep what was before."""
    target = catalog.speakers.number(name)
    new = [one for person in persons for one in _namings(catalog.speakers, person, target, episode)]
    before = [[one.label, one.episode, catalog.speakers.meant(one.label, one.episode)] for one in new]
    catalog.changes.put(KIND, what, {"namings": before})
    catalog.speakers.put_namings(new)
    return what


def _namings(speakers: Speakers, person: int, target: int, episode: int | None) -> list[Naming]:
    """Return the namings by which whatever meant a person means another one."""
    if episode is not None:
        return [Naming(label, episode, target) for label in speakers.labels(person, episode)]
    own = speakers.meant(person, None)
    if own is None and is_anonymous(speakers.name(person)):
        # Another voice in each episode: only the one that is here, not one that comes later.
        (only,) = speakers.episodes(person)
        return _namings(speakers, person, target, only)
    found = [replace(one, person=target) for one in speakers.namings(person)]
    return [*found, Naming(person, None, target)] if own is None else found


def _person(catalog: Catalog, name: str, episode: int | None) -> int:
    """Return the person who is called so there. Raises NotAPerson."""
    found = catalog.speakers.speaking(name, episode=episode)
    if found is None:
        raise NotAPerson(f"Nobody is called {name}{_where(catalog, episode)}.")
    if episode is None and is_anonymous(name):
        number = len(catalog.speakers.episodes(found))
        if number > 1:
            raise NotAPerson(f"{name} is somebody else in each of {number} episodes; name one with --episode.")
    return found


def _where(catalog: Catalog, episode: int | None) -> str:
    found = catalog.episode(episode) if episode is not None else None
    return f" in {found.title}" if found else ""


def _tidied(name: str) -> str:
    """Return a name as it is kept. Raises NotAPerson where it is none."""
    name = " ".join(clean(name).split())
    if not normalize(name).key or len(name) > LONGEST_NAME:
        raise NotAPerson(f"{name[:LONGEST_NAME]!r} is no name.")
    return name
