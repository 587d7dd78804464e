from __future__ import annotations

import pytest

from tests.bot.scene import BRUNO, Scene


@pytest.mark.parametrize(
    "asked", ["/speaker 李伟", "/speaker 李老师", "/speaker li wei", "/speaker lw", "/speaker @李伟", "@李伟"]
)
def test_a_name_alone_starts_with_the_list_in_order_of_time(scene: Scene, asked: str) -> None:
    answer = scene.private().ask(asked)
    head, *lines = answer.text.split("\n")
    assert head == "李伟 · 1–2 / 2"
    assert [line.split(" ")[1] for line in lines] == ["00:00", "01:01:40"]
    assert "对。" not in answer.text
    assert answer.labels == [["1", "2"]]


@pytest.mark.parametrize(
    "asked",
    [
        "/speaker 李伟 垃圾桶",
        "/speaker li wei 垃圾桶",
        "/speaker 李伟： 垃圾桶",
        "李伟：垃圾桶",
        "@李伟 垃圾桶",
        "/quote @李伟 垃圾桶",
    ],
)
def test_a_name_with_words_gives_the_best_quote_of_that_person(scene: Scene, asked: str) -> None:
    chat = scene.private()
    answer = chat.ask(asked)
    assert answer.bold[0] == "李伟"
    assert answer.labels[0][1] == "1/2"
    chat.press(answer, "▶")
    assert answer.bold[0] == "李伟"


def test_a_name_may_hold_blanks(scene: Scene) -> None:
    chat = scene.private()
    assert chat.ask("/speaker Mary Ann 盖子").bold == ["Mary Ann", "盖子"]
    assert chat.ask("/speaker mary 盖子").bold == ["Mary Ann", "盖子"]
    assert chat.ask("/speaker Mary Ann").text.startswith("Mary Ann · 1–1 / 1\n")


def test_where_two_fit_both_are_offered(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("/speaker 伟")
    assert (answer.text, answer.labels) == ("“伟”是指哪一位？", [["李伟", "王伟"]])
    chat.press(answer, "李伟")
    assert answer.text.startswith("李伟 · 1–2 / 2\n")


@pytest.mark.parametrize("asked", ["/speaker 伟 浣熊", "@伟 浣熊"])
def test_where_two_fit_the_words_go_with_either(scene: Scene, asked: str) -> None:
    chat = scene.private()
    answer = chat.ask(asked)
    assert answer.labels == [["李伟", "王伟"]]
    chat.press(answer, "王伟")
    assert answer.bold == ["王伟", "浣熊", "浣熊"]


@pytest.mark.parametrize("asked", ["/speaker Lee", "@Lee 浣熊", "/quote @Lee 浣熊"])
def test_where_nobody_fits_the_sentence_names_who_is_there(scene: Scene, asked: str) -> None:
    answer = scene.private(BRUNO).ask(asked)
    assert answer.text == "No speaker called “Lee”. Here: 李伟, Mary Ann, 王伟."


def test_a_name_in_html_is_shown_as_text(scene: Scene) -> None:
    assert "“<b>Lee</b>”" in scene.private().ask("/speaker <b>Lee</b>").text


def test_what_one_person_never_said_may_be_asked_of_all(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("/speaker 李伟 狸猫")
    assert answer.text.startswith("李伟 好像没说过“狸猫”。")
    assert answer.labels == [["谁都行：狸猫"]]
    chat.press(answer, "谁都行：狸猫")
    assert answer.bold[:2] == ["王伟", "狸猫"]


def test_speakers_are_buttons_that_list_what_they_said(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("/speakers")
    assert answer.text.split("\n")[1:] == ["李伟 · 3 段 · 1 分钟", "Mary Ann · 1 段 · 1 分钟", "王伟 · 1 段 · 60 分钟"]
    chat.press(answer, "Mary Ann")
    assert answer.text.startswith("Mary Ann · 1–1 / 1\n1. 01:01 安全第一")


def test_speaker_without_a_name_shows_everybody(scene: Scene) -> None:
    chat = scene.private()
    assert chat.ask("/speaker").text == chat.ask("/speakers").text


def test_the_shipped_episode_is_listed_speaker_by_speaker(shipped_scene: Scene) -> None:
    chat = shipped_scene.private()
    assert chat.ask("/speakers").labels == [["方佳瑞", "高策", "孙天祥"]]
    answer = chat.ask("/speaker 孙博")
    assert answer.text.startswith("孙天祥 · 1–5 / ")
    assert answer.labels[0] == ["1", "2", "3", "4", "5"]
    assert answer.labels[1][0] == "◀"


@pytest.mark.parametrize("asked", ["天祥 AGI", "天翔 AGI", "孙老师 夫妻肺片", "孙博士 AGI"])
def test_a_name_as_people_say_it_may_stand_before_the_words(shipped_scene: Scene, asked: str) -> None:
    assert shipped_scene.private().ask(asked).text.startswith("孙天祥 · ")


def test_words_that_are_nobodys_name_are_looked_for(shipped_scene: Scene) -> None:
    assert shipped_scene.private().ask("微信 读书").text.startswith("方佳瑞 · 20:20")
