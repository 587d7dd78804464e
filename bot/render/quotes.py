"""Messages with quotes: one quote, a list, inline results, captions, and what is said where nothing was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.queries.callback_data import OpenTurn
from bot.queries.results import PAGE, Me, NothingFound, Offers, OneTurn, QuoteResult, Spot
from bot.render.html import bold, cut_round, escape, label, lines, link, marked, quoted, sayable, shorten, units
from bot.render.parts import (
    ASKED_UNITS,
    LABEL_UNITS,
    NAME_UNITS,
    Button,
    Message,
    Row,
    by_line,
    choice_rows,
    clock,
    context_button,
    heading,
    moment_link,
    pager,
    quote_row,
    senses_row,
    sentence,
    title_of,
)
from bot.texts import Texts
from store.models import Question, Quote

_EXCERPT_UNITS = 3000  # of the 4096 of a message
_CAPTION_UNITS = 560  # of the 1024 of a caption; the rest is for name, clock, title and how it matched
_FOLDED_FROM_UNITS = 200
_LINE_UNITS = 40
_ABOUT_UNITS = 120
_MOST_BOLD = 80  # of the 100 entities of a message
_MOST_BOLD_IN_LINE = 6


@dataclass(frozen=True, slots=True)
class InlineCard:
    """A quote to choose while typing: what the row says, and the message that choosing it sends."""

    id: str
    title: str
    about: str
    message: Message


def one_quote(found: QuoteResult, texts: Texts, me: Me) -> Message:
    """Return one quote: speaker and clock, the excerpt with the match in bold, how it matched; buttons below."""
    [quote], [spot] = found.answer.quotes[:1], found.spots[:1]
    context = context_button(spot, found.one(found.offset), texts)
    return Message(
        _quote(quote, texts, several_episodes=found.several_episodes),
        (
            *_pager(found),
            quote_row(quote, spot, texts, me, first=context),
            *senses_row(quote, spot, found.one(found.offset), texts, me),
        ),
    )


def one_turn(found: OneTurn, texts: Texts, me: Me) -> Message:
    """Return a turn as a quote, with a button for another one if it came by chance."""
    html = _quote(found.quote, texts, several_episodes=found.several_episodes)
    again = ((Button(texts.another_button, found.again),),) if found.again else ()
    return Message(html, (*again, *_turn_rows(found.quote, found.spot, texts, me)))


def cards(offers: Offers, texts: Texts, me: Me) -> tuple[InlineCard, ...]:
    """Return quotes to choose from: speaker and clock, the excerpt below; what is sent is the whole quote."""
    return tuple(
        InlineCard(
            id=str(spot),
            title=by_line(quote.turn).strip() or sayable(title_of(quote.episode)).strip() or "…",
            about=sayable(cut_round(quote.excerpt, quote.highlights, _ABOUT_UNITS)).strip(),
            message=Message(
                _quote(quote, texts, several_episodes=offers.several_episodes), _turn_rows(quote, spot, texts, me)
            ),
        )
        for quote, spot in zip(offers.quotes, offers.spots, strict=True)
    )


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """A quote to choose while typing that is sent as a voice note: where that is kept, the row, what stands below."""

    id: str
    title: str
    file_id: str
    message: Message


VOICE_CARD: Final = "v"
"""What the id of a VoiceCard begins with; the rest is that of its InlineCard."""


def voice_card(
    card: InlineCard, quote: Quote, file_id: str, texts: Texts, *, at: tuple[float, bool] | None
) -> VoiceCard:
    """Return the card of a quote as one that is heard; `at` as for `caption`."""
    rows = card.message.rows[:1]  # the rest is for hearing and seeing
    return VoiceCard(VOICE_CARD + card.id, f"🎧 {card.title}", file_id, Message(caption(quote, texts, at=at), rows))


def caption(quote: Quote, texts: Texts, *, at: tuple[float, bool] | None = None, several_episodes: bool = True) -> str:
    """Return a quote as what stands below a voice note, at most 1024 UTF-16 units of HTML.

    `at` is the second at which the excerpt itself begins, and whether that is an estimate, which ≈ tells.
    """
    turn = quote.turn
    if at is not None:
        second, estimated = at
        time = clock(replace(turn, clock=None, start_s=second))
        turn = replace(turn, clock=f"≈{time}" if estimated else time, start_s=second)
    said = marked(quote.excerpt, quote.highlights, limit=_CAPTION_UNITS, most=_MOST_BOLD)
    return lines(
        (
            heading(turn, quote.episode),
            escape(title_of(quote.episode)) if several_episodes else None,
            quoted(said if escape(quote.excerpt).strip() else "…", folded=units(quote.excerpt) > _FOLDED_FROM_UNITS),
            _how_it_matched(quote, texts),
        )
    )


def quote_list(found: QuoteResult, texts: Texts) -> Message:
    """Return a page of quotes, a line and a numbered button each; of several episodes, each names its own."""
    of_several = found.several_episodes and found.question.episode is None
    total, first = found.answer.total, found.offset + 1
    last = found.offset + len(found.answer.quotes)
    listed = (
        _list_line(number, quote, named=found.question.speaker is None, titled=of_several)
        for number, quote in enumerate(found.answer.quotes, first)
    )
    head = _list_head(found.question, texts, first=first, last=last, total=total)
    if found.closest:
        head = escape(texts.closest_head)
    numbers = tuple(Button(str(place + 1), found.one(place)) for place in range(found.offset, last))
    return Message(
        lines((head, *listed)),
        (numbers, *_list_pager(found, found.offset // PAGE, -(-total // PAGE))),
    )


def nothing(found: NothingFound, texts: Texts, *, private: bool = False) -> Message:
    """Return a friendly sentence for a question without an answer, and buttons for what would have one.

    In `private` there is one for what is likely meant, too.
    """
    told = nothing_told(found, texts)
    if found.words:
        told = f"{told}\n{texts.other_words}"
    rows = choice_rows(found.words)
    for wider, said in ((found.everyone, texts.ask_everyone), (found.anywhere, texts.ask_anywhere)):
        if wider:
            rows = (*rows, (Button(said.format(asked=label(wider.label, LABEL_UNITS)), wider.press),))
    if private and found.closest:
        rows = (*rows, (Button(texts.closest_button, found.closest),))
    return sentence(told, rows)


def nothing_told(found: NothingFound, texts: Texts) -> str:
    """Return the sentence for a question without an answer, as plain text."""
    speaker, asked = found.question.speaker, _asked(found.question)
    if found.no_episodes:
        return texts.no_episodes
    if speaker is None:
        return texts.nothing_found.format(asked=asked)
    if asked:
        return texts.nothing_by_speaker.format(speaker=shorten(speaker, NAME_UNITS), asked=asked)
    return texts.nothing_quotable.format(speaker=shorten(speaker, NAME_UNITS))


def _quote(quote: Quote, texts: Texts, *, several_episodes: bool) -> str:
    excerpt = _excerpt(quote)
    return lines(
        (
            heading(quote.turn, quote.episode),
            escape(title_of(quote.episode)) if several_episodes else None,
            quoted(excerpt, folded=units(quote.excerpt) > _FOLDED_FROM_UNITS),
            _how_it_matched(quote, texts),
        )
    )


def _turn_rows(quote: Quote, spot: Spot, texts: Texts, me: Me) -> tuple[Row, ...]:
    back = OpenTurn(spot.turn, spot.at)
    row = quote_row(quote, spot, texts, me, first=context_button(spot, back, texts))
    return (row, *senses_row(quote, spot, back, texts, me))


def _excerpt(quote: Quote) -> str:
    """Return the excerpt as HTML; one that shows nothing becomes …, since Telegram takes no empty message."""
    if not escape(quote.excerpt).strip():  # asked before tagging: a blank in bold is no blank HTML
        return "…"
    return marked(quote.excerpt, quote.highlights, limit=_EXCERPT_UNITS, most=_MOST_BOLD)


def _how_it_matched(quote: Quote, texts: Texts) -> str | None:
    match quote.match:
        case "exact":
            return None
        case "sound":
            return escape(texts.sound_match)
        case "near":
            return escape(texts.near_match)
        case "meaning":
            return escape(texts.meaning_match)
        case "glossary" if quote.heard and quote.meant:
            heard, meant = shorten(quote.heard, ASKED_UNITS), shorten(quote.meant, ASKED_UNITS)
            return escape(texts.glossary_match.format(heard=heard, meant=meant))
        case "glossary":
            return escape(texts.corrected_match)


def _list_head(question: Question, texts: Texts, *, first: int, last: int, total: int) -> str:
    asked = _asked(question)
    speaker = shorten(question.speaker or "", NAME_UNITS)
    if not speaker:
        head = texts.list_head
    elif asked:
        head = texts.list_head_both
    else:
        head = texts.list_head_speaker
    return escape(head.format(asked=asked, speaker=speaker, first=first, last=last, total=total))


def _list_line(number: int, quote: Quote, *, named: bool, titled: bool) -> str:
    time = clock(quote.turn)
    words = "".join(" " if char.isspace() else char for char in quote.excerpt)  # one for one: the spans stay true
    parts = (
        f"{number}.",
        bold(shorten(quote.turn.speaker, NAME_UNITS // 2)) if named and quote.turn.speaker else None,
        link(shorten(time, NAME_UNITS // 2), moment_link(quote.episode, quote.turn.start_s)) if time else None,
        f"· {escape(shorten(quote.episode.title, NAME_UNITS // 2))} ·" if titled else None,
        marked(words, quote.highlights, limit=_LINE_UNITS, most=_MOST_BOLD_IN_LINE),
        "≈" if quote.match != "exact" else None,
    )
    return " ".join(part for part in parts if part)


def _asked(question: Question) -> str:
    """Return the words of a question as they may be shown to whoever asked it."""
    words = [" | ".join(text for text in question.texts if text.strip())]
    words += [f"“{phrase}”" for phrase in question.phrases]
    words += [f"-{word}" for word in question.without]
    return shorten(" ".join(word for word in words if word), ASKED_UNITS)


def _pager(found: QuoteResult) -> tuple[Row, ...]:
    """◀ n/m ▶ ☰; from either end it goes on at the other, so that no button moves under the finger."""
    place, total = found.offset, found.answer.total
    if total <= 1:
        return ()
    turns = pager(found.one((place - 1) % total), f"{place + 1}/{total}", found.one((place + 1) % total))
    return ((*turns, Button("☰", found.page(place // PAGE))),)


def _list_pager(found: QuoteResult, page: int, pages: int) -> tuple[Row, ...]:
    if pages <= 1:
        return ()
    return (pager(found.page((page - 1) % pages), f"{page + 1}/{pages}", found.page((page + 1) % pages)),)
