"""A console for the bot: each line typed is a message in a private chat, the number of a shown button presses it.

It is the same bot: the real application with all its handlers, with a fake Telegram in the terminal behind it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

from telegram import Update

from bot.application import build, load_fonts
from bot.handlers import background
from bot.settings import Settings
from bot.telegram import lifecycle
from bot.telegram.lifecycle import AnyApplication
from bot.terminal.fake_telegram import TOKEN, FakeTelegram

PROMPT = "> "


def run(settings: Settings) -> int:
    """Serve the terminal until the end of its input and return the exit status: 0, or 130 after Ctrl-C."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `make run | head` ends without a word, as other commands do
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal without ◀ shows ?
    wire = FakeTelegram(sys.stdout, ansi=sys.stdout.isatty())
    settings = replace(settings, token=TOKEN, questions_per_minute=0)  # who pipes questions in may ask them all
    typing = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    # Whoever pipes questions in gets each answer in full, and reads the encoder only for those that need it.
    application = build(settings, request=wire, get_updates_request=wire, paced=False, patient=not typing)
    if not typing:
        application.post_init = None  # warming up is for who comes to ask; a pipe asks at once
    if typing:
        if application.bot_data.filling is not None:
            application.bot_data.filling.begin()
        print("Type a question, /help, or the number of a button; Ctrl-D ends.", file=sys.stderr)
    with _tidy_terminal() if typing else contextlib.nullcontext():
        try:
            lines = typed_lines() if typing else piped_lines(0)
            asyncio.run(serve(application, wire, asked_for(lines)))
        except KeyboardInterrupt:
            return 130
    return 0


async def serve(application: AnyApplication, wire: FakeTelegram, lines: AsyncIterator[str]) -> None:
    """Answer line after line, each one to its end before the next is read, so that questions and answers keep order."""
    try:
        await application.initialize()
        await lifecycle.start(application)
        await load_fonts(application.bot_data)  # the first answer has all its buttons, whoever asks it
        async for line in lines:
            update = wire.typed(line)
            if update is not None:
                await application.update_queue.put(Update.de_json(update, application.bot))
                await application.update_queue.join()
                await background.settle(application.bot_data.background_tasks)
    finally:
        await lifecycle.stop(application)
        await lifecycle.shut_down(application)


async def asked_for(lines: Iterator[str]) -> AsyncIterator[str]:
    """Read blocking `lines` in a thread, each one only when it is asked for, so that a prompt comes after the answer.

    The thread is one that an exit does not wait for: nobody can call it back from a read.
    """
    loop = asyncio.get_running_loop()
    read: asyncio.Queue[str | None] = asyncio.Queue()
    wanted = threading.Semaphore(0)

    def hand_over(line: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(read.put_nowait, line)

    def read_on() -> None:
        try:
            while wanted.acquire():
                line = next(lines, None)
                hand_over(line)
                if line is None:
                    return
        except BaseException:
            hand_over(None)
            raise

    threading.Thread(target=read_on, name="reading lines", daemon=True).start()
    while True:
        wanted.release()
        line = await read.get()
        if line is None:
            return
        yield line


def typed_lines() -> Iterator[str]:
    """Yield lines from a person at a terminal, with a prompt and the editing keys that GNU readline gives."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - importing it is what changes input()
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            print()
            return
        except UnicodeDecodeError:
            print("That was not UTF-8.", file=sys.stderr)


def piped_lines(descriptor: int) -> Iterator[str]:
    """Yield the lines of a pipe or file, decoded as UTF-8, as soon as each is there.

    Read from the descriptor and not through sys.stdin, whose lock a thread that is still reading would hold at exit.
    """
    rest = b""
    while chunk := _read(descriptor):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.decode(errors="replace") for line in whole)
    if rest:
        yield rest.decode(errors="replace")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # closed before the program began, or torn: the end of the input either way
        return b""


@contextlib.contextmanager
def _tidy_terminal() -> Iterator[None]:
    """Give the terminal back as it was: readline changes it, and has no time to undo that when Ctrl-C ends a read."""
    try:
        import termios  # noqa: PLC0415 - not on every system
    except ImportError:
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
