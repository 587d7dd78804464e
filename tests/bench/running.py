"""The bot as a process, over the library in a folder, before a local Bot API server."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests import raccoons
from tests.botapi import BotApi


class Running:
    """A running bot; what it says is in log.txt in the folder. As a context, it is ended at the end."""

    def __init__(self, api: BotApi, folder: Path, **settings: str) -> None:
        self.began = time.perf_counter()
        self.log = (folder / "log.txt").open("wb")
        self.process = subprocess.Popen(
            raccoons.command(),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            cwd=folder,
            env=raccoons.environment(
                DATABASE=str(folder / "quotes.db"),
                TELEGRAM_API_URL=api.url,
                TELEGRAM_BOT_TOKEN=api.token,
                **{"QUESTIONS_PER_MINUTE": "0", **settings},
            ),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Tell it to stop, and wait until it has; what does not stop is killed."""
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.log.close()

    @property
    def processor_s(self) -> float:
        """How long the process, all its threads together, has been at work on a processor."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """The memory that the process holds now."""
        words = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").split()
        return int(words[words.index("VmRSS:") + 1]) / 1000
