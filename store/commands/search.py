"""python -m store search: quotes for a person, or as JSON for another program."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Any

import click

from store.commands.common import episode_id, json_line, json_option, on_store
from store.commands.meaning import encoder_settings
from store.encoders import meaning_of_settings
from store.errors import StoreError
from store.models import Quote
from store.store import Store


class _Asking(click.Command):
    """A question may begin with a dash: `-5` and `- why not` are no options, as no option is a number or has blanks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, such a question last, where nothing is taken for an option."""
        with_value = {name for one in self.params if not getattr(one, "is_flag", True) for name in one.opts}
        asked = [arg for before, arg in pairwise(["", *args]) if _may_be_asked(arg) and before not in with_value]
        if asked and "--" not in args:
            args = [arg for arg in args if arg not in asked] + ["--", *asked]
        return super().parse_args(ctx, args)


def _may_be_asked(arg: str) -> bool:
    said = arg.removeprefix("-")
    return said != arg and not said.startswith("-") and (" " in said or said.replace(".", "", 1).isdecimal())


@click.command("search", cls=_Asking)
@click.argument("question")
@on_store
@json_option
@click.option("--speaker", metavar="NAME", help="Only what this person said.")
@click.option("--episode", metavar="NAME", help="Only this episode, by its title or part of it.")
@click.option("--sure", is_flag=True, help="Leave out what is only likely to be meant.")
@click.option("--limit", type=click.IntRange(min=1), default=10, metavar="N", help="At most so many quotes (10).")
def search_command(
    store: Store, question: str, *, as_json: bool, speaker: str | None, episode: str | None, sure: bool, limit: int
) -> int:
    """Quote what was said.

    QUESTION is what to look for; "-" reads questions from standard input, one a line.
    """
    store.meaning = meaning_of_settings(encoder_settings(), patient=True)
    at = episode_id(store, episode)
    if question != "-":
        _print(_quotes(store, question, speaker, at, limit, sure=sure), as_json=as_json)
        return 0
    for line in sys.stdin:
        named, tab, typed = line.rstrip("\r\n").partition("\t")
        who, typed = (named or None, typed) if tab else (None, named)
        try:
            quotes = _quotes(store, typed, who or speaker, at, limit, sure=sure)
        except StoreError:
            quotes = ()
        _print(quotes, as_json=as_json)
    return 0


def _quotes(
    store: Store, typed: str, speaker: str | None, episode: int | None, limit: int, *, sure: bool
) -> tuple[Quote, ...]:
    """Return the quotes, behind them those that are only likely to be meant."""
    answer = store.search(store.parse(typed, speaker=speaker, episode=episode), limit=limit)
    return answer.quotes if sure else (*answer.quotes, *answer.closest)[:limit]


def _print(quotes: tuple[Quote, ...], *, as_json: bool) -> None:
    if as_json:
        print(json_line(map(_as_json, quotes)), flush=True)
        return
    found = [_for_a_person(quote) for quote in quotes if quote.sure] or ["Nothing found."]
    likely = [_for_a_person(quote) for quote in quotes if not quote.sure]
    print("\n\n".join([*found, *(["Closest passages:"] if likely else []), *likely]), flush=True)


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
        "sure": quote.sure,
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
