"""The rooms that a question passes, from Telegram's wire and back: `python -m tools.trace '力大砖飞'` prints a table.

The real bot answers in a terminal's place. The question is asked twice, and watched the second time, when all is warm.
A room stands where it is first entered; the files beside it, in the order in which they are.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import FrameType

from bot.application import build
from bot.settings import Settings
from bot.terminal import console
from bot.terminal.fake_telegram import TOKEN, FakeTelegram
from store.__main__ import main as store_command

ROOT = Path(__file__).parent.parent
_WARM_AFTER_S = 1.0  # what a start does beside the answers, as opening the library in each thread, is over by then
EPISODE = next((ROOT / "episodes").glob("*.txt"))


class Trace:
    """The files of ours that are entered while it is on, in their order."""

    def __init__(self) -> None:
        self.on = False
        self.files: dict[Path, None] = {}

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Take note of a call; this is what a profiler is called with."""
        if self.on and event == "call":
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("bot", "store"):
                self.files.setdefault(path.relative_to(ROOT))

    def rooms(self) -> dict[str, list[str]]:
        """Return the rooms in the order in which they are entered, each with its files."""
        rooms: dict[str, list[str]] = {}
        for path in self.files:
            parts = path.with_suffix("").parts
            rooms.setdefault("/".join(parts[:2]), []).append("/".join(parts[2:]) or parts[-1])
        return rooms


def trace(question: str) -> dict[str, list[str]]:
    """Return the rooms that a question about the shipped episode passes, in their order, each with its files."""
    seen, wire = Trace(), FakeTelegram(StringIO(), ansi=False)

    async def twice() -> AsyncIterator[str]:
        yield question
        await asyncio.sleep(_WARM_AFTER_S)
        seen.on = True
        yield question
        seen.on = False

    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "quotes.db"
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            store_command(["load", "--db", str(database), str(EPISODE)])
        threading.setprofile(seen)
        sys.setprofile(seen)
        settings = Settings(token=TOKEN, database=database, questions_per_minute=0)
        application = build(settings, request=wire, get_updates_request=wire, paced=False)
        asyncio.run(console.serve(application, wire, twice()))
        sys.setprofile(None)
    return seen.rooms()


def table(rooms: dict[str, list[str]]) -> str:
    """Return the rooms as a Markdown table."""
    rows = (f"| {number} | `{room}` | {', '.join(files)} |" for number, (room, files) in enumerate(rooms.items(), 1))
    return "\n".join(["| | room | files, as they are entered |", "| --: | --- | --- |", *rows]) + "\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tools.trace", description="Which rooms a question passes.")
    parser.add_argument("question")
    rooms = trace(parser.parse_args().question)
    print(f"{table(rooms)}\n{len(rooms)} rooms, {sum(map(len, rooms.values()))} files.")


if __name__ == "__main__":
    main()
