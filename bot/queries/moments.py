"""Queries for a moment: the turn that is being said at a second of an episode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.queries.callback_data import OpenMoment
from bot.queries.intent.moment import Moment
from bot.queries.results import Choice, NothingFound, NotSaidThen, OneTurn, QueryResult, Spot, WhichEpisode
from store.library import quotes
from store.models import Episode, Question, Turn
from store.search.excerpt import says_something
from store.store import Store
from store.text.normalize import normalize
from store.timing import Moments, turn_span

MOST_EPISODES: Final = 5
"""How many episodes are offered for a moment, the newest."""

_NEARLY_S: Final = 60
"""Who says "around 72 min" of a recording of 71:30 means its end; a second asked for exactly lies beyond it."""

_LATEST_S: Final = 999_999


def at(store: Store, moment: Moment, *, episode: int | None) -> QueryResult:
    """Return what is said at a moment of an episode, or of the only one; of several, a choice among the newest."""
    of = store.episode(episode) if episode is not None else None
    newest = store.episodes(limit=MOST_EPISODES) if of is None else ()
    if of is None and len(newest) > 1:
        second = min(moment.seconds, _LATEST_S)
        choices = (Choice(one.episode.title, OpenMoment(one.episode.id or 0, second)) for one in newest)
        return WhichEpisode(tuple(choices), second=moment.seconds)
    if of is None and newest:
        of = newest[0].episode
    return said_at(store, moment, of) if of else NothingFound(Question("", ()), no_episodes=True)


def opened(store: Store, wanted: OpenMoment) -> OneTurn | NotSaidThen | None:
    """Return what a button stands for that opens a moment; None if its episode is gone."""
    of = store.episode(wanted.episode)
    return said_at(store, Moment(wanted.second), of) if of else None


def in_newest(store: Store, moment: Moment) -> tuple[OneTurn, ...]:
    """Return what is said at a moment of each of the newest episodes, where anything is."""
    found = (said_at(store, moment, one.episode) for one in store.episodes(limit=MOST_EPISODES))
    return tuple(one for one in found if isinstance(one, OneTurn))


def said_at(store: Store, moment: Moment, of: Episode) -> OneTurn | NotSaidThen:
    """Return what is said at a moment of an episode; the excerpt of a long turn begins there."""
    several = store.catalog.holds(episodes=2)
    turns = [turn for turn in store.turns(of.id or 0) if turn.start_s is not None]
    spans = [span for span in map(turn_span, turns) if span is not None]
    if not spans:
        return NotSaidThen(of, moment.seconds, None, None, several)
    begin_s, end_s = min(begin for begin, _ in spans), max(end for _, end in spans)
    slack = _NEARLY_S if moment.about else 1  # clocks are written in whole seconds
    if not begin_s - slack < moment.seconds < end_s + slack:
        return NotSaidThen(of, moment.seconds, begin_s, end_s, several)
    turn = _said(turns, moment.seconds)
    quote, begin = quotes.quote_from(turn, of, Moments(turn, turn.start_s or 0.0).place(moment.seconds))
    return OneTurn(quote, Spot(turn.id or 0, begin), several)


def _said(turns: Sequence[Turn], second: float) -> Turn:
    """Return what is being said at a second; in a silence, or where it is but 对。 and the like, what is nearest."""
    telling = [turn for turn in turns if says_something(normalize(turn.text).key)] or turns

    def distance(turn: Turn) -> tuple[float, float]:
        begin_s = turn.start_s or 0.0
        return max(begin_s - second, second - Moments(turn, begin_s).end_s, 0.0), -begin_s

    return min(telling, key=distance)
