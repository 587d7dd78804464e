"""What a button carries, packed and unpacked in this one place: at most 64 bytes, ids and places, never words.

    q:Ab3_x-9Z:12               quote 12 (counted from 0) of the question kept under Ab3_x-9Z
    l:Ab3_x-9Z:2                page 2 (counted from 0) of its list
    t:123:45                    turn 123, the sentences round its character 45
    c:123:45:q:Ab3_x-9Z:12      the same place in its context, and the quote from which the walk began
    r:Ab3_x-9Z:123              another quote by chance, not turn 123; the kept question restricts it
    e:1                         page 1 of the episodes
    s:7:1                       ask of episode 7 alone (0: of all), chosen on page 1
    v:123:45:q:Ab3_x-9Z:12      the same place as a voice note
    p:123:45:q:Ab3_x-9Z:12      the same place as a card, light; with n in the place of p, dark
    w:7:Ab3_x-9Z                who spoke when in episode 7, and where the words of the kept question fell (-: none)
    f:7:srt                     the transcript of episode 7 as a document
    g:zh-hans                   speak this language (-: to each person theirs)
    u:kT3_x-9Zab0c:1            load the transcript that was sent and is kept under this key (0: do not, and erase it)
    k:7:1                       delete episode 7 (0: ask first)
    z:12                        undo change № 12, of names or of episodes
    o                           change nothing after all
    -                           a button that only shows something, as 3/12 does

Whoever runs a client of their own can send any data at all, so nothing but these forms is taken, and the numbers in
them are places to look at, never a right to do something.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

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
class Hear:
    """Send a quote as a voice note: what `back` shows if that is this turn, else the sentences round its `at`."""

    turn: int
    at: int
    back: OpenQuote | OpenTurn


@dataclass(frozen=True, slots=True)
class Draw:
    """Send a quote, told as for Hear, as a card; under a card, put the other one in its place."""

    turn: int
    at: int
    back: OpenQuote | OpenTurn
    dark: bool = False


@dataclass(frozen=True, slots=True)
class ShowWho:
    """Show who spoke when in an episode, and where the words of a kept question fell; "-" is no question."""

    episode: int
    key: str


@dataclass(frozen=True, slots=True)
class SendTranscript:
    """Send an episode's transcript as a document in a format of `store.transcripts.export`."""

    episode: int
    format: str


@dataclass(frozen=True, slots=True)
class SettleUpload:
    """Load a transcript that was sent, or (`load` False) erase it."""

    key: str
    load: bool


@dataclass(frozen=True, slots=True)
class DeleteEpisode:
    """Delete an episode if that is `sure`; else ask first."""

    episode: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo a change of names or of episodes, if it is the last one of its kind."""

    change: int


@dataclass(frozen=True, slots=True)
class CallOff:
    """Change nothing after all."""


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
    | Hear
    | Draw
    | ShowWho
    | SendTranscript
    | SettleUpload
    | DeleteEpisode
    | Undo
    | CallOff
    | Nothing
)  # fmt: skip


def pack(press: Press) -> str:
    """Return the callback data of a button."""
    return _PACKED[type(press)](press)


def unpack(data: str | None) -> Press | None:
    """Return what a pressed button asks for; None for anything that `pack` did not write."""
    for form, made in _FORMS:
        if found := form.fullmatch(data or ""):
            return made(*found.groups())
    return None


def _sense(kind: str, turn: str, at: str, back: str) -> Press | None:
    origin = unpack(back)
    if not isinstance(origin, OpenQuote | OpenTurn):
        return None
    if kind == "v":
        return Hear(int(turn), int(at), origin)
    return Draw(int(turn), int(at), origin, dark=kind == "n")


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
        (f"([vpn]):({_ID}):({_PLACE}):(.+)", _sense),
        (f"w:({_ID}):({_KEY})", lambda episode, key: ShowWho(int(episode), key)),
        (f"f:({_ID}):([a-z0-9]{{1,16}})", lambda episode, format: SendTranscript(int(episode), format)),
        (f"r:({_KEY}):({_ID})", lambda key, turn: OpenRandom(key, int(turn))),
        (f"e:({_PLACE})", lambda page: OpenEpisodes(int(page))),
        (f"s:({_ID}):({_PLACE})", lambda episode, page: ChooseEpisode(int(episode) or None, int(page))),
        ("g:(zh-hans|zh-hant|en|-)", lambda language: ChooseLanguage(None if language == "-" else language)),
        (f"u:({_KEY}):([01])", lambda key, load: SettleUpload(key, load == "1")),
        (f"k:({_ID}):([01])", lambda episode, sure: DeleteEpisode(int(episode), sure == "1")),
        (f"z:({_ID})", lambda change: Undo(int(change))),
        ("o", CallOff),
        ("-", Nothing),
    )
)

_PACKED: Final[dict[type[Any], Callable[[Any], str]]] = {
    OpenQuote: lambda one: f"q:{one.key}:{one.place}",
    OpenList: lambda one: f"l:{one.key}:{one.page}",
    OpenTurn: lambda one: f"t:{one.turn}:{one.at}",
    OpenContext: lambda one: f"c:{one.turn}:{one.at}:{pack(one.back)}",
    OpenRandom: lambda one: f"r:{one.key}:{one.turn}",
    OpenEpisodes: lambda one: f"e:{one.page}",
    ChooseEpisode: lambda one: f"s:{one.episode or 0}:{one.page}",
    ChooseLanguage: lambda one: f"g:{one.language or '-'}",
    Hear: lambda one: f"v:{one.turn}:{one.at}:{pack(one.back)}",
    Draw: lambda one: f"{'n' if one.dark else 'p'}:{one.turn}:{one.at}:{pack(one.back)}",
    ShowWho: lambda one: f"w:{one.episode}:{one.key}",
    SendTranscript: lambda one: f"f:{one.episode}:{one.format}",
    SettleUpload: lambda one: f"u:{one.key}:{int(one.load)}",
    DeleteEpisode: lambda one: f"k:{one.episode}:{int(one.sure)}",
    Undo: lambda one: f"z:{one.change}",
    CallOff: lambda one: "o",
    Nothing: lambda one: "-",
}
