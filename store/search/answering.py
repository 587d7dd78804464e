"""From a question to its answer: the page of quotes that was asked for."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from store.errors import EmptyQuestion
from store.library import listing
from store.models import Answer, Question
from store.search import question
from store.search.scope import Lexicon
from store.search.searcher import HeardTurns, Search
from store.text.normalize import clean, hear


def parse(db: Database, typed: str, *, speaker: str | None, episode: int | None) -> Question:
    """Return what was typed as a Question; see Store.parse."""
    named = question.named_at_start(clean(typed)) if speaker is None else None
    if named:
        fits = listing.find_speakers(db, named[0], episode=episode)
        if len(fits) == 1 and hear(named[1]).core:
            return replace(question.parse(named[1], speaker=fits[0].name, episode=episode), typed=typed)
    return question.parse(typed, speaker=speaker, episode=episode)


def answer(db: Database, lexicon: Lexicon, heard: HeardTurns, asked: Question, *, limit: int, offset: int) -> Answer:
    """Return the page of quotes that answers the question; see Store.search."""
    search = _search(db, lexicon, heard, asked)
    found = search.found()
    page = found[offset : offset + limit]
    words = () if found else search.words_that_stand()
    return Answer(tuple(map(search.quote, page)), len(found), words)


def answers(db: Database, lexicon: Lexicon, heard: HeardTurns, asked: Question) -> bool:
    """Say whether any quote answers the question; see Store.answers."""
    return bool(_search(db, lexicon, heard, asked).found())


def _search(db: Database, lexicon: Lexicon, heard: HeardTurns, asked: Question) -> Search:
    if not asked.texts and not asked.phrases:
        raise EmptyQuestion
    return Search(db, lexicon.scope(asked.episode), heard, asked)
