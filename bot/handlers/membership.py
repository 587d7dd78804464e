"""Membership: chats that add the bot, remove it, or change their number."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatMemberStatus

from bot.context import Context
from bot.messages import incoming

_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def on_membership(update: Update, context: Context) -> None:
    """Note that the bot was added to a chat, or removed; a chat that removed it is forgotten after a while.

    A person who blocks the bot, or starts it again, is the same for the private chat with them.
    """
    change = update.my_chat_member
    if change is not None:
        chat, gone = change.chat.id, change.new_chat_member.status in _GONE
        await context.library.run(
            lambda store: store.state.chats.left(chat) if gone else store.state.chats.joined(chat)
        )


async def on_migration(update: Update, context: Context) -> None:
    """Let a group that becomes a supergroup, and so gets a new number, keep what it chose; both chats tell of it."""
    message = incoming.message(update)
    if message.migrate_to_chat_id is not None:
        await _move(message.chat.id, message.migrate_to_chat_id, context)
    elif message.migrate_from_chat_id is not None:
        await _move(message.migrate_from_chat_id, message.chat.id, context)


async def _move(old: int, new: int, context: Context) -> None:
    await context.library.change(lambda store: store.state.chats.move(old, new))
