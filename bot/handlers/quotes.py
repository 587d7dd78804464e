"""Quotes: the best one for what was asked."""

from __future__ import annotations

from telegram import Message, Update

from bot.context import Context
from bot.messages import incoming, reply
from bot.queries.answer import answer as answer_to
from bot.queries.results import QueryResult
from store.store import Store


async def answer(update: Update, context: Context) -> None:
    """Answer `/quote WORDS`, a mention, or plain text in private with the best quote.

    12:30 is answered with what is said then, 这期讲什么 with the topics, and small talk without a command with a line.

    Without words, in reply to a message, that message's words are asked for, or those selected in it.
    """
    await reply.give_outcome(update, context, await asked(incoming.message(update), context))


async def asked(message: Message, context: Context) -> QueryResult:
    """Return what a message asks for: in reply to one of our quotes, within the episode of that quote."""
    episode, chatting = await episode_of(message, context), incoming.is_chatting(message)
    return await context.library.run(answer_to, incoming.asked_words(message), episode=episode, chatting=chatting)


async def episode_of(message: Message, context: Context) -> int | None:
    """Return the episode of which a message asks: that of the quote it replies to, else the one this chat chose.

    The buttons under a quote say what it shows now; where they did not come along, what was kept says what it showed.
    """
    replied, episode = message.reply_to_message, None
    if (spot := incoming.quoted_spot(message)) is not None:
        quote = await context.library.run(Store.quote, spot.turn)
        episode = quote.episode.id if quote is not None else None
    elif replied is not None and replied.reply_markup is None and incoming.is_mine(replied):
        chat, number = message.chat.id, replied.message_id
        answered = await context.library.run(lambda store: store.state.chats.answered_with(chat, number))
        episode = answered.episode if answered is not None else None
    return episode if episode is not None else context.episode
