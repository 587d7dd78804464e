"""Asking what was said."""

from __future__ import annotations

from telegram import Update

from bot import hear, render, say
from bot.context import Context


async def answer(update: Update, context: Context) -> None:
    """Answer `/quote WORDS`, a mention, or plain text in private with the best quote.

    Without words, in reply to a message, that message's words are asked for, or those selected in it.
    """
    message = hear.message(update)
    found = await context.library.ask(hear.asked_words(message))
    await say.reply(message, render.outcome(found, context.texts))
