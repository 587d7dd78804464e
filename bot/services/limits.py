"""Limits on how much one person, or one chat, may ask: a token bucket for each, so that nobody makes the bot flood."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Final, Literal

from store.search.question import LONGEST_QUESTION

Verdict = Literal["go", "slow down", "silence"]

_MOST_BUCKETS: Final = 10_000


_ONE: Final = 50
_MORE: Final = 100
"""Characters. A question of 50 is answered about as fast as a short one, one of 300 takes one to four times as long:
the processor's time over 20,000 turns, for words, pieces of turns, such with half of them wrong, and pinyin."""


def price(question: str) -> float:
    """Return what a question costs: 1, and for a long one more, as it takes longer to answer; at most 3.5.

    >>> price("力大砖飞"), price("砖" * 150), price("砖" * 4096)
    (1.0, 2.0, 3.5)
    """
    return 1.0 + max(0, min(len(question), LONGEST_QUESTION) - _ONE) / _MORE


class _TokenBucket:
    """What is left to somebody, as of a moment; `warned` if they were asked to slow down since it was half full."""

    __slots__ = ("left", "looked_at", "warned")

    def __init__(self, left: float, looked_at: float) -> None:
        self.left, self.looked_at, self.warned = left, looked_at, False


class TokenBuckets:
    """The buckets of a kind: `per_minute` may be asked at once, and flows back within a minute; 0 is no limit."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = per_minute
        self._clock = clock
        self._buckets: dict[Hashable, _TokenBucket] = {}

    def take(self, whose: Hashable, cost: float = 1.0) -> Verdict:
        """Take from a bucket what a question costs: `go`; from an empty one, `slow down` once, then `silence`.

        What costs more than a bucket holds takes a full one. They are asked to slow down again only after they did:
        when the bucket was half full meanwhile.
        """
        if not self._size:
            return "go"
        bucket, cost = self._refilled(whose), min(cost, self._size)
        if bucket.left >= cost:
            bucket.left -= cost
            return "go"
        if bucket.warned:
            return "silence"
        bucket.warned = True
        return "slow down"

    def _refilled(self, whose: Hashable) -> _TokenBucket:
        now = self._clock()
        bucket = self._buckets.get(whose)
        if bucket is None:
            if len(self._buckets) >= _MOST_BUCKETS:
                self._forget_full(now)
            bucket = self._buckets[whose] = _TokenBucket(self._size, now)
        bucket.left = self._level(bucket, now)
        bucket.looked_at = now
        if bucket.left >= self._size / 2:
            bucket.warned = False
        return bucket

    def _level(self, bucket: _TokenBucket, now: float) -> float:
        return min(self._size, bucket.left + (now - bucket.looked_at) * self._size / 60)

    def _forget_full(self, now: float) -> None:
        """Forget the buckets that are full again, which are as good as new ones; those of the longest ago at least."""
        full = [whose for whose, bucket in self._buckets.items() if self._level(bucket, now) >= self._size]
        for whose in full or list(self._buckets)[: _MOST_BUCKETS // 10]:
            del self._buckets[whose]


class Throttle:
    """What people and chats may ask: a person `per_minute`, a group twice as much; 0 is no limit."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._people = TokenBuckets(per_minute, clock)
        self._chats = TokenBuckets(2 * per_minute, clock)

    def take(self, person: int | None, chat: int | None, cost: float = 1.0) -> Verdict:
        """Take what a question costs from the person's bucket, then from the chat's where others are in it too."""
        verdict = self._people.take(person, cost) if person is not None else "go"
        if verdict == "go" and chat is not None and chat != person:
            verdict = self._chats.take(chat, cost)
        return verdict
