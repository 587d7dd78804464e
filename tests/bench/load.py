"""The whole bot under load: a process of its own, before a local Bot API server that people type at.

`python -m tests.bench load` takes a quarter of an hour; `--quick` two minutes.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from store.store import Store
from store.transcripts import read
from tests.bench.listening import row as row_of_listening
from tests.bench.running import Running
from tests.bench.tables import markdown, percentile
from tests.botapi import BotApi, Call
from tests.conftest import EPISODE

_WORDS = (
    "强化学习", "力大砖飞", "微信读书", "ChatGPT", "开源", "夫妻肺片", "TensorFlow", "训练一次 GPT-3 要多少钱",
    "百花齐放", "芯片", "今天天气怎么样", "创业", "分布式", "垂直领域", "数据", "模型", "清华", "推理", "语音", "谷歌",
)  # fmt: skip
_CHATS = 2_000
_FLOODED = 999_999


class Clocked(BotApi):
    """A server that keeps of each call only when it came, and of each update when it was queued."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[Any, float] = {}
        self.took: dict[Any, list[float]] = {}
        self.methods: Counter[str] = Counter()
        self.flooded = False

    def ask(self, number: int, text: str, *, inline: bool = False, chat: int | None = None) -> None:
        """Queue a question; its answer is found under `number`, in a chat under (chat, number)."""
        person = {"id": chat or 10_000 + number % _CHATS, "is_bot": False, "first_name": "N", "language_code": "zh"}
        if inline:
            key: Any = str(number)
            content = {"inline_query": {"id": key, "from": person, "query": text, "offset": ""}}
        else:
            place = {"id": person["id"], "type": "private", "first_name": "N"}
            message = self.message(text, chat=place, sender=person)
            key, content = person["id"], {"message": message}
        self.asked.setdefault(key, time.perf_counter())
        self.feed(**content)

    def answer(self, token: str, method: str, values: dict[str, Any], files: Any) -> tuple[int, Any]:
        """Answer one call, in a flooded chat with a limit."""
        if self.flooded and values.get("chat_id") == _FLOODED and method.startswith("send"):
            self.methods["429"] += 1
            told = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 60"}
            return 429, {**told, "parameters": {"retry_after": 60}}
        return super().answer(token, method, values, files)

    def _record(self, call: Call) -> None:
        now = time.perf_counter()
        self.methods[call.method] += 1
        key = call.values.get("inline_query_id") or (
            call.values.get("chat_id") if call.method == "sendMessage" else None
        )
        if key is not None:
            self.took.setdefault(key, []).append(now - self.asked.get(key, now))
        self._changed.notify_all()

    def forget(self) -> None:
        """Begin the next measurement."""
        with self._changed:
            self.asked.clear()
            self.took.clear()


@contextmanager
def _bot() -> Iterator[tuple[Clocked, Running, float]]:
    """Give a server, a running bot, and the seconds from its start to its first poll."""
    folder = Path(tempfile.mkdtemp(prefix="bench-load-"))
    with Store.open(folder / "quotes.db") as store:
        store.load(read(EPISODE.read_bytes(), EPISODE.name), source=EPISODE.name)
    try:
        with Clocked() as api:
            bot = Running(api, folder)
            while not api.methods["getUpdates"]:
                time.sleep(0.002)
                if bot.process.poll() is not None:
                    sys.exit((folder / "log.txt").read_text(encoding="utf-8"))
            started_s = time.perf_counter() - bot.began
            yield api, bot, started_s
            bot.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # the bot may be tidying up there itself


def _steadily(rate: float, count: int, ask: Callable[[int], None]) -> float:
    """Ask so many times, so many a second; returns the seconds it took."""
    began = time.perf_counter()
    for at in range(count):
        wait_s = began + at / rate - time.perf_counter()
        if wait_s > 0:
            time.sleep(wait_s)
        ask(at)
    return time.perf_counter() - began


def _settle(api: Clocked, count: int, within_s: float = 60.0) -> None:
    until = time.perf_counter() + within_s
    while len(api.took) < count and time.perf_counter() < until:
        time.sleep(0.05)
    time.sleep(0.3)  # for those that are answered twice


def _row(what: str, api: Clocked, count: int, spent_s: float) -> list[str]:
    times = [each[0] for each in api.took.values()]
    lost = count - len(times)
    twice = sum(len(each) > 1 for each in api.took.values())
    parts = [f"{percentile(times, part) * 1000:.0f}" for part in (0.5, 0.95, 0.99, 1.0)] if times else ["-"] * 4
    return [what, f"{count / spent_s:.0f}", *parts, str(lost), str(twice)]


