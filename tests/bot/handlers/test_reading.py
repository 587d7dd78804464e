"""Reading on from a quote: its context, a walk through the episode, links, copies, one by chance."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from tests.bot.conftest import TANUKI, load
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, CHEN, Chat, Scene
from tests.bot.wire import Sent

ZH, EN = texts_in("zh-hans"), texts_in("en")
OpenBot = Callable[..., Scene]


@pytest.fixture
def chat(scene: Scene) -> Chat:
    return scene.private()


def loaded_anew(database: Path, *turns: Turn) -> None:
    """Load the tanuki episode with other turns."""
    load(database, Transcript(TANUKI.episode, turns, format="test"))


def spot_in(answer: Sent) -> str:
    """What the link under a quote gives to /start."""
    return str(answer.button("↗")["url"]).split("?start=")[1]


# Context


def test_a_quote_opens_into_what_was_said_before_and_after(chat: Chat) -> None:
    answer = chat.ask("狸猫")
    chat.press(answer, "上下文")
    assert answer.text == (
        "李伟 · 01:15\n对。\n\n王伟 · 01:20\n狸猫不是浣熊，这句话我说了三遍：狸猫不是浣熊。\n"
        "李伟 · 01:01:40\n垃圾桶翻得好，利大专飞都不怕。"
    )
    assert answer.links["01:20"] == "https://pod.example/1?a=1&b=2#t=80"
    assert answer.labels == [["▲", "4/5", "▼"], ["↩ 原话", "复制", "分享", "↗"]]


def test_the_walk_goes_turn_by_turn_through_the_whole_episode_and_back(chat: Chat) -> None:
    answer = chat.ask("狸猫")
    first = answer.text
    chat.press(answer, "上下文")
    for number in (3, 2, 1):
        chat.press(answer, "▲")
        assert answer.labels[0][1] == f"{number}/5"
    assert answer.quoted == "大家好，欢迎来到浣熊夜谈。今天我们聊聊垃圾桶的安全。"
    assert chat.press(answer, "▲").alert is None  # it goes no further
    for number in (2, 3, 4, 5):
        chat.press(answer, "▼")
        assert answer.labels[0][1] == f"{number}/5"
    chat.press(answer, "↩ 原话")
    assert answer.text == first
    assert len(chat.scene.telegram.made("sendMessage")) == 1


def test_the_way_back_leads_to_the_quote_from_which_the_walk_began(chat: Chat) -> None:
    answer = chat.ask("垃圾桶")
    chat.press(answer, "▶")
    before = answer.text
    chat.press(answer, "上下文")
    chat.press(answer, "▼")
    chat.press(answer, "↩ 原话")
    assert answer.text == before
    assert answer.labels[0][1] == "2/3"


def test_anyone_may_read_on_in_their_own_language(scene: Scene) -> None:
    group = scene.group()
    answer = group.ask("/quote 狸猫")
    assert group.press(answer, "上下文", by=BRUNO).alert is None
    assert answer.labels[1] == ["↩ Quote", "Copy", "Share", "↗"]
    group.press(answer, "▲", by=CHEN)
    assert answer.labels[1] == ["↩ 原話", "複製", "分享", "↗"]


def test_every_button_works_after_a_restart(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    answer = scene.private().ask("垃圾桶")
    for label in ("上下文", "▼", "▲", "↩ 原话", "▶", "☰", "2", "上下文"):
        edits = answer.edits
        open_bot(database, telegram=scene.telegram).private().press(answer, label)
        assert answer.edits == edits + 1, label


def test_every_button_works_under_a_message_that_was_sent_inline(scene: Scene) -> None:
    offered = scene.type("狸猫")
    assert offered is not None
    sent = scene.choose(offered)
    chat = scene.private(BRUNO)
    for label, shown in (("上下文", "4/5"), ("▲", "3/5"), ("▼", "4/5")):
        chat.press(sent, label)
        assert sent.labels[0][1] == shown
    chat.press(sent, "↩ Quote")
    assert sent.quoted == "狸猫不是浣熊，这句话我说了三遍：狸猫不是浣熊。"
    assert sent.labels == [["Context", "Copy", "Share", "↗"]]


def test_a_walk_goes_on_after_the_transcript_was_loaded_anew(chat: Chat, database: Path) -> None:
    answer = chat.ask("狸猫")
    chat.press(answer, "上下文")
    new = Turn("Mary Ann", 79.0, 80.0, "新添的一句。", "01:19")
    loaded_anew(database, *TANUKI.turns[:3], new, *TANUKI.turns[3:])
    chat.press(answer, "▲")
    assert answer.labels[0][1] == "3/6"
    chat.press(answer, "▼")
    assert answer.quoted == "新添的一句。"


@pytest.mark.parametrize(("person", "told"), [(ANNA, ZH.turn_gone), (BRUNO, EN.turn_gone)])
def test_a_turn_that_is_gone_says_so_and_leaves_the_message(
    chat: Chat, database: Path, person: Json, told: str
) -> None:
    answer = chat.ask("狸猫")
    chat.press(answer, "上下文")
    before = answer.text
    loaded_anew(database, *TANUKI.turns[:3])
    assert chat.press(answer, "▼", by=person).alert == told
    assert answer.text == before


def test_a_turn_longer_than_a_message_is_read_in_pieces(open_bot: OpenBot, tmp_path: Path) -> None:
    speech = "".join(f"第{n}只浣熊翻了一个垃圾桶。" for n in range(400))
    turns = (Turn("王伟", 0.0, 9.0, speech, "00:00"), Turn("李伟", 9.0, None, "说完了？", "00:09"))
    load(tmp_path / "long.db", Transcript(Episode("长谈"), turns, "test"))
    chat = open_bot(tmp_path / "long.db").private()
    answer = chat.ask("第399只")
    chat.press(answer, "上下文")
    assert answer.labels[0][1] == "1/2 (3/3)"  # the piece that holds the match
    assert "第399只" in answer.quoted
    read = [answer.quoted]
    for number in (2, 1):
        chat.press(answer, "▲")
        assert answer.labels[0][1] == f"1/2 ({number}/3)"
        read.insert(0, answer.quoted)
    assert "".join(read) == speech
    for shown in ("1/2 (2/3)", "1/2 (3/3)", "2/2"):
        chat.press(answer, "▼")
        assert answer.labels[0][1] == shown


def test_a_long_turn_is_folded_and_short_ones_are_not(shipped_scene: Scene) -> None:
    chat = shipped_scene.private()
    for question, folded in (("力大砖飞", False), ("微信读书", False)):
        answer = chat.ask(question)
        assert bool(answer.of_type("expandable_blockquote")) is folded


# Links


def test_every_quote_has_a_link_that_opens_it_in_its_context_in_private(scene: Scene) -> None:
    answer = scene.group().ask("/quote 狸猫")
    url = answer.button("↗")["url"]
    assert url == "https://t.me/Tanuki_Quote_bot?start=t4"
    opened = scene.private(BRUNO).ask("/start t4")
    assert "狸猫不是浣熊" in opened.quoted
    assert opened.labels[0] == ["▲", "4/5", "▼"]
    scene.private(BRUNO).press(opened, "↩ Quote")
    assert opened.text.startswith("王伟 · 01:20\n")


def test_a_link_opens_the_very_part_that_was_quoted(shipped_scene: Scene) -> None:
    chat = shipped_scene.private()
    answer = chat.ask("微信读书")
    opened = chat.ask(f"/start {spot_in(answer)}")
    assert "微信读书" in opened.quoted
    assert opened.links == {}
    chat.press(opened, "↩ 原话")
    assert opened.quoted == answer.quoted


@pytest.mark.parametrize("payload", ["t99", "qAAAAAAAA", "nonsense", "t4x", "q"])
def test_a_stale_link_says_so(chat: Chat, payload: str) -> None:
    assert chat.ask(f"/start {payload}").text == ZH.stale_link


def test_what_is_shown_in_context_has_a_link_of_its_own(chat: Chat) -> None:
    answer = chat.ask("狸猫")
    chat.press(answer, "上下文")
    chat.press(answer, "▲")
    assert spot_in(answer) == "t3"


# Copies


def test_a_quote_is_copied_with_who_said_it_and_when(chat: Chat) -> None:
    copied = chat.ask("狸猫").button("复制")["copy_text"]["text"]
    assert copied == "狸猫不是浣熊，这句话我说了三遍：狸猫不是浣熊。\n—— 王伟 · 01:20"


# Sharing


def test_a_quote_is_shared_with_people_groups_and_channels(chat: Chat) -> None:
    shared = chat.ask("狸猫").button("分享")["switch_inline_query_chosen_chat"]
    assert shared == {
        "query": "#t4", "allow_user_chats": True, "allow_group_chats": True, "allow_channel_chats": True
    }  # fmt: skip


def test_where_inline_mode_is_off_nothing_can_be_shared(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    scene.telegram.me["supports_inline_queries"] = False
    again = open_bot(database, telegram=scene.telegram)
    assert again.private().ask("狸猫").labels == [["上下文", "复制", "↗"]]


# By chance


def test_something_worth_quoting_comes_by_chance_and_never_the_same_twice_running(chat: Chat) -> None:
    shown = [chat.ask("/random").quoted for _ in range(12)]
    assert all(one != other for one, other in pairwise(shown))
    assert "对。" not in shown
    assert len(set(shown)) > 2


def test_not_the_same_twice_running_holds_after_a_restart_too(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    last = ""
    for _ in range(8):
        shown = open_bot(database, telegram=scene.telegram).private().ask("/random").quoted
        assert shown != last
        last = shown


def test_another_one_takes_its_place(chat: Chat) -> None:
    answer = chat.ask("/random")
    assert answer.labels == [["🎲 换一句"], ["上下文", "复制", "分享", "↗"]]
    for _ in range(8):
        before = answer.quoted
        chat.press(answer, "🎲 换一句")
        assert answer.quoted != before
    chat.press(answer, "上下文")
    chat.press(answer, "↩ 原话")
    assert answer.labels == [["上下文", "复制", "分享", "↗"]]


def test_chance_keeps_to_a_person_and_to_words(chat: Chat) -> None:
    for asked in ("/random 王伟", "/random wang wei", "/random 狸猫", "/random 王伟 狸猫"):
        answer = chat.ask(asked)
        assert answer.bold[0] == "王伟"
        chat.press(answer, "🎲 换一句")  # the only one there is comes again, which changes nothing
        chat.scene.telegram.refused.clear()
    assert {chat.ask("/random 李伟 垃圾桶").bold[0] for _ in range(4)} == {"李伟"}


def test_chance_asks_back_whom_of_two_and_says_where_there_is_nothing(chat: Chat) -> None:
    answer = chat.ask("/random 伟")
    assert answer.labels == [["李伟", "王伟"]]
    chat.press(answer, "王伟")
    assert answer.bold[0] == "王伟"
    assert chat.ask("/random 区块链").text == ZH.nothing_found.format(asked="区块链")


def test_an_empty_shelf_gives_nothing_by_chance(open_bot: OpenBot, tmp_path: Path) -> None:
    assert open_bot(tmp_path / "empty.db").private().ask("/random").text == ZH.no_episodes


def test_what_comes_by_chance_in_the_shipped_episode_is_whole_sentences(shipped_scene: Scene) -> None:
    chat = shipped_scene.private()
    for _ in range(20):
        said = chat.ask("/random").quoted
        assert len(said) >= 12
        assert said.rstrip("…”").endswith(("。", "？", "！", "?", "!", "."))
