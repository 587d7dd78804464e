"""Sending: messages, edits, files, and answers to presses and to inline queries."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResult,
    InlineQueryResultsButton,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    ReplyParameters,
)
from telegram import Message as TelegramMessage
from telegram.constants import CallbackQueryLimit, ChatType, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.queries.callback_data import pack
from bot.render import Button, Copy, InlineCard, LinkButton, Message, Share, VoiceCard
from bot.render.html import shorten
from bot.telegram import complaints, presses

log = logging.getLogger(__name__)

Json = dict[str, Any]

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_NO_PREVIEW_JSON: Final = _NO_PREVIEW.to_dict()
_ANYWHERE: Final = {"allow_user_chats": True, "allow_group_chats": True, "allow_channel_chats": True}


async def reply(to: TelegramMessage, message: Message) -> TelegramMessage:
    """Answer a message where it was said, in its topic if it has one; in a group, as a reply to it."""
    in_private = to.chat.type == ChatType.PRIVATE
    return await to.reply_text(
        message.html,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(message),
        link_preview_options=_NO_PREVIEW,
        reply_parameters=None if in_private else ReplyParameters(to.message_id, allow_sending_without_reply=True),
    )


async def to_chat(bot: Bot, chat: int, message: Message) -> TelegramMessage:
    """Send a message that replies to none."""
    return await bot.send_message(
        chat,
        message.html,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(message),
        link_preview_options=_NO_PREVIEW,
    )


async def edit(pressed: CallbackQuery, message: Message) -> None:
    """Put a message in the place of the one whose button was pressed, however old; one that is gone stays gone."""
    place = pressed.message
    if place is not None:
        await replace(pressed.get_bot(), message, chat=place.chat.id, message_id=place.message_id)
    else:
        await replace(pressed.get_bot(), message, inline_message_id=pressed.inline_message_id)


async def replace(
    bot: Bot,
    message: Message,
    *,
    chat: int | None = None,
    message_id: int | None = None,
    inline_message_id: str | None = None,
) -> None:
    """Put a message in the place of an earlier one of ours, in a chat or sent inline; one that is gone stays gone."""
    with complaints.ignored(complaints.NOTHING_TO_EDIT):
        await bot.edit_message_text(
            message.html,
            chat_id=chat,
            message_id=message_id,
            inline_message_id=inline_message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(message),
            link_preview_options=_NO_PREVIEW,
        )


async def acknowledge(pressed: CallbackQuery, sentence: str | None = None) -> None:
    """Tell Telegram that the press was heard, so that the button stops spinning; the sentence is shown for a moment.

    Where Telegram cannot be told, what was pressed is done all the same.
    """
    if not presses.claim():
        return
    limit = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    try:
        with complaints.ignored(complaints.TOO_LATE):
            await pressed.answer(shorten(sentence, limit) if sentence else None)
    except BadRequest:
        raise
    except TelegramError as error:
        log.warning("A press could not be acknowledged: %s: %s", type(error).__name__, error)


async def lead_to(pressed: CallbackQuery, address: str) -> None:
    """Let the one who pressed a button go to a link to this bot; too late is no error."""
    if not presses.claim():
        return
    with complaints.ignored(complaints.TOO_LATE):
        await pressed.answer(url=address)


async def alert(pressed: CallbackQuery, sentence: str) -> bool:
    """Show a sentence to the one who pressed a button; False if it is too late for that."""
    if not presses.claim():
        return False
    with complaints.ignored(complaints.TOO_LATE):
        return await pressed.answer(shorten(sentence, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH), True)
    return False


async def offer(
    asked: InlineQuery,
    cards: Sequence[InlineCard | VoiceCard],
    *,
    next_place: int | None = None,
    notice: tuple[str, str] | None = None,
    cache_s: int,
) -> None:
    """Show what can be sent, to somebody who types inline; a notice is a sentence and what `/start` gets for it.

    Too late is no error: the person has typed on. The answer is for this person alone, since it is in their language.
    """
    results = [_article(card) if isinstance(card, InlineCard) else _voice_result(card) for card in cards]
    with complaints.ignored(complaints.TOO_LATE):
        await asked.answer(
            (),
            cache_time=cache_s,
            is_personal=True,
            next_offset="" if next_place is None else str(next_place),
            button=InlineQueryResultsButton(notice[0], start_parameter=notice[1]) if notice else None,
            api_kwargs={"results": _json(results)},
        )


async def answer_guest(asked: TelegramMessage, card: InlineCard) -> None:
    """Answer a message in a chat that the bot never joined; a question that has grown too old is no error."""
    with complaints.ignored(complaints.TOO_LATE):
        await asked.answer_guest_query(
            InlineQueryResult("article", card.id), api_kwargs={"result": _json(_article(card))}
        )


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a file is sent: to a chat, into its topic if it has one, in reply to a message."""

    chat: int
    reply_to: int
    topic: int | None


