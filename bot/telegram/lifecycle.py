"""The steps of an application from start to end, on Telegram and in a terminal: initialize, start, stop, shut down."""

from __future__ import annotations

from typing import Any

from telegram.ext import Application

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


async def start(application: AnyApplication) -> None:
    """Start an initialized application: its `post_init`, then the handling of what is in its update queue."""
    if application.post_init is not None:
        await application.post_init(application)
    await application.start()


async def stop(application: AnyApplication) -> None:
    """Stop the application as far as it was started; answers under way are finished first."""
    if application.running:
        await application.stop()
        if application.post_stop is not None:
            await application.post_stop(application)


async def shut_down(application: AnyApplication) -> None:
    """Close what `initialize` opened, whether or not that succeeded; what is open nowhere is left alone."""
    await application.shutdown()
    # After an `initialize` that failed halfway the bot's connections are open, and `shutdown` leaves them so.
    await application.bot.shutdown()
    if application.post_shutdown is not None:
        await application.post_shutdown(application)
