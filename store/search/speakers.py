"""Speakers by what they are called: exactly, or as somebody half remembers it."""

from __future__ import annotations

from collections.abc import Iterable

from store.errors import AmbiguousSpeaker, UnknownSpeaker
from store.models import Speaker
from store.search import names
from store.search.speaker_names import fitting
from store.storage.index import Index
from store.text.normalize import normalize

_MOST_NAMES = 100


def find(index: Index, asked: str, *, episode: int | None = None) -> tuple[Speaker, ...]:
    """Return the speakers whom a half-remembered name fits best (see `speaker_names`), most turns first."""
    if episode is not None:
        return fitting(asked, index.speakers(episode))
    return fitting(asked, index.speakers_called(names.possible_names(index, asked)))


def exactly(index: Index, asked: str, *, episode: int | None = None) -> Speaker | None:
    """Return the speaker who is called exactly so; case, width, 繁/简 and blanks do not matter."""
    key = normalize(asked).key
    known = _called(index, names.names_of_key(index, key), episode) if key else ()
    return next((one for one in known if normalize(one.name).key == key), None)


def name_of(index: Index, asked: str, *, episode: int | None = None) -> str:
    """Return the name in full of the one speaker who is meant. Raises UnknownSpeaker or AmbiguousSpeaker."""
    known = _called(index, [asked], episode)
    fits = [one for one in known if one.name == asked] or find(index, asked, episode=episode)
    if not fits:
        raise UnknownSpeaker(asked, foremost(index, episode=episode))
    if len(fits) > 1:
        raise AmbiguousSpeaker(asked, tuple(one.name for one in fits))
    return fits[0].name


def foremost(index: Index, *, episode: int | None = None) -> tuple[str, ...]:
    """Return the names of those who speak, most turns first, and no more of them than anybody would read."""
    if episode is not None:
        return tuple(one.name for one in index.speakers(episode))
    return index.foremost_speakers(_MOST_NAMES)


def _called(index: Index, called: Iterable[str], episode: int | None) -> tuple[Speaker, ...]:
    """Return the speakers who are called one of these names, in an episode or anywhere."""
    return index.speakers_called(called) if episode is None else index.speakers(episode)
