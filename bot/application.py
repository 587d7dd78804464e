"""The bot put together: its wire, its library, and its handlers in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from telegram import Update
from telegram.constants import UpdateType
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot import hear
from bot.context import Bot, Context, Services
from bot.errors import on_error
from bot.handlers import browse, help, quotes, speakers
from bot.library import Library
from bot.processor import WORKERS, Inbox, Lanes
from bot.settings import Settings

ALLOWED_UPDATES: Final = (UpdateType.MESSAGE.value, UpdateType.CALLBACK_QUERY.value)
"""Every kind of update that has a handler. Telegram remembers the last list it got, so pass this at each start."""

# Where there is no token there is no Telegram either: a wire that plays Telegram takes any.
_NO_TOKEN = "0:none"  # noqa: S105

_CONNECT_S, _READ_S, _WRITE_S, _POOL_S = 10.0, 20.0, 20.0, 10.0


def build(
    settings: Settings, *, request: BaseRequest | None = None, get_updates_request: BaseRequest | None = None
) -> Bot:
    """Return the application, not yet initialized. `request` is another wire to Telegram, such as a terminal.

    Its `post_shutdown` closes the library and is to be awaited after `shutdown`, as PTB's own runners do. Whoever
    polls puts the updates into `update_queue`: it has no Updater.
    """
    builder = (
        ApplicationBuilder()
        .token(settings.token or _NO_TOKEN)
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(request or _wire(settings))
        .context_types(ContextTypes(context=Context, bot_data=Services))
        .concurrent_updates(Lanes())
        .update_queue(Inbox())
        .updater(None)
        .job_queue(None)
        .post_shutdown(_close)
    )
    if get_updates_request is not None:
        builder = builder.get_updates_request(get_updates_request)
    application = builder.build()
    application.bot_data.settings = settings
    application.bot_data.library = Library(settings.database)
    application.add_handlers(list(_handlers()))
    application.add_error_handler(on_error)
    return application


def _handlers() -> Iterator[BaseHandler[Update, Context, Any]]:
    """Give the handlers in the order in which they are tried; the first that fits is the only one."""
    # Before all others: theirs look at `effective_message`, which warns of a button under a very old message.
    yield CallbackQueryHandler(browse.turn_page)
    # Commands that bear another bot's name fit none of these.
    yield CommandHandler("quote", quotes.answer, hear.ASKER)
    yield CommandHandler("speaker", speakers.answer_speaker, hear.ASKER)
    yield CommandHandler("speakers", speakers.answer_speakers, hear.ASKER)
    yield CommandHandler("help", help.answer_help, hear.ASKER)
    yield CommandHandler("start", help.answer_start, hear.ASKER)
    # Any other command: one line in private, and silence in a group, where it is for another bot.
    yield MessageHandler(hear.PRIVATE & hear.COMMAND, help.answer_unknown_command)
    # In private, every text is a question. In a group, one that mentions the bot: all other talk is left alone, also
    # when it replies to a quote.
    yield MessageHandler(hear.PRIVATE & hear.TEXT, quotes.answer)
    yield MessageHandler(hear.GROUPS & hear.TEXT & hear.MENTIONING_ME & ~hear.COMMAND, quotes.answer)


def _wire(settings: Settings) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=2 * WORKERS,
        connect_timeout=_CONNECT_S,
        read_timeout=_READ_S,
        write_timeout=_WRITE_S,
        pool_timeout=_POOL_S,
        proxy=settings.proxy,
    )


async def _close(application: Bot) -> None:
    await application.bot_data.library.close()
