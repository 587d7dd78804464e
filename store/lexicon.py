"""What a library knows beyond its turns, and what every question needs: Latin words, corrections, names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from store import glossary
from store.candidates import RareTerms, Thin, thinned
from store.glossary import Corrections
from store.text import hear, latin_words
from store.vocabulary import Vocabulary

_SURNAME_AND_TWO = 3
_MOST_EPISODES = 16


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of the turns that a question is asked of: those of the library, or of one episode.

    `names` are the speakers' as cores; `known_names` also Han names without their surname, as people are called.
    `known` are cores that are not to be cut into words: names, and words for which there are corrections.
    `newest` is the highest id among the turns, and `thin` chooses the terms that a long phrase is looked for by.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    corrections: Corrections = field(default_factory=Corrections)
    names: frozenset[str] = frozenset()
    known_names: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    turns: int = 0
    newest: int = 0
    thin: Thin = thinned


class Lexicon:
    """The scopes of a library, read again only after it has changed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen = -1
        self._library = Scope()
        self._episodes: dict[int, Scope] = {}

    def scope(self, episode: int | None) -> Scope:
        """Return what is known of one episode, or of the whole library; every question begins with it.

        An episode in a library of any size answers as it would alone, so it has a scope of its own.
        """
        loads = loads_so_far(self._db)
        if loads != self._seen:
            self._seen = loads
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
        newest = self._db.execute("SELECT coalesce(max(id), 0) FROM turns").fetchone()[0]
        scope = Scope(
            Vocabulary(dict(self._db.execute("SELECT word, turns FROM latin_words").fetchall())),
            Corrections(glossary.corrections(self._db)),
            turns=newest,  # about as many: ids are never used twice
            newest=newest,
            thin=RareTerms(self._db, newest, newest),
        )
        names = self._db.execute("SELECT name FROM speakers UNION SELECT name FROM aliases")
        return _named(scope, [name for (name,) in names])

    def _of_episode(self, episode: int) -> Scope:
        latin: Counter[str] = Counter()
        turns = newest = 0
        for turn_id, text in self._db.execute("SELECT id, text FROM turns WHERE episode_id = ?", [episode]):
            latin.update(latin_words(text))
            turns, newest = turns + 1, max(newest, turn_id)
        kept = [one for one in glossary.corrections(self._db) if one.episode_id in (None, episode)]
        scope = Scope(Vocabulary(dict(latin)), Corrections(kept), turns=turns, newest=newest)
        names = self._db.execute(
            "SELECT name FROM voices JOIN speakers ON speakers.id = speaker_id WHERE episode_id = ?", [episode]
        )
        return _named(scope, [name for (name,) in names])


def _named(scope: Scope, names: list[str]) -> Scope:
    cores = frozenset(core for name in names if len(core := hear(name).core) > 1)
    given = {core[1:] for core in cores if len(core) == _SURNAME_AND_TWO}
    return replace(scope, names=cores, known_names=cores | given, known=cores | scope.corrections.cores)


def loads_so_far(db: Database) -> int:
    """Return a number that grows with every change of the library: what was read before it is stale."""
    row = db.execute("SELECT value FROM facts WHERE name = 'loads'").fetchone()
    return int(row[0]) if row else 0
