"""Episodes and speakers found by a half-remembered name."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from store.errors import AmbiguousSpeaker, UnknownSpeaker
from store.models import Episode, Speaker
from store.search import titles
from store.search.speaker_names import fitting
from store.sql import name_index
from store.sql.catalog.catalog import SqliteCatalog
from store.text.normalize import hear

_MOST_NAMES = 100


def episode(db: Database, episode_id: int) -> Episode | None:
    """Return an episode; None if there is none of that number."""
    return SqliteCatalog(db).episode(episode_id)


def speakers(db: Database, *, episode: int | None = None) -> tuple[Speaker, ...]:
    """Return who speaks, in one episode or in all, most turns first."""
    return SqliteCatalog(db).speakers.all(episode=episode)


def find_episodes(db: Database, asked: str) -> tuple[Episode, ...]:
    """Return the episodes whose title fits what was asked best (see `titles`), newest first."""
    catalog = SqliteCatalog(db)
    known = catalog.titled(name_index.titles(db, asked))
    if fits := titles.surely(asked, [one.title for one in known]):
        return tuple(known[at] for at in fits)
    known = catalog.titled(name_index.titles_alike(db, asked))
    return tuple(known[at] for at in titles.nearly(asked, [one.title for one in known]))


def find_speakers(db: Database, asked: str, *, episode: int | None = None) -> tuple[Speaker, ...]:
    """Return the speakers whom a half-remembered name fits best (see `speakers`), most turns first."""
    return fitting(asked, _possible(db, name_index.names(db, asked), episode))


def speaker_named(db: Database, asked: str, *, episode: int | None = None) -> Speaker | None:
    """Return the speaker who is called exactly so; case, width, 繁/简 and blanks do not matter."""
    core = hear(asked).core
    known = _possible(db, name_index.of_core(db, core), episode) if core else ()
    return next((one for one in known if hear(one.name).core == core), None)


def speaker_called(db: Database, asked: str, *, episode: int | None = None) -> str:
    """Return the name in full of the one speaker who is meant. Raises UnknownSpeaker or AmbiguousSpeaker."""
    known = _possible(db, [asked], episode)
    fits = [one for one in known if one.name == asked] or find_speakers(db, asked, episode=episode)
    if not fits:
        raise UnknownSpeaker(asked, names_of_speakers(db, episode=episode))
    if len(fits) > 1:
        raise AmbiguousSpeaker(asked, tuple(one.name for one in fits))
    return fits[0].name


def names_of_speakers(db: Database, *, episode: int | None = None) -> tuple[str, ...]:
    """Return the names of those who speak, most turns first, and no more of them than anybody would read."""
    if episode is not None:
        return tuple(one.name for one in speakers(db, episode=episode))
    return SqliteCatalog(db).speakers.foremost(_MOST_NAMES)


def _possible(db: Database, names: Iterable[str], episode: int | None) -> tuple[Speaker, ...]:
    """Return the speakers who are called one of these names, in an episode or anywhere."""
    return speakers(db, episode=episode) if episode is not None else SqliteCatalog(db).speakers.called(names)
