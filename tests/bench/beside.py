"""How long others wait beside somebody who asks for much: two who page in a group, and one who asks for junk.

The server keeps Telegram's limits: 20 messages and edits in any 60 s in a group, 30 a second in all, and a press that
nobody answered for 10 s is too old.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from store.models import Transcript
from store.store import Store
from tests.bench import corpus
from tests.bench.running import Running
from tests.bench.tables import markdown, percentile
from tests.botapi import GROUP, BotApi, Call, Json

_IN_A_GROUP = (20, 60.0)
_IN_ALL = (30, 1.0)
_TOO_OLD_S = 10.0
_EVERY_S = 1.2
_JUNK = 40


def _person(number: int) -> Json:
    return {"id": number, "is_bot": False, "first_name": "N", "language_code": "zh"}


def _group(number: int) -> Json:
    return {"id": number, "type": "supergroup", "title": "G"}


def _private(person: Json) -> Json:
    return {"id": person["id"], "type": "private", "first_name": "N"}


class Strict(BotApi):
    """A server that holds to Telegram's limits, and knows when what was asked for came."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: dict[str, float] = {}
        """When each press was made."""
        self.answered: dict[str, float] = {}
        """After how many seconds each was answered."""
        self.late = 0
        self.floods = 0
        self.answers: dict[int, float] = {}
        """The number of a message -> when something was sent in reply to it."""
        self.shown: dict[int, Json] = {}
        """The bot's messages as they stand now."""
        self.spoken_to: set[int] = set()
        self._sent: dict[object, deque[float]] = {}

    def answer(self, token: str, method: str, values: Json, files: Any) -> tuple[int, Any]:
        """Answer one call, or refuse it as Telegram would."""
        now = time.perf_counter()
        if method.startswith(("send", "edit")) and method != "sendChatAction":
            with self._changed:
                wait_s = self._flooded(values.get("chat_id"), now)
            if wait_s:
                self.floods += 1
                told = {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {wait_s}"}
                return 429, {**told, "parameters": {"retry_after": wait_s}}
        if method == "answerCallbackQuery":
            took_s = now - self.pressed[values["callback_query_id"]]
            if took_s > _TOO_OLD_S:
                self.late += 1
                told = {"ok": False, "error_code": 400}
                return 400, {**told, "description": "Bad Request: query is too old and response timeout expired"}
            self.answered.setdefault(values["callback_query_id"], took_s)
        return super().answer(token, method, values, files)

    def _flooded(self, chat: int | None, now: float) -> int:
        """Return how many seconds have to pass first; 0, and count the call, where none have."""
        kept = []
        for whose, (most, seconds) in (("all", _IN_ALL), *(((chat, _IN_A_GROUP),) if chat and chat < 0 else ())):
            sent = self._sent.setdefault(whose, deque(maxlen=most))
            if len(sent) == most and sent[0] + seconds > now:
                return int(sent[0] + seconds - now) + 1
            kept.append(sent)
        for sent in kept:
            sent.append(now)
        return 0

    def _record(self, call: Call) -> None:
        super()._record(call)
        if isinstance(call.result, dict) and "message_id" in call.result:
            self.shown[call.result["message_id"]] = call.result
            self.spoken_to.add(call["chat_id"])
            asked = (call.values.get("reply_parameters") or {}).get("message_id")
            self.answers.setdefault(asked, time.perf_counter())

    def turn_page(self, message: int, person: Json) -> None:
        """Press the ▶ of one of the bot's messages as it stands now."""
        shown = self.shown[message]
        row = next(row for row in shown["reply_markup"]["inline_keyboard"] if any(one["text"] == "▶" for one in row))
        press = {"id": f"press-{len(self.pressed)}", "from": person, "chat_instance": "1", "message": shown}
        self.pressed[press["id"]] = time.perf_counter()
        self.feed(callback_query={**press, "data": next(one for one in row if one["text"] == "▶")["callback_data"]})

    def ask_in(self, chat: Json, person: Json, text: str) -> int:
        """Ask something, and return the number of the message."""
        message = self.message(text, chat=chat, sender=person)
        self.feed(message=message)
        return int(message["message_id"])

    def await_answers(self, *asked: int, within_s: float = 120.0) -> None:
        """Wait until each of these was answered, or no longer."""
        until = time.perf_counter() + within_s
        while not all(one in self.answers for one in asked) and time.perf_counter() < until:
            time.sleep(0.02)


@contextmanager
def _bot(transcripts: Iterable[Transcript]) -> Iterator[tuple[Strict, Running]]:
    folder = Path(tempfile.mkdtemp(prefix="bench-beside-"))
    with Store.open(folder / "quotes.db") as store:
        for number, one in enumerate(transcripts):
            store.load(one, source=f"{number}.txt")
    try:
        with Strict() as api, Running(api, folder, QUESTIONS_PER_MINUTE="40") as bot:
            api.wait_for("getUpdates")
            yield api, bot
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(*, quick: bool) -> Iterable[str]:
    """Yield the tables."""
    yield _paging(20 if quick else 60)
    yield _beside_junk(20_000 if quick else 70_000)


def _paging(seconds: int) -> str:
    """Let two people press ▶ every 1.2 s under a quote each, and a third ask every 7 s."""
    readers = [_person(1), _person(2)]
    with _bot([corpus.shipped()]) as (api, _):
        first = [api.ask_in(GROUP, reader, "/quote 模型") for reader in readers]
        api.await_answers(*first)
        began, asked = time.perf_counter(), {}
        _meanwhile(began + seconds, lambda: [api.turn_page(at, by) for at, by in zip(api.shown, readers, strict=False)])
        while time.perf_counter() < began + seconds:
            time.sleep(7.0)
            asked[api.ask_in(GROUP, _person(3), "/quote 力大砖飞")] = time.perf_counter()
        api.await_answers(*asked)
        time.sleep(_TOO_OLD_S)
        waits = _waits(api, asked)
        edits = len(api.made("editMessageText"))
    rows = [
        ["/quote of a third person, median s", f"{percentile(waits, 0.5):.2f}"],
        ["/quote of a third person, p95 s", f"{percentile(waits, 0.95):.2f}"],
        ["/quote of a third person, longest s", f"{max(waits):.2f}"],
        ["presses", str(len(api.pressed))],
        ["of these answered within 10 s", str(len(api.answered))],
        ["longest wait of an answered press, s", f"{max(api.answered.values()):.2f}"],
        ["pages shown", str(edits)],
        ["refused by Telegram as too many", str(api.floods)],
    ]
    return f"### Beside two who page every {_EVERY_S} s in a group\n\n{markdown(['what', 'measured'], rows)}"


def _meanwhile(until: float, each: Callable[[], object]) -> None:
    """Do something every 1.2 s until a moment, beside what the caller goes on with."""

    def repeat() -> None:
        while time.perf_counter() < until:
            each()
            time.sleep(_EVERY_S)

    threading.Thread(target=repeat, daemon=True).start()


def _beside_junk(turns: int) -> str:
    """Let one person send 40 times `/random` with junk to four chats, and another ask beside that; then SIGTERM."""
    rng = random.Random(5)
    said = "".join(text for text, _ in corpus.texts(2_000))
    with _bot(corpus.transcripts(turns)) as (api, bot):
        _asks(api, 100)  # the first has to wait for what is read once
        rows = [["nobody", *_asks(api, 200)]]
        for length in (50, 280, 900):
            rude = _person(length)
            chats = [_private(rude), *(_group(-10 * length - at) for at in range(3))]
            for at in range(_JUNK):
                begin = rng.randrange(len(said) - length)
                api.ask_in(chats[at % 4], rude, f"/random {said[begin : begin + length]}")
            rows.append([f"each of {length} characters", *_asks(api, 1000 + length)])
        began = time.perf_counter()
        bot.process.terminate()
        bot.process.wait(60)
        rows.append(["SIGTERM to the end", f"{time.perf_counter() - began:.2f}", ""])
    head = ["what", "median s", "longest s"]
    return f"### Beside {_JUNK} /random of junk in four chats, {turns:,} turns\n\n{markdown(head, rows)}"


def _asks(api: Strict, first: int) -> tuple[str, str]:
    """Ask ten times, one after the other, each in a chat of its own; returns the median and the longest wait, in s."""
    waits = []
    for person in map(_person, range(first, first + 10)):
        began = time.perf_counter()
        api.ask_in(_private(person), person, "今天天气怎么样")
        while person["id"] not in api.spoken_to and time.perf_counter() < began + 60:
            time.sleep(0.002)
        waits.append(time.perf_counter() - began)
    return f"{percentile(waits, 0.5):.2f}", f"{max(waits):.2f}"


def _waits(api: Strict, asked: dict[int, float]) -> list[float]:
    now = time.perf_counter()
    return [api.answers.get(message, now) - at for message, at in asked.items()]
