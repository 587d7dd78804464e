"""An HTTP server in the bot's event loop: routes of Starlette, the protocol by uvicorn.

Nothing else of the bot serves HTTP. Starlette and uvicorn take 50 ms and 3 MB to import, so whoever imports this
module or makes routes is imported only where an address is served.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.server import ServerState

from bot.http.connection import IDLE_S, BoundedConnection
from bot.settings import Place

log = logging.getLogger(__name__)

LARGEST_BODY: Final = 1024 * 1024
_STOP_S: Final = 1.0
"""So long those who are being answered may take to be told that this is the end; a stop of the bot has 10 s."""


@asynccontextmanager
async def serving(place: Place, routes: Sequence[Route]) -> AsyncIterator[Place]:
    """Serve routes at a place for as long as the context lasts, and give the place; port 0 takes a free one.

    Raises OSError where nobody can listen there. uvicorn's own server would end the program then, take SIGTERM for
    itself, and wait at the end for whoever has a request under way.
    """
    config, state = _config(routes), ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: BoundedConnection(config, state, {}), *place)
    try:
        yield place[0], server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in state.tasks:
            task.cancel()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=_STOP_S)
        for connection in list(state.connections):
            connection.transport.close()


def _config(routes: Sequence[Route]) -> Config:
    app = Starlette(routes=routes, max_body_size=LARGEST_BODY)
    app.router.redirect_slashes = False
    return Config(
        _sealed(app),
        interface="asgi3",
        ws="none",
        lifespan="off",
        # Faults are told in the bot's own log. uvicorn would tell of every stranger who speaks something else.
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_S,
        workers=1,
    )


def _sealed(app: ASGIApp) -> ASGIApp:
    """Return the application as one that raises nothing: faults are logged, and who is asking at the end gets 503."""

    async def sealed(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except ClientDisconnect:
            pass  # they left, or were too slow
        except asyncio.CancelledError:
            with contextlib.suppress(RuntimeError):  # a part of the answer was sent
                await PlainTextResponse("Stopping", 503)(scope, receive, send)
        except Exception:  # Starlette has answered it
            log.exception("A request for %s was not answered.", scope["path"])

    return sealed
