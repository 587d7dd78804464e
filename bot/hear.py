"""Who is speaking to the bot, and with which words: read off the message alone."""

from __future__ import annotations

import re

from telegram import CallbackQuery, Message, MessageEntity, Update
from telegram.constants import MessageEntityType
from telegram.ext import filters

_USERNAME = re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}", re.ASCII)
_MENTIONS: list[str | None] = [MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION]


class _FromAnotherBot(filters.MessageFilter):
    """Messages that another bot wrote: answering those, two bots could talk for ever.

    An anonymous admin and a channel that posts in a group come under a bot's name too, but with a `sender_chat`.
    """

    def filter(self, message: Message) -> bool:
        return message.from_user is not None and message.from_user.is_bot and message.sender_chat is None


class _MentionsMe(filters.MessageFilter):
    """Messages that mention this bot, by @name or by a link to it."""

    def filter(self, message: Message) -> bool:
        return bool(_mentions(message))


ASKER = (
    filters.UpdateType.MESSAGE  # no edited message, channel post, guest or business message
    & ~filters.IS_AUTOMATIC_FORWARD  # a channel's post, put into its discussion group by Telegram
    & ~filters.VIA_BOT  # what an inline bot wrote in somebody's name, perhaps this very bot
    & ~_FromAnotherBot()
)
"""Messages of somebody who may be asking something, a person or a channel."""

PRIVATE = ASKER & filters.ChatType.PRIVATE
GROUPS = ASKER & filters.ChatType.GROUPS
MENTIONING_ME = _MentionsMe()
COMMAND = filters.COMMAND
TEXT = filters.TEXT


def message(update: Update) -> Message:
    """Return the message of an update that has one, as every update does that comes to a handler of messages."""
    if update.effective_message is None:
        raise TypeError("This update has no message.")
    return update.effective_message


def press(update: Update) -> CallbackQuery:
    """Return the button press of an update that is one."""
    if update.callback_query is None:
        raise TypeError("This update is no button press.")
    return update.callback_query


def asked_words(message: Message) -> str:
    """Return the words a person asks with; "" if there are none.

    They are those typed, without the command and the bot's @name; else those selected in the message replied to; else
    that whole message.
    """
    # The people who are called upon in a message replied to are nobody's question; `@name` would ask for a speaker.
    return _typed(message) or _USERNAME.sub(" ", _replied_to(message)).strip()


def _typed(message: Message) -> str:
    """Return the text without the command at its beginning and without the bot's @name."""
    commands = message.parse_entities([MessageEntityType.BOT_COMMAND])
    dropped = [*(entity for entity in commands if entity.offset == 0), *_mentions(message)]
    text = (message.text or "").encode("utf-16-le", "surrogatepass")  # entities count UTF-16 units
    for entity in sorted(dropped, key=lambda one: one.offset, reverse=True):
        text = text[: 2 * entity.offset] + " ".encode("utf-16-le") + text[2 * (entity.offset + entity.length) :]
    return text.decode("utf-16-le", "surrogatepass").strip()


def _replied_to(message: Message) -> str:
    """Return the words of the message replied to: only the selected ones if somebody selected some."""
    selected, replied = message.quote, message.reply_to_message
    if selected and (selected.is_manual or replied is None):
        return selected.text
    if replied is None:
        return ""
    if _is_mine(replied) and replied.text:  # a quote of ours: what was said, without speaker and clock
        said = replied.parse_entities([MessageEntityType.BLOCKQUOTE, MessageEntityType.EXPANDABLE_BLOCKQUOTE])
        return next(iter(said.values()), replied.text).strip("… ")
    return replied.text or replied.caption or (replied.poll.question if replied.poll else "")


def _mentions(message: Message) -> dict[MessageEntity, str]:
    """Return where the message mentions this bot, in its text."""
    me = message.get_bot()
    return {
        entity: said
        for entity, said in (message.parse_entities(_MENTIONS) if message.text else {}).items()
        if said.lower() == f"@{me.username}".lower() or (entity.user is not None and entity.user.id == me.id)
    }


def _is_mine(message: Message) -> bool:
    return message.from_user is not None and message.from_user.id == message.get_bot().id
