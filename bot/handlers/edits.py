"""Edited questions: the answer is edited, too."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.handlers import quotes, speakers
from bot.handlers.throttle import run_throttled
from bot.messages import incoming, reply


async def answer_again(update: Update, context: Context) -> None:
    """Put the answer to an edited question in the place of the answer to its earlier wording.

    A message that was not answered, or more than two days ago, is left alone, and so is one that no longer asks.
    """
    message = incoming.message(update)
    asks = incoming.command(message) in (None, "quote", "speaker") and incoming.is_called(message)
    if asks and await reply.earlier(message, context) is not None:
        await run_throttled(update, context, _answer)


async def _answer(update: Update, context: Context) -> None:
    message = incoming.message(update)
    asked = speakers.asked if incoming.command(message) == "speaker" else quotes.asked
    await reply.give_outcome(update, context, await asked(message, context))
