"""Search queries: a typed question answered from an open store, with no Telegram and no threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.queries.callback_data import OpenClosest, OpenClosestList, OpenList, OpenQuote, Press
from bot.queries.results import PAGE, Choice, NothingFound, QueryResult, QuoteResult, Spot, WhichSpeaker
from store.errors import AmbiguousSpeaker, EmptyQuestion, UnknownSpeaker
from store.library.quotes import place_in_turn
from store.models import Answer, Question, Quote, Speaker
from store.store import Store
from store.text.han import is_han

MOST_CHOICES: Final = 8

# A name has at most so many words (南川 Mark, 说话人 1, Mary Ann van Dyke); the rest are the words looked for.
_LONGEST_NAME = 4


def ask(store: Store, typed: str, *, episode: int | None = None) -> QueryResult:
    """Return the best quote for what was typed; with a speaker and no words, the list of what that one said.

    Raises EmptyQuestion, QuestionTooLong, UnknownSpeaker or UnknownEpisode.
    """
    named = named_first(store, typed, episode)
    theirs = _first(store, named) if named is not None and named.texts + named.phrases else None
    if isinstance(theirs, QuoteResult) and was_said(theirs.answer):
        return theirs
    whole = store.parse(typed, episode=episode)
    if theirs is not None and (whole == named or not store.answers(whole)):
        return theirs
    found = _first(store, whole)
    if named is not None and isinstance(found, NothingFound):  # a name alone that nobody says: its bearer's words
        return _first(store, named)
    return found


def ask_speaker(store: Store, words: Sequence[str], *, episode: int | None = None) -> QueryResult:
    """Return what a speaker said: `words` are a name, as half-remembered as it may be, and perhaps what to look for.

    The name is as many of the first words as still fit somebody. Raises UnknownSpeaker where none does,
    EmptyQuestion where there are no words at all, and what `ask` raises.
    """
    if not words:
        raise EmptyQuestion
    asked, fitting, rest = split_name(store, words, episode)
    if not fitting:
        raise UnknownSpeaker(asked, store.names_of_speakers(episode=episode))
    sought = store.parse(rest, episode=episode) if rest else Question(typed="", texts=(), episode=episode)
    if len(fitting) > 1:
        return which(store, asked, (one.name for one in fitting), sought)
    return _first(store, replace(sought, speaker=fitting[0].name))


def show(store: Store, question: Question, *, listed: bool, place: int = 0) -> QueryResult:
    """Return the quote at `place` (counted from 0), or the page of the list that begins there.

    A place beyond the end gives the last one: the library may hold less than when the button was made.
    """
    limit = PAGE if listed else 1
    try:
        question = resolved(store, question)
        answer = look_up(store, question, limit=limit, offset=place)
        if answer.total and not answer.quotes and place:
            place = (answer.total - 1) // limit * limit
            answer = look_up(store, question, limit=limit, offset=place)
    except AmbiguousSpeaker as error:
        return which(store, error.asked, error.fitting, question)
    if not answer.quotes:
        return _nothing(store, question, answer)
    key, spots = store.state.questions.put(question), tuple(map(spot_of, answer.quotes))
    return QuoteResult(key, question, answer, place, listed, store.catalog.holds(episodes=2), spots)


def closest(store: Store, question: Question, *, place: int | None = None) -> QueryResult:
    """Return the quotes that a question likely means, as a list, or the one at `place`.

    They may be gone since the button was made; that is NothingFound.
    """
    try:
        question = resolved(store, question)
        found = look_up(store, question, limit=1, offset=0).closest
    except AmbiguousSpeaker:
        found = ()
    if not found:
        return NothingFound(question)
    at = min(place or 0, len(found) - 1)
    quotes = found if place is None else found[at : at + 1]
    key, spots = store.state.questions.put(question), tuple(map(spot_of, quotes))
    answer = Answer(quotes, len(found))
    return QuoteResult(key, question, answer, at, place is None, store.catalog.holds(episodes=2), spots, closest=True)


def turn_to(
    store: Store, wanted: OpenQuote | OpenList | OpenClosest | OpenClosestList, question: Question
) -> QueryResult:
    """Return the quote, or the page of the list, of a kept question that a button stands for."""
    if isinstance(wanted, OpenClosest | OpenClosestList):
        return closest(store, question, place=wanted.place if isinstance(wanted, OpenClosest) else None)
    if isinstance(wanted, OpenList):
        return show(store, question, listed=True, place=wanted.page * PAGE)
    return show(store, question, listed=False, place=wanted.place)


def first_of(store: Store, question: Question) -> QueryResult:
    """Return what a kept question is answered with first: its best quote, or the list where it has no words."""
    return _first(store, question)


def named_first(store: Store, typed: str, episode: int | None) -> Question | None:
    """Return the question asked of a speaker who is named first in it, with words after the name; else None.

    In full: `孙天祥 开源`; or, before words, as people call just one speaker here: `天祥 开源`, `孙老师 开源`. The
    question has no words where nothing but a full name was typed.
    """
    words = typed.split()
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        speaker = store.speaker_named(" ".join(words[:length]), episode=episode)
        if speaker is not None:
            return _asked_of(store, speaker, words[length:], typed, episode)
    if len(words) > 1 and len(words[0]) > 1 and all(map(is_han, words[0])):
        fitting = store.find_speakers(words[0], episode=episode)
        if len(fitting) == 1:
            return _asked_of(store, fitting[0], words[1:], typed, episode)
    return None


def _asked_of(store: Store, speaker: Speaker, words: Sequence[str], typed: str, episode: int | None) -> Question:
    return replace(store.parse(" ".join(words), speaker=speaker.name, episode=episode), typed=typed)


def split_name(store: Store, words: Sequence[str], episode: int | None) -> tuple[str, tuple[Speaker, ...], str]:
    """Return the name with which the words begin, whom it fits, and the other words; nobody where it is none."""
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        name = " ".join(words[:length]).strip("@:： ")
        if fitting := store.find_speakers(name, episode=episode):
            return name, fitting, " ".join(words[length:])
    return " ".join(words), (), ""


def resolved(store: Store, question: Question) -> Question:
    """Return the question with its speaker's name in full. Raises UnknownSpeaker or AmbiguousSpeaker."""
    if question.speaker is None:
        return question
    return replace(question, speaker=store.speaker_called(question.speaker, episode=question.episode))


