"""The store: one SQLite file, opened, asked and written to. Rows stay in here; values go out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from store.library import episodes as editing
from store.library import listing, people, quotes
from store.library.quotes import Standing
from store.models import Answer, Correction, Episode, EpisodeSummary, Question, Quote, Speaker, Transcript, Turn
from store.search import answering, speakers, titles, topics
from store.search.indexing import IndexedTranscript, index
from store.search.scope import Lexicon
from store.search.searcher import NormalizedTurns
from store.sql import changes, clips, glossary, notes, saved_questions, writing
from store.sql.chats import Chats
from store.sql.clips import Clip
from store.sql.connection import opened
from store.sql.deferred import LAST_MS, later
from store.sql.index.looks import SqliteIndex
from store.sql.writing import Loaded

_UNDO = {people.KIND: people.undo, editing.KIND: editing.undo}


class Store:
    """An open library. Belongs to the thread that opened it; open one for each thread (opening is cheap)."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.chats = Chats(db)
        self.index = SqliteIndex(db)
        self.lexicon = Lexicon(self.index)
        self.normalized = NormalizedTurns()

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """Open the library, making it and bringing its tables and its index up to date where needed.

        `":memory:"` gives an empty one in memory. A file that nobody may write to can be read. Raises NewerDatabase for
        one that a newer program wrote, and DatabaseProblem for one that cannot be opened or is no database.
        """
        return cls(opened(path))

    def close(self) -> None:
        """Write what was put off, if the file can be written, and close it; the store is of no use afterwards."""
        later(self.db).flush(self.db, LAST_MS)
        self.db.conn.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
            return writing.write(self.db, indexed, source=source, episode_id=episode)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock: all that is written inside is written, or nothing is."""
        if self.db.conn.in_transaction:
            yield
            return
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.conn.execute("COMMIT")
        except BaseException:
            self.db.conn.rollback()
            raise

    @contextmanager
    def part(self) -> Iterator[None]:
        """Inside a transaction: all that is written inside this is written, or nothing of it, and the rest stands."""
        self.db.conn.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self.db.conn.in_transaction:  # a full disk has ended it already
                self.db.conn.execute("ROLLBACK TO part")
                self.db.conn.execute("RELEASE part")
            raise
        self.db.conn.execute("RELEASE part")

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
        return answering.answer(self.index, self.lexicon, self.normalized, question, limit=limit, offset=offset)

    def answers(self, question: Question) -> bool:
        """Say whether `search` finds anything; quicker where nothing is. Raises what `search` raises."""
        return answering.answers(self.index, self.lexicon, self.normalized, question)

    def said_by(self, speaker: str, *, episode: int | None = None, limit: int = 5, offset: int = 0) -> Answer:
        """Return a speaker's turns in order of time, without those that say nothing but 对。 and the like."""
        return listing.said_by(self.db, speaker, episode=episode, limit=limit, offset=offset)

    def quote(self, turn_id: int) -> Quote | None:
        """Return a turn as a quote with nothing highlighted; None if the turn is gone."""
        return listing.quote(self.db, turn_id)

    def around(self, turn_id: int, before: int, after: int) -> tuple[Turn, ...]:
        """Return a turn with its neighbours, in order; () if the turn is gone."""
        return listing.around(self.db, turn_id, before, after)

    def turns(self, episode: int) -> tuple[Turn, ...]:
        """Return all turns of an episode, in order; () if it is gone."""
        return listing.turns(self.db, episode)

    # Reading

    def quote_at(self, turn_id: int, at: int) -> Quote | None:
        """Return a turn as a quote, its excerpt the sentences round character `at`; None if the turn is gone."""
        return quotes.quote_at(self.db, turn_id, at)

    def standing(self, turn_id: int) -> Standing | None:
        """Return a turn where it stands in its episode, with its neighbours; None if it is gone."""
        return quotes.standing(self.db, turn_id)

    def by_chance(
        self, *, speaker: str | None = None, episode: int | None = None, without: frozenset[int] = frozenset()
    ) -> Quote | None:
        """Return something worth quoting, in whole sentences, another turn than those `without` if there is one."""
        return quotes.by_chance(self.db, speaker=speaker, episode=episode, without=without)

    def count_chosen(self, turn_id: int) -> None:
        """Count that somebody chose to send this turn on."""
        quotes.count_chosen(self.db, turn_id)

    def most_chosen(self, limit: int) -> tuple[Quote, ...]:
        """Return the quotes that people chose most often, the most chosen first."""
        return quotes.most_chosen(self.db, limit)

    # What is there

    def holds(self, episodes: int) -> bool:
        """Say whether the library holds at least so many episodes."""
        return quotes.holds(self.db, episodes)

    def count_episodes(self) -> int:
        """Return how many episodes there are."""
        return quotes.count_episodes(self.db)

    def count_turns(self, episode: int) -> int:
        """Return how many turns an episode has."""
        return quotes.count_turns(self.db, episode)

    def topics(self, episode: int) -> tuple[str, ...]:
        """Return the keywords of an episode: those in its file, else the words that stand out in it."""
        return topics.topics(self.index, episode)

    def speaker_named(self, asked: str, *, episode: int | None = None) -> Speaker | None:
        """Return the speaker who is called exactly so; case, width, 繁/简 and blanks do not matter."""
        return speakers.exactly(self.index, asked, episode=episode)

    def speaker_called(self, asked: str, *, episode: int | None = None) -> str:
        """Return the name in full of the one speaker who is meant. Raises UnknownSpeaker or AmbiguousSpeaker."""
        return speakers.name_of(self.index, asked, episode=episode)

    def names_of_speakers(self, *, episode: int | None = None) -> tuple[str, ...]:
        """Return the names of those who speak, most turns first; of a whole library the first hundred."""
        return speakers.foremost(self.index, episode=episode)

    def speakers(self, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return who speaks, most turns first."""
        return listing.speakers(self.db, episode=episode)

    def find_speakers(self, asked: str, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return the speakers that a half-remembered name fits best: none, the one, or those it could be."""
        return speakers.find(self.index, asked, episode=episode)

    def episodes(self, *, limit: int | None = None, offset: int = 0) -> tuple[EpisodeSummary, ...]:
        """Return the episodes with what is in them, newest first."""
        return listing.episodes(self.db, limit=limit, offset=offset)

    def episode(self, episode_id: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""
        return listing.episode(self.db, episode_id)

    def find_episodes(self, asked: str) -> tuple[Episode, ...]:
        """Return the episodes whose title fits best: none, the one, or those it could be."""
        return titles.find(self.index, asked)

    # Corrections

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

    # Notes

    def note(self, name: str) -> str | None:
        """Return what was kept under this name; None if nothing was."""
        return notes.note(self.db, name)

    def keep_note(self, name: str, text: str) -> None:
        """Keep a text under a name, in the place of an earlier one."""
        notes.keep(self.db, name, text)

    # Putting right

    def alias_speaker(self, name: str, *others: str, episode: int | None = None) -> str:
        """Let a speaker be found by other names, too; return the sentence that says so. Raises NotAPerson."""
        with self.transaction():
            return people.alias(self.db, name, others, episode=episode)

    def delete_episode(self, episode: int) -> tuple[int, int | None]:
        """Take an episode away; return how many turns it had, and the number by which that can be undone."""
        with self.transaction():
            turns = editing.delete(self.db, episode)
            return turns, changes.newest(self.db, editing.KIND)

    def undo(self, change: int) -> bool:
        """Undo a change of names or episodes, if it is the last one of its kind; say whether that was done."""
        with self.transaction():
            kind = changes.kind_of(self.db, change)
            if kind is None or changes.newest(self.db, kind) != change:
                return False
            return _UNDO[kind](self.db) is not None

    # Clips that were sent once

    def clip_file(self, clip: Clip) -> str | None:
        """Return where the messenger keeps a clip; None where it must be cut."""
        return clips.file_of(self.db, clip)

    def keep_clip(self, clip: Clip, file_id: str) -> None:
        """Keep where the messenger has a clip."""
        clips.keep(self.db, clip, file_id)

    def forget_clips(self, *file_ids: str) -> None:
        """Forget clips that the messenger no longer has."""
        clips.forget(self.db, *file_ids)

    # Buttons that outlive a restart

    def keep_question(self, question: Question) -> str:
        """Keep a question for 90 days and return the short id under which it is found."""
        return saved_questions.keep(self.db, question)

    def remember_question(self, question: Question) -> str:
        """Return the id of a question as `keep_question` does, but write nothing: it is found while this one runs."""
        return saved_questions.remember(self.db, question)

    def kept_question(self, question_id: str) -> Question | None:
        """Return a kept question; None if it has outlived its days or never was."""
        return saved_questions.kept(self.db, question_id)
