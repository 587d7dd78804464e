"""Chat settings: which language is spoken, what works in this chat, what is kept of it and how that is erased."""

from __future__ import annotations

from dataclasses import replace

from telegram import CallbackQuery, Chat, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot import render
from bot.context import Context
from bot.handlers import permissions
from bot.messages import incoming, reply, send
from bot.queries.callback_data import ChooseLanguage
from bot.render import Rights, Status
from bot.texts import LANGUAGE_NAMES, language_called
from store.store import Store


async def answer_language(update: Update, context: Context) -> None:
    """Answer `/language` with a button for each language, `/language en` by speaking it; the choice is this chat's."""
    message = incoming.message(update)
    language = language_called(" ".join(context.args or ()))
    if language is None:
        await reply.give(update, context, render.languages(context.texts, context.chosen.language))
    elif not await permissions.sender_decides(message, context):
        await reply.give(update, context, render.sentence(context.texts.admins_only))
    else:
        await reply.give(update, context, render.sentence(await _speak(message.chat, language, context)))


async def choose_language(pressed: CallbackQuery, wanted: ChooseLanguage, context: Context) -> None:
    """Let this chat be spoken to in a language; in a group only an admin may."""
    place, language = pressed.message, wanted.language
    if place is None:
        await send.alert(pressed, context.texts.only_in_chats)
        return
    if not await permissions.presser_decides(pressed, context):
        await send.alert(pressed, context.texts.admins_only)
        return
    await send.acknowledge(pressed, await _speak(place.chat, language, context))
    await send.edit(pressed, render.languages(context.texts, language))


async def _speak(chat: Chat, language: str | None, context: Context) -> str:
    """Keep a chat's language, speak it from now on, and return the sentence that says so."""
    await context.library.change(lambda store: store.state.chats.choose_language(chat.id, language))
    context.chosen = replace(context.chosen, language=language)
    if chat.type == ChatType.PRIVATE:
        context.own = context.chosen
    texts = context.texts
    return texts.language_chosen.format(language=LANGUAGE_NAMES[language]) if language else texts.language_unset


async def answer_status(update: Update, context: Context) -> None:
    """Answer `/status` with what works in this chat, and how to mend what does not; in a group, to admins."""
    message = incoming.message(update)
    if not await permissions.sender_decides(message, context):
        await reply.give(update, context, render.sentence(context.texts.admins_only))
        return
    me = await context.bot.get_me()  # asked anew: somebody may have been at BotFather since the start
    now = Status(
        rights=await _rights(message.chat, context),
        reads_all=bool(me.can_read_all_group_messages),
        guest=bool(me.supports_guest_queries),
        episode=await context.library.run(Store.episode, context.episode) if context.episode is not None else None,
        language=context.chosen.language,
        default=context.bot_data.settings.language,
        waiting=await context.bot_data.filling.waiting() if context.bot_data.filling is not None else 0,
    )
    await reply.give(update, context, render.status(now, context.texts, context.me))


async def answer_privacy(update: Update, context: Context) -> None:
    """Answer `/privacy` with what is kept, and for how long."""
    await reply.give(update, context, render.privacy(context.texts))


async def answer_forget(update: Update, context: Context) -> None:
    """Answer `/forget` by erasing what is kept of the person; in a group, sent by an admin, of the group."""
    message, texts = incoming.message(update), context.texts
    if message.chat.type == ChatType.PRIVATE:
        forgotten, sentence = message.chat.id, texts.forgotten
    elif await permissions.sender_decides(message, context):
        forgotten, sentence = message.chat.id, texts.forgotten_group
    else:
        sender = update.effective_sender
        forgotten, sentence = sender.id if sender else 0, texts.forget_group_hint
    await context.library.change(lambda store: store.state.chats.forget(forgotten))
    await reply.give(update, context, render.sentence(sentence), remembered=False)


async def _rights(chat: Chat, context: Context) -> Rights:
    if chat.type == ChatType.PRIVATE:
        return "private"
    try:
        member = await context.bot.get_chat_member(chat.id, context.bot.id)
    except (BadRequest, Forbidden):
        return "member"
    return "admin" if member.status == ChatMemberStatus.ADMINISTRATOR else "member"
