"""Callback data: what a button under a message asks for, in at most 64 bytes: ids and places, never words.

    q:Ab3_x-9Z:12               quote 12 (counted from 0) of the question kept under Ab3_x-9Z
    l:Ab3_x-9Z:2                page 2 (counted from 0) of its list
    b:Ab3_x-9Z                  the list of what is closest in meaning to the question kept under Ab3_x-9Z
    d:Ab3_x-9Z:2                quote 2 (counted from 0) of that list
    t:123:45                    turn 123, the sentences round its character 45
    c:123:45:q:Ab3_x-9Z:12      the same place in its context, and the quote from which the walk began
    m:7:750                     what is said in episode 7 at its second 750
    a:7                         what episode 7 is about
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
from typing import Annotated, Any, Final, get_origin, get_type_hints

LIMIT_BYTES = 64

_KEY: Final = "[A-Za-z0-9_-]{1,32}"
_PLACE: Final = "[0-9]{1,6}"
_ID: Final = "[0-9]{1,12}"


def pack(press: Press) -> str:
    """Return the callback data of a button."""
    letter = _DARK if isinstance(press, Draw) and press.dark else _LETTER_OF[type(press)]
    return ":".join((letter, *(form.write(getattr(press, name)) for name, form in _FIELDS[type(press)].items())))


def unpack(data: str | None) -> Press | None:
    """Return what a pressed button asks for; None for anything that `pack` did not write."""
    letter = (data or "")[:1]
    found = _FORMS[letter].fullmatch(data or "") if letter in _FORMS else None
    if found is None:
        return None
    fields = _FIELDS[_LETTERS[letter]].items()
    values = {name: form.read(part) for (name, form), part in zip(fields, found.groups(), strict=True)}
    made: Callable[..., Press] = _LETTERS[letter]
    return made(**values, dark=True) if letter == _DARK else made(**values)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a field is written: the pattern of all that may stand there, and how it is read and written."""

    pattern: str
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str


Key = Annotated[str, _Form(_KEY)]
Number = Annotated[int, _Form(_PLACE, int)]
Id = Annotated[int, _Form(_ID, int)]
IdOrNone = Annotated[int | None, _Form(_ID, lambda part: int(part) or None, lambda number: str(number or 0))]
Flag = Annotated[bool, _Form("[01]", lambda part: part == "1", lambda flag: str(int(flag)))]
Language = Annotated[
    str | None,
    _Form("zh-hans|zh-hant|en|-", lambda part: None if part == "-" else part, lambda code: code or "-"),
]


@dataclass(frozen=True, slots=True)
class OpenQuote:
    """Show one quote of a kept question; `place` counts from 0."""

    key: Key
    place: Number


@dataclass(frozen=True, slots=True)
class OpenList:
    """Show one page of a kept question's list; `page` counts from 0."""

    key: Key
    page: Number


@dataclass(frozen=True, slots=True)
class OpenClosestList:
    """Show what is closest in meaning to a kept question, where nothing was surely meant."""

    key: Key


@dataclass(frozen=True, slots=True)
class OpenClosest:
    """Show one quote of that list; `place` counts from 0."""

    key: Key
    place: Number


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """Show a turn as a quote: the sentences round its character `at`."""

    turn: Id
    at: Number = 0


Shown = OpenQuote | OpenClosest | OpenTurn
"""What shows one quote."""
Origin = Annotated[Shown, _Form(f"[qd]:{_KEY}:{_PLACE}|t:{_ID}:{_PLACE}", unpack, pack)]
"""From where a walk, a clip or a card began."""


@dataclass(frozen=True, slots=True)
class OpenContext:
    """Show a turn, the part that holds character `at`, between its neighbours; `back` is where the walk began."""

    turn: Id
    at: Number
    back: Origin


@dataclass(frozen=True, slots=True)
class OpenMoment:
    """Show what is said in an episode at a second of it."""

    episode: Id
    second: Number


