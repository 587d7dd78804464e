"""Admins' commands for the library: other names of speakers, corrections, deleting episodes, undoing that."""

from __future__ import annotations

import re

from telegram import CallbackQuery, Update

from bot import render
from bot.context import Context
from bot.handlers import permissions
from bot.handlers.buttons import PressHandler
from bot.handlers.throttle import Handler
from bot.messages import reply, send
from bot.queries.callback_data import CallOff, DeleteEpisode, Undo
from bot.render import Message, admin
from bot.render.html import shorten
from bot.render.parts import NAME_UNITS, title_of
from store.errors import NotACorrection, UnknownEpisode
from store.library import people
from store.library.people import NotAPerson
from store.models import Episode
from store.search import glossary
from store.store import Store

_EQUALS = re.compile(r"[=＝]")
_BETWEEN = re.compile(r"[,，、;；|｜]")
_LINE_UNITS = 500
_MOST_FITTING = 8


def for_admins(handler: Handler) -> Handler:
    """Return a handler that answers everybody else with one line."""

    async def handled(update: Update, context: Context) -> None:
        if permissions.is_bot_admin(update, context):
            await handler(update, context)
        else:
            await reply.give(update, context, render.sentence(context.texts.bot_admins_only))

    return handled


def pressed_by_admins(handler: PressHandler) -> PressHandler:
    """Return a handler of presses by admins of the bot, wherever the button stands; all others get an alert."""

    async def handled(pressed: CallbackQuery, wanted: object, context: Context) -> None:
        if permissions.presser_is_bot_admin(pressed, context):
            await handler(pressed, wanted, context)
        else:
            await send.alert(pressed, context.texts.bot_admins_only)

    return handled


async def undo(pressed: CallbackQuery, wanted: Undo, context: Context) -> None:
    """Undo a change, unless another of its kind came after it."""
    if await context.library.change(Store.undo, wanted.change):
        await send.acknowledge(pressed)
        await send.edit(pressed, render.sentence(context.texts.undone))
    else:
        await send.alert(pressed, context.texts.undo_stale)


async def call_off(pressed: CallbackQuery, _: CallOff, context: Context) -> None:
    """Change nothing after all."""
    await send.acknowledge(pressed)
    await send.edit(pressed, render.sentence(context.texts.nothing_changed))


# Names


async def answer_alias(update: Update, context: Context) -> None:
    """Answer `/alias NAME = OTHER, OTHER`: from now on the speaker is found by those, too."""
    texts = context.texts
    name, *rest = map(str.strip, _EQUALS.split(" ".join(context.args or ()), maxsplit=1))
    others = list(filter(None, map(str.strip, _BETWEEN.split(rest[0])))) if rest else []
    if not name or not others:
        await reply.give(update, context, render.sentence(texts.alias_usage))
        return
    found, change = await context.library.change(_alias, name, others, context.episode)
    named = shorten(found, NAME_UNITS)
    if change is None:
        anonymous = people.is_anonymous(found) and context.episode is None
        sentence = (texts.alias_anonymous if anonymous else texts.alias_refused).format(name=named)
    else:
        sentence = texts.alias_done.format(name=named, others=render.names(others, texts))
    await reply.give(update, context, admin.changed(sentence, change, texts))


def _alias(store: Store, asked: str, others: list[str], episode: int | None) -> tuple[str, int | None]:
    """Return who is meant, and the change by which that one has other names now; None where there was none."""
    name = store.speaker_called(asked, episode=episode)
    within = episode if people.is_anonymous(name) else None
    try:
        with store.transaction():
            people.alias(store.catalog, name, others, episode=within)
            return name, store.catalog.changes.newest(people.KIND)
    except NotAPerson:
        return name, None


# Corrections


async def answer_fix(update: Update, context: Context) -> None:
    """Answer `/fix SAID = HEARD`, of the chat's episode or of all; `/fix -SAID = HEARD` takes it back."""
    texts = context.texts
    typed = " ".join(context.args or ())
    taken_back = typed.startswith("-")
    said, *rest = map(str.strip, _EQUALS.split(typed.removeprefix("-"), maxsplit=1))
    heard = " | ".join(filter(None, map(str.strip, _BETWEEN.split(rest[0])))) if rest else ""
    try:
        one = glossary.parse(f"{said} = {heard}" if rest else typed, episode=context.episode)
    except NotACorrection:
        await reply.give(update, context, render.sentence(texts.fix_usage))
        return

    def change(store: Store) -> tuple[int, Episode | None]:
        within = store.episode(context.episode) if context.episode is not None else None
        if not taken_back:
            return store.correct(one), within
        with store.transaction():
            gone = [store.forget_correction(one.meant, heard=form, episode=one.episode_id) for form in one.heard]
        return sum(gone), within

    changed, within = await context.library.change(change)
    if taken_back:
        sentence = texts.fix_gone if changed else texts.fix_unknown
    else:
        sentence = texts.fix_done if changed else texts.fix_known
    scope = texts.fix_within.format(title=title_of(within)) if within else texts.fix_everywhere
    line = sentence.format(scope=scope, correction=shorten(str(one), _LINE_UNITS))
    await reply.give(update, context, render.sentence(line))


# Episodes


async def answer_delete(update: Update, context: Context) -> None:
    """Answer `/delete TITLE` with the question whether that episode shall go."""
    texts = context.texts
    asked = " ".join(context.args or ())
    if not asked:
        await reply.give(update, context, render.sentence(texts.delete_usage))
        return
    fitting = await context.library.run(_fitting, asked)
    if len(fitting) == 1:
        await reply.give(update, context, await _question(fitting[0], context))
    else:
        await reply.give(update, context, admin.which_episode(asked, fitting[:_MOST_FITTING], texts))


def _fitting(store: Store, asked: str) -> tuple[Episode, ...]:
    fitting = store.find_episodes(asked)
    if not fitting:
        raise UnknownEpisode(asked, tuple(one.episode.title for one in store.episodes(limit=_MOST_FITTING)))
    return fitting


async def delete(pressed: CallbackQuery, wanted: DeleteEpisode, context: Context) -> None:
    """Ask whether an episode shall go, or take it away."""
    texts = context.texts
    episode = await context.library.run(Store.episode, wanted.episode)
    if episode is None:  # pressed twice: the message has the button by now that brings it back
        await send.alert(pressed, texts.episode_gone)
        return
    await send.acknowledge(pressed)
    if not wanted.sure:
        await send.edit(pressed, await _question(episode, context))
    else:
        turns, change = await context.library.change(Store.delete_episode, wanted.episode)
        sentence = texts.delete_done.format(title=title_of(episode), turns=turns)
        await send.edit(pressed, admin.changed(sentence, change, texts))


async def _question(episode: Episode, context: Context) -> Message:
    turns = await context.library.run(lambda store: store.catalog.count_turns(episode.id or 0))
    return admin.ask_to_delete(episode, turns, context.texts)
