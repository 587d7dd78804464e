"""The bot's mouth: how a message goes out, and which of Telegram's complaints are none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram import Message as Heard
from telegram.constants import CallbackQueryLimit, ChatType, ParseMode
from telegram.error import BadRequest

from bot.callbacks import pack
from bot.markup import shorten
from bot.render import Message

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

# Telegram's words, in lower case; they are the only way to tell one BadRequest from another.
_TOO_LATE = ("query is too old", "query id is invalid")
_EDITED_ALREADY = ("message is not modified",)
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


async def reply(to: Heard, message: Message) -> None:
    """Answer a message where it was said, in its topic if it has one; in a group, as a reply to it."""
    in_private = to.chat.type == ChatType.PRIVATE
    await to.reply_text(
        message.html,
        parse_mode=ParseMode.HTML,
        reply_markup=_keyboard(message),
        link_preview_options=_NO_PREVIEW,
        reply_parameters=None if in_private else ReplyParameters(to.message_id, allow_sending_without_reply=True),
    )


async def edit(pressed: CallbackQuery, message: Message) -> None:
    """Put a message in the place of the one whose button was pressed, however old; one that is gone stays gone."""
    place = pressed.message
    with _no_matter(*_EDITED_ALREADY, *_GONE):
        await pressed.get_bot().edit_message_text(
            message.html,
            chat_id=place.chat.id if place else None,
            message_id=place.message_id if place else None,
            inline_message_id=pressed.inline_message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(message),
            link_preview_options=_NO_PREVIEW,
        )


async def acknowledge(pressed: CallbackQuery) -> None:
    """Tell Telegram that the press was heard, so that the button stops spinning."""
    with _no_matter(*_TOO_LATE):
        await pressed.answer()


async def alert(pressed: CallbackQuery, sentence: str) -> bool:
    """Show a sentence to the one who pressed a button; False if it is too late for that."""
    with _no_matter(*_TOO_LATE):
        return await pressed.answer(shorten(sentence, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH), True)
    return False


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.rows:
        return None
    rows = ([InlineKeyboardButton(one.label, callback_data=pack(one.press)) for one in row] for row in message.rows)
    return InlineKeyboardMarkup(list(rows))


@contextmanager
def _no_matter(*complaints: str) -> Iterator[None]:
    """Let these complaints of Telegram's pass, and no others."""
    try:
        yield
    except BadRequest as error:
        if not any(complaint in error.message.lower() for complaint in complaints):
            raise
