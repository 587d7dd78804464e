"""Clips: a quote cut out of its recording, as a voice note."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from telegram import CallbackQuery, Message, Update, Voice
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot import render
from bot.context import Context
from bot.handlers import background
from bot.media.audio.ogg import seconds_of
from bot.messages import chat_action, incoming, reply, send
from bot.messages.send import Destination
from bot.queries.callback_data import Hear, OpenTurn
from bot.queries.media import ClipRequest, clip_request, picked
from bot.queries.results import Picked, Spot
from bot.queries.timing import heard_at
from bot.telegram import complaints, in_flight

LINK: Final = "v"
"""What `/start` gets in front of a place, from a link that lets it be heard."""

_SHOWN_AFTER_S: Final = 0.4
_SAID_AFTER_S: Final = 8.0
"""Parts of a recording come within some seconds: what is fetched for longer is downloaded, which may take minutes."""


async def press(pressed: CallbackQuery, wanted: Hear, context: Context) -> None:
    """Send the quote under which the button stands as a voice note, in reply to it.

    Where the bot cannot send anything, as under what was sent inline, the press leads to the private chat with it.
    """
    if pressed.message is None:
        spot = Spot(wanted.turn, wanted.at)
        await send.lead_to(pressed, f"https://t.me/{context.me.name}?start={LINK}{spot}")
        return
    found = await context.library.run(picked, wanted)
    if found is None:
        await send.alert(pressed, context.texts.turn_gone)
        return
    one = clip_request(found.quote, context.bot.id)
    if one is None:
        await send.alert(pressed, context.texts.no_audio)
        return
    place = send.place_of(pressed.message)
    background.begin(pressed, place, _send(place, found, one, context), context)


async def answer_link(update: Update, spot: Spot, context: Context) -> None:
    """Answer a link that lets a quote be heard."""
    message = incoming.message(update)
    found = await context.library.run(picked, Hear(spot.turn, spot.at, OpenTurn(spot.turn, spot.at)))
    one = clip_request(found.quote, context.bot.id) if found is not None else None
    if found is None or one is None:
        sentence = context.texts.stale_link if found is None else context.texts.no_audio
        await reply.give(update, context, render.sentence(sentence))
        return

    async def send_it() -> None:
        place = send.place_of(message)
        sentence = await background.outcome(_send(place, found, one, context), context)
        if sentence is not None:
            await send.sentence(context.bot, place, sentence)

    background.start(send_it(), context)


async def _send(place: Destination, found: Picked, one: ClipRequest, context: Context) -> None:
    """Send a clip that Telegram has already; else cut it, send it, and keep where Telegram has it from now on.

    Whoever presses again meanwhile gets it once. Where the recording is fetched for long, a sentence says so.
    """
    cutter = context.bot_data.clip_cutter
    if (place, one.clip) in cutter.under_way:
        return
    with cutter.sent_once(place, one.clip):
        work = asyncio.ensure_future(_send_locked(place, found, one, context))
        try:
            async with chat_action.shown(
                context.bot, place.chat, place.topic, ChatAction.RECORD_VOICE, after_s=_SHOWN_AFTER_S
            ):
                await asyncio.wait({work}, timeout=_SAID_AFTER_S if cutter.is_far(one) else None)
            async with _said_to_take_long(place, context) if not work.done() else contextlib.nullcontext():
                await work
        finally:
            work.cancel()


@asynccontextmanager
async def _said_to_take_long(place: Destination, context: Context) -> AsyncIterator[None]:
    """Say that a recording is being fetched, as long as it is; that is no answer yet."""
    notice = None
    with contextlib.suppress(TelegramError), in_flight.uncounted():
        notice = await send.sentence(context.bot, place, context.texts.fetching_audio)
    try:
        yield
    finally:
        if notice is not None:
            with in_flight.uncounted():
                await send.take_back(context.bot, notice)


async def _send_locked(place: Destination, found: Picked, one: ClipRequest, context: Context) -> None:
    async with context.bot_data.clip_cutter.locked(one.clip):
        await _send_now(place, found, one, context)


async def _send_now(place: Destination, found: Picked, one: ClipRequest, context: Context) -> None:
    cutter, library = context.bot_data.clip_cutter, context.library
    file_id = await library.run(lambda store: store.state.clips.get(one.clip))
    if file_id is not None:
        try:
            await _voice(place, found, one, file_id, context)
            return
        except BadRequest as error:
            if not complaints.says(error, complaints.FILE_GONE):
                raise
            await library.run(lambda store: store.state.clips.forget(file_id))
    sound = await cutter.cut(one)
    sent = await _voice(place, found, one, sound, context)
    if isinstance(voice := sent.voice, Voice):
        await library.run(lambda store: store.state.clips.put(one.clip, voice.file_id))


async def _voice(place: Destination, found: Picked, one: ClipRequest, sound: bytes | str, context: Context) -> Message:
    caption = render.caption(
        found.quote, context.texts, at=heard_at(found.quote), several_episodes=found.several_episodes
    )
    name = f"quote-{found.quote.turn.id}-{one.clip.begin_ms}.ogg"
    seconds = seconds_of(sound) if isinstance(sound, bytes) else None
    return await send.voice(context.bot, place, sound, name=name, caption=caption, seconds=seconds or one.span.seconds)
