"""What every question needs of a library beside its turns: Latin words, corrections, names.

Nothing is read whole after a load but the corrections, which people write by hand: words and names of a library are
asked for one by one (`words`, `called`). Those of one episode are few, and kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from store.models import Correction
from store.search.glossary import Corrections
from store.search.keywords import LONGEST_KNOWN
from store.search.names import LibraryNames, with_given
from store.search.postings import RareTerms, Thin, thinned
from store.search.spelling import LibraryVocabulary, Vocabulary
from store.storage.index import Index
from store.text.normalize import is_unspaced, normalize, runs
from store.text.terms import latin_words

_MOST_EPISODES = 16


class Names(Protocol):
    """The speakers' names, as keys; see LibraryNames."""

    def __contains__(self, key: str) -> bool:
        """Say whether anybody is called so."""

    def among(self, parts: frozenset[str]) -> frozenset[str]:
        """Return which of these are names."""

    def holding(self, key: str) -> frozenset[str]:
        """Return the names that hold this, whole or without their surname, as people are called."""

    def by_initials(self, typed: str) -> frozenset[str]:
        """Return whatever has a name and may have these initials; see initials.fits."""


class FewNames:
    """A few names, all at hand; see Names."""

    def __init__(self, keys: frozenset[str] = frozenset()) -> None:
        self._keys = keys
        self._called = with_given(keys)

    def __contains__(self, key: str) -> bool:
        """Say whether anybody is called so."""
        return key in self._keys

    def among(self, parts: frozenset[str]) -> frozenset[str]:
        """Return which of these are names."""
        return self._keys & parts

    def holding(self, key: str) -> frozenset[str]:
        """Return the names that hold this, whole or without their surname, as people are called."""
        return frozenset(name for name in self._called if key in name)

    def by_initials(self, typed: str) -> frozenset[str]:
        """Return names that may have these initials."""
        return frozenset(name for name in self._keys if len(name) == len(typed))


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of the turns that a question is asked of: those of the library, or of one episode.

    `newest` is the highest id among the turns, and `thin` chooses the terms that a long phrase is looked for by.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    corrections: Corrections = field(default_factory=Corrections)
    names: Names = field(default_factory=FewNames)
    turns: int = 0
    newest: int = 0
    thin: Thin = thinned

    def known_in(self, text: str) -> frozenset[str]:
        """Return what of a text is not to be cut into words: names, and words for which there are corrections."""
        parts = frozenset(
            run[at:end]
            for run in filter(is_unspaced, runs(normalize(text).key))
            for at in range(len(run) - 1)
            for end in range(at + 2, min(len(run), at + LONGEST_KNOWN) + 1)
        )
        return self.names.among(parts) | (self.corrections.keys & parts) if parts else frozenset()


class Lexicon:
    """The scopes of a library, made again only after it has changed."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._seen = -1
        self._library = Scope()
        self._episodes: dict[int, Scope] = {}
        self._kept: tuple[Correction, ...] = ()
        self._corrections = Corrections()

    def scope(self, episode: int | None) -> Scope:
        """Return what is known of one episode, or of the whole library; every question begins with it.

        An episode in a library of any size answers as it would alone, so it has a scope of its own.
        """
        revision = self._index.revision()
        if revision != self._seen:
            self._seen = revision
            self._episodes.clear()
            self._library = self._of_library()
        if episode is None:
            return self._library
        if episode not in self._episodes:
            if len(self._episodes) >= _MOST_EPISODES:
                self._episodes.pop(next(iter(self._episodes)))
            self._episodes[episode] = self._of_episode(episode)
        return self._episodes[episode]

    def _of_library(self) -> Scope:
        newest = self._index.newest()
        kept = self._index.corrections()
        if kept != self._kept:
            self._kept, self._corrections = kept, Corrections(kept)
        return Scope(
            LibraryVocabulary(self._index),
            self._corrections,
            LibraryNames(self._index),
            turns=newest,  # about as many: ids are never used twice
            newest=newest,
            thin=RareTerms(self._index, newest, newest),
        )

    def _of_episode(self, episode: int) -> Scope:
        latin: Counter[str] = Counter()
        turns = newest = 0
        for turn_id, text in self._index.texts(episode):
            latin.update(latin_words(text))
            turns, newest = turns + 1, max(newest, turn_id)
        kept = [one for one in self._kept if one.episode_id in (None, episode)]
        keys = frozenset(key for name in self._index.voices(episode) if len(key := normalize(name).key) > 1)
        return Scope(Vocabulary(dict(latin)), Corrections(kept), FewNames(keys), turns=turns, newest=newest)
