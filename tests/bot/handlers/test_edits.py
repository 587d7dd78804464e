"""Asking again: an edited question, a reply to a quote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from store.sql.state import chats
from store.store import Store
from tests.bot.conftest import load
from tests.bot.entities import Json
from tests.bot.scene import BRUNO, Chat, Scene
from tests.bot.wire import BOT, Sent

ZH = texts_in("zh-hans")
OpenBot = Callable[..., Scene]


def asked(chat: Chat, text: str, **more: object) -> tuple[Json, Sent]:
    """Ask something; returns the message and its answer."""
    question = chat.message(text, **more)
    [answer] = chat.hear(question)
    return question, answer


def edit(chat: Chat, question: Json, text: str) -> list[Sent]:
    """Edit a question; returns what was sent because of it, which is nothing as a rule."""
    edited = chat.message(text, edit_date=1)
    kept = {name: value for name, value in question.items() if name not in ("text", "entities")}
    return chat.feed(edited_message={**edited, **kept})


# Edited questions


@pytest.mark.parametrize(
    ("first", "then", "bold"),
    [
        ("狸猫", "扣好", ["Mary Ann", "扣好"]),
        ("/quote 狸猫", "/quote 扣好", ["Mary Ann", "扣好"]),
        ("/speaker 王伟 狸猫", "/speaker 李伟 利大专飞", ["李伟", "利大专飞"]),
        ("区块链", "扣好", ["Mary Ann", "扣好"]),  # nothing was found at first
        ("@Lee 浣熊", "@王伟 浣熊", ["王伟", "浣熊", "浣熊"]),  # nobody was called so
        ("/quote", "/quote 扣好", ["Mary Ann", "扣好"]),  # nothing was asked
    ],
)
def test_an_edited_question_edits_its_answer(scene: Scene, first: str, then: str, bold: list[str]) -> None:
    chat = scene.private()
    question, answer = asked(chat, first)
    assert edit(chat, question, then) == []
    assert answer.bold == bold
    assert answer.edits == 1


def test_it_may_be_edited_again_and_come_to_nothing(scene: Scene) -> None:
    chat = scene.private()
    question, answer = asked(chat, "狸猫")
    edit(chat, question, "区块链")
    assert answer.text == ZH.nothing_found.format(asked="区块链")
    edit(chat, question, "@Lee 区块链")
    assert answer.text.startswith("没有叫“Lee”的人。")
    edit(chat, question, "狸猫")
    assert answer.bold[1] == "狸猫"
    chat.press(answer, "上下文")
    assert answer.labels[0][1] == "4/5"


def test_in_a_group_too_as_long_as_the_bot_is_asked(scene: Scene) -> None:
    group = scene.group()
    question, answer = asked(group, "@Tanuki_Quote_bot 狸猫")
    edit(group, question, "@Tanuki_Quote_bot 扣好")
    assert answer.bold[1] == "扣好"
    for other in ("狸猫", "@other_bot 狸猫", "/quote@other_bot 狸猫", "/help", "/start"):
        assert edit(group, question, other) == []
    assert answer.edits == 1


def test_in_a_forum_the_answer_stays_in_its_topic(scene: Scene) -> None:
    forum = scene.group(31)
    question, answer = asked(forum, "/quote 狸猫", message_thread_id=31, is_topic_message=True)
    edit(forum, question, "/quote 扣好")
    assert (answer.topic, answer.bold[1]) == (31, "扣好")


def test_what_was_never_answered_is_left_alone(scene: Scene) -> None:
    group = scene.group()
    talk = group.message("狸猫")
    group.hear(talk)
    assert edit(group, talk, "/quote 狸猫") == []
    assert scene.telegram.made("editMessageText", "sendMessage") == []


def test_after_two_days_a_question_is_left_alone(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = scene.private()
    question, answer = asked(chat, "狸猫")
    later = chats.now() + dt.timedelta(days=2, minutes=1)
    monkeypatch.setattr(chats, "now", lambda: later)
    assert edit(chat, question, "扣好") == []
    assert answer.edits == 0


def test_which_message_answered_which_outlives_a_restart(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    question, answer = asked(scene.private(), "狸猫")
    edit(open_bot(database, telegram=scene.telegram).private(), question, "扣好")
    assert answer.bold[1] == "扣好"


def test_a_question_edited_before_its_answer_came_is_answered_as_edited(scene: Scene) -> None:
    chat = scene.private()
    question = chat.message("狸猫")
    edited = {**question, "text": "扣好", "edit_date": 1}
    scene.feed_all([{"message": question}, {"edited_message": edited}])
    [answer] = scene.telegram.sent.values()
    assert answer.bold[1] == "扣好"


# Replies to a quote


@pytest.fixture
def two_episodes(open_bot: OpenBot, database: Path) -> Scene:
    turns = (Turn("李伟", 0.0, 9.0, "这一期也说垃圾桶，还有彩虹。", "00:00"),)
    load(database, Transcript(Episode("另一期", date="2024-10-01"), turns, "test"))
    return open_bot(database)


def test_in_private_a_reply_to_a_quote_asks_again_within_its_episode(two_episodes: Scene) -> None:
    chat = two_episodes.private()
    assert chat.ask("垃圾桶").labels[0][1] == "1/4"
    quote = chat.ask("彩虹")
    again = chat.ask("垃圾桶", reply_to_message=quote.as_json())
    assert "另一期" in again.text
    assert again.labels == [["上下文", "复制", "分享", "↗"]]  # the only one in that episode
    assert chat.ask("狸猫", reply_to_message=quote.as_json()).labels == [["所有节目：狸猫"]]


def test_a_quote_that_was_turned_to_another_episode_asks_within_that_one(two_episodes: Scene) -> None:
    chat = two_episodes.private()
    quote = chat.ask("垃圾桶")
    for _ in range(4):
        again = chat.ask("垃圾桶", reply_to_message=quote.as_json())
        assert again.text.split("\n")[1] == quote.text.split("\n")[1]
        chat.press(quote, "▶")


def test_an_old_quote_still_knows_its_episode_by_its_buttons(two_episodes: Scene, database: Path) -> None:
    chat = two_episodes.private()
    quote = chat.ask("彩虹")
    with Store.open(database) as store:
        store.state.chats.forget(chat.chat["id"])
    assert "另一期" in chat.ask("垃圾桶", reply_to_message=quote.as_json()).text


def test_a_quote_without_its_buttons_is_known_for_two_days(two_episodes: Scene) -> None:
    chat = two_episodes.private()
    quote = chat.ask("彩虹").as_json()
    quote.pop("reply_markup")
    assert "另一期" in chat.ask("垃圾桶", reply_to_message=quote).text


def test_a_quote_that_somebody_sent_inline_is_one_of_ours(two_episodes: Scene) -> None:
    chat = two_episodes.private()
    offered = two_episodes.type("彩虹")
    assert offered is not None
    sent = two_episodes.choose(offered)
    replied = chat.message(sent.text, via_bot=BOT, reply_markup={"inline_keyboard": sent.rows})
    assert "另一期" in chat.ask("垃圾桶", reply_to_message=replied).text


def test_in_a_group_only_with_the_bot_mentioned(two_episodes: Scene) -> None:
    group = two_episodes.group()
    quote = group.ask("/quote 彩虹", by=BRUNO)
    assert group.say("垃圾桶", reply_to_message=quote.as_json()) == []
    again = group.ask("@Tanuki_Quote_bot 垃圾桶", reply_to_message=quote.as_json())
    assert "另一期" in again.text
    assert "另一期" in group.ask("/quote 垃圾桶", reply_to_message=quote.as_json()).text


def test_a_reply_to_anything_else_asks_of_all_episodes(two_episodes: Scene) -> None:
    chat = two_episodes.private()
    for other in (chat.ask("/help").as_json(), chat.message("彩虹")):
        assert chat.ask("垃圾桶", reply_to_message=other).labels[0][1] == "1/4"
