from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from store.sql.state import chats
from store.sql.state.chats import Answered, Chats, ChatSettings
from store.store import Store

ANNA, GROUP, SUPERGROUP = 77, -500, -100500

Make = Callable[..., Store]


@pytest.fixture
def store(library: Make) -> Store:
    return library([("李雷", 0, "浣熊。")], [("李雷", 0, "狸猫。")])


@pytest.fixture
def kept(store: Store) -> Chats:
    return store.state.chats


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    then = chats.now() + by
    monkeypatch.setattr(chats, "now", lambda: then)


def test_what_was_put_off_for_a_chat_does_not_come_back_after_it_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    with Store.open(path) as store, Store.open(path) as other:
        store.db.execute("PRAGMA busy_timeout = 0")
        with other.transaction():
            store.state.chats.keep_answer(ANNA, 1, Answered(2, None))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                store.state.chats.forget(ANNA)
        store.state.chats.forget(ANNA)
        store.state.chats.keep_answer(GROUP, 3, Answered(4, None))
        assert store.state.chats.answer_to(ANNA, 1) is None
        assert store.state.chats.answer_to(GROUP, 3) == Answered(4, None)


def test_a_chat_that_chose_nothing_has_no_settings(kept: Chats) -> None:
    assert kept.settings(ANNA) == ChatSettings()


def test_choices_are_kept_chat_by_chat_and_can_be_taken_back(kept: Chats) -> None:
    kept.choose_language(ANNA, "en")
    kept.choose_episode(ANNA, 2)
    kept.choose_episode(GROUP, 1)
    assert kept.settings(ANNA) == ChatSettings("en", 2)
    assert kept.settings(GROUP) == ChatSettings(None, 1)
    kept.choose_language(ANNA, None)
    kept.choose_episode(ANNA, None)
    assert kept.settings(ANNA) == ChatSettings()


def test_an_episode_that_is_gone_is_nobodys_choice(store: Store) -> None:
    store.state.chats.choose_episode(ANNA, 1)
    store.db.execute("DELETE FROM episodes WHERE id = 1")
    assert store.state.chats.settings(ANNA) == ChatSettings()


def test_a_group_that_becomes_a_supergroup_keeps_what_it_chose(kept: Chats) -> None:
    kept.choose_language(GROUP, "en")
    kept.choose_episode(GROUP, 1)
    for _ in range(2):  # both chats tell of it
        kept.move(GROUP, SUPERGROUP)
    assert kept.settings(SUPERGROUP) == ChatSettings("en", 1)
    assert kept.settings(GROUP) == ChatSettings()


def test_what_the_supergroup_chose_already_stays(kept: Chats) -> None:
    kept.choose_language(GROUP, "en")
    kept.choose_episode(GROUP, 1)
    kept.choose_language(SUPERGROUP, "zh-hant")
    kept.move(GROUP, SUPERGROUP)
    assert kept.settings(SUPERGROUP) == ChatSettings("zh-hant", 1)


def test_a_chat_that_left_is_forgotten_after_a_while(kept: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    for chat in (ANNA, GROUP):
        kept.choose_language(chat, "en")
        kept.left(chat)
    kept.joined(ANNA)
    kept.forget_old()
    assert kept.settings(GROUP).language == "en"
    later(monkeypatch, chats.INACTIVE_KEPT + timedelta(days=1))
    kept.forget_old()
    assert kept.settings(GROUP).language is None
    assert kept.settings(ANNA).language == "en"


def test_which_message_answered_which_is_kept_for_two_days(
    store: Store, kept: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep_answer(ANNA, 1, Answered(2, 1))
    kept.keep_answer(ANNA, 1, Answered(3, None))
    assert kept.answer_to(ANNA, 1) == kept.answered_with(ANNA, 3) == Answered(3, None)
    assert kept.answer_to(GROUP, 1) is None
    assert kept.answered_with(ANNA, 2) is None
    later(monkeypatch, timedelta(days=2, seconds=1))
    assert kept.answer_to(ANNA, 1) is None
    kept.keep_answer(GROUP, 7, Answered(8, None))
    assert [row["chat_id"] for row in store.db["answers"].rows] == [GROUP]


def test_a_chat_that_asks_for_it_is_forgotten_whole(store: Store, kept: Chats) -> None:
    for chat in (ANNA, GROUP):
        kept.choose_language(chat, "en")
        kept.keep_random(chat, 1)
        kept.keep_answer(chat, 1, Answered(2, 1))
    kept.forget(ANNA)
    assert [row["id"] for row in store.db["chats"].rows] == [GROUP]
    assert [row["chat_id"] for row in store.db["answers"].rows] == [GROUP]


def test_what_a_chat_was_shown_last_by_chance_is_kept(kept: Chats) -> None:
    assert kept.last_random(GROUP) is None
    kept.keep_random(GROUP, 1)
    kept.keep_random(GROUP, 2)
    assert kept.last_random(GROUP) == 2
