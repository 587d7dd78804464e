"""What is meant and was not said so: quoted where it is sure, offered in private where it is likely, else nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.queries import media
from bot.texts import texts_in
from store.store import Store
from tests.bot.conftest import FakeMeaning
from tests.bot.scene import ANNA, BRUNO, CHEN, Scene

ZH = texts_in("zh-hans")
ASKED = "动物夜里找吃的"
CLOSEST = "最接近的几段"


@pytest.fixture
def likely(meaning: FakeMeaning) -> FakeMeaning:
    meaning.likely[ASKED] = ("翻得好", "扣好", "大家好")
    return meaning


# Sure


@pytest.fixture
def sure(meaning: FakeMeaning) -> FakeMeaning:
    meaning.sure[ASKED] = ("翻得好",)
    return meaning


@pytest.mark.usefixtures("sure")
def test_what_is_surely_meant_is_quoted_everywhere_and_marked(scene: Scene) -> None:
    for answer in (
        scene.private().ask(ASKED),
        scene.group().ask(f"@Tanuki_Quote_bot {ASKED}"),
        scene.call_as_guest(f"@Tanuki_Quote_bot {ASKED}", by=ANNA),
    ):
        assert answer is not None
        assert answer.quoted == "垃圾桶翻得好，利大专飞都不怕。"
        assert answer.bold == ["李伟"]
        assert answer.text.endswith("\n≈ 意思")
    offered = scene.type(ASKED)
    assert offered is not None
    assert [title for title, _ in offered.rows] == ["李伟 · 01:01:40"]


def test_what_is_meant_stands_behind_what_was_said_also_where_a_name_comes_first(
    meaning: FakeMeaning, scene: Scene
) -> None:
    meaning.sure["狸猫"] = ("翻得好",)
    answer = scene.private().ask("李伟 狸猫")
    assert answer.text.endswith("\n≈ 意思")  # he did not say it, and nobody said both
    meaning.sure["翻得好"] = ("狸猫不是",)
    assert not scene.private().ask("王伟 翻得好").text.startswith("李伟")
    meaning.sure["盖子"] = ("大家好",)
    offered = scene.type("李伟 盖子")
    assert offered is not None
    assert offered.rows


def test_the_picture_of_who_spoke_marks_only_where_the_words_themselves_fell(database: Path, sure: FakeMeaning) -> None:
    with Store.open(database, sure) as store:
        assert store.search(ASKED).quotes
        drawn = media.episode_turns(store, ASKED, episode=None)
    assert drawn is not None
    assert drawn.quotes == ()


# Likely


@pytest.mark.usefixtures("likely")
def test_in_private_what_is_likely_meant_is_offered_by_a_button_under_the_usual_sentence(scene: Scene) -> None:
    answer = scene.private().ask(ASKED)
    assert answer.text == ZH.nothing_found.format(asked=ASKED)
    assert answer.labels == [[CLOSEST]]
    assert scene.private(BRUNO).ask(ASKED).labels == [["Closest passages"]]
    assert scene.private(CHEN).ask(ASKED).labels == [["最接近的幾段"]]


@pytest.mark.usefixtures("likely")
def test_the_button_lists_what_is_closest_and_its_numbers_open_each_as_a_quote(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask(ASKED)
    pressed = chat.press(answer, CLOSEST)
    assert (pressed.alert, pressed.toast) == (None, None)
    head, *listed = answer.text.split("\n")
    assert head == "没有这样的原话，意思最接近的几段："
    assert len(listed) == 3
    assert listed[0].startswith("1. 李伟 01:01:40 垃圾桶翻得好")
    assert all(line.endswith("≈") for line in listed)
    assert answer.labels == [["1", "2", "3"]]
    listing = answer.text
    chat.press(answer, "2")
    assert answer.text.startswith("Mary Ann · 01:01\n")
    assert answer.text.endswith("\n≈ 意思")
    assert answer.labels[0] == ["◀", "2/3", "▶", "☰"]
    chat.press(answer, "▶")
    assert answer.quoted.startswith("大家好")
    quoted = answer.text
    chat.press(answer, "上下文")
    chat.press(answer, "▼")
    chat.press(answer, ZH.back_button)
    assert answer.text == quoted
    chat.press(answer, "☰")
    assert answer.text == listing


@pytest.mark.usefixtures("likely")
def test_in_groups_inline_and_as_a_guest_what_is_only_likely_is_never_shown(scene: Scene) -> None:
    group = scene.group()
    answers = [
        group.ask(f"@Tanuki_Quote_bot {ASKED}"),
        group.ask(f"/quote {ASKED}"),
        scene.call_as_guest(f"@Tanuki_Quote_bot {ASKED}", by=ANNA),
    ]
    for answer in answers:
        assert answer is not None
        assert answer.text == ZH.nothing_found.format(asked=ASKED)
        assert answer.labels == []
    offered = scene.type(ASKED)
    assert offered is not None
    assert offered.rows == []


@pytest.mark.usefixtures("likely")
def test_in_a_group_the_button_of_a_private_chat_opens_nothing(scene: Scene) -> None:
    data = scene.private().ask(ASKED).data(CLOSEST)
    group = scene.group()
    asked = group.ask("/quote 狸猫")
    before = asked.text
    for forged in (data, data.replace("b:", "d:") + ":0"):
        assert group.press_data(asked, forged).alert == ZH.strange_button
    assert asked.text == before


def test_where_words_find_something_there_is_no_button(meaning: FakeMeaning, scene: Scene) -> None:
    meaning.likely["狸猫"] = ("翻得好",)
    answer = scene.private().ask("狸猫")
    assert "狸猫不是浣熊" in answer.text
    assert CLOSEST not in str(answer.labels)


@pytest.mark.usefixtures("likely")
def test_the_button_goes_on_working_after_a_restart(open_bot: Callable[..., Scene], database: Path) -> None:
    before = open_bot(database)
    answer = before.private().ask(ASKED)
    after = open_bot(database, telegram=before.telegram)
    after.private().press(answer, CLOSEST)
    assert answer.text.startswith(ZH.closest_head)


def test_where_nothing_is_close_any_more_the_press_says_so_and_the_button_stays(
    likely: FakeMeaning, scene: Scene
) -> None:
    chat = scene.private()
    answer = chat.ask(ASKED)
    shown, kept = answer.text, dict(likely.likely)
    likely.likely.clear()
    assert chat.press(answer, CLOSEST).alert == ZH.closest_gone
    assert (answer.text, answer.labels) == (shown, [[CLOSEST]])
    likely.likely |= kept
    chat.press(answer, CLOSEST)
    chat.press(answer, "3")
    likely.likely[ASKED] = likely.likely[ASKED][:1]
    chat.press(answer, "◀")  # to a place that is no more: the last one there is
    assert "翻得好" in answer.quoted


@pytest.mark.usefixtures("likely")
def test_an_edited_question_offers_it_too(scene: Scene) -> None:
    chat = scene.private()
    asked = chat.message("狸猫", by=ANNA)
    [answer] = chat.hear(asked)
    chat.feed(edited_message=asked | {"text": ASKED, "edit_date": 1})
    assert answer.labels == [[CLOSEST]]
