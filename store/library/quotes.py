"""Quotes without a question: a turn in its context, a random quote, what one speaker said, what people chose most."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from store.models import Answer, Episode, Quote, Turn
from store.search.excerpt import excerpt, says_something, sentence_ends
from store.storage.catalog import Catalog
from store.storage.state import ChosenQuotes
from store.text.marks import CLOSING, SENTENCE_ENDS
from store.text.normalize import normalize

_TRIES = 12
_LONG_TURNS = 20
_SHORTEST, _LONGEST = 12, 160
_WHOLE = re.compile(rf"[{SENTENCE_ENDS}.][{CLOSING}]*\s*$")
_LONG_BEFORE = 60
"""In characters, some 13 seconds: a sentence that began earlier is shown from inside of it."""
_BREATHS = "，,、 "


@dataclass(frozen=True, slots=True)
class TurnInContext:
    """A turn where it stands: number `number` of `total` in its episode, with its neighbours (None at the ends)."""

    turn: Turn
    episode: Episode
    before: Turn | None
    after: Turn | None
    number: int
    total: int


def quote_of(turn: Turn, of: Episode) -> Quote:
    """Return a turn as a quote with nothing highlighted."""
    shown, _ = excerpt(turn.text, ())
    return Quote(turn, of, shown, (), "exact", 100.0)


def quote(catalog: Catalog, turn_id: int) -> Quote | None:
    """Return a turn as a quote with nothing highlighted; None if the turn is gone."""
    turn = catalog.turn(turn_id)
    of = catalog.episode(turn.episode_id or 0) if turn else None
    return quote_of(turn, of) if turn and of else None


def said_by(catalog: Catalog, speaker: str, *, episode: int | None = None, limit: int = 5, offset: int = 0) -> Answer:
    """Return what one person said, in order of time, without the turns that say nothing but 对。 and the like."""
    turns = [turn for turn in catalog.said_by(speaker, episode=episode) if says_something(normalize(turn.text).key)]
    page = turns[offset : offset + limit]
    of = {number: catalog.episode(number or 0) for number in {turn.episode_id for turn in page}}
    found = ((turn, of[turn.episode_id]) for turn in page)
    return Answer(tuple(quote_of(turn, episode) for turn, episode in found if episode), len(turns))


def standing(catalog: Catalog, turn_id: int) -> TurnInContext | None:
    """Return a turn where it stands in its episode; None if it is gone."""
    near = catalog.around(turn_id, 1, 1)
    at = next((at for at, turn in enumerate(near) if turn.id == turn_id), None)
    if at is None:
        return None
    turn = near[at]
    episode_id = turn.episode_id or 0
    episode = catalog.episode(episode_id)
    if episode is None:
        return None
    before = near[at - 1] if at else None
    after = near[at + 1] if at + 1 < len(near) else None
    return TurnInContext(turn, episode, before, after, (turn.position or 0) + 1, catalog.count_turns(episode_id))


def quote_at(catalog: Catalog, turn_id: int, at: int) -> Quote | None:
    """Return a turn as a quote, its excerpt the sentences round character `at`; None if the turn is gone."""
    found = quote(catalog, turn_id)
    return _shown_at(found, at) if found else None


def quote_from(turn: Turn, of: Episode, at: int) -> tuple[Quote, int]:
    """Return a turn as a quote, all of a short one, of a long one what is said from `at`; and where that begins.

    The excerpt begins with the sentence that character `at` stands in, or, where that began long before, inside of it.
    """
    if excerpt(turn.text, ())[0] == turn.text.strip().replace("\n", " "):
        return quote_of(turn, of), 0
    begin = max((end for end in sentence_ends(turn.text) if end <= at and turn.text[end:].strip()), default=0)
    if at - begin > _LONG_BEFORE:
        begin = max(turn.text.rfind(mark, begin, at) for mark in _BREATHS) + 1 or at
    shown, _ = excerpt(turn.text[begin:], ())
    head = "…" if turn.text[:begin].strip() else ""
    return Quote(turn, of, head + shown, (), "exact", 100.0), begin


def place_in_turn(quote: Quote) -> int:
    """Return where in its turn a quote's match begins, else its excerpt: what `quote_at` finds it again by."""
    head = len(quote.excerpt) - len(quote.excerpt.lstrip("…"))
    body = quote.excerpt[head:].rstrip("…")
    begin = quote.turn.text.replace("\n", " ").find(body)
    if begin < 0:
        return 0
    first = quote.highlights[0][0] - head if quote.highlights else 0
    return begin + max(first, 0)


