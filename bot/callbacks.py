"""What a button carries, packed and unpacked in this one place: at most 64 bytes, ids and places, never words.

    q:Ab3_x-9Z:12               quote 12 (counted from 0) of the question kept under Ab3_x-9Z
    l:Ab3_x-9Z:2                page 2 (counted from 0) of its list
    t:123:45                    turn 123, the sentences round its character 45
    c:123:45:q:Ab3_x-9Z:12      the same place in its context, and the quote from which the walk began
    r:Ab3_x-9Z:123              another quote by chance, not turn 123; the kept question restricts it
    e:1                         page 1 of the episodes
    s:7:1                       ask of episode 7 alone (0: of all), chosen on page 1
    g:zh-hans                   speak this language (-: to each person theirs)
    -                           a button that only shows something, as 3/12 does

Whoever runs a client of their own can send any data at all, so nothing but these forms is taken, and the numbers in
them are places to look at, never a right to do something.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LIMIT_BYTES = 64

_KEY: Final = "[A-Za-z0-9_-]{1,32}"
_PLACE: Final = "[0-9]{1,6}"
_ID: Final = "[0-9]{1,12}"


@dataclass(frozen=True, slots=True)
class OpenQuote:
    """Show one quote of a kept question; `place` counts from 0."""

    key: str
    place: int


@dataclass(frozen=True, slots=True)
class OpenList:
    """Show one page of a kept question's list; `page` counts from 0."""

    key: str
    page: int


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """Show a turn as a quote: the sentences round its character `at`."""

    turn: int
    at: int = 0


@dataclass(frozen=True, slots=True)
class OpenContext:
    """Show a turn, the part that holds character `at`, between its neighbours; `back` is where the walk began."""

    turn: int
    at: int
    back: OpenQuote | OpenTurn


@dataclass(frozen=True, slots=True)
class OpenRandom:
    """Show another quote by chance than this turn; a kept question says of whom and with which words."""

    key: str
    turn: int


@dataclass(frozen=True, slots=True)
class OpenEpisodes:
    """Show one page of the episodes; `page` counts from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class ChooseEpisode:
    """Let the chat ask of one episode only, None of all; `page` is where the button stands."""

    episode: int | None
    page: int = 0


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Let the chat be spoken to in a language; None leaves it to each person's own."""

    language: str | None


@dataclass(frozen=True, slots=True)
class Nothing:
    """Do nothing: the button is a label."""


Press = (
    OpenQuote
    | OpenList
    | OpenTurn
    | OpenContext
    | OpenRandom
    | OpenEpisodes
    | ChooseEpisode
    | ChooseLanguage
    | Nothing
)  # fmt: skip


def pack(press: Press) -> str:
    """Return the callback data of a button."""
    match press:
        case OpenQuote(key, place):
            packed = f"q:{key}:{place}"
        case OpenList(key, page):
            packed = f"l:{key}:{page}"
        case OpenTurn(turn, at):
            packed = f"t:{turn}:{at}"
        case OpenContext(turn, at, back):
            packed = f"c:{turn}:{at}:{pack(back)}"
        case OpenRandom(key, turn):
            packed = f"r:{key}:{turn}"
        case OpenEpisodes(page):
            packed = f"e:{page}"
        case ChooseEpisode(episode, page):
            packed = f"s:{episode or 0}:{page}"
        case ChooseLanguage(language):
            packed = f"g:{language or '-'}"
        case Nothing():
            packed = "-"
    return packed


def unpack(data: str | None) -> Press | None:
    """Return what a pressed button asks for; None for anything that `pack` did not write."""
    for form, made in _FORMS:
        if found := form.fullmatch(data or ""):
            return made(*found.groups())
    return None


def _context(turn: str, at: str, back: str) -> Press | None:
    origin = unpack(back)
    return OpenContext(int(turn), int(at), origin) if isinstance(origin, OpenQuote | OpenTurn) else None


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., Press | None]], ...]] = tuple(
    (re.compile(form, re.ASCII), made)
    for form, made in (
        (f"q:({_KEY}):({_PLACE})", lambda key, place: OpenQuote(key, int(place))),
        (f"l:({_KEY}):({_PLACE})", lambda key, page: OpenList(key, int(page))),
        (f"t:({_ID}):({_PLACE})", lambda turn, at: OpenTurn(int(turn), int(at))),
        (f"c:({_ID}):({_PLACE}):(.+)", _context),
        (f"r:({_KEY}):({_ID})", lambda key, turn: OpenRandom(key, int(turn))),
        (f"e:({_PLACE})", lambda page: OpenEpisodes(int(page))),
        (f"s:({_ID}):({_PLACE})", lambda episode, page: ChooseEpisode(int(episode) or None, int(page))),
        ("g:(zh-hans|zh-hant|en|-)", lambda language: ChooseLanguage(None if language == "-" else language)),
        ("-", Nothing),
    )
)
