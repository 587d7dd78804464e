from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import CommandHandler

from bot.messages import menus
from bot.queries import browse
from bot.telegram import lifecycle
from bot.texts import texts_in
from tests.bot.entities import Json
from tests.bot.scene import Scene
from tests.bot.wire import Call, Refused

OpenBot = Callable[..., Scene]
SETTING = ("setMyCommands", "deleteMyCommands", "setMyDescription", "setMyShortDescription")


def set_up(scene: Scene) -> list[Call]:
    """What is set at a start."""
    before = len(scene.telegram.calls)
    data = scene.bot.bot_data
    scene.runner.run(menus.set_up(scene.bot.bot, data.library, data.settings))
    return [call for call in scene.telegram.calls[before:] if call.method in SETTING]


def shown(calls: list[Call], scope: str, code: str = "", **more: object) -> list[str]:
    """The commands set for a scope and a language."""
    wanted: Json = {"type": scope, **more}
    [found] = [
        call.values["commands"]
        for call in calls
        if call.method == "setMyCommands"
        and call.values["scope"] == wanted
        and call.values.get("language_code", "") == code
    ]
    return [command["command"] for command in found]


def test_each_kind_of_chat_has_the_commands_that_are_of_use_there(scene: Scene) -> None:
    calls = set_up(scene)
    for code in ("", "zh", "en"):
        assert set(shown(calls, "all_group_chats", code)) < set(shown(calls, "all_chat_administrators", code))
        assert "status" in shown(calls, "all_chat_administrators", code)
        assert "status" not in shown(calls, "all_group_chats", code)
        assert "language" in shown(calls, "all_private_chats", code)


def test_every_command_of_a_menu_is_answered_and_every_one_but_start_is_in_one(scene: Scene) -> None:
    answered = {
        name for handler in scene.bot.handlers[0] if isinstance(handler, CommandHandler) for name in handler.commands
    }
    in_menus = {*menus.PRIVATE, *menus.GROUPS, *menus.GROUP_ADMINS, *menus.BOT_ADMINS}
    assert in_menus == answered - {"start"}


@pytest.mark.parametrize(
    ("default", "spoken"),
    [
        ("zh-hans", {"": "zh-hans", "zh": "zh-hans", "en": "en"}),
        ("zh-hant", {"": "zh-hant", "zh": "zh-hant", "en": "en"}),
        ("en", {"": "en", "zh": "zh-hans", "en": "en"}),
    ],
)
def test_each_language_has_its_own_and_all_others_the_default(
    open_bot: OpenBot, database: Path, default: str, spoken: dict[str, str]
) -> None:
    calls = set_up(open_bot(database, language=default))
    for method, field in (("setMyDescription", "description"), ("setMyShortDescription", "short_description")):
        told = {c.values.get("language_code", ""): c.values[field] for c in calls if c.method == method}
        assert told == {code: getattr(texts_in(language), field) for code, language in spoken.items()}


def test_the_next_start_sets_nothing(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    assert len(set_up(scene)) == 15
    assert set_up(open_bot(database, telegram=scene.telegram)) == []


def test_only_what_changed_is_set_again(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    set_up(scene)
    calls = set_up(open_bot(database, telegram=scene.telegram, language="en"))
    assert {call.values.get("language_code", "") for call in calls} == {""}
    assert len(calls) == 5


def test_another_bot_on_the_same_library_is_set_up_too(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    set_up(scene)
    scene.telegram.me["id"] = 4712
    assert len(set_up(open_bot(database, telegram=scene.telegram))) == 15


def test_what_telegram_refuses_is_tried_again_at_the_next_start(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.telegram.fail("setMyDescription", Refused("the sky is falling"))
    assert len(set_up(scene)) == 15
    assert "sky is falling" in caplog.text
    assert [call.method for call in set_up(scene)] == ["setMyDescription"]


def test_those_who_run_the_bot_have_a_menu_for_as_long_as_they_do(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database, admin_ids=frozenset({77}))
    assert shown(set_up(scene), "chat", "en", chat_id=77) == list(menus.BOT_ADMINS)
    calls = set_up(open_bot(database, telegram=scene.telegram))
    assert {call.method for call in calls} == {"deleteMyCommands"}
    assert sorted(call.values.get("language_code", "") for call in calls) == ["", "en", "zh"]
    assert {call.values["scope"]["chat_id"] for call in calls} == {77}


def test_a_start_warms_up_and_sets_the_menus_without_keeping_anybody_waiting(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    warmed = []
    run = scene.bot.bot_data.library.run

    async def warmly(work: Callable[..., object], *asked: Any) -> object:
        result = await run(work, *asked)
        if work is browse.warm:
            warmed.append(True)
        return result

    scene.bot.bot_data.library.run = warmly  # type: ignore[method-assign,assignment]

    async def life() -> None:
        assert scene.bot.post_init is not None
        await scene.bot.post_init(scene.bot)
        assert not warmed  # begun, not awaited
        async with asyncio.timeout(20):
            while not warmed or len(scene.telegram.made(*SETTING)) < 15:  # noqa: ASYNC110 - others do both
                await asyncio.sleep(0.01)
        await lifecycle.stop(scene.bot)  # the housekeeping goes on for as long as the bot does
        await scene.bot.start()

    scene.runner.run(life())
    assert warmed
    assert len(scene.telegram.made(*SETTING)) == 15


def test_what_is_done_beside_the_answers_ends_with_the_application(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)

    async def for_ever(*_: object) -> None:
        await asyncio.sleep(3600)

    scene.bot.bot_data.library.run = for_ever  # type: ignore[method-assign,assignment]

    async def life() -> None:
        assert scene.bot.post_init is not None
        await scene.bot.post_init(scene.bot)
        await asyncio.wait_for(lifecycle.stop(scene.bot), 2)
        assert not scene.bot.bot_data.startup_tasks
        await scene.bot.start()

    scene.runner.run(life())
