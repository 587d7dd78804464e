"""The guard: a small process beside the bot that kills it where it is stuck, as when its GIL is held for ever.

It is a script of its own, run by `bot/ops/watchdog.py` without the project and its packages, so that it takes 9 MB and
20 ms: `python -I -S bot/ops/guard.py BOT LOG_FORMAT TICK_S`, with a pipe from the bot as its standard input.

In the pipe are beats of the bot's event loop, and the number of each signal that the bot got: CPython's handler, which
is in C and waits for no lock, writes those itself (`signal.set_wakeup_fd`). In the end there are also the tracebacks of
all threads, which `faulthandler` writes from C just so. The guard hears no signal that can be kept from it, neither
Ctrl-C nor one that a supervisor sends to the whole group; it ends when the bot has ended.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time

BEAT = 0
STOPPING = frozenset((signal.SIGTERM, signal.SIGINT))
ARE_YOU_THERE = signal.SIGUSR1
TELL_WHERE = signal.SIGUSR2

TICK_S = 1.0
STUCK_TICKS = 90
"""Its own ticks without a beat, and no time: where the whole machine stood still, it stood still with it."""
LAST_TICKS = 5
"""A bot that was stopped (SIGSTOP, Ctrl-Z) and goes on has so many to beat again."""
STOP_S = 9.0
"""Of the 10 s that a stop may last: the bot itself takes 8.3 s at most until all that waits is kept. Where many share a
core, a second passes before a killed process is gone."""
_TELLING_S = 0.2
_MOST_TOLD = 65536


def guard(bot: int, form: str, tick_s: float) -> None:
    """Watch over the bot until it has ended, or has to be ended."""
    missed: int | None = None  # none before the first beat: opening a library may take its time
    since_answer: int | None = None
    due_at: float | None = None
    while True:
        wait_s = tick_s if due_at is None else min(tick_s, max(0.0, due_at - time.monotonic()))
        heard = _read(wait_s)
        if heard == b"" or os.getppid() != bot:
            return
        heard = heard or b""
        if due_at is None and not STOPPING.isdisjoint(heard):
            due_at = time.monotonic() + STOP_S
        if due_at is not None and time.monotonic() >= due_at:
            _end(bot, form, "The program was told to end and has not ended in time: it is killed.")
            return
        if BEAT in heard:
            missed, since_answer = 0, None
        elif missed is not None:
            missed += 1
            if missed == STUCK_TICKS:
                _send(bot, ARE_YOU_THERE)
            # A stopped bot does not answer before it goes on.
            if since_answer is not None or ARE_YOU_THERE in heard:
                since_answer = (since_answer or 0) + 1
        if since_answer is not None and since_answer > LAST_TICKS:
            _end(bot, form, f"The program has been stuck for {missed} s: it is killed, to be started anew.")
            return


def _read(wait_s: float) -> bytes | None:
    """Return what stands in the pipe, b"" at its end, None where nothing came within that time."""
    ready, _, _ = select.select([0], [], [], wait_s)
    return os.read(0, _MOST_TOLD) if ready else None


def _end(bot: int, form: str, sentence: str) -> None:
    """Write a line to the log, with the tracebacks of the bot's threads, and kill it."""
    told = line(form, sentence, _where(bot)).encode()
    while told and select.select([], [2], [], _TELLING_S)[1]:  # a log that nobody reads must not hold us up, too
        told = told[os.write(2, told[: select.PIPE_BUF]) :]
    _send(bot, signal.SIGKILL)


def _send(bot: int, number: signal.Signals) -> None:
    if os.getppid() == bot:  # while it is our parent, that is its number and nobody else's
        with contextlib.suppress(ProcessLookupError):
            os.kill(bot, number)


def _where(bot: int) -> str:
    """Return the tracebacks of the bot's threads: places in files and names of functions, nothing that was said."""
    where = b""
    _send(bot, TELL_WHERE)
    until = time.monotonic() + _TELLING_S
    while (left_s := until - time.monotonic()) > 0 and (heard := _read(left_s)) != b"":
        where += heard or b""
    text = where.decode("ascii", errors="replace")
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable()).strip()


def line(form: str, sentence: str, where: str) -> str:
    """Return what is written to the log, as `bot/log.py` would write it."""
    now = time.time()
    if form == "json":
        import json  # noqa: PLC0415 - nothing that is needed before the end
        from datetime import UTC, datetime  # noqa: PLC0415

        at = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        told = {"time": at, "level": "CRITICAL", "logger": "bot.ops.watchdog", "message": sentence, "stack": where}
        return f"{json.dumps(told)}\n"
    at = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(now))},{int(now % 1 * 1000):03d}"
    return f"{at} CRITICAL bot.ops.watchdog: {sentence}\n{where}\n"


if __name__ == "__main__":
    guard(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
