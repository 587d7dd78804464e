"""Updates by webhook: Telegram delivers them to an address, and a proxy with its certificate passes them on to us."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.errors import CannotPoll
from bot.http.server import serving
from bot.settings import Settings
from bot.telegram import lifecycle
from bot.telegram.backoff import Patience
from bot.telegram.intake import Intake
from bot.telegram.lifecycle import AnyApplication
from bot.telegram.polling import readable

log = logging.getLogger(__name__)

PULSE_S = 60.0
LIMIT_S = 60.0
_SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header


class Receiver:
    """Takes what is delivered into the application's queue, and looks now and then whether Telegram still delivers."""

    def __init__(
        self,
        application: AnyApplication,
        request: BaseRequest,
        allowed_updates: Sequence[str],
        settings: Settings,
        *,
        intake: Intake | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._application = application
        self._allowed_updates = allowed_updates
        self._url = settings.webhook_url or ""
        self._place = settings.webhook_listen
        self._secret = settings.webhook_secret or secrets.token_urlsafe(32)
        self._sleep = sleep
        self._looked = False
        self._failed_at: datetime | None = None
        """When Telegram could not deliver last, as of the last look; what was before the first look is past."""
        self.intake = intake or Intake(application, application.bot_data.library, clock=clock)
        self.patience = Patience(request, clock=clock, sleep=sleep)

    async def start(self) -> None:
        """Make the bot known to itself and start the application, trying until Telegram answers. Raises CannotPoll."""
        await self._until_answered(self._application.initialize)
        await lifecycle.start(self._application)
        await self.intake.resume()

    async def run(self) -> None:
        """Listen, have Telegram deliver here, and see to it that it goes on doing so. Raises CannotPoll."""
        try:
            async with serving(self._place, [self.route]):
                await self._until_answered(self._set)
                log.info("@%s gets updates at %s.", self._application.bot.username, self._url)
                while True:
                    self.patience.begin(PULSE_S + LIMIT_S)
                    await self._sleep(PULSE_S)
                    await self._until_answered(self._look)
        except OSError as error:
            raise CannotPoll(
                f"WEBHOOK_LISTEN: nobody can listen at {self._place[0]}:{self._place[1]}: {error}"
            ) from error

    async def finish(self) -> None:
        """Do nothing: what Telegram could not deliver it keeps, and delivers to whoever is there next."""

    @property
    def route(self) -> Route:
        """Where updates are delivered."""
        return Route(unquote(urlsplit(self._url).path) or "/", self.respond, methods=["POST"])

    async def respond(self, request: Request) -> Response:
        """Answer a delivery: 200 when it is noted, 403 without the secret, 503 when there is no room for it now."""
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), self._secret.encode()):
            return Response(status_code=403)
        if self.intake.is_full:
            return Response(status_code=503, headers={"Retry-After": "1"})
        return await self._take(await request.body())

    async def _take(self, body: bytes) -> Response:
        try:
            content: Any = json.loads(body)
            number = content["update_id"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return Response(status_code=400)
        if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= 2**63:
            return Response(status_code=400)
        await self.intake.take([Update.de_json(readable(content), self._application.bot)])
        return Response()

    async def _set(self) -> None:
        await self._application.bot.set_webhook(
            self._url, secret_token=self._secret, allowed_updates=self._allowed_updates, max_connections=40
        )

    async def _look(self) -> None:
        found = await self._application.bot.get_webhook_info()
        if found.url != self._url:
            log.warning("Something has changed this bot's webhook; it is set again.")
            await self._set()
        failed_at = found.last_error_date
        if self._looked and failed_at is not None and failed_at != self._failed_at:
            told = found.last_error_message
            log.error("Telegram cannot deliver (%s); %d updates wait there.", told, found.pending_update_count)
        self._failed_at, self._looked = failed_at, True

    async def _until_answered(self, call: Callable[[], Awaitable[object]]) -> None:
        while True:
            self.patience.begin(LIMIT_S)
            try:
                async with asyncio.timeout(LIMIT_S):
                    await call()
                break
            except (TelegramError, TimeoutError) as error:
                await self.patience.wait_after(error)
        self.patience.renew()
        self.intake.heard()
