"""How fast the bot speaks: within Telegram's limits, each chat waiting for itself alone.

Telegram allows about a message a second in a chat, 20 a minute in a group (edits count), 30 a second in all, and bursts
above the first now and then: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Where it
says how long to wait, only that chat waits, and what it refused is sent again: it was not delivered.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.begun import saying
from bot.processor import set_aside

# (how many, in how many seconds)
CHAT: Final = (10, 10.0)
GROUP: Final = (20, 60.0)
WHOLE: Final = (30, 1.0)

TRIES: Final = 3
LONGEST_WAIT_S: Final = 120.0
_MARGIN_S: Final = 0.1

_SAYING_NOTHING: Final = ("sendChatAction", "sendMessageDraft")
_PROFILE: Final = "profile"
_MOST_PLACES: Final = 2_000

Clock = Callable[[], float]
Call = Callable[..., Coroutine[Any, Any, Any]]


class _Window:
    """At most so many calls in any so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._calls: deque[float] = deque(maxlen=most)

    def free_at(self) -> float:
        """Return when the next call may be made; a moment in the past where it may be made now."""
        return self._calls[0] + self._seconds if len(self._calls) == self._calls.maxlen else 0.0

    def count(self, now: float) -> None:
        self._calls.append(now)

    def is_idle(self, now: float) -> bool:
        return not self._calls or self._calls[-1] + self._seconds < now


class _Place:
    """Where something is said: a chat, with its windows and what Telegram said of waiting there."""

    def __init__(self, *windows: _Window) -> None:
        self.windows = windows
        self.turn = asyncio.Lock()
        self.not_before = 0.0

    def free_at(self) -> float:
        return max([self.not_before, *(window.free_at() for window in self.windows)])

    def is_idle(self, now: float) -> bool:
        return not self.turn.locked() and self.not_before < now and all(one.is_idle(now) for one in self.windows)


class Pace(BaseRateLimiter[None]):
    """Lets calls wait until Telegram will take them."""

    def __init__(
        self, clock: Clock = time.monotonic, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._whole = _Window(*WHOLE)
        self._places: dict[Hashable, _Place] = {}

    async def initialize(self) -> None:
        """Do nothing: a place is made when something is said there."""

    async def shutdown(self) -> None:
        """Do nothing: what waits is cancelled with whoever asked for it."""

    async def process_request(  # noqa: PLR0917 - PTB's signature
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make a call when it may be made; what met a flood limit is tried again. Raises RetryAfter in the end."""
        key = place_of(endpoint, data)
        if key is None:
            return await callback(*args, **kwargs)
        place = self._place(key)
        for tries_left in reversed(range(TRIES)):
            await self._wait_for_turn(place)
            try:
                with saying():
                    return await callback(*args, **kwargs)
            except RetryAfter as error:
                after = error.retry_after
                wait_s = after.total_seconds() if isinstance(after, timedelta) else float(after)
                place.not_before = self._clock() + wait_s + _MARGIN_S
                if not tries_left or wait_s > LONGEST_WAIT_S:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _wait_for_turn(self, place: _Place) -> None:
        if place.turn.locked() or self._free_at(place) > self._clock():
            async with set_aside(), place.turn:
                while (wait_s := self._free_at(place) - self._clock()) > 0:
                    await self._sleep(wait_s)
                self._count(place)
        else:
            self._count(place)

    def _free_at(self, place: _Place) -> float:
        return max(place.free_at(), self._whole.free_at())

    def _count(self, place: _Place) -> None:
        now = self._clock()
        for window in (self._whole, *place.windows):
            window.count(now)

    def _place(self, key: Hashable) -> _Place:
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= _MOST_PLACES:
                now = self._clock()
                self._places = {key: place for key, place in self._places.items() if not place.is_idle(now)}
            place = self._places[key] = _Place(*(_Window(*limit) for limit in _limits(key)))
        return place


def _limits(place: Hashable) -> tuple[tuple[int, float], ...]:
    if place == _PROFILE:
        return ()
    return (CHAT, GROUP) if isinstance(place, int) and place < 0 else (CHAT,)


def place_of(endpoint: str, data: dict[str, Any]) -> Hashable | None:
    """Return the place whose limits a call counts for; None for calls that say nothing anywhere.

    Answers to queries are among these: they would be too old after any wait.
    """
    if endpoint.startswith("setMy"):
        return _PROFILE
    if endpoint in _SAYING_NOTHING or not endpoint.startswith(("send", "edit", "copy", "forward")):
        return None
    chat = data.get("chat_id")
    if chat is None:
        return ("inline", data.get("inline_message_id"))
    try:
        return int(chat)
    except ValueError:
        return str(chat)
