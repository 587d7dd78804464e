"""Every command and button, wherever and in whichever language: an answer that Telegram takes, where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from telegram.ext import CommandHandler

from bot.texts import Texts, texts_in
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, CHEN, Chat, Scene
from tests.bot.wire import Sent

PEOPLE = {"zh-hans": ANNA, "en": BRUNO, "zh-hant": CHEN}
TOPIC = {"message_thread_id": 31, "is_topic_message": True}

ASKED = {
    "quote": ["垃圾桶", "力大砖飞", "区块链", "@Lee x", "@伟 浣熊", "", "-"],
    "speaker": ["李伟", "李伟 垃圾桶", "伟", "Lee", "李伟 区块链"],
    "random": ["", "王伟", "垃圾桶", "区块链", "伟"],
    "start": ["", "t4", "t99", "help", "qAAAAAAAA"],
}
"""What stands behind a command; where nothing is said of it, nothing does."""

PLACES: dict[str, Callable[[Scene], Chat]] = {
    "private": lambda scene: scene.private(),
    "group": lambda scene: scene.group(kind="group"),
    "supergroup": lambda scene: scene.group(),
    "forum": lambda scene: scene.group(31),
}


def commands(scene: Scene) -> Iterator[str]:
    for handler in scene.bot.handlers[0]:
        if isinstance(handler, CommandHandler):
            yield from handler.commands


def hold_to_the_language(answer: Sent, texts: Texts, language: str) -> None:
    """Hold an answer to be none of the apologies, and its buttons to be in the language."""
    assert answer.text not in {texts_in(one).apology for one in PEOPLE}
    labels = {label for row in answer.labels for label in row}
    for other in set(PEOPLE) - {language}:
        mine, theirs = texts, texts_in(other)
        for name in ("context_button", "copy_button", "share_button", "back_button", "another_button"):
            if getattr(mine, name) != getattr(theirs, name):
                assert getattr(theirs, name) not in labels


@pytest.mark.parametrize("language", PEOPLE)
@pytest.mark.parametrize("place", PLACES)
def test_every_command_is_answered_where_it_was_given(scene: Scene, place: str, language: str) -> None:
    chat, person, texts = PLACES[place](scene), PEOPLE[language], texts_in(language)
    if place == "private":
        chat = scene.private(person)
    scene.telegram.members[chat.chat["id"], person["id"]] = "administrator"
    more: Json = TOPIC if place == "forum" else {}
    for command in commands(scene):
        for words in ASKED.get(command, [""]):
            question = chat.message(f"/{command}@Tanuki_Quote_bot {words}".strip(), by=person, **more)
            [answer] = chat.hear(question)
            hold_to_the_language(answer, texts, language)
            assert answer.reply_to == (None if place == "private" else question["message_id"])
            assert answer.topic == (31 if place == "forum" else None)


@pytest.mark.parametrize("language", PEOPLE)
@pytest.mark.parametrize("place", ["private", "forum"])
def test_every_button_under_every_answer_works(scene: Scene, place: str, language: str) -> None:
    person, texts = PEOPLE[language], texts_in(language)
    chat = scene.private(person) if place == "private" else scene.group(31)
    scene.telegram.members[chat.chat["id"], person["id"]] = "administrator"
    for command in commands(scene):
        for words in ASKED.get(command, [""]):
            answer = chat.ask(f"/{command} {words}".strip(), by=person)
            for data in pressable(answer):
                assert chat.press_data(answer, data, by=person).alert is None
                assert answer.text != texts.apology
                for further in pressable(answer):  # what a button opens has buttons of its own
                    assert chat.press_data(answer, further, by=person).alert is None
                chat.press_data(answer, "g:-", by=person)
                chat.press_data(answer, "s:0:0", by=person)
    unchanged = "message is not modified"
    scene.telegram.refused[:] = [told for told in scene.telegram.refused if unchanged not in told]


@pytest.mark.parametrize("language", PEOPLE)
def test_every_button_under_what_was_sent_inline_or_to_a_guest_works(scene: Scene, language: str) -> None:
    person, texts = PEOPLE[language], texts_in(language)
    chat = scene.private(person)
    offered = scene.type("垃圾桶", by=person)
    assert offered is not None
    sent = [scene.choose(offered, number, by=person) for number in range(3)]
    guest = scene.call_as_guest("@Tanuki_Quote_bot 垃圾桶", by=person)
    assert guest is not None
    for one in (*sent, guest):
        for data in pressable(one):
            assert chat.press_data(one, data, by=person).alert is None
            hold_to_the_language(one, texts, language)
            for further in pressable(one):
                assert chat.press_data(one, further, by=person).alert is None
                hold_to_the_language(one, texts, language)
    scene.telegram.refused[:] = [told for told in scene.telegram.refused if "message is not modified" not in told]


def pressable(answer: Sent) -> list[str]:
    return [button["callback_data"] for row in answer.rows for button in row if "callback_data" in button]