def run(*, quick: bool) -> Iterable[str]:
    """Yield the tables."""
    rows, facts = [], []
    starts = []
    for _ in range(3):
        with _bot() as (_api, _running, started_s):
            starts.append(started_s)
    facts.append(["start to first poll, s (median of 3)", f"{percentile(starts, 0.5):.2f}"])
    with _bot() as (api, running, _):
        _warm(api)
        for rate in (50, 150, 200, 250):
            count = rate * (10 if quick else 60)
            asked = _pieces(count)
            worked_s = running.processor_s
            spent_s = _steadily(rate, count, lambda at, asked=asked: api.ask(at, asked[at], inline=True))
            _settle(api, count, 15)
            rows.append(_row(f"inline, {rate} a second asked", api, count, spent_s))
            each_ms = (running.processor_s - worked_s) / max(1, len(api.took)) * 1000
            facts.append([f"CPU ms an inline answer, {rate} a second asked", f"{each_ms:.1f}"])
            api.forget()
        rows.extend(_chats(api, 30 if quick else 300))
        rows.extend(_beside_a_busy_chat(api))
        rows.extend(_beside_a_flood(api))
        facts.append(["memory after these, MB", f"{running.megabytes:.0f}"])
    if not quick:
        facts.extend(_memory())
    head = ["load", "a second", "median ms", "p95 ms", "p99 ms", "longest ms", "lost", "twice"]
    yield f"### Under load: from Telegram's queue to the answer\n\n{markdown(head, rows)}"
    listening = markdown(["listening", "median ms", "p95 ms", "longest ms"], [row_of_listening()])
    yield f"### Under load: listening beside a slow server\n\n{listening}"
    yield f"### Under load: the process\n\n{markdown(['what', 'measured'], facts)}"


def _pieces(number: int) -> list[str]:
    """Return so many pieces of what was said in the episode, 2 to 8 characters: nearly all of them different."""
    rng = random.Random(number)
    said = [turn.text for turn in read(EPISODE.read_bytes(), EPISODE.name).turns]
    pieces = []
    for text in rng.choices(said, k=number):
        start = rng.randrange(max(1, len(text) - 8))
        pieces.append(text[start : start + rng.randint(2, 8)])
    return pieces


def _warm(api: Clocked) -> None:
    for at, words in enumerate(_WORDS):
        api.ask(5_000_000 + at, words, inline=True)
    _settle(api, len(_WORDS))
    api.forget()


def _chats(api: Clocked, seconds: int) -> Iterator[list[str]]:
    """Ask in 2,000 chats; a chat asks again only when its turn comes round, so an answer is known by its chat."""
    count = min(15 * seconds, _CHATS)
    rounds = max(1, 15 * seconds // count)
    for _ in range(rounds):
        spent_s = _steadily(15, count, lambda at: api.ask(at, _WORDS[at % len(_WORDS)]))
        _settle(api, count)
        yield _row(f"{count:,} chats, 15 a second", api, count, spent_s)
        api.forget()


def _beside(api: Clocked, what: str, chat: int) -> list[str]:
    """Ask in other chats, five a second."""
    count = 50
    spent_s = _steadily(5, count, lambda at: api.ask(at, _WORDS[at % len(_WORDS)], chat=chat + at))
    until = time.perf_counter() + 20
    mine = range(chat, chat + count)
    while sum(key in api.took for key in mine) < count and time.perf_counter() < until:
        time.sleep(0.05)
    api.took = {key: each for key, each in api.took.items() if key in mine}
    row = _row(what, api, count, spent_s)
    api.forget()
    return row


def _beside_a_busy_chat(api: Clocked) -> Iterator[list[str]]:
    yield _beside(api, "other chats, quiet", 100_000)
    for at in range(40):
        api.ask(at, _WORDS[at % len(_WORDS)], chat=_FLOODED - 1)
    yield _beside(api, "other chats beside 40 questions at once in one", 200_000)
    time.sleep(5)
    api.forget()


def _beside_a_flood(api: Clocked) -> Iterator[list[str]]:
    api.flooded = True
    for at in range(5):
        api.ask(at, _WORDS[at % len(_WORDS)], chat=_FLOODED)
    yield _beside(api, "other chats beside one under a flood limit of 60 s", 300_000)
    api.flooded = False
    api.forget()


def _memory() -> list[list[str]]:
    """Return the memory of a fresh process after 10,000 and after 100,000 updates, as fast as it takes them."""
    with _bot() as (api, running, _):
        measured = []
        asked = 0
        for upto in (10_000, 100_000):
            while asked < upto:
                api.ask(asked, _WORDS[asked * 7 % len(_WORDS)] + str(asked % 500), inline=True)
                asked += 1
                if asked % 200 == 0:
                    _settle_fast(api, asked)
                    if asked % 5_000 == 0:
                        with api._changed:
                            api.asked.clear()
                            api.took.clear()
            time.sleep(2)
            measured.append(running.megabytes)
    return [
        ["memory after 10,000 updates, MB", f"{measured[0]:.0f}"],
        ["memory after 100,000 updates, MB", f"{measured[1]:.0f} ({measured[1] / measured[0] - 1:+.0%})"],
    ]


def _settle_fast(api: Clocked, asked: int) -> None:
    until = time.perf_counter() + 30
    while api.methods["answerInlineQuery"] < asked and time.perf_counter() < until:
        time.sleep(0.005)
