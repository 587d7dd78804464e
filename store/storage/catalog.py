"""What a database must do for a library: episodes, their turns, who speaks in them, and what people changed.

All of it is read and written as values; see `store.storage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from store.models import Episode, EpisodeSummary, Speaker, Turn
from store.search.indexing import IndexedTranscript

Status = Literal["new", "same", "changed"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: a `new` episode, a `changed` one, or nothing since the `same` was there."""

    episode_id: int
    status: Status
    turns: int


@dataclass(frozen=True, slots=True)
class LibrarySize:
    """How large a library is: its episodes, its turns that somebody is named for, and its bytes."""

    episodes: int
    turns: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Naming:
    """Whom a label means in an episode (None: everywhere), by their numbers; `person` None where it means itself."""

    label: int
    episode: int | None
    person: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A change: the sentence that says what it was, and what was before it."""

    what: str
    before: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownFeed:
    """A feed as it was when it was last brought in; `id` is its number here."""

    id: int
    title: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What is known of a feed's item from an earlier time. `state` is loaded, refused (no transcript in it) or pending.

    A loaded one whose `episode_id` is None was deleted since by a person.
    """

    episode_id: int | None
    transcript: str | None
    etag: str | None
    last_modified: str | None
    state: str


class Speakers(Protocol):
    """Who speaks, and who is meant by whom a transcript names. Persons and labels are numbers of names."""

    def all(self, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return who speaks, in one episode or in all, most turns first."""

    def called(self, names: Iterable[str]) -> tuple[Speaker, ...]:
        """Return the speakers who are called one of these names: themselves, by an alias or by a label."""

    def foremost(self, most: int) -> tuple[str, ...]:
        """Return the names of at most so many speakers, most turns first."""

    def number(self, name: str) -> int:
        """Return the number of the speaker of this very name, made where there is none."""

    def name(self, person: int) -> str:
        """Return the name that has this number."""

    def speaking(self, name: str, *, episode: int | None = None) -> int | None:
        """Return the number of the person of this very name, if that one speaks, in an episode or anywhere."""

    def episodes(self, person: int) -> tuple[int, ...]:
        """Return the episodes (ids) in which a person speaks, in any order."""

    def labels(self, person: int, episode: int) -> tuple[int, ...]:
        """Return the labels under which a person speaks in an episode."""

    def meant(self, label: int, episode: int | None) -> int | None:
        """Return the person whom a naming makes of a label, in an episode or everywhere; None where none does."""

    def namings(self, person: int) -> tuple[Naming, ...]:
        """Return the namings by which labels mean this person."""

    def put_namings(self, namings: Iterable[Naming]) -> None:
        """Keep namings, and write who speaks in every turn that they are about; one that means nobody takes it back.

        Those of episodes that are gone are passed over.
        """

    def add_alias(self, name: str, person: int, episode: int | None) -> bool:
        """Let a person be found by another name, in an episode or everywhere; False where that is so already."""

    def remove_alias(self, name: str, person: int, episode: int | None) -> None:
        """Take an alias away again."""


class Changes(Protocol):
    """What people changed, newest last, with what was before: so that it can be undone."""

    def put(self, kind: str, what: str, before: dict[str, Any]) -> None:
        """Keep a change of a kind; only so many of them stay as anybody would undo."""

    def forget(self, kind: str, *, holding: str, but: int) -> None:
        """Forget the changes of a kind whose `before` begins with a value of this name, but for the newest ones."""

    def newest(self, kind: str) -> int | None:
        """Return the number of the newest change of a kind; None where there is none."""

    def kind_of(self, number: int) -> str | None:
        """Return the kind of a change; None where there is no such change (any more)."""

    def take(self, kind: str) -> Change | None:
        """Return the newest change of a kind and forget it; None where there is none."""


class Feeds(Protocol):
    """Podcasts' feeds, when they were last what they were, and which of their items became which episode."""

    def get(self, address: str) -> KnownFeed:
        """Return what is known of the feed at an address, which is known from now on."""

    def put(self, feed: KnownFeed) -> None:
        """Keep what a feed is now, and that it was brought in just now."""

    def has_pending(self, feed: int) -> bool:
        """Say whether a transcript of the feed is still to be had."""

    def item(self, feed: int, guid: str) -> KnownItem | None:
        """Return what is known of an item of a feed; None where nothing is."""

    def put_item(self, feed: int, guid: str, item: KnownItem) -> None:
        """Keep what is known of an item, in the place of what was known before."""


class Writer(Protocol):
    """Writes one transcript or several in one transaction; what they are found by is written in the end."""

    def write(self, indexed: IndexedTranscript, *, source: str, episode_id: int | None = None) -> Loaded:
        """Write a transcript; nothing but what was added to it where the same is there already.

        `episode_id` names the episode of which this is known to be a changed transcript; else that is found out.
        """

    def finish(self, *, many: bool = False) -> None:
        """Write what the transcripts are found by; with `many`, the caller tidies the index when all is loaded."""


class Catalog(Protocol):
    """The episodes of a library. Whatever changes them tells that the library has changed.

    Speakers may be asked for by name, `speaker`; an `episode` restricts to one, None to none.
    """

    @property
    def speakers(self) -> Speakers:
        """Who speaks."""

    @property
    def changes(self) -> Changes:
        """What people changed."""

    @property
    def feeds(self) -> Feeds:
        """Podcasts' feeds."""

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the write lock: all that is written inside is written, or nothing is."""

    def part(self) -> AbstractContextManager[None]:
        """Inside a transaction: all that is written inside this is written, or nothing of it, and the rest stands.

        Raises NotWritten where a value is refused that no database of this kind takes.
        """

    def written_in_bulk(self) -> AbstractContextManager[None]:
        """While a large load lasts: let the engine write as suits that best."""

    def episode(self, episode_id: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""

    def episodes(self, *, limit: int | None = None, offset: int = 0) -> tuple[EpisodeSummary, ...]:
        """Return the episodes with what is in them, newest first (by date where known, then by when they came)."""

    def titled(self, titles: Iterable[str]) -> list[Episode]:
        """Return the episodes that have one of these titles, newest first, a thousand at most."""

    def holds(self, episodes: int) -> bool:
        """Say whether there are at least so many episodes, without counting further."""

    def episode_at(self, place: int) -> int | None:
        """Return the episode (its id) that is number `place` of all, from 0 on; None where there are no more."""

    def count_episodes(self) -> int:
        """Return how many episodes there are."""

    def size(self) -> LibrarySize:
        """Return how large the library is."""

    def turn(self, turn_id: int) -> Turn | None:
        """Return a turn; None if it is gone."""

    def around(self, turn_id: int, before: int, after: int) -> tuple[Turn, ...]:
        """Return a turn with at most `before` turns before it and `after` after it, in order; () if it is gone."""

    def turns(self, episode_id: int) -> tuple[Turn, ...]:
        """Return all turns of an episode, in order; () if it is gone."""

    def count_turns(self, episode_id: int) -> int:
        """Return how many turns an episode has."""

    def said_by(self, speaker: str, *, episode: int | None = None) -> Iterator[Turn]:
        """Yield the turns of the speaker of this very name, in order of time."""

    def turns_from(self, episode_id: int, shortest: int, *, speaker: str | None = None) -> list[Turn]:
        """Return an episode's turns of so many characters or more."""

    def longest_turns(self, episode_id: int, most: int, *, speaker: str | None = None) -> list[Turn]:
        """Return the longest turns of an episode, at most so many."""

    def digests(self) -> frozenset[str]:
        """Return the digests of the transcripts that are there."""

    def status_of(self, indexed: IndexedTranscript, *, source: str) -> Status:
        """Return what writing a transcript would do; nothing is written."""

    def writer(self) -> Writer:
        """Return what writes transcripts."""

    def edit(self, episode_id: int, values: Mapping[str, str | None]) -> None:
        """Write what is known of an episode, by the names of `episodes.EDITABLE`."""

    def lacking(self) -> list[tuple[int, str]]:
        """Return (id, title) of the episodes that lack their audio, their page or their date."""

    def fill_in(self, episode: Episode) -> bool:
        """Give the episode of this id the audio, page and date that it lacks; say whether that gave it anything."""

    def remove(self, episode_id: int) -> Mapping[str, Any]:
        """Take an episode away with all that hangs on it; return what brings it back, as JSON can hold it."""

    def restore(self, kept: Mapping[str, Any]) -> int | None:
        """Bring back what `remove` returned, under its old numbers, and return the episode's.

        Nothing is done, and None returned, where its transcript was loaded again meanwhile. Whom its labels mean is
        settled anew.
        """
