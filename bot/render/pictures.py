"""Quote cards and timelines as pictures. It imports Typst: import it where a picture is wanted."""

from __future__ import annotations

from typing import cast

from bot.media.pictures.card import QuoteCard, draw_card
from bot.media.pictures.fonts import Fonts, Han
from bot.media.pictures.timeline import Timeline, TimelineTexts, name_of, shares
from bot.media.pictures.timeline_picture import draw_timeline
from bot.queries.results import EpisodeTurns, Picked
from bot.queries.timeline import who_spoke
from bot.render.html import units
from bot.render.parts import clock
from bot.texts import Texts

_CAPTION_UNITS = 1024  # https://core.telegram.org/bots/api#sendphoto


def quote_card(found: Picked, fonts: Fonts, language: str, *, dark: bool) -> bytes:
    """Return a quote as a card, a PNG."""
    quote = found.quote
    card = QuoteCard(quote.excerpt, quote.highlights, quote.turn.speaker, clock(quote.turn), quote.episode.title)
    return draw_card(card, fonts, "dark" if dark else "light", _han(language))


def who(told: EpisodeTurns, fonts: Fonts | None, texts: Texts, language: str) -> tuple[bytes | None, str]:
    """Return who spoke when as a PNG (None without fonts), and the numbers in it as plain text."""
    words = timeline_texts(texts)
    lanes = who_spoke(told.turns, told.quotes)
    numbers = caption(lanes, words, told.words)
    if fonts is None:
        return None, numbers
    title = told.episode.title
    return draw_timeline(lanes, fonts, words, title=title, words=told.words, han=_han(language)), numbers


def caption(who: Timeline, texts: TimelineTexts, words: str | None = None) -> str:
    """Return the numbers of the picture as plain text, for those who cannot see it; at most 1024 UTF-16 units."""
    lines = [texts.marked.format(words=words, count=who.marks)] if words else []
    lines += [
        texts.line.format(name=name_of(lane, texts), share=share)
        for lane, share in zip(who.lanes, shares(who, texts), strict=True)
    ]
    told = ""
    for line in lines:
        if units(told) + units(line) + 3 > _CAPTION_UNITS:
            return f"{told}\n…" if told else ""
        told = f"{told}\n{line}" if told else line
    return told


def timeline_texts(texts: Texts) -> TimelineTexts:
    """Return the words of a picture of who spoke when, in a chat's language."""
    return TimelineTexts(
        texts.who_share,
        texts.who_share_brief,
        texts.who_share_untimed,
        texts.who_line,
        texts.who_nobody,
        texts.who_others,
        texts.who_marked,
    )


def _han(language: str) -> Han:
    return cast(Han, language) if language in ("zh-hans", "zh-hant") else "zh-hans"
