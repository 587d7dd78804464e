"""Episodes: the list of them, what one is about, which one this chat asks of, and a quote by chance."""

from __future__ import annotations

from telegram import CallbackQuery, Update

from bot import render
from bot.context import Context
from bot.handlers import permissions
from bot.messages import incoming, reply, send
from bot.queries import browse
from bot.queries.callback_data import ChooseEpisode, OpenEpisodes
from bot.render import Message
from store.store import Store


async def answer_random(update: Update, context: Context) -> None:
    """Answer `/random [NAME] [WORDS]` with something worth quoting, not the same twice running."""
    message = incoming.message(update)
    found = await context.library.run(
        browse.by_chance, context.args or (), chat=message.chat.id, episode=context.episode
    )
    await reply.give_outcome(update, context, found)


async def answer_topics(update: Update, context: Context) -> None:
    """Answer `/topics` with what the episode is about, each topic a button."""
    found = await context.library.run(browse.topics, episode=context.episode)
    await reply.give(update, context, render.topics(found, context.texts))


async def answer_episodes(update: Update, context: Context) -> None:
    """Answer `/episodes` with the shelf, newest first, each episode a button that lets the chat ask of it alone."""
    await reply.give(update, context, await _page(0, context.episode, context))


async def show_page(pressed: CallbackQuery, wanted: OpenEpisodes, context: Context) -> None:
    """Show another page of the shelf, to anyone."""
    await send.acknowledge(pressed)
    await send.edit(pressed, await _page(wanted.page, context.episode, context))


async def choose(pressed: CallbackQuery, wanted: ChooseEpisode, context: Context) -> None:
    """Let the chat ask of one episode alone, or of all of them; in a group only an admin may."""
    place, episode = pressed.message, wanted.episode
    of = await context.library.run(Store.episode, episode) if episode is not None else None
    if place is None:
        await send.alert(pressed, context.texts.only_in_chats)
    elif episode is not None and of is None:
        await send.alert(pressed, context.texts.episode_gone)
    elif not await permissions.presser_decides(pressed, context):
        await send.alert(pressed, context.texts.admins_only)
    else:
        await context.library.change(lambda store: store.state.chats.choose_episode(place.chat.id, episode))
        texts = context.texts
        await send.acknowledge(pressed, texts.episode_chosen.format(title=of.title) if of else texts.episode_unset)
        await send.edit(pressed, await _page(wanted.page, episode, context))


async def _page(page: int, chosen: int | None, context: Context) -> Message:
    return render.episodes(await context.library.run(browse.episodes, page=page, chosen=chosen), context.texts)
