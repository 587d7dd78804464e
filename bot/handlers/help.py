"""Saying hello, and how to ask."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType

from bot import hear, render, say
from bot.context import Context


async def answer_start(update: Update, context: Context) -> None:
    """Answer `/start` with what this bot does, what is on its shelf, and a word to try."""
    shelf = await context.library.shelf()
    await say.reply(hear.message(update), render.welcome(shelf, context.texts))


async def answer_help(update: Update, context: Context) -> None:
    """Answer `/help` with every command; in a group they carry the bot's name."""
    message = hear.message(update)
    in_group = message.chat.type != ChatType.PRIVATE
    await say.reply(message, render.usage(context.texts, bot_name=context.bot_name, in_group=in_group))


async def answer_unknown_command(update: Update, context: Context) -> None:
    """Answer a command that does not exist, in private, with one line."""
    await say.reply(hear.message(update), render.sentence(context.texts.unknown_command))
