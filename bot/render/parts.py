"""Parts of messages: text with buttons, headings, clocks, rows that fit a small phone.

Nothing here is longer than a message may be (4096 UTF-16 units, 100 entities, 100 buttons), whatever comes in: each
part has its own limit, and their sum stays below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.queries.callback_data import Draw, Hear, Nothing, OpenContext, Press, Shown
from bot.queries.results import Choice, Me, Spot
from bot.render.html import bold, escape, label, link, sayable, shorten, units
from bot.texts import Texts
from store.library.links import link_at
from store.models import Episode, Quote, Turn
from store.text.clock import clock_text

NAME_UNITS: Final = 64
TITLE_UNITS: Final = 128
ASKED_UNITS: Final = 64
LABEL_UNITS: Final = 40

_MOST_NAMES = 20
_COPY_UNITS = 256  # https://core.telegram.org/bots/api#copytextbutton

# A row of buttons is as wide as the message: so many units of labels still fit side by side on a small phone.
_ROW_UNITS = 24
_ROW_BUTTONS = 3


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that puts a text on the clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """A button that lets a person choose a chat and asks the bot inline there."""

    query: str


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address."""

    url: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says and what pressing it does."""

    label: str
    press: Press | Copy | Share | LinkButton


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: Telegram HTML, and rows of buttons."""

    html: str
    rows: tuple[Row, ...] = ()


def sentence(text: str, rows: tuple[Row, ...] = ()) -> Message:
    """Return a plain sentence as a message."""
    return Message(escape(text), rows)


def names(known: Sequence[str], texts: Texts) -> str:
    """Return names in one line, with … where there are too many to say."""
    said = texts.comma.join(shorten(name, NAME_UNITS) for name in known[:_MOST_NAMES])
    return said + ("…" if len(known) > _MOST_NAMES else "")


def title_of(episode: Episode) -> str:
    """Return an episode's title, shortened, as plain text."""
    return shorten(episode.title, TITLE_UNITS)


def moment_link(episode: Episode, start_s: float | None) -> str | None:
    """Return the address of the episode's page, else its audio, at that second; None where no address is known.

    How a second is told depends on the site: see `store.library.links`. The recording has its own second where it
    runs earlier or later than the transcript; a page is given the transcript's, since how its player runs is not known.
    """
    for address in (episode.page, episode.audio):
        if address and _is_link(address):
            if start_s is not None and address == episode.audio:
                start_s = episode.offsets.audio(start_s)
            return link_at(address, start_s)
    return None


def _is_link(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def deep_link(spot: Spot, me: Me) -> str:
    """Return the address that opens this place in its context, in a private chat with the bot."""
    return f"https://t.me/{me.name}?start={spot}"


def clock(turn: Turn) -> str | None:
    """Return the time as the transcript writes it, else as 51:29 or 1:11:41; None where no time is known."""
    if turn.clock or turn.start_s is None:
        return turn.clock
    return clock_text(turn.start_s)


def heading(turn: Turn, episode: Episode) -> str:
    """Return who said it and when, as far as is known, as HTML: the speaker in bold, the clock as a link."""
    time = clock(turn)
    parts = (
        bold(shorten(turn.speaker, NAME_UNITS)) if turn.speaker else None,
        link(shorten(time, NAME_UNITS), moment_link(episode, turn.start_s)) if time else None,
    )
    return " · ".join(part for part in parts if part)


def by_line(turn: Turn) -> str:
    """Return who said it and when, as far as is known, as plain text."""
    return " · ".join(sayable(shorten(part, NAME_UNITS)) for part in (turn.speaker, clock(turn)) if part)


def quote_row(quote: Quote, spot: Spot, texts: Texts, me: Me, *, first: Button) -> Row:
    """Return what can be done with a quote: `first`, copy it where it fits, share it where that works, link to it."""
    by, said = by_line(quote.turn), sayable(quote.excerpt).strip()
    copied = texts.copied_by.format(excerpt=said, by=by) if by else said
    if units(copied) > _COPY_UNITS:
        copied = said
    buttons = (
        first,
        Button(texts.copy_button, Copy(copied)) if said and units(copied) <= _COPY_UNITS else None,
        Button(texts.share_button, Share(f"#{spot}")) if me.inline else None,
        Button("↗", LinkButton(deep_link(spot, me))),
    )
    return tuple(button for button in buttons if button)


def senses_row(quote: Quote, spot: Spot, back: Shown, texts: Texts, me: Me) -> tuple[Row, ...]:
    """Return the row that lets a quote be heard, where its second of a recording is known, and seen."""
    heard = bool(quote.episode.audio) and quote.turn.start_s is not None
    buttons = (
        Button(texts.hear_button, Hear(spot.turn, spot.at, back)) if heard else None,
        Button(texts.card_button, Draw(spot.turn, spot.at, back)) if me.draws else None,
    )
    row = tuple(button for button in buttons if button)
    return (row,) if row else ()


def context_button(spot: Spot, back: Shown, texts: Texts) -> Button:
    """Return the button that shows a quote in its context."""
    return Button(texts.context_button, OpenContext(spot.turn, spot.at, back))


def pager(back: Press, shown: str, on: Press) -> Row:
    """Return ◀ shown ▶."""
    return (Button("◀", back), Button(shown, Nothing()), Button("▶", on))


def choice_rows(choices: Sequence[Choice]) -> tuple[Row, ...]:
    """Return the choices as buttons, as many in a row as can be read there."""
    rows: list[list[Button]] = []
    room = 0
    for choice in choices:
        said = label(choice.label, LABEL_UNITS)
        if not rows or len(rows[-1]) == _ROW_BUTTONS or units(said) > room:
            rows.append([])
            room = _ROW_UNITS
        rows[-1].append(Button(said, choice.press))
        room -= units(said)
    return tuple(map(tuple, rows))
