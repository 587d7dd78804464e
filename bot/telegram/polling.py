"""Updates by long polling.

In place of PTB's Updater, which (22.8) tells a revoked token and a second poller to the log only, and runs on deaf; and
which asks for the same updates again, for ever, where one of them cannot be read.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.settings import Settings
from bot.telegram import lifecycle
from bot.telegram.backoff import Patience
from bot.telegram.connection import Timeouts
from bot.telegram.intake import Intake
from bot.telegram.lifecycle import AnyApplication
from bot.telegram.request import BotApiRequest

log = logging.getLogger(__name__)

# PTB's durations are timedeltas from its next major version on; today it warns with each flood limit unless asked so.
os.environ.setdefault("PTB_TIMEDELTA", "true")

POLL_S = 25
# Beyond POLL_S: how long an answer may take on its way, a connection to be made or to be had from the pool.
READ_S, CONNECT_S, POOL_S = 10.0, 10.0, 5.0
# No poll lasts longer, whatever a torn connection does to the pool.
LIMIT_S = POLL_S + READ_S + CONNECT_S + POOL_S
CONFIRM_S = 1.0
_LARGEST = 2**63 - 1


class PollingRequest(BotApiRequest):
    """The connection that getUpdates has for itself.

    An update that PTB cannot read would fail the whole batch, and come again with each poll for ever: it is handed on
    empty, so that it is confirmed like all others.
    """

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer to a call, unreadable updates in it emptied."""
        answer = BotApiRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [readable(update) for update in answer["result"]]
        return answer


def readable(update: dict[str, Any]) -> dict[str, Any]:
    """Return an update as it came, or emptied if PTB cannot read it or no database can hold its numbers.

    Raises TelegramError for what has no number of its own.
    """
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int) or abs(number) > _LARGEST:
        raise TelegramError("Invalid server response")
    try:
        _hold_to_64_bits(update)
        Update.de_json(update, None)
    except Exception as error:
        log.error("Update %s is passed over: it cannot be read (%s).", number, type(error).__name__)
        return {"update_id": number}
    return update


def _hold_to_64_bits(found: Any) -> None:
    """Raise OverflowError where a number in what came is larger than any of Telegram's."""
    if isinstance(found, dict):
        for value in found.values():
            _hold_to_64_bits(value)
    elif isinstance(found, list):
        for value in found:
            _hold_to_64_bits(value)
    elif isinstance(found, int) and abs(found) > _LARGEST:
        raise OverflowError


def polling_request(settings: Settings) -> PollingRequest:
    """Return a connection for getUpdates; its timeouts know that a long poll is silent for long."""
    timeouts = Timeouts(connect_s=CONNECT_S, pool_s=POOL_S, read_s=READ_S)
    return PollingRequest(1, timeouts, proxy=settings.proxy)


class Poller:
    """Fetches updates into the application's queue."""

    def __init__(
        self,
        application: AnyApplication,
        request: BaseRequest,
        allowed_updates: Sequence[str],
        *,
        intake: Intake | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._application = application
        self._allowed_updates = allowed_updates
        self._offset: int | None = None
        self.intake = intake or Intake(application, application.bot_data.library, clock=clock)
        self.patience = Patience(request, clock=clock, sleep=sleep)

    async def start(self) -> None:
        """Make the bot known to itself and start the application, trying until Telegram answers. Raises CannotPoll."""
        while True:
            self.patience.begin(LIMIT_S)
            try:
                await self._application.initialize()
                # A webhook that an earlier life left behind would turn every poll into a conflict.
                await self._application.bot.delete_webhook()
                break
            except (TelegramError, TimeoutError) as error:
                await self.patience.wait_after(error)
        self.patience.renew()
        self.intake.heard()
        await lifecycle.start(self._application)
        await self.intake.resume()
        log.info("@%s asks Telegram for updates.", self._application.bot.username)

    async def run(self) -> None:
        """Fetch updates for ever; waits longer after each failure, at most 30 s. Raises CannotPoll."""
        while True:
            try:
                await self.fetch()
            except (TelegramError, TimeoutError) as error:
                await self.patience.wait_after(error)
            else:
                self.patience.renew()

    async def fetch(self) -> None:
        """Fetch the next updates, waiting up to POLL_S for one; this also confirms those fetched before."""
        self.patience.begin(LIMIT_S)
        async with asyncio.timeout(LIMIT_S):
            updates = await self._application.bot.get_updates(
                offset=self._offset, timeout=timedelta(seconds=POLL_S), allowed_updates=self._allowed_updates
            )
        await self.intake.take(updates)
        if updates:
            # Not the last one's: they are in order, unless something on the way has shuffled them.
            self._offset = max(update.update_id for update in updates) + 1

    async def finish(self) -> None:
        """Tell Telegram that the updates fetched so far need not come again; when it cannot be told, they will.

        Those that were seen are then passed over.
        """
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(CONFIRM_S):
                await self._application.bot.get_updates(
                    offset=self._offset, limit=1, timeout=timedelta(0), allowed_updates=self._allowed_updates
                )
        except (TelegramError, TimeoutError) as error:
            log.warning("The last updates could not be confirmed (%s) and will come again.", type(error).__name__)
