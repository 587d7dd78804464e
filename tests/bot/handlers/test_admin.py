"""Keeping the library from a chat: other names, corrections, episodes taken away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts import Texts, texts_in
from store.library import people
from store.store import Store
from tests.bot.entities import Json
from tests.bot.handlers.test_quotes import A_CHANNEL
from tests.bot.scene import ANNA, BRUNO, CHEN, Chat, Scene
from tests.bot.wire import BOT

ZH, EN = texts_in("zh-hans"), texts_in("en")
OpenBot = Callable[..., Scene]
TITLE = "浣熊夜谈 <第一期>"


@pytest.fixture
def scene(open_bot: OpenBot, database: Path) -> Scene:
    """A bot that Anna and Bruno look after."""
    return open_bot(database, admin_ids=frozenset({ANNA["id"], BRUNO["id"]}))


def chat_of(scene: Scene, kind: str) -> Chat:
    return scene.private() if kind == "private" else scene.group()


@pytest.mark.parametrize("asked", ["/alias 李伟 = 老李", "/fix 力大砖飞 = 利大专飞", "/delete 浣熊", "/alias"])
@pytest.mark.parametrize("kind", ["private", "group"])
def test_anybody_else_gets_one_line(scene: Scene, database: Path, asked: str, kind: str) -> None:
    chat = scene.private(CHEN) if kind == "private" else scene.group()
    assert chat.ask(asked, by=CHEN).text == texts_in("zh-hant").bot_admins_only
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    if kind == "group":
        assert chat.ask(asked, **{"from": anonymous, "sender_chat": chat.chat}).text == ZH.bot_admins_only
    with Store.open(database) as store:
        assert (store.corrections(), people.undo(store.catalog)) == ((), None)


DATE = {"date": 1_700_000_000}
FORWARDED = (
    {"type": "user", "sender_user": CHEN, **DATE},
    {"type": "user", "sender_user": ANNA, **DATE},  # perhaps written elsewhere, to another bot
    {"type": "hidden_user", "sender_user_name": "?", **DATE},
    {"type": "chat", "sender_chat": {"id": -100777, "type": "supergroup", "title": "Strangers"}, **DATE},
    {"type": "channel", "chat": {"id": -100778, "type": "channel", "title": "News"}, "message_id": 3, **DATE},
)


@pytest.mark.parametrize(
    "asked",
    ["/alias 李伟 = 老李", "/fix 力大砖飞 = 利大专飞", "/delete 浣熊", "/export", "/language en", "/forget"],
)
@pytest.mark.parametrize("origin", FORWARDED, ids=lambda one: one["type"])
def test_an_order_that_was_forwarded_is_not_obeyed(scene: Scene, database: Path, asked: str, origin: Json) -> None:
    """Seen with an admin who forwarded a stranger's /delete to the bot."""
    for chat in (scene.private(), scene.group()):
        told = chat.ask(asked, forward_origin=origin)
        assert (told.text, told.rows) == (ZH.forwarded_order, [])
        assert chat.ask("狸猫" if chat.chat["type"] == "private" else "/quote 狸猫").text.startswith("王伟")
    with Store.open(database) as store:
        assert (store.corrections(), people.undo(store.catalog), store.catalog.count_episodes()) == ((), None, 1)


@pytest.mark.parametrize("more", [{"via_bot": BOT}, {"is_automatic_forward": True, "sender_chat": A_CHANNEL}])
def test_an_order_that_nobody_typed_is_left_alone(scene: Scene, more: Json) -> None:
    for chat in (scene.private(), scene.group()):
        assert chat.say("/delete 浣熊", **more) == []
    assert scene.group().feed(channel_post=scene.group().message("/delete 浣熊", **more)) == []


@pytest.mark.parametrize("origin", FORWARDED, ids=lambda one: one["type"])
def test_a_forwarded_text_is_a_question_like_any_other(scene: Scene, origin: Json) -> None:
    assert scene.private().ask("狸猫", forward_origin=origin).quoted
    assert scene.group().ask("/quote 狸猫", forward_origin=origin).quoted


# Names


@pytest.mark.parametrize(("person", "texts"), [(ANNA, ZH), (BRUNO, EN)])
@pytest.mark.parametrize("kind", ["private", "group"])
def test_a_speaker_is_found_by_another_name_until_it_is_undone(
    scene: Scene, person: Json, texts: Texts, kind: str
) -> None:
    chat = chat_of(scene, kind)
    told = chat.ask("/alias 王伟 = 阿狸, 狸老师", by=person)
    assert told.text == texts.alias_done.format(name="王伟", others=f"阿狸{texts.comma}狸老师")
    assert "王伟" in chat.ask("/speaker 狸老师").text
    assert chat.press(told, texts.undo_button, by=CHEN).alert == texts_in("zh-hant").bot_admins_only
    chat.press(told, texts.undo_button, by=person)
    assert told.text == texts.undone
    assert chat.ask("/speaker 狸老师").text.startswith("没有叫")


@pytest.mark.parametrize("asked", ["/alias", "/alias 王伟", "/alias = 阿狸", "/alias 王伟 =", "/alias 王伟 = ，"])
def test_alias_says_how_it_is_written(scene: Scene, asked: str) -> None:
    assert scene.private().ask(asked).text == ZH.alias_usage


def test_an_alias_is_for_one_speaker_and_new(scene: Scene) -> None:
    chat = scene.private()
    assert chat.ask("/alias 区块链 = 老王").text.startswith("没有叫“区块链”的人")
    assert chat.ask("/alias 伟 = 老王").text.startswith("“伟”是指哪一位")
    chat.ask("/alias 王伟 = 老王")
    assert chat.ask("/alias 王伟 = 老王").text == ZH.alias_refused.format(name="王伟")
    assert chat.ask("/alias 王伟 = 。").text == ZH.alias_refused.format(name="王伟")


