"""What the search by meaning asks of a database: passages, their vectors, and which episodes have none yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from store.storage.index import TurnRow


class PassageRow(NamedTuple):
    """A passage as it is kept: its turns by their places in the episode; of one long turn, characters [begin, end)."""

    id: int
    episode_id: int
    first: int
    last: int
    begin: int
    end: int | None


class Signs(NamedTuple):
    """The signs of the vectors of an episode's `passages`, one after another; `first` is the id of its first one."""

    episode_id: int
    first: int
    passages: int
    signs: bytes


class NewPassage(NamedTuple):
    """A passage to be kept, and its vector as bytes."""

    first: int
    last: int
    begin: int
    end: int | None
    vector: bytes


class Passages(Protocol):
    """The passages of a library. Those of an episode go with it, and when its transcript changes, and are made anew.

    An encoder is named, since vectors of different ones have nothing to do with each other.
    """

    def waiting(self, encoder: str) -> list[int]:
        """Return the episodes that have turns and no passages by this encoder yet, newest first."""

    def digest(self, episode: int) -> str | None:
        """Return what tells an episode's transcript from another; None where there is no such episode."""

    def write(self, episode: int, digest: str, encoder: str, passages: Sequence[NewPassage], signs: bytes) -> bool:
        """Keep the passages of an episode in the place of earlier ones, with following ids, in one transaction.

        Nothing is written, and False returned, where its transcript is no longer the one of that digest.
        """

    def forget(self) -> None:
        """Forget all passages, so that they are made anew."""

    def episodes(self, encoder: str) -> dict[int, int]:
        """Return each episode that has passages by this encoder, and the id of its first one."""

    def signs(self, encoder: str, episodes: Sequence[int]) -> Iterable[Signs]:
        """Return the signs of the vectors of some episodes."""

    def of_episode(self, episode: int, encoder: str) -> list[tuple[PassageRow, bytes]]:
        """Return the passages of an episode in order, each with its vector; none where they wait."""

    def vectors(self, ids: Sequence[int]) -> list[tuple[int, bytes]]:
        """Return some passages' vectors, in any order, without those that are gone."""

    def rows(self, ids: Sequence[int]) -> list[PassageRow]:
        """Return some passages, in any order, without those that are gone."""

    def holding(self, turns: Sequence[int]) -> dict[int, list[int]]:
        """Return the passages in which some turns stand, by the id of the turn; a long one stands in several."""

    def turns(self, episode: int, first: int = 0, last: int | None = None) -> list[TurnRow]:
        """Return the turns of an episode in order, from one place to another."""
