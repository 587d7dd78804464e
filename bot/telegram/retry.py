"""Retrying calls that failed, where that cannot say anything twice.

What was certainly not taken is sent again, whatever it is. What may have been taken, as where the connection was torn
before the answer came, is made again only where that changes nothing: an edit, an answer to a press, a setting.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from telegram.error import BadRequest, NetworkError
from telegram.ext import BaseRateLimiter

from bot.telegram import complaints
from bot.telegram.connection import NotTaken
from bot.telegram.processor import release_worker
from bot.telegram.rate_limiter import Call, Clock

log = logging.getLogger(__name__)

WAITS_S: Final = (0.3, 1.0, 3.0)
"""Before each further try. A gateway that begins anew is back within seconds; the first wait is one nobody notices."""
ANSWER_WAITS_S: Final = WAITS_S[:2]
"""The same for an answer to a press: the page that was asked for comes after it."""
WITHIN_S: Final = 8.0
"""So long after the first try another may begin. After some ten, Telegram takes no answer to a press any more."""

_HARMLESS_TWICE: Final = ("edit", "answer", "get", "set", "delete")
# A courtesy that is renewed soon; and what is asked until Telegram answers (`backoff`), with waits of its own.
_NEVER: Final = frozenset(
    ("sendChatAction", "sendMessageDraft", "getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
)


class RetryingRateLimiter(BaseRateLimiter[None]):
    """Makes calls by way of `limiter`, if there is one, and makes those again that failed and may be made twice.

    Each try counts for the flood limits. While a call waits for another try its update gives its worker to others.
    """

    def __init__(
        self,
        limiter: BaseRateLimiter[None] | None = None,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._limiter = limiter
        self._clock = clock
        self._sleep = sleep
        self._waiting: set[asyncio.Task[Any] | None] = set()
        self._leaving = False

    async def initialize(self) -> None:
        """Begin what the limiter begins."""
        if self._limiter is not None:
            await self._limiter.initialize()

    async def shutdown(self) -> None:
        """End what the limiter ends."""
        if self._limiter is not None:
            await self._limiter.shutdown()

    def leave(self) -> None:
        """Let nobody wait for another try any more: who does is broken off, and its update left for the next start."""
        self._leaving = True
        for task in filter(None, self._waiting):
            task.cancel()

    async def process_request(  # noqa: PLR0917 - PTB's signature
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make a call, again where it failed and that is harmless. Raises what the last try raised."""
        until = self._clock() + WITHIN_S
        may_have_been_taken = False
        for wait_s in waits(endpoint):
            try:
                return await self._once(callback, args, kwargs, endpoint, data, rate_limit_args)
            except BadRequest as error:
                if may_have_been_taken and complaints.says(error, complaints.TOO_LATE):
                    return True  # the press was answered by the try before
                raise
            except NetworkError as error:
                may_have_been_taken |= not isinstance(error, NotTaken)
                if self._clock() + wait_s > until or not (isinstance(error, NotTaken) or is_harmless_twice(endpoint)):
                    raise
                log.info("%s is made again in %.1f s: %s", endpoint, wait_s, error)
            async with release_worker():
                await self._wait(wait_s)
        return await self._once(callback, args, kwargs, endpoint, data, rate_limit_args)

    async def _once(self, callback: Call, args: Any, kwargs: dict[str, Any], *about: Any) -> Any:
        if self._limiter is None:
            return await callback(*args, **kwargs)
        return await self._limiter.process_request(callback, args, kwargs, *about)

    async def _wait(self, seconds: float) -> None:
        task = asyncio.current_task()
        if self._leaving and task is not None:
            task.cancel()
        self._waiting.add(task)
        try:
            await self._sleep(seconds)
        finally:
            self._waiting.discard(task)


def waits(endpoint: str) -> tuple[float, ...]:
    """Return how long to wait before each further try of a call, in seconds; nothing where there is no other."""
    if endpoint in _NEVER:
        return ()
    return ANSWER_WAITS_S if endpoint.startswith("answer") else WAITS_S


def is_harmless_twice(endpoint: str) -> bool:
    """Say whether a call may be made twice without anybody seeing more of it."""
    return endpoint.startswith(_HARMLESS_TWICE)
