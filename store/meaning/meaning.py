"""Meaning: the second tier of the search, one for all threads that ask a library.

What words, sounds and slips find comes first and is not touched by it. It is asked where they find little, and answers
with quotes that are surely meant, or with some that are likely; never with a guess in the place of an answer.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from store.errors import UnknownSpeaker
from store.meaning import gate
from store.meaning.encoder import Encoder, EncoderAway, LazyEncoder
from store.meaning.found import Found
from store.meaning.library import LibraryLook
from store.meaning.passages import units
from store.meaning.quoting import pieces, quotes
from store.meaning.ranking import Meant, in_episode
from store.meaning.stretches import EpisodeStretches, of_episode
from store.meaning.vectors import LibraryBits
from store.models import Question
from store.search import speakers

if TYPE_CHECKING:
    from store.search.scope import Lexicon
    from store.storage.index import Index
    from store.storage.passages import Passages

log = logging.getLogger(__name__)

_MOST_SURE, _MOST_LIKELY = 3, 5
_FEWEST_WORDS: Final = 2
"""A question of one word asks for that word, and for nothing that is like it."""
_SHORTEST: Final = 4
"""In units: in a shorter question there is nothing to be understood."""
_MOST_EPISODES: Final = 16
"""Episodes whose stretches are kept at hand, a megabyte each or less."""


class Meaning:
    """What the second tier keeps at hand. Any thread may ask, each of its own open library."""

    def __init__(self, encoder: LazyEncoder, *, patient: bool = False) -> None:
        self.encoder = encoder
        self._patient = patient
        """Whether a question waits for an encoder that is not there yet: in a command it does, in a chat not."""
        self._bits = LibraryBits()
        self._episodes: dict[int, tuple[int, EpisodeStretches]] = {}
        self._only: tuple[int, int | None] = (-1, None)
        self._lock = threading.Lock()
        self._was_away = False

    def find(self, index: Index, passages: Passages, lexicon: Lexicon, asked: Question) -> Found:
        """Return what is meant by a question that words find little for; nothing while the encoder is away."""
        encoder = self._encoder_for(asked)
        if encoder is None:
            return Found()
        try:
            speaker = asked.speaker and speakers.name_of(index, asked.speaker, episode=asked.episode)
            meant, judge = self._look(index, passages, lexicon, encoder, asked, speaker)
        except EncoderAway as error:
            if not self._was_away:
                log.warning("What is meant cannot be looked for, words are: %s", error)
            self._was_away = True
            return Found()
        except UnknownSpeaker:
            return Found()
        self._was_away = False
        if meant.signals is None or (sum_ := judge.sum(meant.signals)) < judge.likely:
            return Found()
        if sum_ >= judge.sure:
            return Found(sure=quotes(index, meant, asked, speaker, _MOST_SURE, sure=True))
        return Found(likely=quotes(index, meant, asked, speaker, _MOST_LIKELY, sure=False))

    def _encoder_for(self, asked: Question) -> Encoder | None:
        """Return the encoder; None where it is not there, or where it is not worth reading for such a question."""
        if not _is_worth_it(asked):
            return None
        return self.encoder.now() if self._patient else self.encoder.if_there()

    def _look(  # noqa: PLR0917 - a question is asked of all of these
        self,
        index: Index,
        passages: Passages,
        lexicon: Lexicon,
        encoder: Encoder,
        asked: Question,
        speaker: str | None,
    ) -> tuple[Meant, gate.Gate]:
        [text] = asked.texts
        episode = asked.episode or self._only_episode(index, passages, encoder.name)
        if episode is None:
            look = LibraryLook(index, passages, self._bits, lexicon.scope(None), encoder)
            return look.meant(text, speaker=speaker, most=_MOST_LIKELY), gate.IN_LIBRARY
        held = self._of_episode(index, passages, episode, encoder.name)
        return in_episode(held, encoder, text, speaker=speaker, most=_MOST_LIKELY), gate.IN_EPISODE

    def _only_episode(self, index: Index, passages: Passages, encoder: str) -> int | None:
        """Return the episode of a library that has just one; None where there are several."""
        revision = index.revision()
        if revision != self._only[0]:
            there = passages.episodes(encoder)
            self._only = revision, next(iter(there)) if len(there) == 1 else None
        return self._only[1]

    def _of_episode(self, index: Index, passages: Passages, episode: int, encoder: str) -> EpisodeStretches:
        revision = index.revision()
        kept = self._episodes.get(episode)
        if kept is not None and kept[0] == revision:
            return kept[1]
        held = of_episode(passages, episode, encoder)
        with self._lock:
            self._episodes.pop(episode, None)
            while len(self._episodes) >= _MOST_EPISODES:
                self._episodes.pop(next(iter(self._episodes)))
            self._episodes[episode] = revision, held
        return held


def _is_worth_it(asked: Question) -> bool:
    """Say whether a question may be understood: one text of several words, and no conditions but a speaker."""
    if len(asked.texts) != 1 or asked.phrases or asked.without:
        return False
    [text] = asked.texts
    if len(units(text)) < _SHORTEST:
        return False
    words = {word.key for piece in pieces(text) for word in piece.words}
    return len(words) >= _FEWEST_WORDS
