"""Alerts: errors of the log, sent to the admins' chats, at most once an hour for each kind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from typing import Final

from telegram import Bot
from telegram.error import TelegramError

log = logging.getLogger(__name__)

EVERY_S: Final = 3600.0
_MOST_KINDS: Final = 200
_MOST_WAITING: Final = 20
_LONGEST: Final = 300
_SEND_S: Final = 20.0


class Alerts(logging.Handler):
    """Collects errors from any thread; `run` sends them. Of a record only its line goes out, never a traceback."""

    def __init__(self, bot: Bot, admins: Iterable[int], *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(logging.ERROR)
        self._bot = bot
        self._admins = sorted(admins)
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._told: dict[tuple[str, str, int, str], float] = {}
        self._lines: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)

    def emit(self, record: logging.LogRecord) -> None:
        """Take an error to be sent, if its kind was not told within the hour.

        A kind is a place in the program, and the kind of exception where there is one: what was said there may differ
        each time.
        """
        kind = (record.name, record.pathname, record.lineno, getattr(record, "fault", ""))
        now = self._clock()
        told_at = self._told.get(kind)
        if told_at is not None and now - told_at < EVERY_S:
            return
        if told_at is None and len(self._told) >= _MOST_KINDS:
            del self._told[min(self._told, key=self._told.__getitem__)]
        self._told[kind] = now
        line = " ".join(record.getMessage().split())[:_LONGEST]
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._put, f"⚠️ {record.name}: {line}")

    def _put(self, line: str) -> None:
        with contextlib.suppress(asyncio.QueueFull):  # it stands in the log
            self._lines.put_nowait(line)

    async def run(self) -> None:
        """Send what was collected, for ever; an admin who cannot be reached is passed over."""
        while True:
            line = await self._lines.get()
            for admin in self._admins:
                try:
                    async with asyncio.timeout(_SEND_S):
                        await self._bot.send_message(admin, line)
                except (TelegramError, TimeoutError) as error:
                    # No error, or it would be one to tell the admins.
                    log.warning("An admin could not be told of an error (%s).", type(error).__name__)
