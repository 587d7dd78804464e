"""Stretches: passages with the turns that they are made of, as the second tier looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.meaning.passages import Passage
from store.meaning.words import PassageText, PassageTexts
from store.storage.index import TurnRow
from store.storage.passages import PassageRow, Passages


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage, its turns, and what is said in it."""

    row: PassageRow
    turns: tuple[TurnRow, ...]
    text: PassageText

    def has(self, speaker: str) -> bool:
        """Say whether somebody says any of it."""
        return any(turn.speaker == speaker for turn in self.turns)

    def said(self, turn: TurnRow) -> tuple[int, int]:
        """Return which part of one of its turns belongs to it, as [from, to) in the turn's text."""
        end = len(turn.text) if self.row.end is None else min(self.row.end, len(turn.text))
        return min(self.row.begin, end), end


@dataclass(frozen=True, slots=True)
class EpisodeStretches:
    """All stretches of one episode, their vectors, and their texts."""

    all: tuple[Stretch, ...]
    vectors: tuple[bytes, ...]
    texts: PassageTexts


def stretch(row: PassageRow, turns: Sequence[TurnRow]) -> Stretch | None:
    """Return the stretch of a passage, of whose episode some turns are given in order; None where they are gone."""
    mine = tuple(turn for turn in turns if row.first <= turn.position <= row.last)
    if not mine:
        return None
    said = Passage(0, len(mine) - 1, row.begin, row.end).text([turn.text for turn in mine])
    return Stretch(row, mine, PassageText(said))


def of_episode(passages: Passages, episode: int, encoder: str) -> EpisodeStretches:
    """Return the stretches of an episode in order; none where its passages are still to be made."""
    rows = passages.of_episode(episode, encoder)
    turns = passages.turns(episode) if rows else []
    places = {turn.position: at for at, turn in enumerate(turns)}
    found = []
    for row, vector in rows:
        begin, end = places.get(row.first, 0), places.get(row.last, -1) + 1
        if (one := stretch(row, turns[begin:end])) is not None:
            found.append((one, vector))
    texts = PassageTexts([one.text for one, _ in found])
    return EpisodeStretches(tuple(one for one, _ in found), tuple(vector for _, vector in found), texts)


def of_rows(passages: Passages, rows: Sequence[PassageRow]) -> list[Stretch]:
    """Return the stretches of some passages, in their order, without those whose turns are gone."""
    found = (stretch(row, passages.turns(row.episode_id, row.first, row.last)) for row in rows)
    return [one for one in found if one is not None]
