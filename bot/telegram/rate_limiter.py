"""The rate limiter: calls wait until Telegram will take them, those of each chat for that chat alone.

In place of PTB's AIORateLimiter, which stops every chat while one waits out a flood limit. Telegram allows about a
message a second in a chat, 20 a minute in a group (edits count), 30 a second in all, and bursts above the first now and
then: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Where it says how long to wait,
only that chat waits, and what it refused is sent again: it was not delivered.

An answer goes before an edit, for which some room is always left. An edit that would change nothing is not made.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.in_flight import saying
from bot.telegram.processor import release_worker

# (how many at once, and then one each so many seconds): leaky buckets, since a window of a minute, once it is full, is
# silent for most of that minute. In any T seconds that makes `burst + T / every` at most, which is 20 in 60 s in a
# group and 30 in a second in all. A larger burst would have to leak more slowly (in a group 10, then one each 6 s); as
# many as five ask at the same moment in a lively group.
CHAT: Final = (5, 1.0)
GROUP: Final = (5, 4.0)
OVERALL: Final = (5, 0.04)

LEFT_BY_EDITS: Final = 2
"""Of a chat's burst: two people who ask where others turn pages wait for nothing, and one more each time it leaks."""

TRIES: Final = 3
LONGEST_WAIT_S: Final = 120.0
"""Where Telegram says to wait longer, the call fails at once."""
_MARGIN_S: Final = 0.1

_SAYING_NOTHING: Final = ("sendChatAction", "sendMessageDraft")
_PROFILE: Final = "profile"
_MOST_PLACES: Final = 2_000

Clock = Callable[[], float]
Call = Callable[..., Coroutine[Any, Any, Any]]


class _LeakyBucket:
    """A leaky bucket: `burst` calls at once, and one more each `every_s`."""

    def __init__(self, burst: int, every_s: float) -> None:
        self._burst = burst
        self._every_s = every_s
        self._empty_at = 0.0

    def free_at(self, leaving: int = 0) -> float:
        """Return when the next call may be made that leaves room for others; a moment in the past where it may now."""
        return self._empty_at - (self._burst - 1 - leaving) * self._every_s

    def count(self, now: float) -> None:
        self._empty_at = max(self._empty_at, now) + self._every_s

    def is_idle(self, now: float) -> bool:
        return self._empty_at < now


class _Destination:
    """Where something is said: a chat, with its bucket and what Telegram said of waiting there."""

    def __init__(self, bucket: _LeakyBucket | None) -> None:
        self.bucket = bucket
        self.answers, self.edits = asyncio.Lock(), asyncio.Lock()
        self.not_before = 0.0

    def free_at(self, leaving: int) -> float:
        return max(self.not_before, self.bucket.free_at(leaving) if self.bucket else 0.0)

    def is_idle(self, now: float) -> bool:
        waited_for = self.answers.locked() or self.edits.locked()
        return not waited_for and self.not_before < now and (self.bucket is None or self.bucket.is_idle(now))


class _Shown:
    """What the bot's latest messages show, as far as it is known."""

    def __init__(self) -> None:
        self._shown: OrderedDict[Hashable, int] = OrderedDict()

    def is_shown(self, endpoint: str, data: dict[str, Any]) -> bool:
        """Say whether a call would change nothing."""
        content = _content(endpoint, data)
        return endpoint.startswith("edit") and content is not None and self._shown.get(_message_of(data)) == content

    def forget(self, data: dict[str, Any]) -> None:
        """Forget what a message shows: a call is made that may change it, or may fail."""
        self._shown.pop(_message_of(data), None)

    def note(self, endpoint: str, data: dict[str, Any], result: Any) -> None:
        """Take note of what a call that was made shows."""
        content = _content(endpoint, data)
        if content is None:
            return
        sent = isinstance(result, dict) and endpoint.startswith("send")
        self._shown[(result["chat"]["id"], result["message_id"]) if sent else _message_of(data)] = content
        if len(self._shown) > _MOST_PLACES:
            self._shown.popitem(last=False)


def _message_of(data: dict[str, Any]) -> Hashable:
    return data.get("inline_message_id") or (data.get("chat_id"), data.get("message_id"))


def _content(endpoint: str, data: dict[str, Any]) -> int | None:
    """Return what tells a message's words and buttons from others'; None for a call that shows something else."""
    if endpoint not in ("sendMessage", "editMessageText") or "text" not in data:
        return None
    buttons = data.get("reply_markup")
    return hash((data["text"], buttons.to_json() if buttons else None))


class ChatRateLimiter(BaseRateLimiter[None]):
    """Lets calls wait until Telegram will take them."""

    def __init__(
        self, clock: Clock = time.monotonic, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._overall = _LeakyBucket(*OVERALL)
        self._places: dict[Hashable, _Destination] = {}
        self._shown = _Shown()

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
        """Make a call when it may be made; what met a flood limit is tried again. Raises RetryAfter in the end.

        The result of an edit that would change nothing is True, and it is not made.
        """
        key = place_of(endpoint, data)
        if key is None:
            return await callback(*args, **kwargs)
        if self._shown.is_shown(endpoint, data):
            return True
        place = self._place(key)
        for tries_left in reversed(range(TRIES)):
            await self._wait_for_turn(place, is_edit=endpoint.startswith("edit"))
            self._shown.forget(data)
            try:
                with saying():
                    result = await callback(*args, **kwargs)
                self._shown.note(endpoint, data, result)
                return result
            except RetryAfter as error:
                after = error.retry_after
                wait_s = after.total_seconds() if isinstance(after, timedelta) else float(after)
                place.not_before = self._clock() + wait_s + _MARGIN_S
                if not tries_left or wait_s > LONGEST_WAIT_S:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _wait_for_turn(self, place: _Destination, *, is_edit: bool) -> None:
        turn, leaving = (place.edits, LEFT_BY_EDITS) if is_edit else (place.answers, 0)
        if turn.locked() or self._free_at(place, leaving) > self._clock():
            async with release_worker(), turn:
                while (wait_s := self._free_at(place, leaving) - self._clock()) > 0:
                    await self._sleep(wait_s)
                self._count(place)
        else:
            self._count(place)

    def _free_at(self, place: _Destination, leaving: int) -> float:
        return max(place.free_at(leaving), self._overall.free_at())

    def _count(self, place: _Destination) -> None:
        now = self._clock()
        self._overall.count(now)
        if place.bucket is not None:
            place.bucket.count(now)

    def _place(self, key: Hashable) -> _Destination:
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= _MOST_PLACES:
                now = self._clock()
                self._places = {key: place for key, place in self._places.items() if not place.is_idle(now)}
            place = self._places[key] = _Destination(_bucket(key))
        return place


def _bucket(place: Hashable) -> _LeakyBucket | None:
    if place == _PROFILE:
        return None
    return _LeakyBucket(*(GROUP if isinstance(place, int) and place < 0 else CHAT))


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
