"""The message that shows a turn in its context, with buttons that page through the episode."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from bot.queries.callback_data import Nothing, OpenTurn, Press
from bot.queries.results import InContext, Me, Spot
from bot.render.html import escape, lines, pieces, quoted, shorten, shorten_head, units
from bot.render.parts import Button, Message, heading, quote_row, senses_row, title_of
from bot.texts import Texts
from store.models import Episode, Quote, Turn

_PIECE_UNITS = 2400
_BESIDE_UNITS = 240
_FOLDED_FROM_UNITS = 900


def in_context(found: InContext, texts: Texts, me: Me) -> Message:
    """Return a turn between the end of what was said before and the beginning of what was said after.

    A turn longer than a message is walked through in pieces.
    """
    standing = found.standing
    turn, episode = standing.turn, standing.episode
    parts = pieces(turn.text, _PIECE_UNITS)
    begins = [0, *accumulate(map(len, parts))][: len(parts)]
    part = max(at for at, begin in enumerate(begins) if begin <= max(found.at, 0))
    said = parts[part]
    first, last = part == 0, part == len(parts) - 1
    html = lines(
        (
            escape(title_of(episode)) + "\n" if found.several_episodes else None,
            _beside(standing.before, episode, _end) if first else escape(_end(parts[part - 1])),
            "\n" + heading(turn, episode),
            quoted(escape(said) if escape(said).strip() else "…", folded=units(said) > _FOLDED_FROM_UNITS),
            _beside(standing.after, episode, _start) if last else escape(_start(parts[part + 1])),
        )
    )
    number = f"{standing.number}/{standing.total}"
    shown = f"{number} ({part + 1}/{len(parts)})" if len(parts) > 1 else number
    walk = (
        Button("▲", _earlier(found, begins, part)),
        Button(shown, Nothing()),
        Button("▼", _later(found, begins, part)),
    )
    here = found.at if begins[part] <= found.at < begins[part] + len(said) else begins[part]
    spot = Spot(turn.id or 0, here)
    quote = Quote(turn, episode, said, (), "exact", 100.0)
    row = quote_row(quote, spot, texts, me, first=Button(texts.back_button, found.back))
    return Message(html, (walk, row, *senses_row(quote, spot, OpenTurn(spot.turn, spot.at), texts, me)))


def _beside(turn: Turn | None, episode: Episode, cut: Callable[[str], str]) -> str | None:
    return lines((heading(turn, episode), escape(cut(turn.text)))) if turn is not None else None


def _end(text: str) -> str:
    return shorten_head(text.strip(), _BESIDE_UNITS)


def _start(text: str) -> str:
    return shorten(text.strip(), _BESIDE_UNITS)


def _earlier(found: InContext, begins: list[int], part: int) -> Press:
    standing = found.standing
    if part:
        return found.beside(standing.turn.id or 0, begins[part - 1])
    if standing.before is None:
        return Nothing()
    before = standing.before
    last_piece = len(before.text) - len(pieces(before.text, _PIECE_UNITS)[-1])
    return found.beside(before.id or 0, last_piece)


def _later(found: InContext, begins: list[int], part: int) -> Press:
    standing = found.standing
    if part + 1 < len(begins):
        return found.beside(standing.turn.id or 0, begins[part + 1])
    return found.beside(standing.after.id or 0) if standing.after else Nothing()
