"""Queries without words to search for: a turn in its context, random quotes, speakers, topics, episodes."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.queries import ask, moments
from bot.queries.callback_data import OpenContext, OpenRandom, OpenTurn
from bot.queries.intent.moment import Moment
from bot.queries.intent.read import read_intent
from bot.queries.results import (
    PAGE,
    Choice,
    Episodes,
    InContext,
    NewestEpisodes,
    NothingFound,
    Notice,
    Offers,
    OneTurn,
    QueryResult,
    SpeakerList,
    Spot,
    Topics,
    TurnGone,
    WhichSpeaker,
)
from store.errors import AmbiguousSpeaker, EmptyQuestion, StoreError
from store.library import quotes
from store.models import Question, Quote
from store.store import Store

MOST_VOICES: Final = 20
MOST_EPISODES: Final = 3

OFFERED: Final = 20
"""How many quotes are offered at a time as somebody types."""

_MOST_CHOSEN = 10
_BY_CHANCE_FROM = 100
_FURTHEST_OFFER = 10_000


def turn(store: Store, spot: Spot) -> OneTurn | TurnGone:
    """Return a turn as a quote, the sentences round its place."""
    quote = quotes.quote_at(store.catalog, spot.turn, spot.at)
    return OneTurn(quote, spot, store.catalog.holds(episodes=2)) if quote else TurnGone()


def context(store: Store, wanted: OpenContext) -> InContext | TurnGone:
    """Return a turn between its neighbours."""
    standing = quotes.standing(store.catalog, wanted.turn)
    return InContext(standing, wanted.at, wanted.back, store.catalog.holds(episodes=2)) if standing else TurnGone()


def linked(store: Store, spot: Spot) -> InContext | TurnGone:
    """Return what a link to a quote opens: the quote in its context."""
    return context(store, OpenContext(spot.turn, spot.at, OpenTurn(spot.turn, spot.at)))


def by_chance(store: Store, words: Sequence[str], *, chat: int, episode: int | None = None) -> QueryResult:
    """Return something worth quoting, not the same twice running in a chat; `words` are a name, words, or both.

    A name comes first, as half-remembered as it may be; what fits nobody are words.
    """
    asked, fitting, rest = ask.split_name(store, words, episode)
    sought = rest if fitting else asked
    question = store.parse(sought, episode=episode) if sought else Question("", (), episode=episode)
    if len(fitting) > 1:
        each = [(one.name, replace(question, speaker=one.name)) for one in fitting[: ask.MOST_CHOICES]]
        choices = tuple(Choice(name, OpenRandom(store.state.questions.put(one), 0)) for name, one in each)
        return WhichSpeaker(asked, choices)
    if fitting:
        question = replace(question, speaker=fitting[0].name)
    return another(store, question, chat=chat)


def another(store: Store, question: Question, *, chat: int | None, shown: int = 0) -> QueryResult:
    """Return a quote by chance for a question, not the turn `shown` nor the one this chat was shown last."""
    last = store.state.chats.last_random(chat) if chat is not None else None
    without = frozenset(one for one in (shown, last) if one)
    try:
        question = ask.resolved(store, question)
        quote = _chosen_by_chance(store, question, without)
    except AmbiguousSpeaker as error:
        return ask.which(store, error.asked, error.fitting, question)
    if quote is None or quote.turn.id is None:
        if _sought(question):
            return ask.show(store, question, listed=False)
        return NothingFound(question, no_episodes=question.speaker is None)
    if chat is not None:
        store.state.chats.keep_random(chat, quote.turn.id)
    again = OpenRandom(store.state.questions.put(question), quote.turn.id)
    return OneTurn(quote, ask.spot_of(quote), store.catalog.holds(episodes=2), again)


def offers(store: Store, typed: str, place: int) -> Offers | Notice:
    """Return quotes to choose from for what was typed so far, from `place` on: OFFERED, and where the next begin.

    Nothing typed gives what people choose most, then quotes by chance. A full name that stands first asks of that
    speaker; `#t123-45`, as a shared quote has it, is that quote, and 12:30 what is said then, in the newest episodes.
    Raises what `ask.ask` raises, but EmptyQuestion.
    """
    several = store.catalog.holds(episodes=2)
    spot = Spot.read(typed.strip().removeprefix("#")) if typed.strip().startswith("#") else None
    if spot is not None and (quote := quotes.quote_at(store.catalog, spot.turn, spot.at)) is not None:
        return Offers((quote,), (spot,), None, several)
    moment = read_intent(typed)
    if isinstance(moment, Moment) and (then := moments.in_newest(store, moment)):
        return Offers(tuple(one.quote for one in then), tuple(one.spot for one in then), None, several)
    place = place if 0 <= place <= _FURTHEST_OFFER else 0
    meant: Offers | None = None
    try:
        for question in _readings(store, typed):
            resolved = ask.resolved(store, question)
            answer = ask.look_up(store, resolved, limit=OFFERED, offset=place)
            if answer.total:
                following = place + OFFERED if answer.total > place + OFFERED else None
                found = Offers(answer.quotes, tuple(map(ask.spot_of, answer.quotes)), following, several)
                if ask.was_said(answer) or not answer.quotes:
                    return found
                meant = meant or found
    except EmptyQuestion:
        return _worth_sharing(store, several)
    except AmbiguousSpeaker as error:
        return Notice(WhichSpeaker(error.asked, ()), store.state.questions.remember(question))
    return meant or Notice(
        NothingFound(question, no_episodes=not store.catalog.holds(episodes=1)),
        store.state.questions.remember(question),
    )


def speakers(store: Store, *, episode: int | None = None) -> SpeakerList:
    """Return who speaks here, most turns first, each with the question that lists what they said."""
    everyone = store.speakers(episode=episode)
    shown = everyone[:MOST_VOICES]
    keys = tuple(store.state.questions.put(Question("", (), speaker=one.name, episode=episode)) for one in shown)
    return SpeakerList(shown, keys, left=len(everyone) - len(shown))


def topics(store: Store, *, episode: int | None = None) -> Topics:
    """Return what an episode is about, the newest one where none is given; topics that find nothing are left out."""
    several = store.catalog.holds(episodes=2)
    if episode is None:
        newest = store.episodes(limit=1)
        episode = newest[0].episode.id if newest else None
    of = store.episode(episode) if episode is not None else None
    if of is None or of.id is None:
        return Topics(None)
    questions = [store.parse(word, episode=of.id if several else None) for word in store.topics(of.id)]
    answered = (one for one in questions if one.texts + one.phrases and store.answers(one))
    return Topics(of, tuple(Choice(one.typed, ask.opening(store, one)) for one in answered), several)


def episodes(store: Store, *, page: int, chosen: int | None) -> Episodes:
    """Return one page of the library, newest first; a page beyond the end gives the last one."""
    total = store.catalog.count_episodes()
    last = max(0, -(-total // PAGE) - 1)
    offset = min(page, last) * PAGE
    shown = store.episodes(limit=PAGE, offset=offset)
    return Episodes(shown, offset, total, store.episode(chosen) if chosen is not None else None)


def newest(store: Store) -> NewestEpisodes:
    """Return the newest episodes, and one of their keywords to try."""
    newest = store.episodes(limit=MOST_EPISODES)
    keywords = (word for one in newest for word in one.episode.keywords)
    return NewestEpisodes(newest, next(keywords, None))


def example(store: Store, *, episode: int | None = None) -> str | None:
    """Return words to try that have an answer: a topic of the episode, or of one of the newest; else how a turn begins.

    None where there is no episode.
    """
    asked = [episode] if episode is not None else [one.episode.id for one in store.episodes(limit=MOST_EPISODES)]
    for word in (word for one in asked for word in store.topics(one or 0)):
        with contextlib.suppress(StoreError):  # a keyword that is no question
            if store.answers(store.parse(word, episode=episode)):
                return word
    said = (turn.text.split() for one in asked for turn in store.catalog.longest_turns(one or 0, 1))
    return next((" ".join(words[:4])[:12] for words in said if words), None)


def warm(store: Store) -> None:
    """Ask something nobody will: what the first question of a process has to wait for is then at hand."""
    if store.catalog.holds(episodes=1):
        store.search("从前有一只浣熊", limit=1)


def _readings(store: Store, typed: str) -> list[Question]:
    """Return what was typed as the questions it may be, the likeliest first."""
    named = ask.named_first(store, typed, None)
    plain = store.parse(typed)
    return [plain] if named is None else [named, plain]


def _chosen_by_chance(store: Store, question: Question, without: frozenset[int]) -> Quote | None:
    if not _sought(question):
        return quotes.by_chance(store.catalog, speaker=question.speaker, episode=question.episode, without=without)
    found = store.search(question, limit=_BY_CHANCE_FROM).quotes
    fresh = [quote for quote in found if quote.turn.id not in without] or found
    return random.choice(fresh) if fresh else None  # noqa: S311 - no secret hangs on it


def _sought(question: Question) -> bool:
    return bool(question.texts or question.phrases)


def _worth_sharing(store: Store, several: bool) -> Offers:
    found = {quote.turn.id: quote for quote in quotes.most_chosen(store.catalog, store.state.chosen, _MOST_CHOSEN)}
    for _ in range(2 * OFFERED):
        if len(found) == OFFERED:
            break
        quote = quotes.by_chance(store.catalog, without=frozenset(one for one in found if one))
        if quote is None:
            break
        found.setdefault(quote.turn.id, quote)
    chosen = tuple(found.values())
    return Offers(chosen, tuple(map(ask.spot_of, chosen)), None, several, lasting=False)
