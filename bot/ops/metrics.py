"""Metrics: what the bot counts, for Prometheus."""

from __future__ import annotations

import logging
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from telegram import Update

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LABELS: Final = {"QuoteResult": "Found", "SpeakerList": "Voices", "EpisodeTurns": "Telling", "NewestEpisodes": "Shelf"}
"""Kinds of answers as dashboards know them, where the class has another name by now."""


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
        self.unfilled = Gauge(
            "quotes_library_episodes_waiting",
            "Episodes that wait for passages, and are found by their words alone until then.",
            registry=registry,
        )

    def handled(self, update: Update, seconds: float) -> None:
        """Count an update that was handled, or dropped."""
        self.updates.labels(_kind(update)).inc()
        self.update_s.observe(seconds)

    def answered(self, outcome: object, seconds: float) -> None:
        """Count what the library answered, if it is an answer to a person."""
        kind = type(outcome)
        if kind.__module__ == "bot.queries.results":
            self.answers.labels(_LABELS.get(kind.__name__, kind.__name__), _match(outcome)).inc()
            self.answer_s.observe(seconds)


def _kind(update: Update) -> str:
    """Return what an update is about; of what is unknown, one kind, since strangers must not make new ones."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None) is not None), "unknown")


def _match(outcome: Any) -> str:
    answer = getattr(outcome, "answer", None)
    quotes = getattr(answer, "quotes", ())
    return str(quotes[0].match) if quotes else ""


class ErrorCounter(logging.Handler):
    """Counts the errors in the log."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._metrics.errors.labels(record.name.partition(".")[0]).inc()
