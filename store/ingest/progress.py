"""The progress of a long load: a bar on a terminal, else a line now and then.

Not click's bar: lines on files have to be printed above it, which it has no way to do; it begins at once, leaves its
last line, and hides the cursor until it ends, so a load that is killed leaves a terminal without one.
"""

from __future__ import annotations

import sys
import time
from typing import TextIO

_AFTER_S = 1.0
_REDRAWN_S = 0.1
_LINE_EVERY_S = 15.0
_BAR = 24


class Progress:
    """Counts files, their bytes and the turns in them; tells of them on standard error from the second second on."""

    def __init__(self, files: int, size: int, *, to: TextIO | None = None) -> None:
        self._files, self._size = files, max(1, size)
        self._done = self._bytes = self._turns = 0
        self._began = self._told = time.monotonic()
        self._out = to or sys.stderr
        self._shown = False

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    def say(self, text: str, *, aside: bool = True) -> None:
        """Print some lines above the bar: `aside` on standard error, else on standard output."""
        self._clear()
        print(text, file=self._out if aside else sys.stdout)

    def step(self, size: int, turns: int) -> None:
        """Count one file."""
        self._done += 1
        self._bytes += size
        self._turns += turns
        now = time.monotonic()
        looked_at = self._out.isatty()
        if now - self._began < _AFTER_S or now - self._told < (_REDRAWN_S if looked_at else _LINE_EVERY_S):
            return
        self._told = now
        if looked_at:
            filled = min(_BAR, _BAR * self._bytes // self._size)
            self._clear()
            self._out.write(f"[{'#' * filled}{'.' * (_BAR - filled)}] {self}")
            self._out.flush()
            self._shown = True
        else:
            print(self, file=self._out, flush=True)

    def end(self) -> None:
        """Wipe the bar away."""
        self._clear()

    def __str__(self) -> str:
        seconds = max(self.seconds, 0.001)
        left = seconds * (self._size - self._bytes) / max(1, self._bytes)
        rate = f"{self._turns / seconds:,.0f} turns/s"
        return f"{self._done:,} of {self._files:,} files, {rate}, {duration(left)} left"

    def _clear(self) -> None:
        if self._shown:
            self._out.write("\r\033[K")
            self._shown = False


def duration(seconds: float) -> str:
    """Return a stretch of time as a person reads it: 75 gives 1:15."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"