def by_chance(
    catalog: Catalog, *, speaker: str | None = None, episode: int | None = None, without: frozenset[int] = frozenset()
) -> Quote | None:
    """Return something worth quoting, whole sentences, of anyone or one speaker; None where nobody says anything.

    The turns `without` are given only where there is no other.
    """
    lesser: Quote | None = None
    for episode_id in _episodes_by_chance(catalog, speaker, episode):
        turns = catalog.turns_from(episode_id, _SHORTEST, speaker=speaker)
        random.shuffle(turns)
        for turn in turns:
            found = _whole_sentences(turn)
            of = catalog.episode(episode_id)
            if found is None or of is None:
                continue
            shown = _shown_at(quote_of(turn, of), found)
            if turn.id not in without:
                return shown
            lesser = lesser or shown
    return lesser or _anything(catalog, speaker, episode, without)


def most_chosen(catalog: Catalog, chosen: ChosenQuotes, limit: int) -> tuple[Quote, ...]:
    """Return the quotes that people chose most often, the most chosen first."""
    return tuple(filter(None, (quote(catalog, turn_id) for turn_id in chosen.most(limit))))


def _shown_at(quote: Quote, at: int) -> Quote:
    at = min(max(at, 0), max(len(quote.turn.text) - 1, 0))
    shown, _ = excerpt(quote.turn.text, ((at, at + 1),))
    return replace(quote, excerpt=shown)


def _episodes_by_chance(catalog: Catalog, speaker: str | None, episode: int | None) -> Iterator[int]:
    """Yield a few episodes in which the speaker speaks, by chance."""
    if episode is not None:
        yield episode
    elif speaker is not None:
        person = catalog.speakers.speaking(speaker)
        theirs = catalog.speakers.episodes(person) if person is not None else ()
        yield from random.sample(theirs, min(_TRIES, len(theirs)))
    else:
        total = catalog.count_episodes()
        chosen = map(catalog.episode_at, random.sample(range(total), min(_TRIES, total)))
        yield from (one for one in chosen if one is not None)  # another process may have removed one meanwhile


def _whole_sentences(turn: Turn) -> int | None:
    """Return where in the turn a sentence begins that is worth quoting, by chance; None if there is none."""
    begin = 0
    places = []
    for end in sentence_ends(turn.text):
        sentence = turn.text[begin:end]
        if _SHORTEST <= len(sentence.strip()) <= _LONGEST and _WHOLE.search(sentence) and _says_much(sentence):
            places.append(begin)
        begin = end
    return random.choice(places) if places else None  # noqa: S311 - no secret hangs on it


def _says_much(sentence: str) -> bool:
    key = normalize(sentence).key
    return len(key) >= _SHORTEST * 3 // 4 and says_something(key)


def _anything(catalog: Catalog, speaker: str | None, episode: int | None, without: frozenset[int]) -> Quote | None:
    """Return a quote where nobody speaks in sentences, as in transcripts without punctuation; the longest turns."""
    for episode_id in _episodes_by_chance(catalog, speaker, episode):
        of = catalog.episode(episode_id)
        longest = catalog.longest_turns(episode_id, _LONG_TURNS, speaker=speaker)
        turns = [turn for turn in longest if says_something(normalize(turn.text).key)]
        fresh = [turn for turn in turns if turn.id not in without] or turns
        if of and fresh:
            return quote_of(random.choice(fresh), of)  # noqa: S311
    return None
