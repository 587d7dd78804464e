"""Sending a whole transcript as a document, to admins of the bot."""

from __future__ import annotations

from telegram import CallbackQuery, Update

from bot import render
from bot.context import Context
from bot.handlers import background
from bot.messages import reply, send
from bot.messages.send import Destination
from bot.queries import browse, media
from bot.queries.callback_data import SendTranscript
from bot.queries.results import EpisodeTurns
from bot.render import Button
from store.transcripts.export import EXPORTS, NoTimes, export, file_name


async def answer_export(update: Update, context: Context) -> None:
    """Answer `/export [EPISODE]` with a button for each format; without a name, of the chat's episode or the newest."""
    texts = context.texts
    asked = " ".join(context.args or ())
    episode = await context.library.run(media.one_episode, asked, chosen=context.episode)
    if episode is None or episode.id is None:
        shelf = await context.library.run(browse.newest)
        known = [one.episode.title for one in shelf.episodes]
        sentence = texts.unknown_episode.format(asked=asked[:64], known=render.names(known, texts))
        await reply.give(update, context, render.sentence(sentence if known else texts.no_episodes))
        return
    rows = tuple((Button(one.title, SendTranscript(episode.id, one.name)),) for one in EXPORTS.values())
    sentence = texts.export_head.format(title=render.title_of(episode))
    await reply.give(update, context, render.sentence(sentence, rows))


async def send_transcript(pressed: CallbackQuery, wanted: SendTranscript, context: Context) -> None:
    """Send a transcript in the chosen format."""
    if pressed.message is None or wanted.format not in EXPORTS:
        await send.alert(pressed, context.texts.strange_button)
        return
    found = await context.library.run(media.whole_episode, wanted.episode)
    if found is None:
        await send.alert(pressed, context.texts.episode_gone)
        return
    place = send.place_of(pressed.message)
    background.begin(pressed, place, _document(place, found, wanted.format, context), context)


async def _document(place: Destination, found: EpisodeTurns, format: str, context: Context) -> None:
    try:
        text = await context.library.run(lambda _: export(found.episode, found.turns, format))
    except NoTimes:
        await send.sentence(context.bot, place, context.texts.export_no_times)
        return
    await send.document(context.bot, place, text.encode(), file_name(found.episode, format))
