"""What the search asks of a database: turns by their terms, latest first, and what is known beyond turns.

All of it is read as values; see `store.storage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

from store.models import Correction, Episode, Speaker, Turn
from store.search.query import Query


class TurnRow(NamedTuple):
    """A turn as the search reads it by the hundred, cheap to make; `Index.in_full` gives those that are shown.

    `cues` is as the engine keeps it.
    """

    id: int
    episode_id: int
    position: int
    speaker: str | None
    start_s: float | None
    end_s: float | None
    clock: str | None
    text: str
    cues: str | None


NameKind = Literal["name", "title", "keyword"]
"""What something is called: a person (aliases too), an episode, or a keyword of one."""


class Index(Protocol):
    """What the search asks: turns by their terms, latest first; and what a library knows beyond its turns."""

    # Turns

    def candidates(self, query: Query, most: int) -> list[TurnRow]:
        """Return at most so many of the turns that match, latest loaded first."""

    def ids(self, query: Query, before: int | None, most: int) -> list[int]:
        """Return the ids of at most so many turns that match, latest first, those below `before`; some may be gone."""

    def turns(self, ids: Sequence[int]) -> list[TurnRow]:
        """Return turns by their ids, in any order, without those that are gone."""

    def texts(self, episode: int | None) -> Iterable[tuple[int, str]]:
        """Return (id, text) of each turn of an episode, or of the whole library."""

    def in_full(self, rows: Sequence[TurnRow]) -> list[tuple[Turn, Episode]]:
        """Return turns as they are shown, each with its episode. Raises LookupError where one is gone."""

    # The library as a whole

    def revision(self) -> int:
        """Return a number that grows with every change of the library: what was read before it is stale."""

    def newest(self) -> int:
        """Return the highest id among the turns, 0 where there are none; ids are never used twice."""

    def corrections(self) -> tuple[Correction, ...]:
        """Return all corrections that people keep, those of the whole library first."""

    # Episodes and speakers

    def episode(self, episode_id: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""

    def titled(self, titles: Iterable[str]) -> list[Episode]:
        """Return the episodes that have one of these titles, newest first."""

    def speakers(self, episode: int | None) -> tuple[Speaker, ...]:
        """Return who speaks, in one episode or in all, most turns first."""

    def speakers_called(self, names: Iterable[str]) -> tuple[Speaker, ...]:
        """Return the speakers who are called one of these names, by an alias or a label too, most turns first."""

    def voices(self, episode: int) -> list[str]:
        """Return the names of those who speak in an episode, in any order."""

    def foremost_speakers(self, most: int) -> tuple[str, ...]:
        """Return the names of at most so many speakers, most turns first."""

    def said_by(self, speaker: str, episode: int | None) -> Query | None:
        """Return the query for the turns of the speaker of this very name; None where there are none.

        With an `episode`, it holds for that episode's turns only, and the caller asks for these.
        """

    # What people and episodes are called

    def names(self, query: Query, most: int, holding: str | None = None) -> list[str]:
        """Return at most so many names, titles or keywords that match, latest first; only those `holding` a key."""

    def names_sharing(self, queries: Sequence[Query], most: int) -> list[str]:
        """Return at most so many names, titles or keywords: those that the most of these queries find."""

    def names_with_key(self, kind: NameKind, key: str, most: int) -> list[str]:
        """Return at most so many names of a kind that have this very key when they are normalized."""

    def keys_of_names(self, keys: Iterable[str]) -> frozenset[str]:
        """Return which of these are the keys of people's names."""

    # Latin words

    def word_counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many turns words stand, those left out that stand in none."""

    def has_word(self, start: str) -> bool:
        """Say whether any word begins so."""

    def words_beginning(self, start: str, most: int) -> list[str]:
        """Return at most so many words that begin so, the word itself first, then the most used ones."""

    def words_sounding(self, key: str) -> list[str]:
        """Return the words that have this phonetic key, numbers left out."""

    def words_near(self, plain: str, edits: int) -> list[tuple[str, str]]:
        """Return (word, plain spelling) of words at most so many letters longer or shorter than a plain spelling.

        Where there are very many, those that begin, end or sound like it.
        """