def place_of(message: MaybeInaccessibleMessage) -> Destination:
    """Return the place of a reply to a message, however old."""
    topic = message.message_thread_id if isinstance(message, TelegramMessage) and message.is_topic_message else None
    return Destination(message.chat.id, message.message_id, topic)


async def voice(
    bot: Bot, place: Destination, sound: bytes | str, *, name: str, caption: str, seconds: float
) -> TelegramMessage:
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


async def photo(bot: Bot, place: Destination, png: bytes, message: Message) -> TelegramMessage:
    """Send a picture, a message below it."""
    return await bot.send_photo(
        place.chat,
        png,
        caption=message.html or None,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(message),
        message_thread_id=place.topic,
        reply_parameters=_reply(place),
        filename="quote.png",
    )


async def replace_photo(bot: Bot, place: Destination, png: bytes, message: Message) -> None:
    """Put a picture in the place of the one that was replied to; one that is gone stays gone."""
    with complaints.ignored(complaints.NOTHING_TO_EDIT):
        await bot.edit_message_media(
            InputMediaPhoto(png, message.html or None, ParseMode.HTML, filename="quote.png"),
            place.chat,
            place.reply_to,
            reply_markup=keyboard(message),
        )


async def document(bot: Bot, place: Destination, content: bytes, name: str) -> TelegramMessage:
    """Send a file."""
    return await bot.send_document(
        place.chat,
        InputFile(content, name),
        message_thread_id=place.topic,
        reply_parameters=_reply(place),
        disable_content_type_detection=True,
    )


async def sentence(bot: Bot, place: Destination, words: str) -> TelegramMessage:
    """Send a plain sentence."""
    return await bot.send_message(place.chat, words, message_thread_id=place.topic, reply_parameters=_reply(place))


async def take_back(bot: Bot, sent: TelegramMessage) -> None:
    """Remove a message of ours, if it is there still."""
    with contextlib.suppress(TelegramError):  # a courtesy, and no more
        await bot.delete_message(sent.chat.id, sent.message_id)


def _reply(place: Destination) -> ReplyParameters:
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)


def _json(value: object) -> str:
    """Return a value as Telegram reads it. Han characters stay as they are: escaped they are twice as many bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# What is offered inline is written down as Telegram reads it: to make PTB's objects of twenty cards, and JSON of those,
# took four times as long as everything else that became of the cards.


def _article(card: InlineCard) -> Json:
    said = {"message_text": card.message.html, "parse_mode": ParseMode.HTML, "link_preview_options": _NO_PREVIEW_JSON}
    about = {"description": card.about} if card.about else {}
    return {
        "type": "article",
        "id": card.id,
        "title": card.title,
        **about,
        "input_message_content": said,
        **_keyboard(card.message),
    }


def _voice_result(card: VoiceCard) -> Json:
    return {
        "type": "voice",
        "id": card.id,
        "voice_file_id": card.file_id,
        "title": card.title,
        "caption": card.message.html,
        "parse_mode": ParseMode.HTML,
        **_keyboard(card.message),
    }


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """Return the buttons of a message."""
    return InlineKeyboardMarkup.de_json(_keyboard(message)["reply_markup"], None) if message.rows else None


def _keyboard(message: Message) -> Json:
    """Return the buttons of a message as a field of it."""
    rows = [[_button(button) for button in row] for row in message.rows]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _button(button: Button) -> Json:
    match button.press:
        case Copy(text):
            does: Json = {"copy_text": {"text": text}}
        case Share(query):
            does = {"switch_inline_query_chosen_chat": {"query": query, **_ANYWHERE}}
        case LinkButton(url):
            does = {"url": url}
        case press:
            does = {"callback_data": pack(press)}
    return {"text": button.label, **does}
