"""The rules of the house: languages, what works here, what is kept and how it is erased."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts import texts_in
from store.meaning.fill import fill
from store.store import Store
from tests.bot.conftest import FakeEncoder, FakeMeaning
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, CHEN, NO_LANGUAGE, Chat, Scene

ZH, EN, HANT = texts_in("zh-hans"), texts_in("en"), texts_in("zh-hant")
OpenBot = Callable[..., Scene]

GERMAN: Json = {"id": 81, "is_bot": False, "first_name": "Dörte", "language_code": "de"}
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def make_admin(chat: Chat, person: Json) -> None:
    chat.scene.telegram.members[chat.chat["id"], person["id"]] = "administrator"


def rows_in(database: Path, table: str) -> list[Json]:
    with Store.open(database) as store:
        return list(store.db[table].rows)


# Languages


@pytest.mark.parametrize("person", [ANNA, BRUNO, CHEN, GERMAN])
def test_a_person_chooses_their_language_in_private_and_it_follows_them(scene: Scene, person: Json) -> None:
    chat = scene.private(person)
    menu = chat.ask("/language")
    assert chat.press(menu, "English").toast == "Good: from now on I speak English."
    assert menu.labels[2] == ["✓ English"]
    assert chat.ask("区块链").text == EN.nothing_found.format(asked="区块链")
    assert scene.group().ask("/quote 区块链", by=person).text == EN.nothing_found.format(asked="区块链")
    chat.press(menu, "繁體中文")
    assert menu.text == HANT.language_head
    assert chat.ask("区块链").text.startswith("沒找到")
    chat.press(menu, "各人自己的")
    own = {"zh-hans": ZH, "en": EN, "zh-TW": HANT, "de": ZH}[person["language_code"]]
    assert chat.ask("区块链").text == own.nothing_found.format(asked="区块链")


@pytest.mark.parametrize(
    ("typed", "language", "named"),
    [
        ("English", "en", "English"),
        ("en", "en", "English"),
        ("繁體", "zh-hant", "繁體中文"),
        ("zh_TW", "zh-hant", "繁體中文"),
        ("中文", "zh-hans", "简体中文"),
    ],
)
def test_a_language_can_be_typed_by_its_name_or_code(scene: Scene, typed: str, language: str, named: str) -> None:
    chat, texts = scene.private(GERMAN), texts_in(language)
    assert chat.ask(f"/language {typed}").text == texts.language_chosen.format(language=named)
    assert chat.ask("区块链").text == texts.nothing_found.format(asked="区块链")


def test_a_language_that_is_not_spoken_gets_the_choice_of_those_that_are(scene: Scene) -> None:
    chat = scene.private(ANNA)
    assert chat.ask("/language klingon").labels == chat.ask("/language").labels


def test_only_an_admin_types_a_groups_language(scene: Scene) -> None:
    group = scene.group()
    make_admin(group, BRUNO)
    assert group.ask("/language en", by=ANNA).text == ZH.admins_only
    assert group.ask("/quote 区块链", by=NO_LANGUAGE).text == ZH.nothing_found.format(asked="区块链")
    assert group.ask("/language en", by=BRUNO).text
    assert group.ask("/quote 区块链", by=NO_LANGUAGE).text == EN.nothing_found.format(asked="区块链")


def test_a_groups_language_is_for_those_whose_own_it_does_not_know(scene: Scene) -> None:
    group = scene.group()
    make_admin(group, BRUNO)
    menu = group.ask("/language", by=BRUNO)
    assert group.press(menu, "English", by=ANNA).alert == ZH.admins_only
    assert group.press(menu, "English", by=BRUNO).toast
    spoken = {person["id"]: group.ask("/quote 区块链", by=person).text for person in (ANNA, CHEN, GERMAN, NO_LANGUAGE)}
    assert spoken == {
        person["id"]: texts.nothing_found.format(asked="区块链")
        for person, texts in ((ANNA, ZH), (CHEN, HANT), (GERMAN, EN), (NO_LANGUAGE, EN))
    }


def test_faults_are_told_in_the_chosen_language_too(scene: Scene) -> None:
    chat = scene.private()
    chat.press(chat.ask("/language"), "English")
    assert chat.ask("@Lee 浣熊").text.startswith("No speaker called “Lee”.")
    assert chat.press_data(chat.ask("狸猫"), "nonsense").alert == EN.strange_button


def test_inline_too_speaks_the_language_that_the_person_chose(scene: Scene) -> None:
    chat = scene.private()
    chat.press(chat.ask("/language"), "English")
    offered = scene.type("区块链")
    assert offered is not None
    assert offered.notice and offered.notice.startswith("Nobody said")


# What works here


def test_status_tells_an_admin_what_works_in_a_group_and_how_to_mend_the_rest(scene: Scene) -> None:
    scene.telegram.me |= {"supports_inline_queries": False, "supports_guest_queries": False}
    group = scene.group()
    make_admin(group, BRUNO)
    told = group.ask("/status@Tanuki_Quote_bot", by=BRUNO).text
    assert told.count("❌") == 3
    assert "send /setprivacy to @BotFather, choose @Tanuki_Quote_bot" in told
    assert "send /setinline to @BotFather" in told
    assert "Guest Mode" in told


def test_status_sees_what_botfather_was_told_since_the_start(scene: Scene) -> None:
    group = scene.group()
    make_admin(group, ANNA)
    assert group.ask("/status").text.count("❌") == 1
    scene.telegram.me["can_read_all_group_messages"] = True
    assert "❌" not in group.ask("/status").text


def test_an_admin_bot_sees_all_messages_whatever_its_privacy(scene: Scene) -> None:
    group = scene.group()
    make_admin(group, ANNA)
    scene.telegram.members[group.chat["id"], scene.bot.bot.id] = "administrator"
    assert "❌" not in group.ask("/status").text
    assert "我是管理员" in group.ask("/status").text


def test_in_a_group_status_is_for_admins_the_anonymous_ones_included(scene: Scene) -> None:
    group = scene.group()
    assert group.ask("/status", by=BRUNO).text == EN.admins_only
    as_group = {"from": ANONYMOUS, "sender_chat": group.chat}
    assert group.ask("/status", **as_group).text.startswith(ZH.status_head)
    channel = {"id": -100900, "type": "channel", "title": "Raccoon News"}
    assert group.ask("/status", **{"from": ANONYMOUS, "sender_chat": channel}).text == ZH.admins_only


def test_in_private_status_is_for_everybody(scene: Scene) -> None:
    told = scene.private(CHEN).ask("/status").text
    assert told.startswith("我在這裡能做什麼：")
    assert "❌" not in told
    assert "所有節目裡都找" in told


def test_status_names_the_chosen_episode_and_language(scene: Scene) -> None:
    chat = scene.private()
    chat.press(chat.ask("/episodes"), "1. 浣熊夜谈 <第一期>")
    chat.press(chat.ask("/language"), "简体中文")
    told = chat.ask("/status").text
    assert "🎧 只在《浣熊夜谈 <第一期>》里找" in told
    assert "💬 说简体中文" in told


# What is kept


@pytest.mark.parametrize(("person", "texts"), [(ANNA, ZH), (BRUNO, EN), (CHEN, HANT)])
def test_privacy_tells_what_is_kept(scene: Scene, person: Json, texts: object) -> None:
    assert scene.private(person).ask("/privacy").text == texts.privacy  # type: ignore[attr-defined]
    assert scene.group().ask("/privacy", by=person).text == texts.privacy  # type: ignore[attr-defined]


def test_nothing_else_is_kept_of_a_person(scene: Scene, database: Path) -> None:
    """What /privacy says, held against the whole database after an evening with the bot."""
    chat, group = scene.private(), scene.group()
    chat.ask("狸猫")
    chat.press(chat.ask("/language"), "简体中文")
    group.ask("/quote 安全")
    offered = scene.type("狸猫")
    assert offered is not None
    scene.choose(offered)
    with Store.open(database) as store:
        tables = store.db.table_names()
    numbers = {str(ANNA["id"]), str(group.chat["id"])}
    found = {
        table
        for table in tables
        if not table.startswith(("turn_terms", "called_terms", "sqlite_"))
        for row in rows_in(database, table)
        if numbers & {str(value) for value in row.values()}
    }
    assert found == {"chats", "answers"}
    assert "Anna" not in str([rows_in(database, table) for table in ("chats", "answers", "kept_questions")])


def test_forget_erases_what_is_kept_of_a_person(scene: Scene, database: Path) -> None:
    chat, other = scene.private(), scene.private(BRUNO)
    chat.press(chat.ask("/language"), "English")
    other.ask("狸猫")
    assert chat.ask("/forget").text == EN.forgotten
    assert rows_in(database, "chats") == []
    assert {row["chat_id"] for row in rows_in(database, "answers")} == {BRUNO["id"]}
    assert chat.ask("/help").text.startswith(ZH.help_head)


def test_an_admin_erases_what_is_kept_of_a_group(scene: Scene, database: Path) -> None:
    group = scene.group()
    make_admin(group, ANNA)
    group.press(group.ask("/language"), "English")
    assert group.ask("/forget").text == ZH.forgotten_group
    assert rows_in(database, "chats") == rows_in(database, "answers") == []


def test_in_a_group_anybody_else_erases_only_their_own(scene: Scene, database: Path) -> None:
    group, chat = scene.group(), scene.private(BRUNO)
    make_admin(group, ANNA)
    group.press(group.ask("/language"), "English")
    chat.press(chat.ask("/language"), "English")
    assert group.ask("/forget", by=BRUNO).text == EN.forget_group_hint
    assert [row["id"] for row in rows_in(database, "chats")] == [group.chat["id"]]


def test_status_says_how_many_episodes_are_not_yet_found_by_meaning_and_nothing_where_none_is(
    meaning: FakeMeaning, scene: Scene, database: Path
) -> None:
    chat = scene.private()
    assert chat.ask("/status").text.endswith(ZH.status_waiting.format(count=1))
    with Store.open(database) as store:
        fill(store.passages, FakeEncoder())
    assert "⏳" not in chat.ask("/status").text
