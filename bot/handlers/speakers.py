"""Speakers: who they are, and what one of them said."""

from __future__ import annotations

from telegram import Message, Update

from bot import render
from bot.context import Context
from bot.messages import incoming, reply
from bot.queries import ask, browse
from bot.queries.results import QueryResult


async def answer_speaker(update: Update, context: Context) -> None:
    """Answer `/speaker NAME` with the list of what that person said, `/speaker NAME WORDS` with the best quote.

    A name that fits several people is answered with a button for each; no name at all, with everybody.
    """
    if not context.args:
        await answer_speakers(update, context)
        return
    await reply.give_outcome(update, context, await asked(incoming.message(update), context))


async def asked(message: Message, context: Context) -> QueryResult:
    """Return what a message asks of a speaker."""
    return await context.library.run(ask.ask_speaker, incoming.asked_words(message).split(), episode=context.episode)


async def answer_speakers(update: Update, context: Context) -> None:
    """Answer `/speakers` with who speaks, how much, and a button for each that lists what they said."""
    found = await context.library.run(browse.speakers, episode=context.episode)
    await reply.give(update, context, render.speakers(found, context.texts))
