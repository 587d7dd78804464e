"""The Store: one open library, to ask and to write to. It is the only file that knows which engine holds it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from store.library import episodes as editing
from store.library import people, quotes
from store.meaning.found import FEW, Finder, Found
from store.models import Answer, Correction, Episode, EpisodeSummary, Question, Quote, Speaker, Transcript, Turn
from store.search import answering, speakers, titles, topics
from store.search.indexing import IndexedTranscript, index
from store.search.scope import Lexicon
from store.search.searcher import NormalizedTurns
from store.sql import glossary, optimize, reindex
from store.sql.catalog.catalog import SqliteCatalog
from store.sql.connection import OpenFile, foreign_faults, opened, wait_at_most
from store.sql.deferred import LAST_MS, later
from store.sql.index.looks import SqliteIndex
from store.sql.passages import SqlitePassages
from store.sql.state.state import SqliteState
from store.storage.catalog import Catalog, LibrarySize, Loaded
from store.storage.index import Index
from store.storage.passages import Passages
from store.storage.state import State

_UNDO = {people.KIND: people.undo, editing.KIND: editing.undo}


class Store:
    """An open library. Belongs to the thread that opened it; open one for each thread (opening is cheap).

    `catalog` is what it holds, `index` how that is searched, `state` what a bot remembers beside it.
    """

    def __init__(self, db: OpenFile, path: Path | str = ":memory:", meaning: Finder | None = None) -> None:
        self.db = db
        self.catalog: Catalog = SqliteCatalog(db)
        self.state: State = SqliteState(db)
        self.index: Index = SqliteIndex(db)
        self.lexicon = Lexicon(self.index)
        self.passages: Passages = SqlitePassages(db)
        self.normalized = NormalizedTurns()
        self.meaning = meaning
        self._path = path

    @classmethod
    def open(cls, path: Path | str, meaning: Finder | None = None) -> Store:
        """Open the library, making it and bringing its tables and its index up to date where needed.

        `":memory:"` gives an empty one in memory. A file that nobody may write to can be read. Raises NewerDatabase for
        one that a newer program wrote, and DatabaseProblem for one that cannot be opened or is no database.
        With `meaning`, what words find little for is looked for by that, too.
        """
        return cls(opened(path), path, meaning)

    def close(self) -> None:
        """Write what was put off, if the file can be written, and close it; the store is of no use afterwards."""
        later(self.db).flush(self.db, LAST_MS)
        self.db.conn.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def faults(self) -> AbstractContextManager[None]:
        """Turn the engine's own errors into DatabaseProblem, which may be shown; into DatabaseBusy if it may pass."""
        return foreign_faults(self._path)

    def wait_at_most(self, seconds: float) -> None:
        """From now on, wait no longer than that while somebody else writes."""
        wait_at_most(self.db, seconds)

    # Writing

    def load(self, transcript: Transcript, *, source: str) -> Loaded:
        """Load one transcript in one transaction; `source` is its file name or address.

        The same transcript again changes nothing; a changed one replaces its turns and keeps its episode, and every
        turn that stayed the same keeps its id.
        """
        return self.write(index(transcript), source=source)

    def write(self, indexed: IndexedTranscript, *, source: str, episode: int | None = None) -> Loaded:
        """Write a transcript that was indexed elsewhere: see `load`; `episode` is the one whose transcript it is."""
        with self.transaction():
            writer = self.catalog.writer()
            loaded = writer.write(indexed, source=source, episode_id=episode)
            writer.finish()
            return loaded

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the write lock: all that is written inside is written, or nothing is."""
        return self.catalog.transaction()

    def tidy(self, *, stop: Callable[[], bool] = lambda: False) -> bool:
        """Let questions be quick again after a large load; ends early on `stop`. Return whether anything was done."""
        return optimize.tidy(self.db, stop=stop)

    def reindex(self) -> int:
        """Make the index anew from the turns and return how many it holds; others find and write meanwhile.

        Passages are forgotten, to be made anew with `fill`.
        """
        self.passages.forget()
        return reindex.reindex(self.db, anew=True)

    # Asking

    def parse(self, typed: str, *, speaker: str | None = None, episode: int | None = None) -> Question:
        """Return what was typed as a Question; `孙天祥：开源` and `@孙天祥 开源` ask that speaker if there is one.

        Raises QuestionTooLong.
        """
        return answering.parse(self.index, typed, speaker=speaker, episode=episode)

    def search(self, question: Question | str, *, limit: int = 10, offset: int = 0) -> Answer:
        """Return at most `limit` quotes, best first, after leaving out `offset`; a tie goes by time.

        Raises EmptyQuestion, QuestionTooLong, UnknownSpeaker, AmbiguousSpeaker or UnknownEpisode.
        """
        if isinstance(question, str):
            question = self.parse(question)
        answer = answering.answer(self.index, self.lexicon, self.normalized, question, limit=limit, offset=offset)
        if self.meaning is None or answer.total >= FEW:
            return answer
        found = self.meaning.find(self.index, self.passages, self.lexicon, question)
        return self._with_meant(question, answer, found, limit, offset)

    def _with_meant(self, question: Question, answer: Answer, found: Found, limit: int, offset: int) -> Answer:
        """Return the page with what is meant behind what words found; a turn stands there once."""
        if not found.sure and not found.likely:
            return answer
        said = answer.quotes
        if len(said) < answer.total:  # not all that words found stands on this page
            said = answering.answer(self.index, self.lexicon, self.normalized, question, limit=FEW, offset=0).quotes
        known = {quote.turn.id for quote in said}
        both = (*said, *(quote for quote in found.sure if quote.turn.id not in known))
        closest = tuple(quote for quote in found.likely if quote.turn.id not in known)
        return replace(answer, quotes=both[offset : offset + limit], total=len(both), closest=closest)

    def answers(self, question: Question) -> bool:
        """Say whether `search` finds anything; quicker where nothing is. Raises what `search` raises."""
        return answering.answers(self.index, self.lexicon, self.normalized, question)

    def said_by(self, speaker: str, *, episode: int | None = None, limit: int = 5, offset: int = 0) -> Answer:
        """Return a speaker's turns in order of time, without those that say nothing but 对。 and the like."""
        return quotes.said_by(self.catalog, speaker, episode=episode, limit=limit, offset=offset)

    def quote(self, turn_id: int) -> Quote | None:
        """Return a turn as a quote with nothing highlighted; None if the turn is gone."""
        return quotes.quote(self.catalog, turn_id)

    def topics(self, episode: int) -> tuple[str, ...]:
        """Return the keywords of an episode: those in its file, else the words that stand out in it."""
        return topics.topics(self.index, episode)

    # What is there

    def episodes(self, *, limit: int | None = None, offset: int = 0) -> tuple[EpisodeSummary, ...]:
        """Return the episodes with what is in them, newest first."""
        return self.catalog.episodes(limit=limit, offset=offset)

    def episode(self, episode_id: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""
        return self.catalog.episode(episode_id)

    def find_episodes(self, asked: str) -> tuple[Episode, ...]:
        """Return the episodes whose title fits best: none, the one, or those it could be."""
        return titles.find(self.index, asked)

    def turns(self, episode: int) -> tuple[Turn, ...]:
        """Return all turns of an episode, in order; () if it is gone."""
        return self.catalog.turns(episode)

    def speakers(self, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return who speaks, most turns first."""
        return self.catalog.speakers.all(episode=episode)

    def find_speakers(self, asked: str, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return the speakers that a half-remembered name fits best: none, the one, or those it could be."""
        return speakers.find(self.index, asked, episode=episode)

    def speaker_named(self, asked: str, *, episode: int | None = None) -> Speaker | None:
        """Return the speaker who is called exactly so; case, width, 繁/简 and blanks do not matter."""
        return speakers.exactly(self.index, asked, episode=episode)

    def speaker_called(self, asked: str, *, episode: int | None = None) -> str:
        """Return the name in full of the one speaker who is meant. Raises UnknownSpeaker or AmbiguousSpeaker."""
        return speakers.name_of(self.index, asked, episode=episode)

    def names_of_speakers(self, *, episode: int | None = None) -> tuple[str, ...]:
        """Return the names of those who speak, most turns first; of a whole library the first hundred."""
        return speakers.foremost(self.index, episode=episode)

    def size(self) -> LibrarySize:
        """Return how large the library is."""
        return self.catalog.size()

    # Putting right

    def corrections(self, *, episode: int | None = None) -> tuple[Correction, ...]:
        """Return the corrections that are kept, those of the whole library first; or those of one episode."""
        return glossary.corrections(self.db, episode=episode)

    def correct(self, *corrections: Correction) -> int:
        """Keep corrections, all or none; return how many changed anything."""
        with self.transaction():
            return glossary.add(self.db, corrections)

    def forget_correction(self, meant: str, *, heard: str | None = None, episode: int | None = None) -> int:
        """Forget what was heard for a word, or one heard form; return how many corrections that touched."""
        with self.transaction():
            return glossary.remove(self.db, meant, heard=heard, episode=episode)

    def delete_episode(self, episode: int) -> tuple[int, int | None]:
        """Take an episode away; return how many turns it had, and the number by which that can be undone."""
        with self.transaction():
            return editing.delete(self.catalog, episode), self.catalog.changes.newest(editing.KIND)

    def undo(self, change: int) -> bool:
        """Undo a change of names or episodes, if it is the last one of its kind; say whether that was done."""
        with self.transaction():
            kind = self.catalog.changes.kind_of(change)
            if kind is None or self.catalog.changes.newest(kind) != change:
                return False
            return _UNDO[kind](self.catalog) is not None
