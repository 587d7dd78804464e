"""A Telegram that takes a second for each call: `python -m tests.ops.slow 960` asks so much in 120 chats.

The call that shows that the bot is writing is then always broken off on its way. No chat may fall silent because of it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import raccoons
from tests.botapi import BotApi

CHATS = 120
TAKES_S = 1.0
WITHIN_S = 30.0


def silent_chats(bot: subprocess.Popen[bytes], api: BotApi, questions: int, chats: int = CHATS) -> list[int]:
    """Ask so many questions of a bot that polls, a chat each in turn; returns the chats that get no answer at the end.

    A chat is given up where nothing at all was answered for a while.
    """
    api.delays.update(sendMessage=TAKES_S, sendChatAction=TAKES_S)
    for at in range(questions):
        _ask(api, 1000 + at % chats, at)
    _settle(bot, api, questions)
    api.delays.clear()
    before = len(api.made("sendMessage"))
    for at in range(chats):
        _ask(api, 1000 + at, at)
    _settle(bot, api, before + chats)
    answered = {call["chat_id"] for call in api.made("sendMessage")[before:]}
    return [chat for chat in range(1000, 1000 + chats) if chat not in answered]


def _ask(api: BotApi, chat: int, at: int) -> None:
    words = ("安静", "洗东西", "盖子", "垃圾桶")
    api.say_privately(chat, words[at % 4])


def _settle(bot: subprocess.Popen[bytes], api: BotApi, count: int) -> None:
    answered, changed_at = 0, time.monotonic()
    while answered < count and time.monotonic() < changed_at + WITHIN_S:
        time.sleep(0.1)
        assert bot.poll() is None
        if len(api.made("sendMessage")) > answered:
            answered, changed_at = len(api.made("sendMessage")), time.monotonic()


def main(questions: int) -> None:
    """Ask, and say who was left without an answer."""
    with tempfile.TemporaryDirectory(prefix="slow-") as folder, BotApi() as api:
        path = raccoons.library(Path(folder) / "quotes.db")
        bot = subprocess.Popen(
            raccoons.command(),
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env=raccoons.environment(
                DATABASE=str(path), TELEGRAM_API_URL=api.url, TELEGRAM_BOT_TOKEN=api.token,
                QUESTIONS_PER_MINUTE="0", LOG_LEVEL="WARNING",
            ),
        )  # fmt: skip
        began = time.monotonic()
        silent = silent_chats(bot, api, questions)
        answered, cancelled = len(api.made("sendMessage")), len(api.made("sendChatAction"))
        took = f"{time.monotonic() - began:.0f} s"
        print(f"{answered} answers of {questions + CHATS}, and {cancelled} chat actions, in {took}")
        bot.terminate()
        bot.wait(20)
        if silent:
            sys.exit(f"{len(silent)} of {CHATS} chats get no answer any more")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["960"]))
