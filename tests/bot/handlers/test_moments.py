"""A moment of an episode: what was being said then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts import texts_in
from store.models import Cue, Episode, Transcript, Turn
from store.store import Store
from tests.bot.conftest import load
from tests.bot.scene import BRUNO, Scene

ZH = texts_in("zh-hans")
OpenBot = Callable[..., Scene]

LONG = "".join(f"这是浣熊说的第{number:02}句话。" for number in range(60))
SENTENCE = len(LONG) // 60

RACCOONS = Transcript(
    Episode("浣熊夜谈 第12期", date="2024-09-13", keywords=("没有人说过的", "垃圾桶")),
    (
        Turn("李伟", 20.0, 60.0, "大家好，欢迎来到浣熊夜谈，今天聊垃圾桶。", "00:20"),
        Turn("王伟", 60.0, 660.0, LONG, "01:00", cues=tuple(Cue(n * SENTENCE, 60.0 + 10 * n) for n in range(1, 60))),
        Turn("李伟", 660.0, 662.0, "对。", "11:00"),
        Turn("王伟", 700.0, 720.0, "狸猫不是浣熊。", "11:40"),
    ),
    "test",
)
UNTIMED = Transcript(
    Episode("没有时间", date="2024-01-01"), (Turn("李伟", None, None, "垃圾桶翻得好。", None),), "test"
)
NEWEST = Transcript(
    Episode("狸猫日记 第120期", date="2024-12-01", keywords=("日记",)),
    (Turn("赵敏", 0.0, 100.0, "狸猫日记开始了，今天写日记。", "00:00"),),
    "test",
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "quotes.db"
    load(path, RACCOONS)
    return path


@pytest.fixture
def several(database: Path) -> None:
    load(database, UNTIMED, NEWEST)


def choose(database: Path, chat: int, title: str) -> None:
    with Store.open(database) as store:
        [episode] = store.find_episodes(title)
        store.state.chats.choose_episode(chat, episode.id)


def test_the_turn_that_is_said_at_a_moment_is_shown_like_any_other(scene: Scene) -> None:
    answer = scene.private().ask("0:30")
    assert answer.text.startswith("李伟 · 00:20\n大家好")
    assert answer.labels[0] == ["上下文", "复制", "分享", "↗"]


def test_the_excerpt_of_a_long_turn_begins_at_the_moment(scene: Scene) -> None:
    chat = scene.private()
    for typed in ("5:05", "第5分钟", "/quote 5:05", "5分05秒的时候说了什么"):
        said = chat.ask(typed).quoted
        assert said.startswith("…这是浣熊说的第24句话。"), typed
    assert chat.ask("10:59").quoted == "…这是浣熊说的第59句话。"
    assert chat.ask("1:00").quoted.startswith("这是浣熊说的第00句话。")


def test_without_cues_the_place_in_a_long_turn_is_estimated(open_bot: OpenBot, tmp_path: Path) -> None:
    turn = Turn("王伟", 0.0, 240.0, LONG, "00:00")
    load(tmp_path / "plain.db", Transcript(Episode("无题"), (turn,), "test"))
    said = open_bot(tmp_path / "plain.db").private().ask("2:02").quoted
    assert said.startswith("…这是浣熊说的第30句话。")


def test_in_a_silence_and_where_somebody_says_but_yes_what_is_nearest_is_shown(scene: Scene) -> None:
    chat = scene.private()
    assert chat.ask("11:01").quoted == "…这是浣熊说的第59句话。"
    assert chat.ask("11:35").quoted == "狸猫不是浣熊。"


def test_outside_of_the_recording_it_says_how_long_that_is(scene: Scene) -> None:
    chat = scene.private()
    assert chat.ask("0:05").text == "《浣熊夜谈 第12期》从 00:20 到 12:00，00:05 的时候还没有人说话。"
    assert chat.ask("两小时").text == "《浣熊夜谈 第12期》到 12:00 就结束了，没有 2:00:00 那么长。"
    assert "12:00" in scene.private(BRUNO).ask("at 1:00:00").text
    assert chat.ask("大概 12分半").quoted == "狸猫不是浣熊。"  # nearly


def test_a_transcript_without_times_says_so(open_bot: OpenBot, tmp_path: Path) -> None:
    load(tmp_path / "plain.db", UNTIMED)
    assert "没有时间，不知道 12:30" in open_bot(tmp_path / "plain.db").private().ask("12:30").text


def test_an_empty_shelf_says_so(open_bot: OpenBot, tmp_path: Path) -> None:
    chat = open_bot(tmp_path / "empty.db").private()
    for typed in ("12:30", "你好", "这期讲什么"):
        assert chat.ask(typed).text == ZH.no_episodes


@pytest.mark.usefixtures("several")
def test_of_several_episodes_one_is_to_be_chosen(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("0:30")
    assert answer.text == "哪一期的 00:30？点一期，看那时在说什么："
    labels = [label for row in answer.labels for label in row]
    assert labels == ["狸猫日记 第120期", "浣熊夜谈 第12期", "没有时间"]
    assert "没有时间，不知道 00:30" in (chat.press(answer, "没有时间").alert or "")
    chat.press(answer, "浣熊夜谈 第12期")
    assert answer.text.startswith("李伟 · 00:20\n浣熊夜谈 第12期\n大家好")
    later = chat.ask("5:00")
    assert "就结束了" in (chat.press(later, "狸猫日记 第120期").alert or "")
    gone = chat.press_data(later, "m:99:30")
    assert gone.alert == chat.press_data(later, "a:99").alert == ZH.episode_gone


@pytest.mark.usefixtures("several")
def test_the_chosen_episode_or_that_of_the_quote_replied_to_is_meant(scene: Scene, database: Path) -> None:
    chat = scene.private()
    quote = chat.ask("写日记")
    assert "狸猫日记 第120期" in chat.ask("0:30", reply_to_message=quote.as_json()).text
    choose(database, chat.chat["id"], "第12期")
    assert "浣熊夜谈 第12期" in chat.ask("0:30").text


def test_an_edited_question_and_a_mention_may_be_a_moment(scene: Scene) -> None:
    group = scene.group()
    assert group.say("0:30") == []
    question = group.message("@Tanuki_Quote_bot 垃圾桶")
    [answer] = group.hear(question)
    group.feed(edited_message=group.message("@Tanuki_Quote_bot 11:50") | {"message_id": question["message_id"]})
    assert answer.quoted == "狸猫不是浣熊。"


@pytest.mark.usefixtures("several")
def test_inline_a_moment_of_the_newest_episodes_is_offered(scene: Scene) -> None:
    offered = scene.type("0:30")
    assert offered is not None
    assert [title for title, _ in offered.rows] == ["赵敏 · 00:00", "李伟 · 00:20"]
    assert scene.choose(offered, 1).text.startswith("李伟 · 00:20\n浣熊夜谈 第12期\n")
    beyond = scene.type("3:00:00")
    assert beyond is not None
    assert beyond.rows == []


def test_words_beside_it_make_it_a_question(scene: Scene) -> None:
    assert scene.private().ask("0:30 狸猫").text.startswith("没找到“0:30 狸猫”")


# What it is about


def test_what_it_is_about_are_the_topics(scene: Scene) -> None:
    chat = scene.private()
    for typed in ("这期讲什么", "总结一下", "/quote tl;dr", "第十二期讲了什么", "《浣熊夜谈》讲什么"):
        answer = chat.ask(typed)
        assert (answer.text, answer.labels) == (ZH.topics_head, [["垃圾桶"]]), typed
    assert chat.ask("第3期讲什么").text == "没有叫“第3期”的节目。书架上有：浣熊夜谈 第12期。"
    assert chat.ask("《三体》讲什么").text.startswith("没找到“《三体》讲什么”")


@pytest.mark.usefixtures("several")
def test_of_several_episodes_the_one_that_is_named_the_chosen_or_the_newest(scene: Scene, database: Path) -> None:
    chat = scene.private()
    assert chat.ask("这期讲什么").text == ZH.topics_head_of.format(title="狸猫日记 第120期")
    assert chat.ask("第12期讲什么").text == ZH.topics_head_of.format(title="浣熊夜谈 第12期")
    assert chat.ask("what's episode 120 about").text == ZH.topics_head_of.format(title="狸猫日记 第120期")
    quote = chat.ask("欢迎来到浣熊夜谈")
    replied = chat.ask("讲了什么", reply_to_message=quote.as_json())
    assert replied.text == ZH.topics_head_of.format(title="浣熊夜谈 第12期")
    choose(database, chat.chat["id"], "第12期")
    assert chat.ask("总结").text == ZH.topics_head_of.format(title="浣熊夜谈 第12期")


def test_a_title_that_fits_several_is_asked_back(scene: Scene, database: Path) -> None:
    load(
        database, Transcript(Episode("熊猫电台 第12期", keywords=("电台",)), (Turn("甲", 0.0, 9.0, "电台。"),), "test")
    )
    chat = scene.private()
    answer = chat.ask("第12期讲什么")
    assert answer.text == "“第12期”是指哪一期？"
    chat.press(answer, "熊猫电台 第12期")
    assert answer.text == ZH.topics_head_of.format(title="熊猫电台 第12期")


# Small talk


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("你好！", "你好！"),
        ("在吗", "在呢。"),
        ("謝謝", "不客气！"),
        ("bye", "再见！"),
        ("晚安", "晚安！"),
        ("👍", "好嘞！"),
        ("哈哈哈", "哈哈！"),
        ("你是谁？", "我替人在播客里找原话"),
    ],
)
def test_small_talk_gets_a_line_with_an_example_that_has_an_answer(scene: Scene, typed: str, begins: str) -> None:
    chat = scene.private()
    answer = chat.ask(typed)
    assert answer.text.startswith(begins)
    example = answer.text.partition("：")[2] if typed != "你是谁？" else answer.text.rpartition("：")[2]
    assert example == "垃圾桶"  # the first keyword is said by nobody
    assert chat.ask(example).quoted


def test_small_talk_is_searched_for_in_quotation_marks_of_a_speaker_by_a_command_and_inline(scene: Scene) -> None:
    chat = scene.private()
    for typed in ('"大家好"', "李伟 大家好", "李伟：大家好", "@李伟 大家好", "/quote 大家好"):
        assert chat.ask(typed).quoted.startswith("大家好"), typed
    said = chat.message("大家好")
    assert scene.group().ask("/quote", reply_to_message=said).quoted.startswith("大家好")
    offered = scene.type("大家好")
    assert offered is not None
    assert offered.rows
    assert chat.ask("大家好").text.startswith("你好！")


def test_in_a_group_small_talk_among_people_is_left_alone(scene: Scene) -> None:
    group = scene.group()
    assert group.say("谢谢") == []
    assert group.ask("@Tanuki_Quote_bot 谢谢").text.startswith("不客气！")
    guest = scene.call_as_guest("@Tanuki_Quote_bot hello")
    assert guest is not None
    assert guest.text.startswith("Hello!")


def test_whoever_is_called_so_is_asked_for(scene: Scene, database: Path) -> None:
    load(database, Transcript(Episode("哈哈镜"), (Turn("哈哈", 0.0, 9.0, "镜子里的浣熊在笑。", "00:00"),), "test"))
    assert scene.private().ask("哈哈").text.startswith("哈哈 · 1–1 / 1")


def test_where_no_topic_is_known_the_example_is_how_somebody_begins(open_bot: OpenBot, tmp_path: Path) -> None:
    load(tmp_path / "plain.db", Transcript(Episode("无题"), (Turn(None, None, None, "浣熊翻箱倒柜。", None),), "test"))
    chat = open_bot(tmp_path / "plain.db").private()
    example = chat.ask("hi").text.partition("：")[2]
    assert chat.ask(example).quoted == "浣熊翻箱倒柜。"
