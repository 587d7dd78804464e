"""What ends a program that goes on as if it ran, so that whoever supervises it starts it anew."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Final

from bot.intake import Intake
from bot.reaching import CannotPoll, Patience

log = logging.getLogger(__name__)

EVERY_S: Final = 5.0
STALLED_S: Final = 240.0
"""By so much a try may overrun what it may last at most; waiting for room in the queue is a part of it."""
DEAF_S: Final = 1800.0
"""So long Telegram may be out of reach before a new start is tried."""
STUCK_TICKS: Final = 90


async def watch(
    patience: Patience,
    intake: Intake,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Look for ever whether updates are still asked for, and come. Raises CannotPoll."""
    began = clock()
    while True:
        await sleep(EVERY_S)
        now = clock()
        if now > patience.due_at + STALLED_S:
            raise CannotPoll(f"Asking Telegram has hung for {now - patience.due_at:.0f} s: ending, to be started anew.")
        heard_at = began if intake.fresh_at is None else intake.fresh_at
        if now > max(heard_at, patience.told_to_wait_until) + DEAF_S:
            raise CannotPoll(f"Telegram was last heard of {now - heard_at:.0f} s ago: ending, to be started anew.")


class LoopWatch(threading.Thread):
    """Ends the process when its event loop is stuck, which nothing that runs in it could notice.

    It counts its own ticks and no time, so that a program that was stopped and continued is not taken for a stuck one.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        end: Callable[[int], object] = os._exit,
        tick_s: float = 1.0,
    ) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._loop = loop
        self._end = end
        self._tick_s = tick_s
        self._missed = 0
        self._stopped = threading.Event()

    def run(self) -> None:
        """Tick until `stop` is called."""
        while not self._stopped.wait(self._tick_s):
            self._missed += 1
            if self._missed > STUCK_TICKS:
                log.critical("The program has been stuck for %d s: ending, to be started anew.", self._missed)
                self._end(1)
                return
            try:
                self._loop.call_soon_threadsafe(self._beat)
            except RuntimeError:  # the loop is closed: the program is about to end
                return

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()

    def _beat(self) -> None:
        self._missed = 0
