"""Inline mode: quotes offered as somebody types, and guest messages in chats that the bot never joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from telegram import Update
from telegram.error import BadRequest

from bot import render
from bot.context import Context
from bot.handlers import errors
from bot.handlers.help import HELP, question_link
from bot.handlers.quotes import asked
from bot.messages import incoming, reply, send
from bot.queries import browse, media
from bot.queries.results import Notice, Offers, Spot
from bot.queries.timing import heard_at
from bot.render import InlineCard, VoiceCard
from bot.render.html import shorten
from bot.telegram import complaints
from store.errors import DatabaseProblem, NewerDatabase, StoreError
from store.store import Store

# How long Telegram may give the same person the same answer without asking us. What was found stays so until the
# library changes; quotes by chance should be others soon; and after a fault it is worth trying again at once.
FOUND_CACHE_S: Final = 300
CHANCE_CACHE_S: Final = 5
NOTICE_CACHE_S: Final = 10

_NOTICE_UNITS = 60


async def offer(update: Update, context: Context) -> None:
    """Offer quotes for what somebody has typed so far, 20 a page; where there are none, a notice that opens the bot.

    Whoever has typed on meanwhile is offered nothing for what they typed before.
    """
    query = incoming.inline_query(update)
    place = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
    try:
        found = await context.library.run(_offers, query.query, place, context.bot.id)
        if not context.bot_data.newest.still_counts(update):
            return
    except (DatabaseProblem, NewerDatabase):
        raise
    except StoreError as error:
        sentence = shorten(errors.worded(error, context.texts), _NOTICE_UNITS)
        await send.offer(query, (), notice=(sentence, HELP), cache_s=NOTICE_CACHE_S)
        return
    if isinstance(found, Notice):
        sentence = render.notice(found.found, context.texts)
        await send.offer(query, (), notice=(sentence, question_link(found.key)), cache_s=NOTICE_CACHE_S)
        return
    cards = list(_with_voices(found, context))
    nothing_at_all = not cards and not found.lasting
    notice = (shorten(context.texts.no_episodes, _NOTICE_UNITS), HELP) if nothing_at_all else None
    cache_s = FOUND_CACHE_S if found.lasting else CHANCE_CACHE_S
    try:
        await send.offer(query, cards, next_place=found.next_place, notice=notice, cache_s=cache_s)
    except BadRequest as error:
        lost = [card.file_id for card in cards if isinstance(card, VoiceCard)]
        if not (lost and complaints.says(error, complaints.FILE_GONE)):
            raise
        # Telegram does not say which one it lost; whatever it has still is cut anew when it is asked for.
        await context.library.run(lambda store: store.state.clips.forget(*lost))
        written = [card for card in cards if isinstance(card, InlineCard)]
        await send.offer(query, written, next_place=found.next_place, notice=notice, cache_s=cache_s)


def _offers(store: Store, typed: str, place: int, account: int) -> Offers | Notice:
    """Return quotes for what was typed so far, each with where Telegram keeps its clip for an account."""
    return media.with_clips(store, browse.offers(store, typed, place), account)


def _with_voices(found: Offers, context: Context) -> Iterator[InlineCard | VoiceCard]:
    """Give a card for each quote, and after each whose clip Telegram keeps one that is heard."""
    cards = render.cards(found, context.texts, context.me)
    for card, quote, file_id in zip(cards, found.quotes, found.clips, strict=True):
        yield card
        if file_id is not None:
            yield render.voice_card(card, quote, file_id, context.texts, at=heard_at(quote))


async def chosen(update: Update, context: Context) -> None:
    """Count that somebody sent a quote on; who, and where, is not kept."""
    result = update.chosen_inline_result
    if result is not None and (spot := Spot.read(result.result_id.removeprefix(render.VOICE_CARD))):
        await context.library.run(lambda store: store.state.chosen.add(spot.turn))


async def answer_guest(update: Update, context: Context) -> None:
    """Answer a message in a chat that the bot never joined with one quote."""
    await reply.give_outcome(update, context, await asked(incoming.message(update), context))