def test_only_the_last_change_of_names_is_undone(scene: Scene) -> None:
    chat = scene.private()
    first, second = chat.ask("/alias 王伟 = 阿狸"), chat.ask("/alias 李伟 = 阿浣")
    assert chat.press(first, ZH.undo_button).alert == ZH.undo_stale
    chat.press(second, ZH.undo_button)
    chat.press(first, ZH.undo_button)
    assert first.text == second.text == ZH.undone


# Corrections


@pytest.mark.parametrize(("person", "texts"), [(ANNA, ZH), (BRUNO, EN)])
@pytest.mark.parametrize("kind", ["private", "group"])
def test_a_word_heard_wrongly_is_found_by_what_was_meant(scene: Scene, person: Json, texts: Texts, kind: str) -> None:
    chat = chat_of(scene, kind)
    told = chat.ask("/fix raccoon＝利大专飞", by=person).text
    line = "raccoon = 利大专飞"
    assert told == texts.fix_done.format(scope=texts.fix_everywhere, correction=line)
    found = chat.ask("/quote raccoon").text
    assert ZH.glossary_match.format(heard="利大专飞", meant="raccoon") in found
    again = chat.ask("/fix raccoon = 利大专飞", by=person).text
    assert again == texts.fix_known.format(scope=texts.fix_everywhere, correction=line)
    gone = chat.ask("/fix -raccoon = 利大专飞", by=person).text
    assert gone == texts.fix_gone.format(scope=texts.fix_everywhere, correction=line)
    gone = chat.ask("/fix -raccoon = 利大专飞", by=person).text
    assert gone == texts.fix_unknown.format(scope=texts.fix_everywhere, correction=line)
    assert "≈" not in chat.ask("/quote raccoon").text


def test_a_correction_is_for_the_episode_that_the_chat_chose(scene: Scene, database: Path) -> None:
    chat = scene.private()
    chat.press(chat.ask("/episodes"), f"1. {TITLE}")
    assert f"只在《{TITLE}》里" in chat.ask("/fix 力大砖飞 = 利大专飞, 力大专飞").text
    with Store.open(database) as store:
        assert [(str(one), one.episode_id) for one in store.corrections()] == [("力大砖飞 = 利大专飞 | 力大专飞", 1)]


@pytest.mark.parametrize(
    "asked", ["/fix", "/fix 力大砖飞", "/fix = 利", "/fix 。 = 。", "/fix -", "/fix " + "长" * 600 + " = 短"]
)
def test_fix_says_how_it_is_written(scene: Scene, asked: str) -> None:
    assert scene.private().ask(asked).text == ZH.fix_usage


# Episodes


@pytest.mark.parametrize(("person", "texts"), [(ANNA, ZH), (BRUNO, EN)])
@pytest.mark.parametrize("kind", ["private", "group"])
def test_an_episode_goes_when_it_was_asked_twice(
    scene: Scene, database: Path, person: Json, texts: Texts, kind: str
) -> None:
    chat = chat_of(scene, kind)
    told = chat.ask("/delete huanxiong yetan", by=person)
    assert told.text == texts.delete_sure.format(title=TITLE, turns=5)
    assert chat.press(told, texts.delete_button, by=CHEN).alert == texts_in("zh-hant").bot_admins_only
    assert chat.press(told, texts.cancel_button, by=CHEN).alert == texts_in("zh-hant").bot_admins_only
    button = told.data(texts.delete_button)
    chat.press(told, texts.cancel_button, by=person)
    assert told.text == texts.nothing_changed
    with Store.open(database) as store:
        assert store.catalog.count_episodes() == 1
    again = chat.ask("/delete 浣熊夜谈", by=person)
    chat.press(again, texts.delete_button, by=person)
    assert again.text == texts.delete_done.format(title=TITLE, turns=5)
    assert chat.ask("/episodes").text == ZH.no_episodes
    assert chat.press_data(again, button, by=person).alert == texts.episode_gone
    assert chat.press(again, texts.undo_button, by=CHEN).alert == texts_in("zh-hant").bot_admins_only
    chat.press(again, texts.undo_button, by=person)
    assert again.text == texts.undone
    assert TITLE in chat.ask("/episodes").text


def test_of_several_episodes_one_is_chosen_first(scene: Scene, database: Path) -> None:
    with Store.open(database) as store:
        store.db.execute(
            "INSERT INTO episodes (title, format, source, digest, loaded_at) VALUES ('浣熊晨谈', 'test', 'x', 'x', 'x')"
        )
    chat = scene.private()
    told = chat.ask("/delete 浣熊")
    assert told.labels == [[TITLE], ["浣熊晨谈"], [ZH.cancel_button]]
    chat.press(told, "浣熊晨谈")
    assert told.text == ZH.delete_sure.format(title="浣熊晨谈", turns=0)
    chat.press(told, ZH.delete_button)
    with Store.open(database) as store:
        assert [one.episode.title for one in store.episodes()] == [TITLE]


def test_an_episode_that_is_not_there_is_not_asked_about(scene: Scene) -> None:
    chat = scene.private()
    assert chat.ask("/delete").text == ZH.delete_usage
    assert chat.ask("/delete 区块链").text == ZH.unknown_episode.format(asked="区块链", known=TITLE)


def test_help_shows_these_commands_to_those_who_look_after_the_bot_alone(scene: Scene) -> None:
    assert "/alias 名字" in scene.private().ask("/help").text
    assert "/alias" not in scene.private(CHEN).ask("/help").text
