"""Files go out: voice notes, pictures and documents, where a button was pressed or something was asked."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from telegram import Bot, InputFile, InputMediaPhoto, MaybeInaccessibleMessage, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot import render
from bot.messages import send
from bot.telegram import complaints


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is sent: to a chat, into its topic if it has one, in reply to a message."""

    chat: int
    reply_to: int
    topic: int | None


def place_of(message: MaybeInaccessibleMessage) -> Place:
    """Return the place of a reply to a message, however old."""
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Place(message.chat.id, message.message_id, topic)


async def voice(bot: Bot, place: Place, sound: bytes | str, *, name: str, caption: str, seconds: float) -> Message:
    """Send a voice note (OGG Opus, or where Telegram keeps it), with a caption in HTML."""
    return await bot.send_voice(
        place.chat,
        sound,
        duration=round(seconds),
        caption=caption,
        parse_mode=ParseMode.HTML,
        message_thread_id=place.topic,
        reply_parameters=_reply(place),
        filename=name,
    )


async def photo(bot: Bot, place: Place, png: bytes, message: render.Message) -> Message:
    """Send a picture, a message below it."""
    return await bot.send_photo(
        place.chat,
        png,
        caption=message.html or None,
        parse_mode=ParseMode.HTML,
        reply_markup=send.keyboard(message),
        message_thread_id=place.topic,
        reply_parameters=_reply(place),
        filename="quote.png",
    )


async def replace_photo(bot: Bot, place: Place, png: bytes, message: render.Message) -> None:
    """Put a picture in the place of the one that was replied to; one that is gone stays gone."""
    with complaints.ignored(complaints.NOTHING_TO_EDIT):
        await bot.edit_message_media(
            InputMediaPhoto(png, message.html or None, ParseMode.HTML, filename="quote.png"),
            place.chat,
            place.reply_to,
            reply_markup=send.keyboard(message),
        )


async def document(bot: Bot, place: Place, content: bytes, name: str) -> Message:
    """Send a file."""
    return await bot.send_document(
        place.chat,
        InputFile(content, name),
        message_thread_id=place.topic,
        reply_parameters=_reply(place),
        disable_content_type_detection=True,
    )


async def sentence(bot: Bot, place: Place, told: str) -> Message:
    """Send a plain sentence."""
    return await bot.send_message(place.chat, told, message_thread_id=place.topic, reply_parameters=_reply(place))


async def take_back(bot: Bot, sent: Message) -> None:
    """Remove a message of ours, if it is there still."""
    with contextlib.suppress(TelegramError):  # a courtesy, and no more
        await bot.delete_message(sent.chat.id, sent.message_id)


def _reply(place: Place) -> ReplyParameters:
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)
