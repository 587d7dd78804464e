"""Running the bot on Telegram: start, updates, health checks, alerts, watchdog, and a stop within 10 s."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Protocol

from telegram.request import BaseRequest

from bot.application import ALLOWED_UPDATES, build
from bot.context import Bot
from bot.errors import CannotPoll
from bot.ops.alerts import Alerts
from bot.ops.metrics import ErrorCounter, Metrics
from bot.ops.watchdog import Watchdog, watch
from bot.services.threads import started
from bot.settings import Place, Settings
from bot.telegram import lifecycle, polling
from bot.telegram.backoff import Patience
from bot.telegram.intake import Intake
from bot.telegram.polling import Poller
from bot.telegram.retry import RetryingRateLimiter

log = logging.getLogger(__name__)

# Of the 10 s that a stop may last: for the answers under way. The rest is for writing, and a last word to Telegram.
FINISH_S = 6.5
FILLS_AFTER_S = 1.0
"""From the start: by then the first poll is on its way. Reading the encoder takes a second of processor time."""
BESIDE = 8
"""Threads for names of hosts, pictures and files that were sent, each seldom; those idle take some kB each."""


class UpdateSource(Protocol):
    """Where updates come from: polling, or a webhook."""

    intake: Intake
    patience: Patience

    async def start(self) -> None:
        """Make the bot known to itself and start the application."""

    async def run(self) -> None:
        """Take updates in, for ever. Raises CannotPoll."""

    async def finish(self) -> None:
        """Say a last word to Telegram."""


async def serve(settings: Settings, watchdog: Watchdog) -> None:
    """Run the bot until SIGTERM or SIGINT, then leave within 10 s with the answers under way finished.

    What could not be begun, or not be said, is left for the next start. Raises CannotPoll.
    """
    loop = asyncio.get_running_loop()
    request = polling.polling_request(settings)
    application = build(settings, get_updates_request=request)
    loop.set_default_executor(started(BESIDE, "beside"))
    metrics = Metrics()
    source = _update_source(settings, application, request)
    source.intake.observe = metrics.handled
    application.bot_data.library.observe = metrics.answered
    told_to_stop = asyncio.Event()
    beating = asyncio.create_task(watchdog.beat_for_ever())
    with _signals_calling(lambda: loop.call_soon_threadsafe(told_to_stop.set)):
        async with _looked_after(settings, application, source, metrics):
            await _until_told(source, told_to_stop, application, watchdog)
    beating.cancel()
    log.info("Stopped.")


def _update_source(settings: Settings, application: Bot, request: BaseRequest) -> UpdateSource:
    if not settings.webhook_url:
        return Poller(application, request, ALLOWED_UPDATES)
    from bot.telegram.webhook import Receiver  # noqa: PLC0415 - what serves HTTP: see bot/http/server.py

    return Receiver(application, request, ALLOWED_UPDATES, settings)


@contextmanager
def _signals_calling(told: Callable[[], object]) -> Iterator[None]:
    """Have SIGTERM and SIGINT call somebody. The loop's own way would take the wakeup descriptor from the watchdog."""
    before = {number: signal.signal(number, lambda *_: told()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@asynccontextmanager
async def _looked_after(
    settings: Settings, application: Bot, source: UpdateSource, metrics: Metrics
) -> AsyncIterator[None]:
    """Serve how the bot is, and tell admins of errors, for as long as the context lasts."""
    async with AsyncExitStack() as stack:
        stack.enter_context(_logging_to(ErrorCounter(metrics)))
        if settings.admin_ids:
            alerts = Alerts(application.bot, settings.admin_ids)
            stack.enter_context(_logging_to(alerts))
            sending = asyncio.create_task(alerts.run())
            stack.callback(sending.cancel)
        if settings.health_listen:
            await stack.enter_async_context(_health_served(settings.health_listen, application, source, metrics))
        yield


@asynccontextmanager
async def _health_served(place: Place, application: Bot, source: UpdateSource, metrics: Metrics) -> AsyncIterator[None]:
    from bot.http.server import serving  # noqa: PLC0415 - see there
    from bot.ops.health import Health  # noqa: PLC0415

    health = Health(metrics, source.intake, application.bot_data.library, filling=application.bot_data.filling)
    async with AsyncExitStack() as stack:
        try:
            host, port = await stack.enter_async_context(serving(place, health.routes))
        except OSError as error:
            raise CannotPoll(f"HEALTH_LISTEN: nobody can listen there: {error}") from error
        log.info("How the bot is: http://%s:%d/healthz", host, port)
        yield


@contextmanager
def _logging_to(handler: logging.Handler) -> Iterator[None]:
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


async def _until_told(source: UpdateSource, told_to_stop: asyncio.Event, application: Bot, watchdog: Watchdog) -> None:
    working = asyncio.create_task(_work(source, application))
    watching = asyncio.create_task(watch(source.patience, source.intake, application.bot_data.library))
    stopping = asyncio.create_task(told_to_stop.wait())
    tasks = (working, watching, stopping)
    fault: BaseException | None = None
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        fault = next((error for task in done if (error := task.exception())), None)
    finally:
        watchdog.leaving()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _leave(application, source, say_so=fault is None)
    if fault is not None:
        raise fault


async def _work(source: UpdateSource, application: Bot) -> None:
    await source.start()
    if application.bot_data.filling is not None:
        asyncio.get_running_loop().call_later(FILLS_AFTER_S, application.bot_data.filling.begin)
    await source.run()
    raise CannotPoll("Asking Telegram has ended by itself: ending, to be started anew.")


async def _leave(application: Bot, source: UpdateSource, *, say_so: bool) -> None:
    if isinstance(application.bot.rate_limiter, RetryingRateLimiter):
        application.bot.rate_limiter.leave()
    source.intake.close()
    stopping = asyncio.create_task(lifecycle.stop(application))
    try:
        await asyncio.wait((stopping,), timeout=FINISH_S)
        if not stopping.done():
            stopping.cancel()
            await asyncio.wait((stopping,))
        await source.intake.leave()
        if say_so:
            await source.finish()
    finally:
        await lifecycle.shut_down(application)
