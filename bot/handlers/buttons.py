"""Pressing the buttons under an answer: another quote, the list, the context and a walk through it, one by chance."""

from __future__ import annotations

from telegram import CallbackQuery, Update

from bot import render
from bot.context import Context
from bot.handlers import admin, chat_settings, clips, episodes, export, pictures
from bot.messages import incoming, send
from bot.queries import ask, browse
from bot.queries.callback_data import (
    CallOff,
    ChooseEpisode,
    ChooseLanguage,
    DeleteEpisode,
    Draw,
    Hear,
    Nothing,
    OpenContext,
    OpenEpisodes,
    OpenList,
    OpenQuote,
    OpenRandom,
    OpenTurn,
    SendTranscript,
    SettleUpload,
    ShowWho,
    Undo,
    unpack,
)
from bot.queries.results import Outcome, Spot, TurnGone
from store.store import Store


async def press(update: Update, context: Context) -> None:
    """Put what the pressed button stands for in the place of the message; anyone in the chat may press.

    Nothing is remembered but what is in the button and in the database. A button that has outlived either says so.
    What changes a chat's settings is for those who may (see `rights`), whatever the button says.
    """
    pressed = incoming.press(update)
    match unpack(pressed.data):
        case None:
            await send.alert(pressed, context.texts.strange_button)
        case Nothing():
            await send.acknowledge(pressed)
        case OpenQuote() | OpenList() | OpenRandom() as wanted:
            await _show_kept(pressed, wanted, context)
        case OpenTurn() | OpenContext() as wanted:
            await _show(pressed, await _opened(wanted, context), context)
        case OpenEpisodes(page):
            await episodes.show_page(pressed, page, context)
        case ChooseEpisode() as wanted:
            await episodes.choose(pressed, wanted, context)
        case Hear() as wanted:
            await clips.press(pressed, wanted, context)
        case Draw() as wanted:
            await pictures.press(pressed, wanted, context)
        case ShowWho() as wanted:
            await pictures.show_who(pressed, wanted, context)
        case SendTranscript() as wanted:
            await export.send_transcript(pressed, wanted, context)
        case SettleUpload() | DeleteEpisode() | Undo() | CallOff() as wanted:
            await admin.press(pressed, wanted, context)
        case ChooseLanguage(language):
            await chat_settings.choose_language(pressed, language, context)


async def _show_kept(pressed: CallbackQuery, wanted: OpenQuote | OpenList | OpenRandom, context: Context) -> None:
    question = await context.library.run(Store.kept_question, wanted.key)
    if question is None:
        await send.alert(pressed, context.texts.outlived)
        return
    await send.acknowledge(pressed)
    if isinstance(wanted, OpenRandom):
        chat = pressed.message.chat.id if pressed.message else None
        found = await context.library.run(browse.another, question, chat=chat, shown=wanted.turn)
    else:
        found = await context.library.run(ask.turn_to, wanted, question)
    await _put(pressed, found, context)


async def _opened(wanted: OpenTurn | OpenContext, context: Context) -> Outcome:
    if isinstance(wanted, OpenTurn):
        return await context.library.run(browse.turn, Spot(wanted.turn, wanted.at))
    return await context.library.run(browse.context, wanted)


async def _show(pressed: CallbackQuery, found: Outcome, context: Context) -> None:
    if isinstance(found, TurnGone):
        await send.alert(pressed, context.texts.turn_gone)
        return
    await send.acknowledge(pressed)
    await _put(pressed, found, context)


async def _put(pressed: CallbackQuery, found: Outcome, context: Context) -> None:
    await send.edit(pressed, render.outcome(found, context.texts, context.me))
