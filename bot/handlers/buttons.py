"""Buttons: each press goes to the handler of its callback data's type; those that show quotes are here."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram import CallbackQuery, Update

from bot import render
from bot.context import Context
from bot.handlers.throttle import Handler
from bot.messages import incoming, send
from bot.queries import ask, browse, moments
from bot.queries.callback_data import (
    Nothing,
    OpenClosest,
    OpenClosestList,
    OpenContext,
    OpenList,
    OpenMoment,
    OpenQuote,
    OpenRandom,
    OpenTopics,
    OpenTurn,
    unpack,
)
from bot.queries.results import NotSaidThen, QueryResult, QuoteResult, Spot, TurnGone
from store.models import Question

PressHandler = Callable[[CallbackQuery, Any, Context], Coroutine[Any, Any, None]]
"""What handles a press: it is given the press, and what the button stands for."""


def by_type(handlers: Mapping[type[Any], PressHandler]) -> Handler:
    """Return a handler of all presses, which gives each to the handler of its callback data's type.

    Nothing is remembered but what is in the button and in the database. A button that has outlived either says so.
    Anyone in the chat may press; where not everybody may, the handler asks for the right to (see `permissions`).
    """

    async def press(update: Update, context: Context) -> None:
        pressed = incoming.press(update)
        wanted = unpack(pressed.data)
        if wanted is None:
            await send.alert(pressed, context.texts.strange_button)
        else:
            await handlers[type(wanted)](pressed, wanted, context)

    return press


async def do_nothing(pressed: CallbackQuery, _: Nothing, __: Context) -> None:
    """Acknowledge the press of a label."""
    await send.acknowledge(pressed)


async def show_quote(pressed: CallbackQuery, wanted: OpenQuote | OpenList, context: Context) -> None:
    """Show a quote of a saved question, or a page of its list."""
    question = await _question(pressed, wanted.key, context)
    if question is not None:
        await _put(pressed, await context.library.run(ask.turn_to, wanted, question), context)


async def show_closest(pressed: CallbackQuery, wanted: OpenClosestList | OpenClosest, context: Context) -> None:
    """Show what is closest in meaning to a saved question, in private alone; where that is gone, the button stays."""
    if not context.is_private:
        await send.alert(pressed, context.texts.strange_button)
        return
    question = await context.library.run(lambda store: store.state.questions.get(wanted.key))
    if question is None:
        await send.alert(pressed, context.texts.outlived)
        return
    found = await context.library.run(ask.turn_to, wanted, question)
    if not isinstance(found, QuoteResult):
        await send.alert(pressed, context.texts.closest_gone)
        return
    await send.acknowledge(pressed)
    await _put(pressed, found, context)


async def show_another(pressed: CallbackQuery, wanted: OpenRandom, context: Context) -> None:
    """Show another quote by chance for a saved question."""
    question = await _question(pressed, wanted.key, context)
    if question is not None:
        chat = pressed.message.chat.id if pressed.message else None
        found = await context.library.run(browse.another, question, chat=chat, shown=wanted.turn)
        await _put(pressed, found, context)


async def show_turn(pressed: CallbackQuery, wanted: OpenTurn, context: Context) -> None:
    """Show a turn as a quote."""
    await _show(pressed, await context.library.run(browse.turn, Spot(wanted.turn, wanted.at)), context)


async def show_moment(pressed: CallbackQuery, wanted: OpenMoment, context: Context) -> None:
    """Show what is said at a moment of an episode."""
    found = await context.library.run(moments.opened, wanted)
    if found is None:
        await send.alert(pressed, context.texts.episode_gone)
    elif isinstance(found, NotSaidThen):
        await send.alert(pressed, render.not_said_then(found, context.texts))
    else:
        await _show(pressed, found, context)


async def show_topics(pressed: CallbackQuery, wanted: OpenTopics, context: Context) -> None:
    """Show what an episode is about."""
    found = await context.library.run(browse.topics, episode=wanted.episode)
    if found.episode is None:
        await send.alert(pressed, context.texts.episode_gone)
    else:
        await _show(pressed, found, context)


async def show_context(pressed: CallbackQuery, wanted: OpenContext, context: Context) -> None:
    """Show a turn between its neighbours."""
    await _show(pressed, await context.library.run(browse.context, wanted), context)


async def _question(pressed: CallbackQuery, key: str, context: Context) -> Question | None:
    """Return a saved question, the press acknowledged; None, and an alert, where it was too long ago."""
    question = await context.library.run(lambda store: store.state.questions.get(key))
    if question is None:
        await send.alert(pressed, context.texts.outlived)
    else:
        await send.acknowledge(pressed)
    return question


async def _show(pressed: CallbackQuery, found: QueryResult, context: Context) -> None:
    if isinstance(found, TurnGone):
        await send.alert(pressed, context.texts.turn_gone)
        return
    await send.acknowledge(pressed)
    await _put(pressed, found, context)


async def _put(pressed: CallbackQuery, found: QueryResult, context: Context) -> None:
    await send.edit(pressed, render.result(found, context.texts, context.me, private=context.is_private))
