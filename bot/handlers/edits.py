"""An edited question edits its answer."""

from __future__ import annotations

from telegram import Update

from bot import answers, hear
from bot.context import Context
from bot.handlers import quotes, speakers
from bot.manners import attend


async def answer_again(update: Update, context: Context) -> None:
    """Put the answer to an edited question in the place of the answer to its earlier wording.

    A message that was not answered, or more than two days ago, is left alone, and so is one that no longer asks.
    """
    message = hear.message(update)
    asks = hear.command(message) in (None, "quote", "speaker") and hear.is_called(message)
    if asks and await context.library.answer_to(message.chat.id, message.message_id) is not None:
        await attend(update, context, _answer)


async def _answer(update: Update, context: Context) -> None:
    message = hear.message(update)
    asked = speakers.asked if hear.command(message) == "speaker" else quotes.asked
    await answers.give_outcome(update, context, await asked(message, context))
