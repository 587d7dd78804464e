"""Cleanup while the bot runs: what was kept long enough is deleted, and a database file that was lost is reported."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.services.library import Library
from bot.services.uploads import Uploads
from store.errors import StoreError

log = logging.getLogger(__name__)

LOOKS_EVERY_S: Final = 60
FORGETS_EVERY_S: Final = 6 * 3600


async def run_cleanup(
    library: Library, uploads: Uploads, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> None:
    """Forget now, and every few hours, what was kept long enough; tell the log once when the file is another one."""
    reported = False
    while True:
        try:
            await uploads.sweep()
            await library.run(lambda store: store.state.forget_old())
        except (StoreError, OSError) as error:
            log.warning("What was kept long enough is not forgotten yet: %s", error)
        for _ in range(FORGETS_EVERY_S // LOOKS_EVERY_S):
            await sleep(LOOKS_EVERY_S)
            if not reported and not library.is_in_place():
                reported = True
                log.error("The database's file was removed or replaced: nothing that is written now stays; start anew.")
