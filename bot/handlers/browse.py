"""Pressing the buttons under an answer: ◀ ▶ ☰, a numbered hit, a speaker, a word."""

from __future__ import annotations

from telegram import Update

from bot import hear, render, say
from bot.callbacks import Nothing, unpack
from bot.context import Context


async def turn_page(update: Update, context: Context) -> None:
    """Put what the pressed button stands for in the place of the message; anyone in the chat may press.

    Nothing is remembered but the question, in the database. A button that has outlived it says so.
    """
    pressed = hear.press(update)
    wanted = unpack(pressed.data)
    if wanted is None:
        await say.alert(pressed, context.texts.strange_button)
    elif isinstance(wanted, Nothing):
        await say.acknowledge(pressed)
    elif (question := await context.library.kept(wanted.key)) is None:
        await say.alert(pressed, context.texts.outlived)
    else:
        await say.acknowledge(pressed)
        found = await context.library.turn_to(wanted, question)
        await say.edit(pressed, render.outcome(found, context.texts))
