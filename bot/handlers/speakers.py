"""Asking who speaks, and what one of them said."""

from __future__ import annotations

from telegram import Update

from bot import hear, render, say
from bot.context import Context


async def answer_speaker(update: Update, context: Context) -> None:
    """Answer `/speaker NAME` with the list of what that person said, `/speaker NAME WORDS` with the best quote.

    A name that fits several people is answered with a button for each; no name at all, with everybody.
    """
    if not context.args:
        await answer_speakers(update, context)
        return
    found = await context.library.ask_speaker(context.args)
    await say.reply(hear.message(update), render.outcome(found, context.texts))


async def answer_speakers(update: Update, context: Context) -> None:
    """Answer `/speakers` with who speaks, how much, and a button for each that lists what they said."""
    found = await context.library.voices()
    await say.reply(hear.message(update), render.voices(found, context.texts))
