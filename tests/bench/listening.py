"""How long somebody waits for a clip of a recording here, beside two who want recordings at a server that drips.

`python -m tests.bench.listening` prints the row alone.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from store.models import Episode, Transcript, Turn
from store.store import Store
from tests.bench.running import Running
from tests.bench.tables import percentile
from tests.bot.media import tones
from tests.botapi import BotApi, Call
from tests.store.feeds.server import Page, serving

_CLIPS = 30
_LENGTH_S = 15


def row() -> list[str]:
    """Return what it is, and the median, the 95th part of a hundred and the longest wait, in ms."""
    folder = Path(tempfile.mkdtemp(prefix="bench-listening-"))
    try:
        with serving() as site, _Clocked() as api:
            site.pages["/a"] = site.pages["/b"] = Page(bytes(3_000_000), pause_s=0.5)
            _library(folder, site.url)
            with Running(api, folder, ALLOW_PRIVATE_ADDRESSES="yes"):
                api.wait_for("getUpdates")
                times = _waits(api)
        parts = [f"{percentile(times, part) * 1000:.0f}" for part in (0.5, 0.95, 1.0)]
        return ["a clip of a file here, beside two presses on a server that drips", *parts]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _library(folder: Path, server: str) -> None:
    """Make a library whose first turns are at the server, one in each of two episodes; the others are here."""
    (folder / "here.mp3").write_bytes(tones.mp3(tones.tones(_CLIPS * _LENGTH_S + 30)))
    far = [[Turn("獾", 60.0, 64.0, f"獾在{name}。", "01:00")] for name in "ab"]
    here = [
        Turn("狸", at * 15.0, at * 15.0 + 10, f"狸说了第{at}句。", f"{at * 15 // 60:02}:{at * 15 % 60:02}")
        for at in range(_CLIPS + 1)
    ]
    with Store.open(folder / "quotes.db") as store:
        for name, turns in zip((f"{server}/a", f"{server}/b", str(folder / "here.mp3")), (*far, here), strict=True):
            store.load(Transcript(Episode(name, audio=name), tuple(turns), "test"), source=name)


class _Clocked(BotApi):
    """A server that keeps when each chat got a voice note."""

    def __init__(self) -> None:
        super().__init__()
        self.heard_at: dict[int, float] = {}

    def _record(self, call: Call) -> None:
        if call.method == "sendVoice":
            self.heard_at[call.values["chat_id"]] = time.perf_counter()
        super()._record(call)


def _waits(api: _Clocked) -> list[float]:
    """Return how long each who presses after the two waits for a voice note, one a second, in seconds."""
    _press(api, turn=3)  # the first clip of a process waits for FFmpeg
    api.wait_for("sendVoice")
    _press(api, turn=1)
    _press(api, turn=2)
    time.sleep(2)
    pressed_at = {}
    for turn in range(4, 4 + _CLIPS):
        pressed_at[_press(api, turn=turn)] = time.perf_counter()
        time.sleep(1)
    api.wait_for("sendVoice", count=1 + _CLIPS, within_s=200.0)
    return [api.heard_at[chat] - at for chat, at in pressed_at.items()]


def _press(api: BotApi, *, turn: int) -> int:
    """Let somebody press 🎧 under a turn; returns the chat."""
    chat: dict[str, Any] = {"id": 9_000 + turn, "type": "private", "first_name": "N"}
    message = api.message("?", chat=chat, sender={"id": 1, "is_bot": True, "first_name": "Q"})
    sender = {"id": chat["id"], "is_bot": False, "first_name": "N", "language_code": "zh"}
    press = {"id": str(turn), "from": sender, "chat_instance": "1", "message": message}
    api.feed(callback_query={**press, "data": f"v:{turn}:0:t:{turn}:0"})
    return 9_000 + turn


if __name__ == "__main__":
    print(" | ".join(row()))
