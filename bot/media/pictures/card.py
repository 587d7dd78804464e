"""A quote as a picture worth posting: the words, the matched ones marked, and who said them, when and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from bot.media.pictures.clusters import shaped
from bot.media.pictures.fonts import Fonts, Han, han_of
from bot.media.pictures.typeset import draw, words_of

WIDTH = 1080
"""How wide a card is, in pixels. It is as high as its words need."""

# Size of the words, and up to how many lines they are set in it: a short line large, a long one so that it can be read.
_SIZES = ((84, 2), (72, 3), (62, 5), (54, 8), (48, 12), (44, 30))


@dataclass(frozen=True, slots=True)
class CardColours:
    """The colours of a card, `#rrggbb`."""

    paper: str
    ink: str
    quiet: str
    accent: str
    on_accent: str
    mark: str
    on_mark: str


PALETTES: dict[Literal["light", "dark"], CardColours] = {
    "light": CardColours("#fbf8f2", "#1d2126", "#636971", "#b4470f", "#ffffff", "#ffdf80", "#1d2126"),
    "dark": CardColours("#15181d", "#eceff3", "#a0a8b3", "#f2a65e", "#1a1206", "#6b4a10", "#fff6df"),
}
"""Light and dark. The tests hold every pair of words and ground to a contrast of at least 4.5."""


@dataclass(frozen=True, slots=True)
class QuoteCard:
    """What stands on a card; what is None or "" is left out. `marks` are [from, to) characters of `words`, in order."""

    words: str
    marks: tuple[tuple[int, int], ...] = ()
    speaker: str | None = None
    clock: str | None = None
    episode: str | None = None


def draw_card(card: QuoteCard, fonts: Fonts, theme: Literal["light", "dark"] = "light", han: Han = "zh-hans") -> bytes:
    """Return a card as PNG, 1080 pixels wide. `han` is whose characters are drawn where the words do not tell."""
    han = han_of(card.words, han_of(card.episode or "", han))
    words = fonts.cells(card.words.strip(), han, _shifted(card)) or fonts.cells("…", han)
    speaker = fonts.cells(shaped(card.speaker or "").strip(), han)
    about = " · ".join(part for part in (card.clock, card.episode) if part)
    data = {
        "words": words_of(words, han),
        "speaker": words_of(speaker, han),
        "initial": words_of([next((cell for cell in speaker if not cell.text.isspace()), words[0])], han),
        "about": words_of(fonts.cells(about.strip(), han), han),
        "sizes": _SIZES,
        "colours": asdict(PALETTES[theme]),
    }
    return draw(fonts, "card", han, data)


def _shifted(card: QuoteCard) -> list[tuple[int, int]]:
    """Return the marks as places in the words without the white space before them."""
    shift = len(card.words) - len(card.words.lstrip())
    return [(max(0, begin - shift), max(0, end - shift)) for begin, end in card.marks]
