"""What is taken for a moment, for small talk or for the question what this is about, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.queries.intent.about import About
from bot.queries.intent.moment import Moment
from bot.queries.intent.read import read_intent
from bot.queries.intent.small_talk import SmallTalk

BENCH = Path(__file__).parents[2] / "bench" / "questions.jsonl"

MOMENTS = [
    ("12:30", 750),
    ("1:02:10", 3730),
    ("01:02:10", 3730),
    ("71:30", 4290),
    ("１２：３０", 750),
    ("12：30", 750),
    ("[12:30]", 750),
    ("12:30?", 750),
    ("@12:30", 750),
    ("at 1:02:10", 3730),
    ("go to 12:30", 750),
    ("What did they say at 12:30?", 750),
    ("what's being said at 12:30", 750),
    ("who is speaking at 1:02:10", 3730),
    ("30 min in", 1800),
    ("30 minutes in", 1800),
    ("minute 30", 1800),
    ("the 30-minute mark", 1800),
    ("at the 30th minute", 1800),
    ("half an hour in", 1800),
    ("an hour and a half in", 5400),
    ("an hour in", 3600),
    ("1 hour and 5 minutes", 3900),
    ("1h 2m 10s", 3730),
    ("2m10s", 130),
    ("第30分钟", 1800),
    ("第３０分鐘", 1800),
    ("第三十分钟", 1800),
    ("第 30 分钟", 1800),
    ("30分钟", 1800),
    ("12分半", 750),
    ("十二分半", 750),
    ("12分30秒", 750),
    ("12分30", 750),
    ("12分那里", 720),
    ("第5分", 300),
    ("一小时零五分那里", 3900),
    ("一小時零五分那裡", 3900),
    ("1小时2分10秒", 3730),
    ("1小時2分10秒", 3730),
    ("一个半小时", 5400),
    ("1小时半的时候", 5400),
    ("两个小时", 7200),
    ("1.5小时", 5400),
    ("半小时那儿在讲什么", 1800),
    ("半個小時", 1800),
    ("30分钟的时候他们在说什么？", 1800),
    ("12:30 说了啥", 750),
    ("12:30是谁在说话", 750),
    ("从12:30开始", 750),
    ("跳到 1:02:10", 3730),
]
NEARLY = [
    ("around 30 min", 1800),
    ("about 12:30", 750),
    ("~12:30", 750),
    ("30分钟左右说了什么", 1800),
    ("大概半小时", 1800),
    ("12:30前后", 750),
]
SMALL_TALK = [
    ("你好", "hello"),
    ("妳好", "hello"),
    ("您好！", "hello"),
    ("你好～～", "hello"),
    ("你好呀", "hello"),
    ("大家好", "hello"),
    ("hi", "hello"),
    ("Hiiii!!", "hello"),
    ("HELLO", "hello"),
    ("helloooo", "hello"),
    ("hey there", "hello"),
    ("hi 👋", "hello"),
    ("早上好", "hello"),
    ("早安", "hello"),
    ("Good morning!", "hello"),
    ("What's up?", "hello"),
    ("在吗", "here"),
    ("在嗎？", "here"),
    ("在么", "here"),
    ("你好，在吗", "here"),
    ("晚安", "night"),
    ("good night", "night"),
    ("谢谢", "thanks"),
    ("謝謝！", "thanks"),
    ("谢谢谢谢", "thanks"),
    ("谢谢你", "thanks"),
    ("多谢", "thanks"),
    ("辛苦了", "thanks"),
    ("好的，谢谢", "thanks"),
    ("thanks", "thanks"),
    ("Thank you so much!", "thanks"),
    ("thx 🙏", "thanks"),
    ("🙏", "thanks"),
    ("❤️", "thanks"),
    ("哈哈", "laugh"),
    ("哈哈哈哈哈哈", "laugh"),
    ("hahaha", "laugh"),
    ("😂😂", "laugh"),
    ("ok", "fine"),
    ("OK!", "fine"),
    ("okay", "fine"),
    ("好的", "fine"),
    ("👍", "fine"),
    ("👍🏻", "fine"),
    ("bye", "bye"),
    ("bye bye", "bye"),
    ("拜拜", "bye"),
    ("再见", "bye"),
    ("再見", "bye"),
    ("你是谁", "who"),
    ("你是誰？", "who"),
    ("你好，你是谁？", "who"),
    ("你能做什么", "who"),
    ("Who are you?", "who"),
    ("what can you do", "who"),
]
ABOUT: list[tuple[str, About]] = [
    *(
        (typed, About())
        for typed in (
            "这期讲什么",
            "这期讲了什么？",
            "這期講什麼",
            "这一集聊了啥",
            "这一集主要聊了些什么呢",
            "本期节目讲了什么",
            "讲了些什么",
            "他们聊了什么",
            "这是关于什么的",
            "总结一下",
            "总结",
            "總結一下這集",
            "概括一下这期",
            "帮我总结一下这期节目",
            "把这期总结一下",
            "这期的主要内容是什么",
            "这期有哪些话题",
            "这期的主题是什么",
            "what is this about",
            "What's this about?",
            "What’s this episode about?",
            "what is the podcast about",
            "what are they talking about",
            "what did they discuss",
            "summary",
            "Summarize",
            "summarise this episode please",
            "can you give me a summary",
            "tl;dr",
            "TLDR",
            "recap",
        )
    ),
    ("第12期讲什么", About("第12期", 12)),
    ("第十二期聊了啥", About("第十二期", 12)),
    ("总结一下第3集", About("第3集", 3)),
    ("what's episode 12 about?", About("episode 12", 12)),
    ("《浣熊夜谈》讲什么", About("浣熊夜谈")),
    ("《浣熊夜谈》主要讲了些什么？", About("浣熊夜谈")),
    ("what is “Raccoons” about", About("raccoons")),
]
QUESTIONS = """
    12:30 微调
    微调 12:30
    30分钟学会英语
    第三十分钟的训练成本
    三分钟热度
    前30分钟讲了什么
    最后十分钟
    十分
    十分重要
    100分
    3分
    一分一秒
    分分秒秒
    16:9
    4:3
    1:75
    1:75:00
    12:30pm
    12:30-13:00
    2024-09-13 12:30
    1:2:3:4
    30m
    30天
    at least 30 minutes
    30 minutes of training
    8小时工作制
    孙天祥：12:30
    12:30 孙天祥说了什么
    谢谢你的爱
    谢谢惠顾
    谢霆锋
    谢谢邀请
    感谢信
    你好李焕英
    你好世界
    "你好"
    “谢谢”
    你好 | 再见
    @孙天祥 你好
    孙天祥：你好
    hi-fi
    hello world
    hello kitty
    hey jude
    ok google
    okr
    high
    thanks giving
    thanksgiving
    thank u next
    bye bye birdie
    byte
    good morning america
    goodness
    再见爱人
    晚安北京
    早上
    早上好中国
    哈哈镜
    哈佛
    在吗啡
    辛苦费
    好的创业公司
    你是谁的谁
    who are you listening to
    🦝
    👍浣熊
    总结会
    总结经验
    总结一下大模型
    概括能力
    摘要
    内容
    话题
    主题公园
    讲什么故事
    说什么
    孙天祥讲了什么
    孙天祥 讲了什么
    这期
    这期有没有讲微调
    什么是大模型
    第12期
    第12期 微调
    《浣熊夜谈》
    summary judgment
    executive summary
    summary statistics
    recap of transformers
    what is attention
    what about attention
    what about
    what is this
    what is this about transformers
    tldr pages
    about
