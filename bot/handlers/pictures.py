"""Pictures: a quote as a card, and who spoke when in an episode."""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatAction

from bot import render
from bot.context import Context
from bot.handlers import background, quotes
from bot.messages import chat_action, incoming, reply, send
from bot.messages.send import Destination
from bot.queries import media
from bot.queries.callback_data import Draw, ShowWho
from bot.queries.results import EpisodeTurns, Picked, Spot
from bot.render import Button
from bot.render.html import label
from bot.render.parts import LABEL_UNITS

_SHOWN_AFTER_S: Final = 0.4


async def press(pressed: CallbackQuery, wanted: Draw, context: Context) -> None:
    """Send the quote under which the button stands as a card, in reply to it; under a card, show it the other way.

    Where the bot cannot send anything, as under what was sent inline, the press leads to the private chat with it.
    """
    place = pressed.message
    if place is None:
        await send.lead_to(pressed, render.deep_link(Spot(wanted.turn, wanted.at), context.me))
        return
    found = await context.library.run(media.picked, wanted)
    if found is None:
        await send.alert(pressed, context.texts.turn_gone)
    elif context.bot_data.fonts is None:
        await send.alert(pressed, context.texts.no_pictures)
    else:
        anew = isinstance(place, Message) and bool(place.photo)
        where = send.place_of(place)
        background.begin(pressed, where, _card(where, found, wanted, context, anew=anew), context)


async def answer_who(update: Update, context: Context) -> None:
    """Answer `/who [WORDS]` with a picture of who spoke when, the numbers below it; without fonts, with those alone.

    It is of the episode that a replied-to quote is from, else of the one this chat chose, else of the newest.
    """
    message = incoming.message(update)
    words = " ".join(context.args or ())
    found = await context.library.run(media.episode_turns, words, episode=await quotes.episode_of(message, context))
    if found is None:
        await reply.give(update, context, render.sentence(context.texts.no_episodes))
        return
    png, below = await _who(found, context)
    if png is None:
        await reply.give(update, context, below)
    else:
        await send.photo(context.bot, send.place_of(message), png, below)


async def show_who(pressed: CallbackQuery, wanted: ShowWho, context: Context) -> None:
    """Put the picture of another episode in the place of one."""
    found = await context.library.run(media.episode_turns_again, wanted.key, episode=wanted.episode)
    if found is None:
        await send.alert(pressed, context.texts.episode_gone)
        return
    await send.acknowledge(pressed)
    png, below = await _who(found, context)
    if png is not None and isinstance(pressed.message, Message) and pressed.message.photo:
        await send.replace_photo(context.bot, send.place_of(pressed.message), png, below)
    else:
        await send.edit(pressed, below)


async def _card(where: Destination, found: Picked, wanted: Draw, context: Context, *, anew: bool) -> None:
    from bot.render import pictures  # noqa: PLC0415 - Typst takes a while to import

    fonts = context.bot_data.fonts
    if fonts is None:
        return
    async with chat_action.shown(context.bot, where.chat, where.topic, ChatAction.UPLOAD_PHOTO, after_s=_SHOWN_AFTER_S):
        async with context.bot_data.drawing:
            png = await asyncio.to_thread(pictures.quote_card, found, fonts, context.language, dark=wanted.dark)
        other = Draw(wanted.turn, wanted.at, wanted.back, dark=not wanted.dark)
        below = render.Message("", ((Button("☀️" if wanted.dark else "🌙", other),),))
        if anew:
            await send.replace_photo(context.bot, where, png, below)
        else:
            await send.photo(context.bot, where, png, below)


async def _who(found: EpisodeTurns, context: Context) -> tuple[bytes | None, render.Message]:
    from bot.render import pictures  # noqa: PLC0415 - Typst takes a while to import

    async with context.bot_data.drawing:
        png, numbers = await asyncio.to_thread(
            pictures.who, found, context.bot_data.fonts, context.texts, context.language
        )
    rows = tuple((Button(label(one.title, LABEL_UNITS), ShowWho(one.id or 0, found.key)),) for one in found.others)
    title = "" if png else f"{found.episode.title}\n"
    return png, render.sentence(f"{title}{numbers}", rows)
