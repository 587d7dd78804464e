"""Health checks: /healthz says in one line how the bot is, /metrics what it counted, for Prometheus."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.ops.metrics import Metrics
from bot.services.filling import Filling
from bot.services.library import Library
from bot.telegram.intake import Intake
from store.errors import StoreError

FRESH_S: Final = 150.0
"""Three times the longest poll, and longer than any wait after a failure."""
HANGING_S: Final = 180.0
"""What Telegram's flood limits keep waiting waits for 120 s at most (`rate_limiter.LONGEST_WAIT_S`), and its calls a
little longer; downloads are background tasks, and do not count. An update that takes longer will not end by itself."""
_DATABASE_S: Final = 5.0


class Health:
    """Answers /healthz and /metrics."""

    def __init__(
        self,
        metrics: Metrics,
        intake: Intake,
        library: Library,
        *,
        filling: Filling | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metrics = metrics
        self._intake = intake
        self._library = library
        self._filling = filling
        self._clock = clock

    @property
    def routes(self) -> list[Route]:
        """Where it is asked."""
        return [Route("/healthz", self._tell_health), Route("/metrics", self._tell_metrics)]

    async def _tell_health(self, _request: Request) -> Response:
        fault = await self.fault()
        return PlainTextResponse(f"{fault or 'ok'}\n", 503 if fault else 200)

    async def _tell_metrics(self, _request: Request) -> Response:
        await self._look()
        return Response(generate_latest(self._metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

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
                unfilled = await self._filling.waiting() if self._filling is not None else 0
        except (StoreError, TimeoutError):
            return
        metrics.episodes.set(size.episodes)
        metrics.turns.set(size.turns)
        metrics.bytes.set(size.bytes)
        metrics.unfilled.set(unfilled)