""".strip().split("\n")


@pytest.mark.parametrize(("typed", "seconds"), MOMENTS)
def test_a_moment_with_nothing_but_small_words_is_one(typed: str, seconds: int) -> None:
    assert read_intent(typed) == Moment(seconds)


@pytest.mark.parametrize(("typed", "seconds"), NEARLY)
def test_a_moment_may_be_meant_nearly(typed: str, seconds: int) -> None:
    assert read_intent(typed) == Moment(seconds, about=True)


@pytest.mark.parametrize(("typed", "kind"), SMALL_TALK)
def test_small_talk_is_the_whole_message(typed: str, kind: str) -> None:
    found = read_intent(typed)
    assert isinstance(found, SmallTalk)
    assert found.kind == kind


@pytest.mark.parametrize(("typed", "about"), ABOUT)
def test_what_it_is_about_is_asked_in_many_ways(typed: str, about: About) -> None:
    assert read_intent(typed) == about


@pytest.mark.parametrize("typed", [line.strip() for line in QUESTIONS])
def test_where_a_word_is_left_over_it_is_an_ordinary_question(typed: str) -> None:
    assert read_intent(typed) is None


def test_no_question_that_quality_is_measured_with_is_taken_for_anything_else() -> None:
    asked = [json.loads(line)["q"] for line in BENCH.read_text(encoding="utf-8").splitlines()]
    assert len(asked) >= 142
    assert not {question: found for question in asked if (found := read_intent(question)) is not None}


@given(st.text(max_size=320) | st.text("一二半小时分钟秒第:0123456789 讲什么这期总结好谢hi", max_size=60))
def test_nothing_that_is_typed_breaks_the_reading(typed: str) -> None:
    read_intent(typed)
