"""Quotes and episodes as pictures. It imports Typst: import it where a picture is wanted."""

from __future__ import annotations

from typing import cast

from bot import render
from bot.media.pictures.card import Card, draw_card
from bot.media.pictures.fonts import Fonts, Han
from bot.media.pictures.timeline import WhoTexts, caption, who_spoke
from bot.media.pictures.timeline_picture import draw_who
from bot.queries.results import Picked, Telling
from bot.texts import Texts


def quote_card(found: Picked, fonts: Fonts, language: str, *, dark: bool) -> bytes:
    """Return a quote as a card, a PNG."""
    quote = found.quote
    card = Card(quote.excerpt, quote.highlights, quote.turn.speaker, render.clock(quote.turn), quote.episode.title)
    return draw_card(card, fonts, "dark" if dark else "light", _han(language))


def who(told: Telling, fonts: Fonts | None, texts: Texts, language: str) -> tuple[bytes | None, str]:
    """Return who spoke when as a PNG (None without fonts), and the numbers in it as plain text."""
    words = who_texts(texts)
    lanes = who_spoke(told.turns, told.quotes)
    numbers = caption(lanes, words, told.words)
    if fonts is None:
        return None, numbers
    title = told.episode.title
    return draw_who(lanes, fonts, words, title=title, words=told.words, han=_han(language)), numbers


def who_texts(texts: Texts) -> WhoTexts:
    """Return the words of a picture of who spoke when, in a chat's language."""
    return WhoTexts(
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