def look_up(store: Store, question: Question, *, limit: int, offset: int) -> Answer:
    """Return a page of quotes: of a question without words, all that its speaker said, in order of time."""
    if question.speaker is None or _has_words(question):
        return store.search(question, limit=limit, offset=offset)
    return store.said_by(question.speaker, episode=question.episode, limit=limit, offset=offset)


def was_said(answer: Answer) -> bool:
    """Say whether words found the quotes, or the first of them; what is only meant stands back behind what is said."""
    return bool(answer.quotes) and answer.quotes[0].match != "meaning"


def spot_of(quote: Quote) -> Spot:
    """Return where a quote is found again."""
    return Spot(quote.turn.id or 0, place_in_turn(quote))


def which(store: Store, asked: str, names: Iterable[str], question: Question) -> WhichSpeaker:
    """Return a choice among the speakers that a name fits, each with the question."""
    each = [(name, replace(question, speaker=name)) for name in names][:MOST_CHOICES]
    return WhichSpeaker(asked, tuple(Choice(name, opening(store, one)) for name, one in each))


def opening(store: Store, question: Question) -> Press:
    """Return the button that asks this question: it opens the best quote, or the list where there are no words."""
    key = store.state.questions.put(question)
    return OpenQuote(key, 0) if _has_words(question) else OpenList(key, 0)


def _first(store: Store, question: Question) -> QueryResult:
    return show(store, question, listed=not _has_words(question))


def _has_words(question: Question) -> bool:
    return any(text.strip() for text in (*question.texts, *question.phrases))


def _nothing(store: Store, question: Question, answer: Answer) -> NothingFound:
    if not store.catalog.holds(episodes=1):
        return NothingFound(question, no_episodes=True)
    words = tuple(
        Choice(word, opening(store, replace(store.parse(word, episode=question.episode), speaker=question.speaker)))
        for word in answer.found_words[:MOST_CHOICES]
        if word != question.typed
    )
    everyone = anywhere = None
    if _has_words(question):
        label = " ".join((*question.texts, *question.phrases))
        if question.speaker is not None:
            everyone = _if_answered(store, label, replace(question, speaker=None))
        if question.episode is not None:
            anywhere = _if_answered(store, label, replace(question, episode=None))
    close = OpenClosestList(store.state.questions.put(question)) if answer.closest else None
    return NothingFound(question, words, everyone, anywhere, closest=close)


def _if_answered(store: Store, label: str, question: Question) -> Choice | None:
    try:
        answered = store.answers(question)
    except AmbiguousSpeaker:  # in the whole library the name may fit others too
        answered = False
    return Choice(label, opening(store, question)) if answered else None
