"""A quote is seen as a card, an episode as a picture of who spoke when."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bot.media.pictures.fonts import Fonts
from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from tests.bot.conftest import TANUKI, load
from tests.bot.scene import ANNA, BRUNO, CHEN, Scene
from tests.bot.wire import Sent

ZH = texts_in("zh-hans")
OTHER = Transcript(
    Episode("熊猫夜谈", date="2024-10-01"),
    (
        Turn("张三", 0.0, 60.0, "竹子好吃。", "00:00"),
        Turn("李四", 60.0, 240.0, "竹子不好吃，蜂蜜好吃。", "01:00"),
    ),
    "test",
)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts()


@pytest.fixture
def drawing(scene: Scene, fonts: Fonts) -> Scene:
    """A bot that has its fonts, as it has soon after its start."""
    scene.bot.bot_data.fonts = fonts
    return scene


def pressed(scene: Scene, answer: Sent, label: str) -> list[Sent]:
    before = set(scene.telegram.sent)
    shown = scene.private().press(answer, label)
    scene.settle()
    assert shown.alert is None
    return [sent for key, sent in scene.telegram.sent.items() if key not in before]


def size_and_paper(picture: bytes) -> tuple[int, tuple[int, ...]]:
    with Image.open(io.BytesIO(picture)) as image:
        corner = image.convert("RGB").getpixel((4, 4))
        assert isinstance(corner, tuple)
        return image.width, corner


def test_a_quote_becomes_a_card_in_reply_and_the_card_turns_dark_and_light(drawing: Scene) -> None:
    chat = drawing.private()
    answer = chat.ask("力大砖飞")
    assert answer.labels[-1] == [ZH.card_button]
    [card] = pressed(drawing, answer, ZH.card_button)
    assert (card.kind, card.reply_to, card.labels) == ("photo", answer.id, [["🌙"]])
    width, light = size_and_paper(card.file)
    assert pressed(drawing, card, "🌙") == []
    dark = size_and_paper(card.file)[1]
    assert width == 1080
    assert sum(light) > 3 * 200 > 3 * 60 > sum(dark)
    assert card.labels == [["☀️"]]


def test_a_question_in_reply_to_a_card_stays_in_its_episode(drawing: Scene, database: Path) -> None:
    load(database, OTHER)
    chat = drawing.private()
    [card] = pressed(drawing, chat.ask("狸猫"), ZH.card_button)
    assert chat.ask("蜂蜜", reply_to_message=card.as_json()).text.startswith("没找到")


def test_without_fonts_there_is_no_button_and_a_pressed_one_says_so(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("狸猫")
    assert ZH.card_button not in [label for row in answer.labels for label in row]
    assert chat.press_data(answer, "p:4:0:t:4:0").alert == ZH.no_pictures


def test_a_card_of_a_turn_that_is_gone_says_so(drawing: Scene) -> None:
    chat = drawing.private()
    assert chat.press_data(chat.ask("狸猫"), "p:99:0:t:99:0").alert == ZH.turn_gone


@pytest.mark.parametrize(
    ("person", "line"),
    [
        (ANNA, "王伟：60 分钟 · 1 段 · 98%"),
        (BRUNO, "王伟: 60 min · spoke 1× · 98%"),
        (CHEN, "王伟：60 分鐘 · 1 段 · 98%"),
    ],
)
def test_who_spoke_is_a_picture_with_the_numbers_below_in_the_chats_language(
    drawing: Scene, person: dict[str, object], line: str
) -> None:
    picture = drawing.private(person).ask("/who")
    assert picture.kind == "photo"
    assert size_and_paper(picture.file)[0] == 1080
    assert line in picture.text.splitlines()
    assert len(picture.text.splitlines()) == 3


def test_where_words_fell_is_counted(drawing: Scene) -> None:
    assert drawing.private().ask("/who 垃圾桶").text.splitlines()[0] == "“垃圾桶”：3 处"


def test_the_newest_episode_is_shown_and_the_others_are_a_press_away(drawing: Scene, database: Path) -> None:
    load(database, OTHER)
    chat = drawing.private()
    picture = chat.ask("/who 竹子")
    assert picture.text.startswith("“竹子”：2 处\n李四：")
    assert picture.labels == [["浣熊夜谈 <第一期>"]]
    chat.press(picture, "浣熊夜谈 <第一期>")
    assert picture.text.startswith("“竹子”：0 处\n王伟：")
    assert picture.labels == [["熊猫夜谈"]]
    in_reply = chat.ask("/who", reply_to_message=chat.ask("狸猫").as_json())
    assert in_reply.text.startswith("王伟：")


def test_without_fonts_who_spoke_is_told_in_numbers(scene: Scene, database: Path) -> None:
    load(database, OTHER)
    chat = scene.private()
    told = chat.ask("/who")
    assert told.kind is None
    assert told.text.startswith("熊猫夜谈\n李四：3 分钟 · 1 段 · 75%")
    chat.press(told, "浣熊夜谈 <第一期>")
    assert told.text.startswith("浣熊夜谈 <第一期>\n王伟：")


def test_an_empty_shelf_has_nobody_to_show(open_bot: Callable[..., Scene], tmp_path: Path) -> None:
    assert open_bot(tmp_path / "empty.db").private().ask("/who").text == ZH.no_episodes


def test_the_fonts_are_loaded_beside_the_start(scene: Scene) -> None:
    from bot.application import load_fonts

    scene.runner.run(load_fonts(scene.bot.bot_data))
    assert scene.private().ask("狸猫").labels[-1] == [ZH.card_button]
    assert TANUKI.episode.audio is None
