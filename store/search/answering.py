"""Answering a question: the page of quotes that was asked for."""

from __future__ import annotations

from dataclasses import replace

from store.errors import EmptyQuestion
from store.models import Answer, Question
from store.search import question, speakers
from store.search.scope import Lexicon
from store.search.searcher import NormalizedTurns, Search
from store.storage.index import Index
from store.text.normalize import clean, normalize


def parse(index: Index, typed: str, *, speaker: str | None, episode: int | None) -> Question:
    """Return what was typed as a Question; see Store.parse."""
    named = question.named_at_start(clean(typed)) if speaker is None else None
    if named:
        fits = speakers.find(index, named[0], episode=episode)
        if len(fits) == 1 and normalize(named[1]).key:
            return replace(question.parse(named[1], speaker=fits[0].name, episode=episode), typed=typed)
    return question.parse(typed, speaker=speaker, episode=episode)


def answer(
    index: Index, lexicon: Lexicon, normalized: NormalizedTurns, asked: Question, *, limit: int, offset: int
) -> Answer:
    """Return the page of quotes that answers the question; see Store.search."""
    search = _search(index, lexicon, normalized, asked)
    found = search.found()
    page = found[offset : offset + limit]
    words = () if found else search.words_that_stand()
    return Answer(search.quotes(page), len(found), words)


def answers(index: Index, lexicon: Lexicon, normalized: NormalizedTurns, asked: Question) -> bool:
    """Say whether any quote answers the question; see Store.answers."""
    return bool(_search(index, lexicon, normalized, asked).found())


def _search(index: Index, lexicon: Lexicon, normalized: NormalizedTurns, asked: Question) -> Search:
    if not asked.texts and not asked.phrases:
        raise EmptyQuestion
    return Search(index, lexicon.scope(asked.episode), normalized, asked)
