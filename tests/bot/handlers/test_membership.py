"""Chats that come, go, and change their number."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from store.sql.state import chats
from store.storage.state import ChatSettings
from store.store import Store
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, Chat, Scene
from tests.bot.wire import BOT, NOW, Refused

NEW = -100777


def settings_of(database: Path, chat: int) -> ChatSettings:
    with Store.open(database) as store:
        return store.state.chats.settings(chat)


@pytest.fixture
def group(scene: Scene, database: Path) -> Chat:
    """A group that chose English and the first episode."""
    with Store.open(database) as store:
        store.state.chats.choose_language(-100500, "en")
        store.state.chats.choose_episode(-100500, 1)
    return scene.group(kind="group")


def became(chat: Chat, status: str, *, by: Json = ANNA) -> None:
    """Let the bot become something in a chat."""

    def member(status: str) -> Json:
        return {"status": status, "user": BOT, **({"until_date": 0} if status == "kicked" else {})}

    change = {
        "chat": chat.chat, "from": by, "date": NOW, "old_chat_member": member("member"),
        "new_chat_member": member(status),
    }  # fmt: skip
    assert chat.feed(my_chat_member=change) == []


def forget_old(scene: Scene) -> None:
    scene.runner.run(scene.bot.bot_data.library.run(lambda store: store.state.forget_old()))


@pytest.mark.parametrize("told", [["old"], ["new"], ["old", "new"], ["new", "old"]])
def test_a_group_that_becomes_a_supergroup_keeps_its_settings(group: Chat, database: Path, told: list[str]) -> None:
    new = Chat(group.scene, {"id": NEW, "type": "supergroup", "title": "Tanuki & friends"}, ANNA)
    for side in told:
        if side == "old":
            assert group.say(None, migrate_to_chat_id=NEW) == []
        else:
            assert new.say(None, migrate_from_chat_id=-100500) == []
    assert settings_of(database, NEW) == ChatSettings("en", 1)
    assert settings_of(database, -100500) == ChatSettings()


def test_an_answer_that_meets_the_change_goes_to_the_new_number(group: Chat, database: Path) -> None:
    telegram = group.scene.telegram
    telegram.chats[NEW] = {"id": NEW, "type": "supergroup", "title": "Tanuki & friends"}
    upgraded = Refused("group chat was upgraded to a supergroup chat", migrate_to_chat_id=NEW)
    telegram.fail("sendMessage", upgraded)
    [answer] = group.say("/quote 狸猫", by=BRUNO)
    assert answer.chat == telegram.chats[NEW]
    assert settings_of(database, NEW) == ChatSettings("en", 1)


@pytest.mark.parametrize("status", ["left", "kicked"])
def test_a_group_that_removed_the_bot_is_forgotten_after_a_while(
    group: Chat, database: Path, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    became(group, status)
    forget_old(group.scene)
    assert settings_of(database, -100500) == ChatSettings("en", 1)
    later = chats.now() + chats.INACTIVE_KEPT + dt.timedelta(days=1)
    monkeypatch.setattr(chats, "now", lambda: later)
    forget_old(group.scene)
    assert settings_of(database, -100500) == ChatSettings()


def test_a_group_that_took_the_bot_back_keeps_its_settings(
    group: Chat, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    became(group, "kicked")
    became(group, "member")
    later = chats.now() + chats.INACTIVE_KEPT + dt.timedelta(days=1)
    monkeypatch.setattr(chats, "now", lambda: later)
    forget_old(group.scene)
    assert settings_of(database, -100500) == ChatSettings("en", 1)


def test_a_person_who_blocked_the_bot_is_forgotten_after_a_while(
    scene: Scene, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = scene.private()
    chat.press(chat.ask("/language"), "English")
    scene.telegram.fail("sendMessage", Refused("bot was blocked by the user", 403))
    assert chat.say("狸猫") == []  # where nothing else told of it, the refusal does
    later = chats.now() + chats.INACTIVE_KEPT + dt.timedelta(days=1)
    monkeypatch.setattr(chats, "now", lambda: later)
    forget_old(scene)
    assert settings_of(database, ANNA["id"]) == ChatSettings()


def test_coming_and_going_leaves_no_trace_of_chats_that_chose_nothing(scene: Scene, database: Path) -> None:
    became(scene.group(), "kicked")
    became(scene.private(), "kicked")
    with Store.open(database) as store:
        assert store.db["chats"].count == 0
