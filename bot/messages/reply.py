"""Replies: to a question, in the place of the reply to its earlier wording, or to a guest's question."""

from __future__ import annotations

import contextlib

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.error import ChatMigrated

from bot import render
from bot.context import Context
from bot.messages import incoming, send
from bot.queries.results import InContext, OneTurn, QueryResult, QuoteResult
from bot.render import InlineCard, Message
from store.errors import StoreError
from store.storage.state import Answered


async def give(
    update: Update, context: Context, message: Message, *, episode: int | None = None, remembered: bool = True
) -> None:
    """Answer a message and remember for two days that this is its answer; `episode` is what the answer quotes.

    An edited message has its answer edited; one that was never answered stays so.
    """
    heard = incoming.message(update)
    if update.guest_message is not None:
        await send.answer_guest(heard, InlineCard("answer", context.me.name, "", message))
    elif update.edited_message is not None:
        before = await earlier(heard, context)
        if before is not None:
            await send.replace(context.bot, message, chat=heard.chat.id, message_id=before.message)
            await _keep(heard, Answered(before.message, episode), context)
    else:
        sent = await _reply(heard, message, context)
        if remembered:
            await _keep(heard, Answered(sent.message_id, episode), context)


async def give_outcome(update: Update, context: Context, found: QueryResult) -> None:
    """Answer a message with what was found."""
    message = render.result(found, context.texts, context.me, private=context.is_private)
    await give(update, context, message, episode=episode_of(found))


async def earlier(heard: TelegramMessage, context: Context) -> Answered | None:
    """Return the message that answered a message; None if there is none, or it was too long ago."""
    return await context.library.run(lambda store: store.state.chats.answer_to(heard.chat.id, heard.message_id))


def episode_of(found: QueryResult) -> int | None:
    """Return the episode that an answer quotes (an id); None if it quotes none, or several."""
    match found:
        case QuoteResult(listed=False):
            return found.answer.quotes[0].episode.id
        case OneTurn():
            return found.quote.episode.id
        case InContext():
            return found.standing.episode.id
        case _:
            return None


async def _reply(heard: TelegramMessage, message: Message, context: Context) -> TelegramMessage:
    try:
        return await send.reply(heard, message)
    except ChatMigrated as moved:  # while the answer was on its way
        new = moved.new_chat_id
        await context.library.change(lambda store: store.state.chats.move(heard.chat.id, new))
        return await send.to_chat(context.bot, new, message)


async def _keep(heard: TelegramMessage, answer: Answered, context: Context) -> None:
    with contextlib.suppress(StoreError):  # the answer is given: nobody misses more than a comfort
        await context.library.run(lambda store: store.state.chats.keep_answer(heard.chat.id, heard.message_id, answer))
