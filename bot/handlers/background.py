"""Background tasks: what takes longer than a press may goes on beside other updates, and says how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Final

from telegram import CallbackQuery
from telegram.error import BadRequest, TelegramError

from bot import log as logs
from bot.context import Context
from bot.handlers import errors
from bot.messages import send
from bot.messages.send import Destination
from bot.telegram import in_flight, presses
from store.errors import StoreError

log = logging.getLogger(__name__)

ANSWER_AFTER_S: Final = presses.SPINS_S
"""So long a button may spin: what fails at once is told to the one who pressed it, and to nobody else in the chat."""

LAST_WAIT_S: Final = 3.0
"""A part of the time that a stop leaves for the answers under way (`serve.FINISH_S`)."""


def begin(pressed: CallbackQuery, place: Destination, work: Coroutine[Any, Any, None], context: Context) -> None:
    """Do what a button asks for, beside other updates; what goes wrong becomes a sentence."""
    start(_supervise(pressed, place, work, context), context)


def start(work: Coroutine[Any, Any, None], context: Context) -> None:
    """Do something beside other updates; where it is broken off unheard, its update is left for the next start."""
    task = asyncio.create_task(work)
    in_flight.lends(task)
    tasks = context.bot_data.background_tasks
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def settle(tasks: set[asyncio.Task[None]]) -> None:
    """Wait until all tasks have ended."""
    while tasks:
        await asyncio.wait(set(tasks))


async def end(tasks: set[asyncio.Task[None]]) -> None:
    """Let the tasks end, for a moment; then break them off."""
    under_way = list(tasks)
    if under_way:
        await asyncio.wait(under_way, timeout=LAST_WAIT_S)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


async def _supervise(
    pressed: CallbackQuery, place: Destination, work: Coroutine[Any, Any, None], context: Context
) -> None:
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=ANSWER_AFTER_S)
        acknowledged = not task.done()
        if acknowledged:
            await send.acknowledge(pressed)
        sentence = await outcome(task, context)
        if sentence is None:
            if not acknowledged:
                await send.acknowledge(pressed)
        elif acknowledged or not await send.alert(pressed, sentence):
            await send.sentence(context.bot, place, sentence)
    except TelegramError as error:
        log.warning("Telegram: %s: %s", type(error).__name__, error)
    finally:
        task.cancel()


async def outcome(work: Coroutine[Any, Any, None] | asyncio.Future[None], context: Context) -> str | None:
    """Return the sentence for what went wrong; None where nothing did, or where Telegram could not be reached."""
    try:
        await work
    except StoreError as error:
        log.info("Answered with a sentence for %s: %s", type(error).__name__, error)
        return errors.worded(error, context.texts)
    except BadRequest as error:  # such as from a person who wants no voice notes
        log.warning("Telegram did not take a file: %s", logs.without_words(str(error)))
        return context.texts.apology
    except TelegramError as error:
        log.warning("Telegram: %s: %s", type(error).__name__, error)
    except Exception:
        log.exception("A file was not sent as it should be.")
        return context.texts.apology
    return None
