"""Nobody can make the bot flood: told once, and then silence; and a sign of life where it takes long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import chat_action
from bot.queries import answer
from bot.services.limits import Throttle, TokenBuckets, price
from bot.texts import texts_in
from tests.bot.scene import ANNA, BRUNO, CHEN, Scene

ZH, EN = texts_in("zh-hans"), texts_in("en")
OpenBot = Callable[..., Scene]


class Clock:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_an_empty_bucket_says_so_once_and_then_nothing(clock: Clock) -> None:
    buckets = TokenBuckets(4, clock)
    assert [buckets.take("anna") for _ in range(7)] == ["go"] * 4 + ["slow down"] + ["silence"] * 2
    assert buckets.take("bruno") == "go"


def test_what_was_taken_flows_back_within_a_minute(clock: Clock) -> None:
    buckets = TokenBuckets(4, clock)
    for _ in range(6):
        buckets.take("anna")
    clock.now = 15.0  # a quarter of a minute
    assert [buckets.take("anna") for _ in range(2)] == ["go", "silence"]
    clock.now = 76.0
    assert [buckets.take("anna") for _ in range(5)] == ["go"] * 4 + ["slow down"]


def test_whoever_goes_on_asking_is_not_told_again_and_again(clock: Clock) -> None:
    buckets = TokenBuckets(30, clock)
    told = []
    for second in range(300):
        clock.now = float(second)
        told.append(buckets.take("anna"))
    assert told.count("slow down") == 1
    assert told.count("go") == pytest.approx(30 + 150, abs=2)


def test_no_limit_is_no_limit() -> None:
    assert {TokenBuckets(0).take("anna") for _ in range(1000)} == {"go"}


def test_a_chat_may_ask_twice_as_much_as_a_person(clock: Clock) -> None:
    limits = Throttle(4, clock)
    verdicts = [limits.take(person, -1) for person in (1, 2, 3) for _ in range(4)]
    assert verdicts == ["go"] * 8 + ["slow down"] + ["silence"] * 3
    assert [limits.take(4, 4) for _ in range(5)] == ["go"] * 4 + ["slow down"]  # in private there is only the person


def test_a_lazy_bucket_is_forgotten_and_a_busy_one_is_not(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.limits._MOST_BUCKETS", 10)
    buckets = TokenBuckets(1, clock)
    for person in range(9):
        buckets.take(person)
    clock.now = 60.0
    buckets.take("busy")
    buckets.take("new")
    assert buckets.take("busy") == "slow down"
    assert len(buckets._buckets) == 2


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 1)), max_size=60))
def test_nobody_ever_gets_more_than_a_bucket_and_what_flows_back(asked: list[tuple[float, float]]) -> None:
    clock = Clock()
    buckets = TokenBuckets(6, clock)
    spent = 0.0
    for pause_s, cost in asked:
        clock.now += pause_s
        if buckets.take("anna", cost) == "go":
            spent += cost
    assert spent <= 6 + clock.now * 6 / 60 + 1e-6


@pytest.mark.parametrize(
    ("characters", "cost"), [(0, 1.0), (4, 1.0), (50, 1.0), (100, 1.5), (250, 3.0), (300, 3.5), (4096, 3.5)]
)
def test_a_long_question_costs_more(characters: int, cost: float) -> None:
    assert price("砖" * characters) == cost


def test_what_costs_more_than_a_bucket_holds_takes_a_full_one(clock: Clock) -> None:
    buckets = TokenBuckets(2, clock)
    assert [buckets.take("anna", 3.5) for _ in range(2)] == ["go", "slow down"]
    clock.now = 60.0
    assert buckets.take("anna", 3.5) == "go"


# In chats


@pytest.fixture
def limited(open_bot: OpenBot, database: Path) -> Scene:
    return open_bot(database, questions_per_minute=4)


def test_a_person_who_asks_too_fast_is_asked_to_slow_down_and_then_met_with_silence(limited: Scene) -> None:
    chat = limited.private()
    texts = [[sent.text for sent in chat.say("狸猫")] for _ in range(7)]
    assert [len(text) for text in texts] == [1, 1, 1, 1, 1, 0, 0]
    assert texts[4] == [ZH.slow_down]
    assert limited.private(BRUNO).ask("狸猫").quoted  # nobody else is held up


def test_long_questions_use_up_what_a_person_may_ask_sooner(limited: Scene) -> None:
    chat = limited.private()
    answers = [chat.say("狸猫" * 75) for _ in range(4)]  # each costs as much as two
    assert [len(one) for one in answers] == [1, 1, 1, 0]
    assert answers[2][0].text == ZH.slow_down


def test_presses_count_too_and_are_acknowledged_all_the_same(limited: Scene) -> None:
    chat = limited.private()
    answer = chat.ask("浣熊 | 安全")
    alerts = [chat.press(answer, "▶").alert for _ in range(6)]
    assert alerts == [None, None, None, ZH.slow_down, None, None]
    assert limited.telegram.open_presses == set()
    assert answer.edits == 3


def test_in_a_group_it_slows_down_for_all(limited: Scene) -> None:
    group = limited.group()
    said = [group.say("/quote 狸猫", by=person) for _ in range(4) for person in (ANNA, BRUNO, CHEN)]
    assert [len(one) for one in said] == [1] * 9 + [0] * 3
    assert said[8][0].text == texts_in("zh-hant").slow_down


def test_talk_that_asks_nothing_costs_nothing(limited: Scene) -> None:
    group = limited.group()
    for _ in range(20):
        assert group.say("哈哈哈") == []
        assert group.feed(edited_message=group.message("哈哈", edit_date=1)) == []
    assert group.ask("/quote 狸猫").quoted


def test_typing_inline_costs_less_and_is_met_with_silence(limited: Scene) -> None:
    answered = [limited.type("狸猫") is not None for _ in range(24)]
    assert answered == [True] * 20 + [False] * 4
    assert limited.telegram.made("sendMessage") == []


def test_a_guest_is_asked_to_slow_down_where_they_called(limited: Scene) -> None:
    texts = [limited.call_as_guest("@Tanuki_Quote_bot 狸猫", by=BRUNO) for _ in range(6)]
    assert [sent is not None for sent in texts] == [True] * 5 + [False]
    assert texts[4] is not None
    assert texts[4].text == EN.slow_down


def test_an_edited_question_costs_like_a_new_one(limited: Scene) -> None:
    chat = limited.private()
    question = chat.message("狸猫")
    [answer] = chat.hear(question)
    for number in range(4):
        chat.feed(edited_message={**question, "text": f"狸猫 {number}", "edit_date": 1})
    assert answer.text == ZH.slow_down


# A sign of life


def test_what_takes_over_a_second_shows_that_it_is_under_way(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_action, "TYPING_AFTER_S", 0.02)
    monkeypatch.setattr(chat_action, "RENEWED_EVERY_S", 0.02)
    run = scene.bot.bot_data.library.run

    async def slowly(work: Callable[..., object], *asked: Any, **more: Any) -> object:
        if work is answer.answer:
            await asyncio.sleep(0.1)
        return await run(work, *asked, **more)

    monkeypatch.setattr(scene.bot.bot_data.library, "run", slowly)
    forum = scene.group(31)
    forum.ask("/quote 狸猫", message_thread_id=31, is_topic_message=True)
    shown = scene.telegram.made("sendChatAction")
    assert len(shown) >= 2
    assert shown[0].values == {"chat_id": forum.chat["id"], "action": "typing", "message_thread_id": 31}
    before = len(shown)
    assert scene.call_as_guest("@Tanuki_Quote_bot 狸猫") is not None  # there it may show nothing
    assert len(scene.telegram.made("sendChatAction")) == before


def test_what_is_quick_shows_nothing(scene: Scene) -> None:
    scene.private().ask("狸猫")
    assert scene.telegram.made("sendChatAction") == []
