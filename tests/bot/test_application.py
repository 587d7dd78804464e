from __future__ import annotations

import asyncio
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