@dataclass(frozen=True, slots=True)
class OpenTopics:
    """Show what an episode is about."""

    episode: Id


@dataclass(frozen=True, slots=True)
class OpenRandom:
    """Show another quote by chance than this turn; a kept question says of whom and with which words."""

    key: Key
    turn: Id


@dataclass(frozen=True, slots=True)
class OpenEpisodes:
    """Show one page of the episodes; `page` counts from 0."""

    page: Number


@dataclass(frozen=True, slots=True)
class ChooseEpisode:
    """Let the chat ask of one episode only, None of all; `page` is where the button stands."""

    episode: IdOrNone
    page: Number = 0


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Let the chat be spoken to in a language; None leaves it to each person's own."""

    language: Language


@dataclass(frozen=True, slots=True)
class Hear:
    """Send a quote as a voice note: what `back` shows if that is this turn, else the sentences round its `at`."""

    turn: Id
    at: Number
    back: Origin


@dataclass(frozen=True, slots=True)
class Draw:
    """Send a quote, told as for Hear, as a card; under a card, put the other one in its place.

    Whether it is `dark` is told by the letter.
    """

    turn: Id
    at: Number
    back: Origin
    dark: bool = False


@dataclass(frozen=True, slots=True)
class ShowWho:
    """Show who spoke when in an episode, and where the words of a kept question fell; "-" is no question."""

    episode: Id
    key: Key


@dataclass(frozen=True, slots=True)
class SendTranscript:
    """Send an episode's transcript as a document in a format of `store.transcripts.export`."""

    episode: Id
    format: Annotated[str, _Form("[a-z0-9]{1,16}")]


@dataclass(frozen=True, slots=True)
class SettleUpload:
    """Load a transcript that was sent, or (`load` False) erase it."""

    key: Key
    load: Flag


@dataclass(frozen=True, slots=True)
class DeleteEpisode:
    """Delete an episode if that is `sure`; else ask first."""

    episode: Id
    sure: Flag


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo a change of names or of episodes, if it is the last one of its kind."""

    change: Id


@dataclass(frozen=True, slots=True)
class CallOff:
    """Change nothing after all."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Do nothing: the button is a label."""


Press = (
    OpenQuote | OpenList | OpenClosestList | OpenClosest | OpenTurn | OpenContext | OpenMoment | OpenTopics
    | OpenRandom | OpenEpisodes
    | ChooseEpisode | ChooseLanguage | Hear | Draw | ShowWho | SendTranscript | SettleUpload | DeleteEpisode | Undo
    | CallOff | Nothing
)  # fmt: skip

_LETTERS: Final[dict[str, type[Press]]] = {
    "q": OpenQuote, "l": OpenList, "b": OpenClosestList, "d": OpenClosest, "t": OpenTurn, "c": OpenContext,
    "m": OpenMoment, "a": OpenTopics, "r": OpenRandom, "e": OpenEpisodes, "s": ChooseEpisode, "g": ChooseLanguage,
    "v": Hear, "n": Draw, "p": Draw, "w": ShowWho, "f": SendTranscript, "u": SettleUpload, "k": DeleteEpisode,
    "z": Undo, "o": CallOff, "-": Nothing,
}  # fmt: skip
_LETTER_OF: Final = {kind: letter for letter, kind in _LETTERS.items()}  # of Draw the last one, light
_DARK: Final = "n"


def _fields(kind: type[Press]) -> dict[str, _Form]:
    """Return the fields of a kind that stand in its data, in order, with their forms."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if get_origin(hint) is Annotated}


_FIELDS: Final = {kind: _fields(kind) for kind in _LETTERS.values()}
_FORMS: Final = {
    letter: re.compile(":".join((letter, *(f"({form.pattern})" for form in _FIELDS[kind].values()))), re.ASCII)
    for letter, kind in _LETTERS.items()
}
