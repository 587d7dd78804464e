from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from bot import render
from bot.queries.callback_data import ChooseEpisode, Nothing, OpenContext, OpenEpisodes, OpenQuote
from bot.queries.results import Choice, Episodes, InContext, Me, Topics, TurnGone
from bot.render import Message, Status
from store.library.quotes import TurnInContext
from store.models import Episode, EpisodeSummary, Turn
from tests.bot.entities import read
from tests.bot.render.test_messages import EN, KEY, ME, TURN, ZH, labels, shown

# In context

BEFORE = Turn("李伟", 70.0, 80.0, "前言。", "01:10", id=3)
AFTER = Turn(None, 90.0, None, "后语。", "01:30", id=5)
BACK = OpenQuote(KEY, 2)


def context(turn: Turn = TURN, *, at: int = 0, before: Turn | None = BEFORE, after: Turn | None = AFTER) -> Message:
    standing = TurnInContext(turn, Episode("浣熊夜谈"), before, after, 2, 3)
    return shown(InContext(standing, at, BACK, several_episodes=False))


def test_a_turn_stands_between_its_neighbours_and_leads_to_them_and_back() -> None:
    message = context()
    assert read(message.html)[0] == "李伟 · 01:10\n前言。\n\n王伟 · 01:20\n狸猫不是浣熊。\n01:30\n后语。"
    assert labels(message) == [["▲", "2/3", "▼"], ["↩ 原话", "复制", "分享", "↗"]]
    earlier, _, later = (button.press for button in message.rows[0])
    assert (earlier, later) == (OpenContext(3, 0, BACK), OpenContext(5, 0, BACK))
    assert message.rows[1][0].press == BACK


def test_at_either_end_of_an_episode_the_walk_ends() -> None:
    message = context(before=None, after=None)
    assert [button.press for button in message.rows[0]] == [Nothing()] * 3
    assert read(message.html)[0] == "王伟 · 01:20\n狸猫不是浣熊。"


def test_a_turn_longer_than_a_message_is_walked_through_in_pieces() -> None:
    long = dataclasses.replace(TURN, text="".join(f"第{n}只浣熊来了。" for n in range(700)))
    seen, at = "", 0
    for number in range(1, 4):
        message = context(long, at=at)
        assert message.rows[0][1].label == f"2/3 ({number}/3)"
        [said] = [one for one in read(message.html)[1] if one["type"].endswith("blockquote")]
        seen += read(message.html)[0][said["offset"] : said["offset"] + said["length"]]
        later = message.rows[0][2].press
        assert isinstance(later, OpenContext)
        at = later.at
    assert seen == long.text
    assert later == OpenContext(5, 0, BACK)
    first = message.rows[0][0].press
    assert isinstance(first, OpenContext)
    assert first.turn == 4


def test_the_walk_back_comes_to_the_last_piece_of_a_long_turn() -> None:
    long = dataclasses.replace(BEFORE, text="第一只浣熊来了。" * 700)
    earlier = context(before=long).rows[0][0].press
    assert isinstance(earlier, OpenContext)
    assert "第一只" in long.text[earlier.at :]
    assert context(long, at=earlier.at).rows[0][1].label == "2/3 (3/3)"


def test_a_turn_that_is_gone_says_so() -> None:
    assert shown(TurnGone()).html == ZH.turn_gone


# The shelf

SUMMARY = EpisodeSummary(Episode("浣熊 <夜谈>", date="2024-09-13", id=7), 166, 3720.0, ("王伟",))


def test_the_shelf_has_a_button_for_each_episode_and_one_for_all() -> None:
    message = render.episodes(Episodes((SUMMARY,), 5, 6), ZH)
    assert read(message.html)[0] == (
        "书架上的节目（6–6 / 6），点一期，就只在那一期里找：\n6. 浣熊 <夜谈>\n2024-09-13 · 62 分钟 · 166 段"
    )
    assert labels(message) == [["6. 浣熊 <夜谈>"], ["◀", "2/2", "▶"], ["✓ 全部"]]
    assert message.rows[0][0].press == ChooseEpisode(7, 1)
    assert [button.press for button in message.rows[1]][::2] == [OpenEpisodes(0), OpenEpisodes(0)]
    assert message.rows[2][0].press == ChooseEpisode(None, 1)


def test_the_chosen_episode_is_marked() -> None:
    message = render.episodes(Episodes((SUMMARY,), 0, 1, chosen=SUMMARY.episode), ZH)
    assert read(message.html)[0].startswith("现在只在《浣熊 <夜谈>》里找。\n")
    assert labels(message) == [["✓ 1. 浣熊 <夜谈>"], ["全部"]]


def test_topics_are_buttons_and_of_several_episodes_name_their_own() -> None:
    topics = Topics(SUMMARY.episode, (Choice("<开锁>", OpenQuote("k1", 0)),))
    assert labels(render.topics(topics, ZH)) == [["<开锁>"]]
    assert "夜谈" not in render.topics(topics, ZH).html
    assert "《浣熊 &lt;夜谈&gt;》" in render.topics(dataclasses.replace(topics, several_episodes=True), ZH).html
    assert render.topics(Topics(SUMMARY.episode), ZH).html == ZH.no_topics
    assert render.topics(Topics(None), ZH).html == ZH.no_episodes


# The rules of the house

STATUS = Status("member", reads_all=False, guest=False, episode=None, language=None, default="zh-hans")


def test_what_does_not_work_in_a_group_is_told_with_how_to_mend_it() -> None:
    told = read(render.status(STATUS, EN, Me("tanuki_bot", inline=False)).html)[0]
    assert told.count("❌") == told.count("→") == 3
    assert {command for command in ("/setinline", "/mybots", "/setprivacy") if command in told} == {
        "/setinline", "/mybots", "/setprivacy"
    }  # fmt: skip
    assert "I look in all episodes" in told
    assert "each person's own language, otherwise 简体中文" in told


@pytest.mark.parametrize(("rights", "reads_all"), [("admin", False), ("member", True), ("private", False)])
def test_where_all_works_nothing_is_to_be_mended(rights: Any, reads_all: bool) -> None:
    now = dataclasses.replace(
        STATUS, rights=rights, reads_all=reads_all, guest=True, episode=SUMMARY.episode, language="en"
    )
    told = read(render.status(now, EN, ME).html)[0]
    assert "❌" not in told
    assert "in “浣熊 <夜谈>” only" in told
    assert "I speak English" in told


def test_languages_call_themselves_by_their_own_names() -> None:
    assert labels(render.languages(EN, "zh-hant")) == [["简体中文"], ["✓ 繁體中文"], ["English"], ["Each person's own"]]
    assert labels(render.languages(ZH, None))[-1] == ["✓ 各人自己的"]
