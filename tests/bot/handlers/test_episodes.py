"""What is on the shelf, and the one episode of which a chat asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from store.store import Store
from tests.bot.conftest import load
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, Chat, Scene

ZH, EN = texts_in("zh-hans"), texts_in("en")
OpenBot = Callable[..., Scene]


def episode(number: int, *said: tuple[str, str]) -> Transcript:
    about = Episode(f"浣熊第{number}期", date=f"2024-0{number}-01", keywords=(f"第{number}个", "垃圾桶", "区块链"))
    lines = [("李伟", f"这是第{number}个垃圾桶。"), *said]
    turns = tuple(Turn(name, 60.0 * at, 60.0 * at + 60, text, f"{at:02}:00") for at, (name, text) in enumerate(lines))
    return Transcript(about, turns, "test")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Seven episodes, the seventh the newest; 狸猫 is said in the third alone, and 王伟 speaks there alone."""
    path = tmp_path / "quotes.db"
    load(path, *(episode(number, *([("王伟", "狸猫来了。")] if number == 3 else [])) for number in range(1, 8)))
    return path


@pytest.fixture
def chat(scene: Scene) -> Chat:
    return scene.private()


def choose(chat: Chat, title: str, *, by: Json | None = None) -> str | None:
    """Choose an episode on the shelf; returns what was told for a moment."""
    shelf = chat.ask("/episodes", by=by)
    for _ in range(3):
        labels = [label for row in shelf.labels for label in row]
        found = [label for label in labels if title in label]
        if found:
            return chat.press(shelf, found[0], by=by).toast
        chat.press(shelf, "▶", by=by)
    raise AssertionError(f"no {title} on the shelf")


# The shelf


def test_the_shelf_shows_the_newest_first_five_a_page(chat: Chat) -> None:
    shelf = chat.ask("/episodes")
    assert shelf.text.split("\n")[:3] == [
        "书架上的节目（1–5 / 7），点一期，就只在那一期里找：", "1. 浣熊第7期", "2024-07-01 · 1 分钟 · 1 段"
    ]  # fmt: skip
    assert shelf.labels[:5] == [[f"{place}. 浣熊第{8 - place}期"] for place in range(1, 6)]
    assert shelf.labels[5:] == [["◀", "1/2", "▶"], ["✓ 全部"]]
    chat.press(shelf, "▶")
    assert shelf.labels[:2] == [["6. 浣熊第2期"], ["7. 浣熊第1期"]]
    chat.press(shelf, "▶")
    assert shelf.labels[5][1] == "1/2"


def test_an_empty_shelf_says_so(open_bot: OpenBot, tmp_path: Path) -> None:
    chat = open_bot(tmp_path / "empty.db").private()
    assert chat.ask("/episodes").text == chat.ask("/topics").text == ZH.no_episodes


# One episode for a chat


def test_the_chosen_episode_restricts_every_question(chat: Chat) -> None:
    assert chat.ask("垃圾桶").labels[0][1] == "1/7"
    assert choose(chat, "第3期") == "好，接下来只在《浣熊第3期》里找。"
    for asked in ("垃圾桶", "/quote 垃圾桶", "/speaker 李伟 垃圾桶", "李伟：垃圾桶", "/random 垃圾桶", "/random"):
        answer = chat.ask(asked)
        assert "浣熊第3期" in answer.text, asked
    assert chat.ask("垃圾桶").labels == [["上下文", "复制", "分享", "↗"]]  # the only one
    assert "王伟" in chat.ask("/speakers").text
    assert "李伟 · 1–1 / 1" in chat.ask("/speaker 李伟").text
    assert "《浣熊第3期》" in chat.ask("/topics").text


def test_the_choice_is_shown_on_the_shelf_and_taken_back_by_all(chat: Chat) -> None:
    choose(chat, "第6期")
    shelf = chat.ask("/episodes")
    assert shelf.text.startswith("现在只在《浣熊第6期》里找。\n")
    assert ["✓ 2. 浣熊第6期"] in shelf.labels
    assert chat.press(shelf, "全部").toast == ZH.episode_unset
    assert shelf.labels[-1] == ["✓ 全部"]
    assert chat.ask("垃圾桶").labels[0][1] == "1/7"


def test_choosing_on_the_second_page_stays_there(chat: Chat) -> None:
    shelf = chat.ask("/episodes")
    chat.press(shelf, "▶")
    chat.press(shelf, "7. 浣熊第1期")
    assert shelf.labels[:2] == [["6. 浣熊第2期"], ["✓ 7. 浣熊第1期"]]


def test_what_the_chosen_episode_lacks_may_be_asked_of_all(chat: Chat) -> None:
    choose(chat, "第6期")
    answer = chat.ask("狸猫")
    assert answer.labels == [["所有节目：狸猫"]]
    chat.press(answer, "所有节目：狸猫")
    assert answer.bold[:2] == ["王伟", "狸猫"]
    assert "没有叫“王伟”的人" in chat.ask("/speaker 王伟").text
    assert chat.ask("/speaker 王伟").text.endswith("李伟。")


