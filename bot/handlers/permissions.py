"""Permissions: who may decide for a chat, and who is an admin of the bot (ADMIN_IDS).

For a chat decides in private the person, in a group its admins, as Telegram says at that moment.
"""

from __future__ import annotations

from telegram import CallbackQuery, Chat, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot.context import Context

_DECIDE = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def sender_decides(message: Message, context: Context) -> bool:
    """Say whether whoever sent a message may decide for its chat; an admin who stays anonymous speaks as the group."""
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    return message.from_user is not None and await decides(message.chat, message.from_user.id, context)


async def presser_decides(pressed: CallbackQuery, context: Context) -> bool:
    """Say whether whoever pressed a button may decide for the chat in which it stands; nobody may where it is sent on.

    The data of a button proves nothing: whoever runs a client of their own can press any.
    """
    return pressed.message is not None and await decides(pressed.message.chat, pressed.from_user.id, context)


async def decides(chat: Chat, person: int, context: Context) -> bool:
    """Say whether a person may decide for a chat. Telegram is asked each time: admins come and go."""
    if chat.type == ChatType.PRIVATE:
        return chat.id == person
    if person in context.bot_data.settings.admin_ids:
        return True
    try:
        member = await context.bot.get_chat_member(chat.id, person)
    except (BadRequest, Forbidden):  # nobody whom Telegram knows there
        return False
    return member.status in _DECIDE


def is_bot_admin(update: Update, context: Context) -> bool:
    """Say whether whoever sent an update is an admin of the bot; channels and anonymous admins of groups are none."""
    message, person = update.effective_message, update.effective_user
    in_person = message is None or message.sender_chat is None
    return in_person and person is not None and person.id in context.bot_data.settings.admin_ids


def presser_is_bot_admin(pressed: CallbackQuery, context: Context) -> bool:
    """Say whether whoever pressed a button is an admin of the bot, wherever the button stands."""
    return pressed.from_user.id in context.bot_data.settings.admin_ids
