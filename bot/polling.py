"""Updates by long polling, from the first try to a clean end: what may pass is tried again, the rest stops the bot.

PTB's own Updater tells a revoked token and a second poller to the log only, and the application runs on, deaf.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot import running
from bot.running import AnyApplication
from bot.settings import Settings

log = logging.getLogger(__name__)

# PTB's durations are timedeltas from its next major version on; today it warns with each flood limit unless asked so.
os.environ.setdefault("PTB_TIMEDELTA", "true")

POLL_S = 25
# Beyond POLL_S: how long an answer may take on its way, a connection to be made or to be had from the pool.
READ_S, CONNECT_S, POOL_S = 10.0, 10.0, 5.0
# No poll lasts longer, whatever a torn connection does to the pool.
LIMIT_S = POLL_S + READ_S + CONNECT_S + POOL_S
LONGEST_WAIT_S = 30.0

# A bot that is being replaced polls for some seconds beside its successor; these tries last about 13 s.
CONFLICT_TRIES = 6
CONFLICT_WINDOW_S = 120.0

# Of the 5 s that a stop may last: the answers under way, then the word to Telegram what was fetched.
FINISH_S, CONFIRM_S = 3.0, 1.0


class CannotPoll(Exception):
    """Polling cannot go on; `str()` is one line for the person who runs the bot."""


class PollingRequest(HTTPXRequest):
    """The connection that getUpdates has for itself.

    An update that PTB cannot read would fail the whole batch, and come again with each poll for ever: it is handed on
    empty, so that it is confirmed like all others.
    """

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer to a call, unreadable updates in it emptied."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_readable(update) for update in answer["result"]]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except Exception as error:
        log.error("Update %s is passed over: it cannot be read (%s).", update["update_id"], type(error).__name__)
        return {"update_id": update["update_id"]}
    return update


def wire(settings: Settings) -> PollingRequest:
    """Return a connection for getUpdates; its timeouts know that a long poll is silent for long."""
    return PollingRequest(
        connection_pool_size=1,
        read_timeout=READ_S,
        connect_timeout=CONNECT_S,
        pool_timeout=POOL_S,
        proxy=settings.proxy,
    )


class Poller:
    """Fetches updates into the application's queue; `fetched_at` is when Telegram last answered (monotonic seconds)."""

    def __init__(
        self,
        application: AnyApplication,
        request: HTTPXRequest,
        allowed_updates: Sequence[str],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._application = application
        self._request = request
        self._allowed_updates = allowed_updates
        self._clock = clock
        self._sleep = sleep
        self._offset: int | None = None
        self._conflicts: deque[float] = deque(maxlen=CONFLICT_TRIES)
        self._failures = 0
        self.fetched_at: float | None = None

    async def start(self) -> None:
        """Make the bot known to itself and start the application, trying until Telegram answers. Raises CannotPoll."""
        while True:
            try:
                await self._application.initialize()
                # A webhook that an earlier life left behind would turn every poll into a conflict.
                await self._application.bot.delete_webhook()
                break
            except (TelegramError, TimeoutError) as error:
                await self._wait_after(error)
        self._failures = 0
        await running.start(self._application)
        log.info("@%s asks Telegram for updates.", self._application.bot.username)

    async def poll(self) -> None:
        """Fetch updates for ever; waits longer after each failure, at most 30 s. Raises CannotPoll."""
        while True:
            try:
                await self.fetch()
            except (TelegramError, TimeoutError) as error:
                await self._wait_after(error)
            else:
                self._failures = 0

    async def fetch(self) -> None:
        """Fetch the next updates, waiting up to POLL_S for one; this also confirms those fetched before."""
        async with asyncio.timeout(LIMIT_S):
            updates = await self._application.bot.get_updates(
                offset=self._offset, timeout=timedelta(seconds=POLL_S), allowed_updates=self._allowed_updates
            )
        self.fetched_at = self._clock()
        for update in updates:
            await self._application.update_queue.put(update)
        if updates:
            self._offset = updates[-1].update_id + 1

    async def confirm(self) -> None:
        """Tell Telegram that the updates fetched so far need not come again; when it cannot be told, they will."""
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(CONFIRM_S):
                await self._application.bot.get_updates(
                    offset=self._offset, limit=1, timeout=timedelta(0), allowed_updates=self._allowed_updates
                )
        except (TelegramError, TimeoutError) as error:
            log.warning("The last updates could not be confirmed (%s) and will come again.", type(error).__name__)

    async def _wait_after(self, error: TelegramError | TimeoutError) -> None:
        """Wait as long as this failure deserves. Raises CannotPoll where no waiting helps."""
        if isinstance(error, InvalidToken):
            # 401, or 404 where the address holds no Bot API at all. PTB's words for it hold the token.
            raise CannotPoll(
                "Telegram refuses the bot token: check TELEGRAM_BOT_TOKEN (and TELEGRAM_API_URL, where it is set)."
            ) from error
        self._failures += 1
        wait_s = min(LONGEST_WAIT_S, 1.5 ** (self._failures - 1))
        if isinstance(error, Conflict):
            self._count_conflict(error)
        elif isinstance(error, RetryAfter):
            after = error.retry_after
            wait_s = (after.total_seconds() if isinstance(after, timedelta) else after) + 0.5
        elif not isinstance(error, BadRequest):
            # A pool whose only connection was torn in a bad moment never gives it back: begin with a new one.
            await self._request.shutdown()
            await self._request.initialize()
        log.warning("Telegram did not answer (%s: %s); next try in %.0f s.", type(error).__name__, error, wait_s)
        await self._sleep(wait_s)

    def _count_conflict(self, error: Conflict) -> None:
        self._conflicts.append(self._clock())
        if len(self._conflicts) == CONFLICT_TRIES and self._conflicts[-1] - self._conflicts[0] <= CONFLICT_WINDOW_S:
            raise CannotPoll(
                "Another program asks for this bot's updates (409 Conflict): two cannot share one token. "
                "Stop the other one, then start this one again."
            ) from error


async def serve(application: AnyApplication, request: HTTPXRequest, allowed_updates: Sequence[str]) -> None:
    """Run the bot until SIGTERM or SIGINT, then leave within 5 s with the answers under way finished.

    `request` is the one that `application` uses for getUpdates. Raises CannotPoll.
    """
    poller = Poller(application, request, allowed_updates)
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    working = asyncio.create_task(_work(poller))
    stopping = asyncio.create_task(told_to_stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        fault = working.exception() if working.done() else None
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
        await _leave(application, poller, confirm=fault is None)
    if fault is not None:
        raise fault
    log.info("Stopped.")


async def _work(poller: Poller) -> None:
    await poller.start()
    await poller.poll()


async def _leave(application: AnyApplication, poller: Poller, *, confirm: bool) -> None:
    try:
        async with asyncio.timeout(FINISH_S):
            await running.stop(application)
        if confirm:
            await poller.confirm()
    except TimeoutError:
        log.warning("Some answers were not finished in time and are given up.")
    finally:
        await running.shut_down(application)
