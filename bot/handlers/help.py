"""Help: the greeting, how to ask, and what a link to the bot opens."""

from __future__ import annotations

import re
from typing import Final

from telegram import Update
from telegram.constants import ChatType

from bot import render
from bot.context import Context
from bot.handlers import clips, permissions
from bot.messages import incoming, reply
from bot.queries import ask, browse
from bot.queries.results import Spot, TurnGone

HELP: Final = "help"
"""What `/start` gets from a link that leads to the help."""

_SAVED = re.compile(r"q([A-Za-z0-9_-]{1,32})", re.ASCII)


def question_link(key: str) -> str:
    """Return what `/start` gets from a link that asks a saved question again."""
    return f"q{key}"


async def answer_start(update: Update, context: Context) -> None:
    """Answer `/start` with what this bot does, what is on its shelf, and a word to try.

    From a link, `/start` carries what to open: a quote in its context, or a saved question; a stale link says so.
    """
    payload = context.args[0] if context.args else ""
    if payload == HELP:
        await answer_help(update, context)
    elif spot := Spot.read(payload):
        found = await context.library.run(browse.linked, spot)
        if isinstance(found, TurnGone):
            await reply.give(update, context, render.sentence(context.texts.stale_link))
        else:
            await reply.give_outcome(update, context, found)
    elif payload.startswith(clips.LINK) and (spot := Spot.read(payload.removeprefix(clips.LINK))):
        await clips.answer_link(update, spot, context)
    elif saved := _SAVED.fullmatch(payload):
        question = await context.library.run(lambda store: store.state.questions.get(saved[1]))
        if question is None:
            await reply.give(update, context, render.sentence(context.texts.stale_link))
        else:
            await reply.give_outcome(update, context, await context.library.run(ask.first_of, question))
    elif payload:
        await reply.give(update, context, render.sentence(context.texts.stale_link))
    else:
        shelf = await context.library.run(browse.newest)
        await reply.give(update, context, render.welcome(shelf, context.texts))


async def answer_help(update: Update, context: Context) -> None:
    """Answer `/help` with every command; in a group they carry the bot's name."""
    in_group = incoming.message(update).chat.type != ChatType.PRIVATE
    await reply.give(
        update,
        context,
        render.usage(context.texts, context.me, in_group=in_group, for_admin=permissions.is_bot_admin(update, context)),
    )


async def answer_unknown_command(update: Update, context: Context) -> None:
    """Answer a command that does not exist, in private, with one line."""
    await reply.give(update, context, render.sentence(context.texts.unknown_command))
