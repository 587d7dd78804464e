"""The error handler: what went wrong is logged, then told to whoever asked, in a sentence."""

from __future__ import annotations

import contextlib
import logging

from telegram import Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot import render
from bot.context import Context
from bot.media.audio.errors import (
    AudioError,
    BrokenAudio,
    ClosedAudio,
    CutOffAudio,
    MissingAudio,
    PastTheEnd,
    UnknownAudio,
)
from bot.messages import reply, send
from bot.render.html import shorten
from bot.texts import Texts
from store.errors import (
    AmbiguousSpeaker,
    DatabaseProblem,
    EmptyQuestion,
    NewerDatabase,
    QuestionTooLong,
    StoreError,
    UnknownEpisode,
    UnknownSpeaker,
)

log = logging.getLogger(__name__)

_ASKED_UNITS = 64


async def on_error(update: object, context: Context) -> None:
    """Log what went wrong, then say so to whoever asked: a sentence for a StoreError, else a short apology.

    Nothing is said where Telegram could not be reached or would not have it: that would fail the same way, or come on
    top of an answer that did arrive.
    """
    error = context.error
    _log(error)
    await _note(update, error, context)
    if not isinstance(update, Update) or (isinstance(error, TelegramError) and not isinstance(error, BadRequest)):
        return
    await context.refresh_data()  # this context is a new one, and does not know yet which language to speak
    try:
        await _tell(update, error, context)
    except TelegramError as second:
        log.warning("The apology could not be delivered either: %s", second)


def worded(error: Exception | None, texts: Texts) -> str:
    """Return what to tell a person of an error: what was asked, what is known, what to try."""
    match error:
        case EmptyQuestion():
            sentence = texts.empty_question
        case QuestionTooLong(length=length, limit=limit):
            sentence = texts.long_question.format(length=length, limit=limit)
        case UnknownSpeaker(known=()):
            sentence = texts.nobody_named
        case UnknownSpeaker(asked=asked, known=known):
            sentence = texts.unknown_speaker.format(asked=_short(asked), known=render.names(known, texts))
        case AmbiguousSpeaker(asked=asked, fitting=fitting):
            sentence = f"{texts.which_speaker.format(asked=_short(asked))} {render.names(fitting, texts)}"
        case UnknownEpisode(known=()):
            sentence = texts.no_episodes
        case UnknownEpisode(asked=asked, known=known):
            sentence = texts.unknown_episode.format(asked=_short(asked), known=render.names(known, texts))
        case DatabaseProblem() | NewerDatabase():
            sentence = texts.shut_library
        case AudioError():
            sentence = _of_audio(error, texts)
        case _:
            sentence = texts.apology
    return sentence


def _of_audio(error: AudioError, texts: Texts) -> str:
    match error:
        case MissingAudio():
            sentence = texts.missing_audio
        case BrokenAudio():
            sentence = texts.broken_audio
        case CutOffAudio():
            sentence = texts.cut_off_audio
        case PastTheEnd():
            sentence = texts.short_audio
        case UnknownAudio():
            sentence = texts.strange_audio
        case ClosedAudio():
            sentence = texts.closed_audio
        case _:
            sentence = texts.far_audio
    return sentence


def _log(error: Exception | None) -> None:
    """Write down what went wrong, and nothing of what was asked by whom."""
    match error:
        case DatabaseProblem() | NewerDatabase():
            log.error("%s", error)
        case StoreError():
            log.info("Answered with a sentence for %s.", type(error).__name__)
        case Forbidden():
            log.info("Not allowed to speak there (any more): %s", error)
        case TelegramError() if not isinstance(error, BadRequest):
            log.warning("Telegram: %s: %s", type(error).__name__, error)
        case _:
            log.error("An update was not answered as it should be (%s).", type(error).__name__, exc_info=error)


async def _note(update: object, error: Exception | None, context: Context) -> None:
    """Take note of what Telegram says about a chat along with its refusal: it wants us no more, it has a new number."""
    chat = update.effective_chat if isinstance(update, Update) and update.guest_message is None else None
    with contextlib.suppress(StoreError):
        if chat is not None and isinstance(error, Forbidden):
            await context.library.run(lambda store: store.state.chats.left(chat.id))
        elif chat is not None and isinstance(error, ChatMigrated):
            await context.library.change(lambda store: store.state.chats.move(chat.id, error.new_chat_id))


async def _tell(update: Update, error: Exception | None, context: Context) -> None:
    sentence = worded(error, context.texts)
    pressed = update.callback_query
    if pressed is None:
        if update.effective_message is not None:
            await reply.give(update, context, render.sentence(sentence))
        return
    # What the library answers belongs in the message's place. A fault is shown to whoever pressed, and leaves the
    # message as it was, unless the press was acknowledged already.
    is_answer = isinstance(error, StoreError) and not isinstance(error, DatabaseProblem | NewerDatabase)
    if is_answer or not await send.alert(pressed, sentence):
        await send.edit(pressed, render.sentence(sentence))


def _short(asked: str) -> str:
    return shorten(asked, _ASKED_UNITS)
