"""Transcripts that admins of the bot send as documents: read, reported on, and loaded if they say so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from io import BytesIO

from telegram import CallbackQuery, Document, Update
from telegram.error import TelegramError

from bot import render
from bot.context import Context
from bot.handlers import background, errors, permissions
from bot.messages import incoming, reply, send
from bot.queries import browse
from bot.queries.callback_data import SettleUpload
from bot.render import Message, admin
from bot.render.parts import title_of
from bot.services.uploads import UploadResult, shown_name
from store.errors import StoreError
from store.ingest.files import LARGEST_FILE
from store.ingest.job import NotUnderstood
from store.models import Question

log = logging.getLogger(__name__)

_FETCH_S = 120.0


async def receive(update: Update, context: Context) -> None:
    """Read a document and tell what was understood of it; nothing is fetched for anybody else."""
    message, texts = incoming.message(update), context.texts
    document = message.document
    if document is None:
        return
    if not permissions.is_bot_admin(update, context):
        await reply.give(update, context, render.sentence(texts.upload_not_yours))
        return
    name = shown_name(document.file_name)
    if (document.file_size or 0) > LARGEST_FILE:
        await reply.give(update, context, _too_large(name, context))
        return
    shown = await send.reply(message, render.sentence(texts.upload_fetching.format(name=name)))
    background.start(_read(document, name, message.chat.id, shown.message_id, context), context)


async def settle(pressed: CallbackQuery, wanted: SettleUpload, context: Context) -> None:
    """Load the transcript that was sent, or erase it."""
    texts, uploads, place = context.texts, context.bot_data.uploads, pressed.message
    if place is None:
        await send.alert(pressed, texts.only_in_chats)
        return
    if wanted.key in uploads.loading:
        await send.alert(pressed, texts.upload_busy)
        return
    name = await uploads.name_of(wanted.key)
    if name is None:
        await send.acknowledge(pressed)
        await send.edit(pressed, render.sentence(texts.upload_gone))
    elif wanted.load:
        uploads.loading.add(wanted.key)
        await send.acknowledge(pressed)
        background.start(_load(wanted.key, name, place.chat.id, place.message_id, context), context)
    else:
        await uploads.drop(wanted.key)
        await send.acknowledge(pressed)
        await send.edit(pressed, render.sentence(texts.upload_dropped.format(name=name)))


async def _read(document: Document, name: str, chat: int, shown: int, context: Context) -> None:
    """Fetch a document, keep it, and put what was understood of it in the place of a message."""
    texts, uploads = context.texts, context.bot_data.uploads

    async def done() -> Message:
        data = await _fetched(document)
        if data is None:
            return render.sentence(texts.upload_unfetched.format(name=name))
        if len(data) > LARGEST_FILE:
            return _too_large(name, context)
        try:
            key = await uploads.keep(data, name)
        except OSError as error:
            log.error("A transcript that was sent cannot be kept: %s", error.strerror)
            return render.sentence(texts.upload_no_room.format(name=name))
        await send.replace(
            context.bot, render.sentence(texts.upload_reading.format(name=name)), chat=chat, message_id=shown
        )
        found = await uploads.look(key, name)
        if isinstance(found, NotUnderstood):
            await uploads.drop(key)
            return admin.refusal(texts.upload_refused, found.refusal, texts)
        if found.status == "same":
            await uploads.drop(key)
        return admin.understood(found.report, found.status, key, texts)

    try:
        with _refusal_logged():
            await send.replace(context.bot, await _or_sentence(done(), context), chat=chat, message_id=shown)
    except asyncio.CancelledError:
        with _refusal_logged():
            await send.replace(context.bot, render.sentence(texts.upload_gone), chat=chat, message_id=shown)
        raise


async def _load(key: str, name: str, chat: int, shown: int, context: Context) -> None:
    """Load what is kept, tell of it in the place of a message, and send a first quote from it."""
    texts, uploads = context.texts, context.bot_data.uploads
    loaded: list[int] = []

    async def done() -> Message:
        found: UploadResult = await uploads.load(key, name)
        if isinstance(found, NotUnderstood):
            return admin.refusal(texts.upload_not_loaded, found.refusal, texts, admin.settling(key, texts))
        await uploads.drop(key)
        loaded.extend([found.episode_id] if found.episode_id is not None else [])
        report = found.report
        return render.sentence(texts.upload_loaded.format(title=title_of(found.indexed.episode), turns=report.turns))

    try:
        with _refusal_logged():
            loading = render.sentence(texts.upload_loading.format(name=name))
            await send.replace(context.bot, loading, chat=chat, message_id=shown)
            await send.replace(context.bot, await _or_sentence(done(), context), chat=chat, message_id=shown)
            for episode in loaded:
                first = await context.library.run(browse.another, Question("", (), episode=episode), chat=None, shown=0)
                await send.to_chat(context.bot, chat, render.result(first, texts, context.me))
    except asyncio.CancelledError:
        with _refusal_logged():
            again = render.sentence(texts.upload_interrupted, admin.settling(key, texts))
            await send.replace(context.bot, again, chat=chat, message_id=shown)
        raise
    finally:
        uploads.loading.discard(key)


async def _fetched(document: Document) -> bytes | None:
    """Return what a document holds; None where Telegram does not give it."""
    into = BytesIO()
    try:
        async with asyncio.timeout(_FETCH_S):
            file = await document.get_file()
            if (file.file_size or 0) <= LARGEST_FILE:
                await file.download_to_memory(into)
                return into.getvalue()
    except (TelegramError, TimeoutError, RuntimeError, OSError) as error:
        log.warning("A document could not be fetched: %s", type(error).__name__)
    return None


async def _or_sentence(work: Awaitable[Message], context: Context) -> Message:
    """Return the message that some work makes, or the sentence for what went wrong in it."""
    try:
        return await work
    except StoreError as error:
        log.warning("A transcript that was sent: %s", error)
        return render.sentence(errors.worded(error, context.texts))
    except TelegramError:
        raise
    except Exception:
        log.exception("A transcript that was sent was not read as it should be.")
        return render.sentence(context.texts.apology)


@contextmanager
def _refusal_logged() -> Iterator[None]:
    try:
        yield
    except TelegramError as error:
        log.warning("What became of a transcript could not be told: %s", type(error).__name__)


def _too_large(name: str, context: Context) -> Message:
    return render.sentence(context.texts.upload_too_large.format(name=name, limit=LARGEST_FILE // 2**20))
