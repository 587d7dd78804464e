"""Throttling: nobody may ask too much at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bot import render
from bot.context import Bot as Application
from bot.context import Context
from bot.messages import chat_action, incoming, reply, send
from bot.services.limits import price

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def throttled(handler: Handler, *, cost: float = 1.0) -> Handler:
    """Return a handler that asks people to slow down, once, when they ask too much, and shows when it is busy."""

    async def handled(update: Update, context: Context) -> None:
        await run_throttled(update, context, handler, cost=cost)

    return handled


def typed_here(handler: Handler) -> Handler:
    """Return a handler of an order that is obeyed where somebody typed it, and answered with one line where it came
    forwarded: whoever wrote that has no say here, and whoever forwarded it may only have wanted to show it.
    """

    async def handled(update: Update, context: Context) -> None:
        if incoming.message(update).forward_origin is None:
            await handler(update, context)
        else:
            await reply.give(update, context, render.sentence(context.texts.forwarded_order))

    return handled


async def run_throttled(update: Update, context: Context, handler: Handler, *, cost: float = 1.0) -> None:
    """Handle an update, if whoever sent it did not ask too much lately."""
    sender, chat = update.effective_sender, update.effective_chat
    cost *= price(_asked(update))
    verdict = context.bot_data.throttle.take(sender.id if sender else None, chat.id if chat else None, cost)
    if verdict == "go":
        async with chat_action.typing(update, context):
            await handler(update, context)
    elif verdict == "slow down":
        await _ask_to_slow_down(update, context)
    elif update.callback_query is not None:
        await send.acknowledge(update.callback_query)


def _asked(update: Update) -> str:
    if update.inline_query is not None:
        return update.inline_query.query
    message = None if update.callback_query is not None else update.effective_message
    return incoming.asked_words(message) if message is not None and message.text else ""


def turning_away(application: Application) -> Callable[[Update], Coroutine[Any, Any, None]]:
    """Return what tells somebody that their updates are dropped, since too many of theirs wait."""

    async def turn_away(update: Update) -> None:
        context = Context.from_update(update, application)
        await context.refresh_data()
        with contextlib.suppress(TelegramError):
            await _ask_to_slow_down(update, context)

    return turn_away


async def _ask_to_slow_down(update: Update, context: Context) -> None:
    if update.callback_query is not None:
        await send.alert(update.callback_query, context.texts.slow_down)
    elif update.effective_message is not None:
        await reply.give(update, context, render.sentence(context.texts.slow_down))
