"""Chat actions: Telegram shows that the bot is typing, recording or uploading while it is at it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from telegram import Bot, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.context import Context

TYPING_AFTER_S: Final = 1.0
RENEWED_EVERY_S: Final = 4.5
"""Telegram shows an action for 5 s."""


@asynccontextmanager
async def typing(update: Update, context: Context) -> AsyncIterator[None]:
    """Show that the bot is writing, from TYPING_AFTER_S on until the end."""
    chat, message = update.effective_chat, update.message or update.edited_message
    if chat is None or update.guest_message is not None:
        yield
        return
    topic = message.message_thread_id if message is not None and message.is_topic_message else None
    async with shown(context.bot, chat.id, topic, ChatAction.TYPING, after_s=TYPING_AFTER_S):
        yield


@asynccontextmanager
async def shown(bot: Bot, chat: int, topic: int | None, action: str, *, after_s: float) -> AsyncIterator[None]:
    """Show that something is under way, as one of Telegram's chat actions, from `after_s` on until the end."""
    showing = asyncio.create_task(_keep_showing(bot, chat, topic, action, after_s))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.wait((showing,))


async def _keep_showing(bot: Bot, chat: int, topic: int | None, action: str, after_s: float) -> None:
    await asyncio.sleep(after_s)
    with contextlib.suppress(TelegramError):  # a courtesy, and no more
        while True:
            await bot.send_chat_action(chat, action, message_thread_id=topic)
            await asyncio.sleep(RENEWED_EVERY_S)
