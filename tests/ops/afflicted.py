"""The bot with something in it that nothing in it can end: `python -m tests.ops.afflicted AFFLICTION ARGUMENT…`.

What befalls it is one of `AFFLICTIONS`, mostly at the question `WORD`; the arguments are those of `python -m bot`.
After `quick` a minute of its watchdog's lasts as many seconds as `QUICK` says; after `brief`, answers under way are
given 1 s at the end.
"""

from __future__ import annotations

import ctypes
import os
import re
import runpy
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from bot.services.library import THREADS

WORD = "洗东西"
BEFALLEN = "It has befallen."
"""Written to standard error, each time."""
QUICK = 2.4
_EVER_S = 600


def at_the_word(work: Callable[[], object]) -> Callable[[], None]:
    """Return an affliction: whoever asks the word starts this on a thread of the library."""

    def befall() -> None:
        from bot.queries import ask as asking

        ask = asking.ask

        def asked(store: Any, typed: str, **more: Any) -> Any:
            if typed != WORD:
                return ask(store, typed, **more)
            _say_so()
            return work()

        asking.ask = asked  # type: ignore[assignment]

    return befall


def _say_so() -> None:
    os.write(2, f"{BEFALLEN}\n".encode())


def _hold_the_gil() -> None:
    ctypes.PyDLL(None).sleep(_EVER_S)  # a PyDLL keeps the lock while it calls


def _hold_the_gil_by_a_pattern() -> None:
    re.fullmatch("(a|a)+b", "a" * 64)


def _hold_the_loop() -> None:
    from telegram import Update

    from bot.telegram.intake import Intake

    begins = Intake.begins

    def held(self: Intake, update: object) -> bool:
        if isinstance(update, Update) and update.message and update.message.text == WORD:
            _say_so()
            _hold_the_gil_by_a_pattern()
        return begins(self, update)

    Intake.begins = held  # type: ignore[method-assign]


_all = threading.Barrier(THREADS)


def _compute() -> None:
    _all.wait()  # or those that begin first would leave no time for the last
    until = time.monotonic() + _EVER_S
    while time.monotonic() < until:
        pass


def _few_threads() -> None:
    """Let no more threads be started than there are already, and as many more as the next argument says."""
    most = threading.active_count() + int(sys.argv.pop(1))
    start = threading.Thread.start

    def start_one(self: threading.Thread) -> None:
        if threading.active_count() >= most:
            raise RuntimeError("can't start new thread")
        start(self)

    threading.Thread.start = start_one  # type: ignore[method-assign]


AFFLICTIONS: dict[str, Callable[[], None]] = {
    "nothing": lambda: None,
    "gil": at_the_word(_hold_the_gil),
    "pattern": at_the_word(_hold_the_gil_by_a_pattern),
    "loop": _hold_the_loop,
    "computing": at_the_word(_compute),
    "waiting": at_the_word(lambda: time.sleep(_EVER_S)),
    "threads": _few_threads,
}


def _be_quick() -> None:
    from bot.ops import guard, watchdog

    guard.TICK_S *= QUICK / 60
    watchdog.THREADS_STUCK_S *= QUICK / 60  # type: ignore[misc]
    watchdog.EVERY_S *= QUICK / 60  # type: ignore[misc]


def _be_brief() -> None:
    from bot.ops import serve

    serve.FINISH_S = 1.0


HURRIES = {"quick": _be_quick, "brief": _be_brief}

if __name__ == "__main__":
    sys.argv.pop(0)
    while hurry := HURRIES.get(sys.argv[0]):
        hurry()
        sys.argv.pop(0)
    AFFLICTIONS[sys.argv[0]]()
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
