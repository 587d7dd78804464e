"""Answering presses: a button spins until its press is answered, which can be done once, and within 10 s or so.

Whoever handles a press knows best how to answer it, as with an alert. Where that has to wait, it is answered first,
with nothing but that it was heard.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from telegram import CallbackQuery, Update
from telegram.error import TelegramError

from bot.queries.callback_data import (
    OpenClosest,
    OpenClosestList,
    OpenContext,
    OpenEpisodes,
    OpenList,
    OpenQuote,
    OpenRandom,
    OpenTurn,
    ShowWho,
    unpack,
)

SPINS_S: Final = 2.0
"""So long a handler may think of an answer. Telegram calls a press too old after 10 s; the rest is for a slow wire."""

_PAGES = (
    OpenQuote, OpenList, OpenClosestList, OpenClosest, OpenTurn, OpenContext, OpenRandom, OpenEpisodes, ShowWho
)  # fmt: skip


def turns_page(pressed: CallbackQuery) -> bool:
    """Say whether a press does nothing but show something else in the place of its message."""
    return isinstance(unpack(pressed.data), _PAGES)


class Spinning:
    """A button that spins, until `claim`: whoever claims the press answers it."""

    def __init__(self, pressed: CallbackQuery) -> None:
        self._pressed = pressed
        self._claimed = False
        self._stopping: asyncio.Task[None] | None = None

    def claim(self) -> bool:
        """Say whether the press is still to be answered; from now on it is not."""
        claimed, self._claimed = self._claimed, True
        return not claimed

    def stop(self) -> None:
        """Answer the press, if nobody did; nobody waits for that."""
        if self.claim():
            self._stopping = asyncio.create_task(self._stop())

    async def _stop(self) -> None:
        with contextlib.suppress(TelegramError):  # a courtesy: what was pressed is done all the same
            await self._pressed.answer()


_spinning: ContextVar[Spinning | None] = ContextVar("spinning", default=None)


@contextmanager
def spinning(update: object) -> Iterator[Spinning | None]:
    """Let the button of an update spin for SPINS_S at most; None for an update that is no press."""
    if not isinstance(update, Update) or update.callback_query is None:
        yield None
        return
    button = Spinning(update.callback_query)
    before = _spinning.set(button)
    timer = asyncio.get_running_loop().call_later(SPINS_S, button.stop)
    try:
        yield button
    finally:
        timer.cancel()
        _spinning.reset(before)


def claim() -> bool:
    """Say whether the press that this task is at is still to be answered; from now on it is not."""
    button = _spinning.get()
    return button is None or button.claim()
