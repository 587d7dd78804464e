"""`python -m bot`: settings, logs, database, then Telegram, or a terminal in its place."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from bot.settings import Settings, read_settings
from store.command_line import HELP, at_most_one, run
from store.settings import SettingsError

_LAST_S = 0.1
"""For a thread to end that has nothing to do any more."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bot and return its exit status: 0 it was told to stop, 1 it cannot go on, 2 it was told too little."""
    # Before anything slow: as the first process of a container, one without a handler does not hear SIGTERM at all.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    return run(_bot, "python -m bot", arguments)


@click.command(context_settings=HELP, epilog="Settings come from the environment or .env; .env.example lists them.")
@click.option("--terminal", is_flag=True, help="The same bot in this terminal, without Telegram.")
@click.option("--or-terminal", is_flag=True, help="The terminal only where there is no token.")
@click.option("--database", is_flag=True, help="Print the path of the database and end.")
@click.option("--health", is_flag=True, help="Ask the bot that runs at HEALTH_LISTEN how it is, and end.")
def _bot(*, terminal: bool, or_terminal: bool, database: bool, health: bool) -> int:
    """Answer questions about podcast episodes in Telegram, with what was said, by whom, at what time."""
    at_most_one(terminal=terminal, or_terminal=or_terminal, database=database, health=health)
    try:
        settings = read_settings(os.environ, Path(".env"))
    except SettingsError as error:
        return _fail(str(error), status=2)
    if database:
        print(settings.database)
        return 0
    if health:
        return _tell_health(settings)
    if settings.token is None and not terminal:
        if not or_terminal:
            return _fail(
                "TELEGRAM_BOT_TOKEN: missing; put BotFather's token into the environment or .env "
                "(or try the bot without one: python -m bot --terminal)",
                status=2,
            )
        print("No TELEGRAM_BOT_TOKEN in the environment or .env: here is the same bot in a terminal.", file=sys.stderr)
        terminal = True
    return _run(settings, in_terminal=terminal)


def _run(settings: Settings, *, in_terminal: bool) -> int:
    # Imported here, so that a wrong setting is told at once and --help costs nothing.
    from bot import log  # noqa: PLC0415
    from bot.errors import CannotPoll  # noqa: PLC0415
    from bot.ops import serve  # noqa: PLC0415
    from bot.ops.watchdog import Watchdog  # noqa: PLC0415
    from bot.terminal import console  # noqa: PLC0415
    from store.errors import StoreError  # noqa: PLC0415
    from store.store import Store  # noqa: PLC0415

    # Between answers in a terminal, the usual lines of a server's log are only noise.
    level = "WARNING" if in_terminal and settings.log_level == "INFO" else settings.log_level
    log.setup(level, settings.secrets, settings.log_format)
    with Watchdog(settings.log_format) as watchdog:
        try:
            store = Store.open(settings.database)
            empty = not store.episodes(limit=1)
            store.close()
            if empty:
                print("The library is empty; fill it with: python -m store load PATH…", file=sys.stderr)
            if in_terminal:
                return console.run(settings)
            asyncio.run(serve.serve(settings, watchdog))
        except (StoreError, CannotPoll) as error:
            return _fail(str(error), status=1)
    return 0


def _tell_health(settings: Settings) -> int:
    """Print how the running bot is; the exit status is 0 if it is well."""
    import http.client  # noqa: PLC0415 - needed here alone

    if settings.health_listen is None:
        return _fail("HEALTH_LISTEN: missing; the bot serves its health nowhere", status=2)
    host, port = settings.health_listen
    asked = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=10)  # noqa: S104
    try:
        asked.request("GET", "/healthz")
        answer = asked.getresponse()
        print(answer.read(1000).decode(errors="replace").strip())
    except (OSError, http.client.HTTPException) as error:
        return _fail(f"no answer from {host}:{port}: {error}", status=1)
    finally:
        asked.close()
    return 0 if answer.status == 200 else 1


def _fail(sentence: str, *, status: int) -> int:
    print(f"python -m bot: {sentence}", file=sys.stderr)
    return status


def _end(status: int) -> NoReturn:
    """End the process, though a thread be at something that has no end: Python would wait for it."""
    others = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    for one in others:
        one.join(_LAST_S)
    if any(one.is_alive() for one in others):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    _end(main())
