"""Backoff: what may pass is tried again, with longer and longer waits; what will not stops the bot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.errors import CannotPoll

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 30.0
"""So soon after Telegram is back the bot is, too."""

# A bot that is being replaced polls for some seconds beside its successor; these tries last about 13 s.
CONFLICT_TRIES = 6
CONFLICT_WINDOW_S = 120.0


class Patience:
    """How long to wait after which failure; `due_at` is when the present try or wait should be over, by the clock."""

    def __init__(
        self,
        request: BaseRequest,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._request = request
        self._clock = clock
        self._sleep = sleep
        self._conflicts: deque[float] = deque(maxlen=CONFLICT_TRIES)
        self._failures = 0
        self.due_at = clock()
        self.told_to_wait_until = clock()
        """By Telegram itself, with a flood limit."""

    def begin(self, limit_s: float) -> None:
        """Note that a try begins that lasts no longer than this."""
        self.due_at = self._clock() + limit_s

    def renew(self) -> None:
        """Note that Telegram answered: the next wait is a short one."""
        self._failures = 0

    async def wait_after(self, error: TelegramError | TimeoutError) -> None:
        """Wait as long as this failure deserves. Raises CannotPoll where no waiting helps."""
        if isinstance(error, InvalidToken):
            # 401, or 404 where the address holds no Bot API at all. PTB's words for it hold the token.
            raise CannotPoll(
                "Telegram refuses the bot token: check TELEGRAM_BOT_TOKEN (and TELEGRAM_API_URL, where it is set)."
            ) from error
        self._failures += 1
        wait_s = min(LONGEST_WAIT_S, 1.5 ** min(self._failures - 1, 20))
        if isinstance(error, Conflict):
            self._count_conflict(error)
        elif isinstance(error, RetryAfter):
            after = error.retry_after
            wait_s = (after.total_seconds() if isinstance(after, timedelta) else after) + 0.5
            self.told_to_wait_until = self._clock() + wait_s
        elif not isinstance(error, BadRequest):
            # A pool whose only connection was torn in a bad moment never gives it back: begin with a new one.
            await self._request.shutdown()
            await self._request.initialize()
        log.warning("Telegram did not answer (%s: %s); next try in %.0f s.", type(error).__name__, error, wait_s)
        self.begin(wait_s)
        await self._sleep(wait_s)

    def _count_conflict(self, error: Conflict) -> None:
        self._conflicts.append(self._clock())
        if len(self._conflicts) == CONFLICT_TRIES and self._conflicts[-1] - self._conflicts[0] <= CONFLICT_WINDOW_S:
            raise CannotPoll(
                "Another program asks for this bot's updates (409 Conflict): two cannot share one token. "
                "Stop the other one, then start this one again."
            ) from error
