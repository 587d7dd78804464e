"""Answers to whatever was typed: a moment, small talk and what an episode is about apart, all else is searched."""

from __future__ import annotations

import re

from bot.queries import ask, browse, moments
from bot.queries.callback_data import OpenTopics
from bot.queries.intent.about import About
from bot.queries.intent.moment import Moment
from bot.queries.intent.read import read_intent
from bot.queries.intent.small_talk import SmallTalk
from bot.queries.results import Choice, NothingFound, QueryResult, Reply, WhichEpisode
from store.errors import UnknownEpisode
from store.models import Episode, Question
from store.store import Store
from store.text.normalize import normalize
from store.text.numbers import spellings

_ORDINAL = re.compile(r"第([0-9]{1,6})[期集回]")
_NUMBER = re.compile(r"[0-9]{1,6}")


def answer(store: Store, typed: str, *, episode: int | None = None, chatting: bool = True) -> QueryResult:
    """Return the answer to what was typed, of one episode or of all; where nobody is `chatting`, 谢谢 is searched for.

    Whoever is called just so is asked for. Raises what `ask.ask` raises.
    """
    intent = read_intent(typed)
    if intent is None or store.speaker_named(typed, episode=episode) is not None:
        return ask.ask(store, typed, episode=episode)
    match intent:
        case Moment():
            return moments.at(store, intent, episode=episode)
        case SmallTalk() if chatting:
            return _reply(store, intent, episode)
        case About():
            return _about(store, intent, episode) or ask.ask(store, typed, episode=episode)
        case _:
            return ask.ask(store, typed, episode=episode)


def _reply(store: Store, said: SmallTalk, episode: int | None) -> QueryResult:
    example = browse.example(store, episode=episode)
    return Reply(said, example) if example else NothingFound(Question("", ()), no_episodes=True)


def _about(store: Store, asked: About, episode: int | None) -> QueryResult | None:
    """Return what the episode that is asked about is about; None where a title is no episode's."""
    if asked.title is None:
        return browse.topics(store, episode=episode)
    if asked.number is not None:
        fitting = _numbered(store, asked.number)
    else:
        fitting = tuple(one for one in store.find_episodes(asked.title) if _is_in(asked.title, one.title))
    if len(fitting) == 1:
        return browse.topics(store, episode=fitting[0].id)
    if fitting:
        choices = (Choice(one.title, OpenTopics(one.id or 0)) for one in fitting[: ask.MOST_CHOICES])
        return WhichEpisode(tuple(choices), asked=asked.title)
    if asked.number is not None:
        raise UnknownEpisode(asked.title, tuple(one.episode.title for one in store.episodes(limit=ask.MOST_CHOICES)))
    return None


def _numbered(store: Store, number: int) -> tuple[Episode, ...]:
    """Return the episodes whose title has this number in it, in digits or in Chinese: 第12期 rather than 12 alone."""
    asked = [form.format(way) for way in spellings(str(number)) for form in ("第{}期", "第{}集", "{}")]
    found = tuple({one.id: one for each in asked for one in store.find_episodes(each)}.values())
    for pattern in (_ORDINAL, _NUMBER):
        if fitting := tuple(one for one in found if number in _numbers(pattern, one.title)):
            return fitting
    return ()


def _numbers(pattern: re.Pattern[str], title: str) -> set[int]:
    """Return the numbers that a pattern finds in a title, in digits or in Chinese."""
    return {int(digits) for written in spellings(normalize(title).folded) for digits in pattern.findall(written)}


def _is_in(asked: str, title: str) -> bool:
    """Say whether a title holds what was asked, or what sounds like it: less is no sure sign of that episode."""
    wanted, whole = normalize(asked), normalize(title)
    return wanted.key in whole.key or (len(wanted.sound) > 1 and wanted.sound in whole.sound)
