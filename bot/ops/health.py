"""What the bot counts, for Prometheus; and how it is, in one line."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from telegram import Update

from bot.ops.http import Request, Response
from bot.services.library import Library
from bot.telegram.intake import Intake
from store.errors import StoreError

FRESH_S: Final = 150.0
"""Three times the longest poll, and longer than any wait after a failure."""
HANGING_S: Final = 180.0
"""What Telegram's flood limits keep waiting waits for 120 s at most (`rate_limiter.LONGEST_WAIT_S`), and its calls a
little longer; downloads are background tasks, and do not count. An update that takes longer will not end by itself."""
_DATABASE_S: Final = 5.0
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counts of one bot; they begin with it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        ProcessCollector(registry=registry)
        self.updates = Counter(
            "quotes_updates", "Updates handled, by what they are about.", ["kind"], registry=registry
        )
        self.update_s = Histogram(
            "quotes_update_seconds",
            "From taking an update in until it is handled.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.answers = Counter(
            "quotes_answers",
            "What the library answered, and how the first quote matched.",
            ["kind", "match"],
            registry=registry,
        )
        self.answer_s = Histogram(
            "quotes_answer_seconds", "How long the library took for it.", buckets=_SECONDS, registry=registry
        )
        self.errors = Counter("quotes_errors", "Errors in the log, by who wrote them.", ["logger"], registry=registry)
        for logger in ("bot", "store", "telegram"):
            self.errors.labels(logger)  # there from the start: a rate needs the 0 before the first one
        self.waiting = Gauge("quotes_updates_waiting", "Updates taken in and not begun.", registry=registry)
        self.under_way = Gauge("quotes_updates_under_way", "Updates being handled.", registry=registry)
        self.longest_s = Gauge(
            "quotes_longest_update_seconds", "How long one of these is being handled, at most.", registry=registry
        )
        self.silence_s = Gauge(
            "quotes_telegram_silence_seconds", "Since Telegram was last heard of.", registry=registry
        )
        self.episodes = Gauge("quotes_library_episodes", "Episodes in the library.", registry=registry)
        self.turns = Gauge("quotes_library_turns", "Turns in the library.", registry=registry)
        self.bytes = Gauge("quotes_library_bytes", "Bytes of the library's file.", registry=registry)

    def handled(self, update: Update, seconds: float) -> None:
        """Count an update that was handled, or dropped."""
        self.updates.labels(_kind(update)).inc()
        self.update_s.observe(seconds)

    def answered(self, outcome: object, seconds: float) -> None:
        """Count what the library answered, if it is an answer to a person."""
        kind = type(outcome)
        if kind.__module__ == "bot.queries.results":
            self.answers.labels(kind.__name__, _match(outcome)).inc()
            self.answer_s.observe(seconds)


def _kind(update: Update) -> str:
    """Return what an update is about; of what is unknown, one kind, since strangers must not make new ones."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None) is not None), "unknown")


def _match(outcome: Any) -> str:
    answer = getattr(outcome, "answer", None)
    quotes = getattr(answer, "quotes", ())
    return str(quotes[0].match) if quotes else ""


class Health:
    """Answers /healthz and /metrics."""

    def __init__(
        self, metrics: Metrics, intake: Intake, library: Library, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._metrics = metrics
        self._intake = intake
        self._library = library
        self._clock = clock

    async def respond(self, request: Request) -> Response:
        """Answer a request: how the bot is, or what it counted."""
        if request.method not in ("GET", "HEAD"):
            return Response(405, more={"Allow": "GET, HEAD"})
        if request.path == "/healthz":
            fault = await self.fault()
            response = Response(503 if fault else 200, f"{fault or 'ok'}\n".encode())
        elif request.path == "/metrics":
            await self._look()
            response = Response(200, generate_latest(self._metrics.registry), CONTENT_TYPE_LATEST)
        else:
            response = Response(404)
        return response

    async def fault(self) -> str | None:
        """Return in one line why the bot is not well; None if it is."""
        silence_s = self._silence_s()
        if silence_s is None:
            return "Telegram has not been heard of yet."
        if silence_s > FRESH_S:
            return f"Telegram was last heard of {silence_s:.0f} s ago."
        if self._intake.longest_s > HANGING_S:
            return f"An update has been handled for {self._intake.longest_s:.0f} s without an end."
        return await self._fault_of_library()

    async def _fault_of_library(self) -> str | None:
        if not self._library.is_in_place():
            return "The database's file was removed or replaced: start the bot anew."
        try:
            async with asyncio.timeout(_DATABASE_S):
                await self._library.run(lambda store: store.catalog.holds(1))
                unwritable = await self._library.why_unwritable()
        except StoreError as error:
            return f"The database does not answer: {error}"
        except TimeoutError:
            return f"The database has not answered for {_DATABASE_S:.0f} s."
        if unwritable is not None:
            return f"Nothing is remembered, since nothing can be written: {unwritable}"
        return None

    def _silence_s(self) -> float | None:
        fresh_at = self._intake.fresh_at
        return None if fresh_at is None else self._clock() - fresh_at

    async def _look(self) -> None:
        """Read the gauges; those of a library that does not answer stay as they were."""
        metrics = self._metrics
        metrics.waiting.set(self._intake.waiting)
        metrics.under_way.set(self._intake.under_way)
        metrics.longest_s.set(self._intake.longest_s)
        metrics.silence_s.set(self._silence_s() or 0.0)
        try:
            async with asyncio.timeout(_DATABASE_S):
                size = await self._library.run(lambda store: store.size())
        except (StoreError, TimeoutError):
            return
        metrics.episodes.set(size.episodes)
        metrics.turns.set(size.turns)
        metrics.bytes.set(size.bytes)


class Counting(logging.Handler):
    """Counts the errors in the log."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._metrics.errors.labels(record.name.partition(".")[0]).inc()
