"""What a person wants of the library, answered from one open store: no Telegram, no threads, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.callbacks import OpenList, OpenQuote
from bot.views import PAGE, Choice, Found, NothingFound, Outcome, Shelf, Voices, WhichSpeaker
from store.database import Store
from store.errors import AmbiguousSpeaker, EmptyQuestion, UnknownSpeaker
from store.models import Answer, Question, Speaker

MOST_CHOICES: Final = 8
MOST_VOICES: Final = 20
MOST_EPISODES: Final = 3

# A name has at most so many words (南川 Mark, 说话人 1, Mary Ann van Dyke); the rest are the words looked for.
_LONGEST_NAME = 4


def ask(store: Store, typed: str) -> Outcome:
    """Return the best quote for what was typed; with a speaker and no words, the list of what that one said.

    Raises EmptyQuestion, QuestionTooLong, UnknownSpeaker or UnknownEpisode.
    """
    return _first(store, store.parse(typed))


def ask_speaker(store: Store, words: Sequence[str]) -> Outcome:
    """Return what a speaker said: `words` are a name, as half-remembered as it may be, and perhaps what to look for.

    The name is as many of the first words as still fit somebody. Raises UnknownSpeaker where none does,
    EmptyQuestion where there are no words at all, and what `ask` raises.
    """
    if not words:
        raise EmptyQuestion
    asked, fitting, rest = _split(store, words)
    if not fitting:
        raise UnknownSpeaker(asked, tuple(one.name for one in store.speakers()))
    sought = store.parse(rest) if rest else Question(typed="", texts=())
    if len(fitting) > 1:
        return _which(store, asked, (one.name for one in fitting), sought)
    return _first(store, replace(sought, speaker=fitting[0].name))


def show(store: Store, question: Question, *, listed: bool, place: int = 0) -> Outcome:
    """Return the quote at `place` (counted from 0), or the page of the list that begins there.

    A place beyond the end gives the last one: the library may hold less than when the button was made.
    """
    limit = PAGE if listed else 1
    try:
        question = _resolved(store, question)
        answer = _look_up(store, question, limit=limit, offset=place)
        if answer.total and not answer.quotes and place:
            place = (answer.total - 1) // limit * limit
            answer = _look_up(store, question, limit=limit, offset=place)
    except AmbiguousSpeaker as which:
        return _which(store, which.asked, which.fitting, question)
    if not answer.quotes:
        return _nothing(store, question, answer)
    several = bool(store.episodes(limit=1, offset=1))
    return Found(store.keep_question(question), question, answer, place, listed, several)


def turn_to(store: Store, wanted: OpenQuote | OpenList, question: Question) -> Outcome:
    """Return the quote, or the page of the list, of a kept question that a button stands for."""
    if isinstance(wanted, OpenList):
        return show(store, question, listed=True, place=wanted.page * PAGE)
    return show(store, question, listed=False, place=wanted.place)


def voices(store: Store) -> Voices:
    """Return who speaks here, most turns first, each with the question that lists what they said."""
    everyone = store.speakers()
    shown = everyone[:MOST_VOICES]
    keys = tuple(store.keep_question(Question(typed="", texts=(), speaker=one.name)) for one in shown)
    return Voices(shown, keys, left=len(everyone) - len(shown))


def shelf(store: Store) -> Shelf:
    """Return the newest episodes, and one of their keywords to try."""
    episodes = store.episodes(limit=MOST_EPISODES)
    keywords = (word for one in episodes for word in one.episode.keywords)
    return Shelf(episodes, next(keywords, None))


def _first(store: Store, question: Question) -> Outcome:
    return show(store, question, listed=not _has_words(question))


def _has_words(question: Question) -> bool:
    return any(text.strip() for text in (*question.texts, *question.phrases))


def _resolved(store: Store, question: Question) -> Question:
    """Return the question with its speaker's name in full. Raises UnknownSpeaker or AmbiguousSpeaker."""
    if question.speaker is None:
        return question
    known = tuple(one.name for one in store.speakers(episode=question.episode))
    if question.speaker in known:
        return question
    fitting = tuple(one.name for one in store.find_speakers(question.speaker, episode=question.episode))
    if not fitting:
        raise UnknownSpeaker(question.speaker, known)
    if len(fitting) > 1:
        raise AmbiguousSpeaker(question.speaker, fitting)
    return replace(question, speaker=fitting[0])


def _look_up(store: Store, question: Question, *, limit: int, offset: int) -> Answer:
    if question.speaker is None or _has_words(question):
        return store.search(question, limit=limit, offset=offset)
    return store.said_by(question.speaker, episode=question.episode, limit=limit, offset=offset)


def _split(store: Store, words: Sequence[str]) -> tuple[str, tuple[Speaker, ...], str]:
    """Return the name as asked for, whom it fits, and the other words."""
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        name = " ".join(words[:length]).strip("@:： ")
        if fitting := store.find_speakers(name):
            return name, fitting, " ".join(words[length:])
    return " ".join(words), (), ""


def _which(store: Store, asked: str, names: Iterable[str], question: Question) -> WhichSpeaker:
    listed = not _has_words(question)
    each = [(name, replace(question, speaker=name)) for name in names][:MOST_CHOICES]
    return WhichSpeaker(asked, tuple(Choice(name, store.keep_question(one), listed) for name, one in each))


def _nothing(store: Store, question: Question, answer: Answer) -> NothingFound:
    if not store.episodes(limit=1):
        return NothingFound(question, empty_shelf=True)
    words = tuple(
        Choice(word, store.keep_question(replace(store.parse(word), speaker=question.speaker)))
        for word in answer.found_words[:MOST_CHOICES]
        if word != question.typed
    )
    everyone = None
    if question.speaker is not None and _has_words(question):
        unrestricted = replace(question, speaker=None)
        if store.search(unrestricted, limit=1).quotes:
            everyone = Choice(" ".join((*question.texts, *question.phrases)), store.keep_question(unrestricted))
    return NothingFound(question, words, everyone)
