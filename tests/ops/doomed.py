"""A process that is killed in the middle of its work on a database.

`python -m tests.ops.doomed STEPS MODULE ARGUMENT…` runs a module as `python -m` does and kills it, as `kill -9` would,
after so many hundreds of steps of SQLite's machine, so that it dies in the middle of a statement. With 0 steps it
lives, and tells how many there were.
"""

from __future__ import annotations

import os
import runpy
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests import raccoons

_EACH = 100


def run(steps: int, *arguments: str) -> tuple[int, str]:
    """Run a module in a process that is killed after so many steps; returns its exit status and what it wrote."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ops.doomed", str(steps), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=raccoons.environment(),
        cwd=raccoons.ROOT,
    )
    return ended.returncode, ended.stderr


def steps_of(*arguments: str) -> int:
    """Return how many steps a module takes when it is left alone."""
    status, written = run(0, *arguments)
    assert status == 0, written
    return int(written.rsplit("steps: ", 1)[1])


def _main(most: int, module: str, arguments: list[str]) -> None:
    steps = 0
    connect = sqlite3.connect

    def step() -> int:
        nonlocal steps
        steps += 1
        if steps == most:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def watched(*values: object, **named: object) -> sqlite3.Connection:
        conn = connect(*values, **named)  # type: ignore[call-overload]
        conn.set_progress_handler(step, _EACH)
        return conn

    sqlite3.connect = watched  # type: ignore[assignment]
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        print(f"steps: {steps}", file=sys.stderr)


def transcript(path: Path, turns: int) -> Path:
    """Write a transcript of so many turns, of which no two say the same."""
    said = (
        f"浣熊 {at // 60:02}:{at % 60:02}\n第{at}夜，第{at * 7}只垃圾桶很安静，chat GPT 说。\n" for at in range(turns)
    )
    path.write_text("\n".join(said), encoding="utf-8")
    return path


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
