"""Watchdog: ends a bot that hangs, so that whoever supervises it starts it anew."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Final, Self

from bot.errors import CannotPoll
from bot.ops import guard
from bot.services.library import Library
from bot.telegram.backoff import Patience
from bot.telegram.intake import Intake

log = logging.getLogger(__name__)

EVERY_S: Final = 5.0
STALLED_S: Final = 240.0
"""By so much a try may overrun what it may last at most; waiting for room in the queue is a part of it."""
DEAF_S: Final = 1800.0
"""So long Telegram may be out of reach before a new start is tried."""
THREADS_STUCK_S: Final = 180.0
"""So long all threads that answer may be at the same: the longest question of any took seconds, a healthy one 0.1 s."""


async def watch(
    patience: Patience,
    intake: Intake,
    library: Library,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Look for ever whether updates are still asked for, come, and are answered. Raises CannotPoll."""
    began = clock()
    while True:
        await sleep(EVERY_S)
        now = clock()
        if now > patience.due_at + STALLED_S:
            raise CannotPoll(f"Asking Telegram has hung for {now - patience.due_at:.0f} s: ending, to be started anew.")
        heard_at = began if intake.fresh_at is None else intake.fresh_at
        if now > max(heard_at, patience.told_to_wait_until) + DEAF_S:
            raise CannotPoll(f"Telegram was last heard of {now - heard_at:.0f} s ago: ending, to be started anew.")
        if library.stuck_s > THREADS_STUCK_S:
            raise CannotPoll(f"No question was answered for {library.stuck_s:.0f} s: ending, to be started anew.")


class Watchdog:
    """Ends this process where it is stuck, or has to end and does not, by a guard beside it: see `bot/ops/guard.py`.

    Where there can be none, an alarm in C takes its place. That one needs no lock either, but goes by time, and knows
    of no signal that Python code was not told of. To be used by the main thread, as a context.
    """

    def __init__(self, log_format: str) -> None:
        self._log_format = log_format
        self._guard: int | None = None
        self._pipe: int | None = None
        self._leaving = False

    def __enter__(self) -> Self:
        # Without one in Python there is none in C, which answers.
        signal.signal(guard.ARE_YOU_THERE, lambda _number, _frame: None)
        try:
            if os.getpid() == 1:
                raise OSError("the first process of a container can only be killed from outside; see docker run --init")
            self._start()
        except OSError as error:
            log.warning("No guard could be started (%s); an alarm does what it can.", error)
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()
        faulthandler.cancel_dump_traceback_later()

    def beat(self) -> None:
        """Say that the event loop goes on; to be done each second."""
        if self._guard is not None:
            self._tell(guard.BEAT)
        if self._guard is None and not self._leaving:
            _set_alarm(guard.STUCK_TICKS)

    def leaving(self) -> None:
        """Say that this process ends now: it is killed where that takes longer than it may."""
        if not self._leaving:
            self._leaving = True
            self._tell(signal.SIGTERM)
            if self._guard is None:
                _set_alarm(guard.STOP_S)

    async def beat_for_ever(self) -> None:
        """Beat each second, until cancelled."""
        while True:
            self.beat()
            await asyncio.sleep(guard.TICK_S)

    def _start(self) -> None:
        reading, self._pipe = os.pipe()
        try:
            os.set_blocking(self._pipe, False)
            signal.set_wakeup_fd(self._pipe, warn_on_full_buffer=False)
            faulthandler.register(guard.TELL_WHERE, file=self._pipe, all_threads=True)
            told = str(os.getpid()), self._log_format, str(guard.TICK_S)
            self._guard = os.posix_spawn(
                sys.executable,
                [sys.executable, "-I", "-S", guard.__file__, *told],
                os.environ,
                file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
                setpgroup=0,
                setsigmask=signal.valid_signals(),
            )
        except BaseException:
            self._dismiss()
            raise
        finally:
            os.close(reading)

    def _tell(self, what: int) -> None:
        if self._pipe is None:
            return
        try:
            os.write(self._pipe, bytes((what,)))
        except BlockingIOError:
            pass  # it was stopped, and has all it needs when it goes on
        except OSError as error:
            log.warning("The guard of this process has ended (%s); an alarm does what it can.", error)
            self._dismiss()

    def _dismiss(self) -> None:
        if self._pipe is not None:
            signal.set_wakeup_fd(-1)
            faulthandler.unregister(guard.TELL_WHERE)
            os.close(self._pipe)
        if self._guard is not None:
            with contextlib.suppress(ChildProcessError):  # waited for already, where SIGCHLD is ignored
                if os.waitpid(self._guard, os.WNOHANG) == (0, 0):
                    os.kill(self._guard, signal.SIGKILL)
                    os.waitpid(self._guard, 0)
        self._guard = self._pipe = None


def _set_alarm(seconds: float) -> None:
    with contextlib.suppress(RuntimeError):  # no thread can be started: whoever needs one will say so
        faulthandler.dump_traceback_later(seconds, exit=True)
