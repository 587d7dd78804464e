"""python -m store search: quotes for a person, or as JSON for another program."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from store.commands.common import Commands, as_json, command, episode_id, positive
from store.errors import StoreError
from store.models import Quote
from store.store import Store


def add(commands: Commands) -> None:
    """Add the command."""
    search = command(commands, "search", _search, "quote what was said", json=True)
    search.add_argument("question", help='what to look for; "-" reads questions from standard input, one a line')
    search.add_argument("--speaker", metavar="NAME", help="only what this person said")
    search.add_argument("--episode", metavar="NAME", help="only this episode, by its title or part of it")
    search.add_argument("--limit", type=positive, default=10, metavar="N", help="at most so many quotes (10)")


def _search(store: Store, options: argparse.Namespace) -> int:
    episode = episode_id(store, options.episode)
    if options.question != "-":
        _print(_quotes(store, options.question, options.speaker, episode, options.limit), options)
        return 0
    for line in sys.stdin:
        named, tab, question = line.rstrip("\r\n").partition("\t")
        speaker, question = (named or None, question) if tab else (None, named)
        try:
            quotes = _quotes(store, question, speaker or options.speaker, episode, options.limit)
        except StoreError:
            quotes = ()
        _print(quotes, options)
    return 0


def _quotes(store: Store, typed: str, speaker: str | None, episode: int | None, limit: int) -> tuple[Quote, ...]:
    return store.search(store.parse(typed, speaker=speaker, episode=episode), limit=limit).quotes


def _print(quotes: tuple[Quote, ...], options: argparse.Namespace) -> None:
    for_a_person = "\n\n".join(map(_for_a_person, quotes)) or "Nothing found."
    print(as_json(map(_as_json, quotes)) if options.json else for_a_person, flush=True)


def _as_json(quote: Quote) -> dict[str, Any]:
    turn = quote.turn
    shown = {
        "id": turn.id,
        "episode": quote.episode.title,
        "speaker": turn.speaker,
        "start": turn.start_s,
        "clock": turn.clock,
        "text": turn.text,
        "excerpt": quote.excerpt,
        "highlights": quote.highlights,
        "match": quote.match,
        "score": quote.score,
    }
    return shown if quote.heard is None else shown | {"heard": quote.heard, "meant": quote.meant}


def _for_a_person(quote: Quote) -> str:
    shown, at = "", 0
    for begin, end in quote.highlights:
        shown += quote.excerpt[at:begin] + "【" + quote.excerpt[begin:end] + "】"
        at = end
    head = " · ".join(filter(None, (quote.turn.speaker, quote.turn.clock, quote.episode.title)))
    how = "" if quote.match == "exact" else f" ({quote.match})"
    if quote.heard is not None:
        how = f" ({quote.match}: {quote.heard} = {quote.meant})"
    return f"{head}{how}\n  {shown}{quote.excerpt[at:]}"