def test_the_choice_is_this_chats_alone_and_lasts(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    choose(scene.private(), "第3期")
    again = open_bot(database, telegram=scene.telegram)
    assert again.private().ask("垃圾桶").labels == [["上下文", "复制", "分享", "↗"]]
    assert again.private(BRUNO).ask("垃圾桶").labels[0][1] == "1/7"
    offered = again.type("垃圾桶")  # inline one asks in no chat
    assert offered is not None
    assert len(offered.rows) == 7


def test_an_episode_that_is_gone_is_chosen_by_nobody(chat: Chat, database: Path) -> None:
    choose(chat, "第3期")
    shelf = chat.ask("/episodes")
    with Store.open(database) as store:
        store.db.execute("DELETE FROM episodes WHERE title = '浣熊第3期'")
    assert chat.ask("垃圾桶").labels[0][1] == "1/6"
    assert chat.press(shelf, "✓ 5. 浣熊第3期").alert == ZH.episode_gone


# Who may choose


@pytest.mark.parametrize("status", ["creator", "administrator"])
def test_in_a_group_an_admin_chooses_for_all(scene: Scene, status: str) -> None:
    group = scene.group()
    scene.telegram.members[group.chat["id"], BRUNO["id"]] = status
    assert choose(group, "第3期", by=BRUNO) == EN.episode_chosen.format(title="浣熊第3期")
    assert group.ask("/quote 垃圾桶", by=ANNA).labels == [["上下文", "复制", "分享", "↗"]]
    assert scene.private(BRUNO).ask("垃圾桶").labels[0][1] == "1/7"


@pytest.mark.parametrize("status", ["member", "left", "kicked"])
def test_in_a_group_nobody_else_may(scene: Scene, status: str) -> None:
    group = scene.group()
    scene.telegram.members[group.chat["id"], BRUNO["id"]] = status
    shelf = group.ask("/episodes")
    assert group.press(shelf, "1. 浣熊第7期", by=BRUNO).alert == EN.admins_only
    assert group.press(shelf, "▶", by=BRUNO).alert is None  # anyone may look
    assert group.ask("/quote 垃圾桶").labels[0][1] == "1/7"


def test_whoever_runs_the_bot_may_choose_in_any_group(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database, admin_ids=frozenset({BRUNO["id"]}))
    assert choose(scene.group(), "第3期", by=BRUNO)


def test_forged_data_gives_nobody_the_right(scene: Scene) -> None:
    group = scene.group()
    answer = group.ask("/quote 垃圾桶")
    for data in ("s:3:0", "s:0:0", "g:en"):
        assert group.press_data(answer, data, by=BRUNO).alert == EN.admins_only
    assert group.press_data(answer, "s:99:0", by=BRUNO).alert == EN.episode_gone
    assert answer.edits == 0
    assert group.ask("/quote 垃圾桶").labels[0][1] == "1/7"


def test_in_somebody_elses_private_chat_nobody_chooses(scene: Scene) -> None:
    anna = scene.private(ANNA)
    answer = anna.ask("垃圾桶")
    assert anna.press_data(answer, "s:3:0", by=BRUNO).alert == EN.admins_only


def test_under_a_message_that_was_sent_inline_nobody_chooses(scene: Scene) -> None:
    offered = scene.type("狸猫")
    assert offered is not None
    sent = scene.choose(offered)
    for data in ("s:3:0", "g:en"):
        assert scene.private().press_data(sent, data).alert == ZH.only_in_chats


# Topics


def test_topics_are_buttons_that_open_a_quote_and_those_without_one_are_left_out(chat: Chat) -> None:
    answer = chat.ask("/topics")
    assert answer.text == "《浣熊第7期》聊到了这些，点一个看原话（/episodes 换一期）："
    assert answer.labels == [["第7个", "垃圾桶"]]
    chat.press(answer, "垃圾桶")
    assert answer.text.startswith("李伟 · 00:00\n浣熊第7期\n")


def test_the_only_episodes_topics_are_those_in_its_file(shipped_scene: Scene) -> None:
    chat = shipped_scene.private()
    answer = chat.ask("/topics")
    labels = [label for row in answer.labels for label in row]
    assert answer.text == ZH.topics_head
    assert labels[:3] == ["算法", "推理", "成本"]
    assert "反向传播" in labels
    for label in ("算法", "反向传播"):
        again = chat.ask("/topics")
        chat.press(again, label)
        assert again.quoted


def test_an_episode_without_keywords_has_those_that_stand_out(open_bot: OpenBot, tmp_path: Path) -> None:
    turns = tuple(Turn("李伟", 60.0 * n, None, "浣熊翻垃圾桶，垃圾桶里有鱼骨头。", None) for n in range(4))
    load(tmp_path / "plain.db", Transcript(Episode("无题"), turns, "test"))
    labels = [label for row in open_bot(tmp_path / "plain.db").private().ask("/topics").labels for label in row]
    assert {"浣熊", "垃圾桶"} <= set(labels)
