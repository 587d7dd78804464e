"""Reading messages: who speaks to the bot, and with which words."""

from __future__ import annotations

import re

from telegram import CallbackQuery, InlineQuery, Message, MessageEntity, Update
from telegram.constants import ChatType, MessageEntityType
from telegram.ext import filters

from bot.queries.callback_data import Draw, Hear, OpenContext, unpack
from bot.queries.results import Spot
from store.search.question import LONGEST_QUESTION

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


_SOMEBODY = (
    ~filters.IS_AUTOMATIC_FORWARD  # a channel's post, put into its discussion group by Telegram
    & ~filters.VIA_BOT  # what an inline bot wrote in somebody's name, perhaps this very bot
    & ~_FromAnotherBot()
)

FROM_SOMEBODY = filters.UpdateType.MESSAGE & _SOMEBODY  # no edited message, channel post, guest or business message
"""Messages of somebody who may be asking something, a person or a channel."""

EDITED = filters.UpdateType.EDITED_MESSAGE & _SOMEBODY & filters.TEXT
"""What somebody wrote, edited afterwards."""

GUEST = filters.UpdateType.GUEST_MESSAGE & _SOMEBODY
"""Messages in chats that the bot never joined, in which somebody calls it."""

PRIVATE = FROM_SOMEBODY & filters.ChatType.PRIVATE
GROUPS = FROM_SOMEBODY & filters.ChatType.GROUPS
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


def inline_query(update: Update) -> InlineQuery:
    """Return the inline query of an update that is one."""
    if update.inline_query is None:
        raise TypeError("This update is no inline query.")
    return update.inline_query


def command(message: Message) -> str | None:
    """Return the command with which a message begins, without / and the bot's name; None if there is none.

    A command for another bot is none.
    """
    for entity, said in message.parse_entities([MessageEntityType.BOT_COMMAND]).items():
        if entity.offset == 0:
            name, _, whose = said.removeprefix("/").partition("@")
            return name.lower() if whose.lower() in ("", (message.get_bot().username or "").lower()) else None
    return None


def is_called(message: Message) -> bool:
    """Say whether a message speaks to the bot: all do in private, and in a group commands and mentions."""
    return message.chat.type == ChatType.PRIVATE or command(message) is not None or bool(_mentions(message))


def quoted_spot(message: Message) -> Spot | None:
    """Return what the quote of ours that a message replies to shows, read off its button; None if it is no such reply.

    https://core.telegram.org/bots/api#message: the buttons of a message come with it.
    """
    replied = message.reply_to_message
    if replied is None or replied.reply_markup is None or not (is_mine(replied) or _sent_through_me(replied)):
        return None
    for row in replied.reply_markup.inline_keyboard:
        for button in row:
            if isinstance(button.callback_data, str):
                shown = unpack(button.callback_data)
                if isinstance(shown, OpenContext | Hear | Draw):
                    return Spot(shown.turn, shown.at)
    return None


def asked_words(message: Message) -> str:
    """Return the words a person asks with; "" if there are none.

    They are those typed, without the command and the bot's @name; else those selected in the message replied to; else
    that whole message. Of what was not typed for this, the beginning is enough.
    """
    # The people who are called upon in a message replied to are nobody's question; `@name` would ask for a speaker.
    typed = _typed(message)
    if typed and message.forward_origin is None:
        return typed
    return (typed or _USERNAME.sub(" ", _replied_to(message)).strip())[:LONGEST_QUESTION]


def is_chatting(message: Message) -> bool:
    """Say whether a message has words of its own with no command before them: only then 谢谢 thanks somebody."""
    return command(message) is None and bool(_typed(message))


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
    if is_mine(replied) and replied.text:  # a quote of ours: what was said, without speaker and clock
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


def is_mine(message: Message) -> bool:
    """Say whether the bot wrote a message."""
    return message.from_user is not None and message.from_user.id == message.get_bot().id


def _sent_through_me(message: Message) -> bool:
    return message.via_bot is not None and message.via_bot.id == message.get_bot().id
