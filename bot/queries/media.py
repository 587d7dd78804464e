"""Queries for clips, pictures and exports: a quote and its recording, an episode with all its turns."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

from bot.queries import ask
from bot.queries.callback_data import Draw, Hear, OpenTurn
from bot.queries.results import EpisodeTurns, Notice, Offers, Picked, QuoteResult
from bot.queries.timing import Span, clip_span
from store.errors import EmptyQuestion, StoreError
from store.library import quotes
from store.models import Episode, Quote
from store.storage.state import Clip
from store.store import Store

_MOST_MARKS = 200
_MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """A quote as it is heard: which clip, and from when to when."""

    clip: Clip
    span: Span


def picked(store: Store, wanted: Hear | Draw) -> Picked | None:
    """Return the quote that a button stands for, its words marked if the question is known still; None if it is gone.

    Where the question would be answered with another turn by now, it is the one that was shown.
    """
    quote = None
    back = wanted.back
    if not isinstance(back, OpenTurn) and (question := store.state.questions.get(back.key)) is not None:
        with contextlib.suppress(StoreError):
            found = ask.turn_to(store, back, question)
            if isinstance(found, QuoteResult) and found.answer.quotes and found.answer.quotes[0].turn.id == wanted.turn:
                quote = found.answer.quotes[0]
    quote = quote or quotes.quote_at(store.catalog, wanted.turn, wanted.at)
    if quote is None:
        return None
    return Picked(quote, store.catalog.holds(episodes=2))


def clip_request(quote: Quote, account: int) -> ClipRequest | None:
    """Return the clip of a quote, for one of the messenger's accounts; None without a recording or a time."""
    if not quote.episode.audio or (span := clip_span(quote, quote.episode.offsets)) is None:
        return None
    clip = Clip(quote.episode.audio, round(span.begin_s * 1000), round(span.end_s * 1000), account)
    return ClipRequest(clip, span)


def with_clips(store: Store, found: Offers | Notice, account: int) -> Offers | Notice:
    """Return what is offered with where the messenger keeps the clip of each quote; None where it was never cut."""
    if isinstance(found, Notice):
        return found
    clips = (clip_request(quote, account) for quote in found.quotes)
    return replace(found, clips=tuple(store.state.clips.get(one.clip) if one is not None else None for one in clips))


def episode_turns(store: Store, words: str, *, episode: int | None) -> EpisodeTurns | None:
    """Return an episode with its turns, the newest one where none is given, and where words fell in it.

    None where there is no episode. Raises what `asking.ask` raises, but EmptyQuestion.
    """
    newest = store.episodes(limit=_MOST_OTHERS + 1)
    of = store.episode(episode) if episode is not None else next((one.episode for one in newest), None)
    if of is None or of.id is None:
        return None
    others = tuple(one.episode for one in newest if one.episode.id != of.id)[:_MOST_OTHERS]
    turns = store.turns(of.id)
    if not words.strip():
        return EpisodeTurns(of, turns, others=others)
    question = store.parse(words, episode=of.id)
    try:
        found = ask.look_up(store, ask.resolved(store, question), limit=_MOST_MARKS, offset=0).quotes
    except EmptyQuestion:
        return EpisodeTurns(of, turns, others=others)
    fell = tuple(quote for quote in found if quote.match != "meaning")  # the words themselves, as the picture says
    return EpisodeTurns(of, turns, store.state.questions.put(question), words, fell, others)


def episode_turns_again(store: Store, key: str, *, episode: int) -> EpisodeTurns | None:
    """Return another episode for the same words; those that nobody remembers are left out."""
    question = store.state.questions.get(key) if key != "-" else None
    return episode_turns(store, question.typed if question else "", episode=episode)


def whole_episode(store: Store, episode: int) -> EpisodeTurns | None:
    """Return an episode with all its turns; None if it is gone."""
    of = store.episode(episode)
    return EpisodeTurns(of, store.turns(episode)) if of else None


def one_episode(store: Store, asked: str, *, chosen: int | None) -> Episode | None:
    """Return the episode whose title fits what was asked; else the chosen one, else the newest."""
    if asked.strip():
        return next(iter(store.find_episodes(asked)), None)
    if chosen is not None and (found := store.episode(chosen)):
        return found
    return next((one.episode for one in store.episodes(limit=1)), None)
