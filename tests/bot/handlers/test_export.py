"""A transcript is sent as a document, to those who run the bot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from store.store import Store
from store.transcripts import read
from store.transcripts.export import EXPORTS
from tests.bot.conftest import TANUKI, load
from tests.bot.scene import ANNA, BRUNO, Chat, Scene
from tests.bot.wire import Sent

ZH, EN = texts_in("zh-hans"), texts_in("en")


@pytest.fixture
def scene(open_bot: Callable[..., Scene], database: Path) -> Scene:
    return open_bot(database, admin_ids=frozenset({ANNA["id"]}))


def sent_by(chat: Chat, answer: Sent, label: str) -> Sent:
    before = set(chat.scene.telegram.sent)
    chat.press(answer, label)
    chat.scene.settle()
    [sent] = [sent for key, sent in chat.scene.telegram.sent.items() if key not in before]
    return sent


def test_a_transcript_comes_in_every_format_and_reads_back(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("/export")
    assert answer.text == ZH.export_head.format(title=TANUKI.episode.title)
    assert answer.labels == [[one.title] for one in EXPORTS.values()]
    for one in EXPORTS.values():
        sent = sent_by(chat, answer, one.title)
        assert (sent.kind, sent.reply_to) == ("document", answer.id)
        assert read(sent.file, f"x{one.ending}").turns
    whole = sent_by(chat, answer, EXPORTS["json"].title)
    assert [turn.text for turn in read(whole.file, "x.json").turns] == [turn.text for turn in TANUKI.turns]


def test_where_the_recording_lies_on_the_machine_is_not_sent(scene: Scene, database: Path) -> None:
    with Store.open(database) as store, store.transaction():
        store.db.execute("UPDATE episodes SET audio = '/srv/secret/1.mp3'")
    chat = scene.private()
    assert b"secret" not in sent_by(chat, chat.ask("/export"), EXPORTS["json"].title).file


def test_nobody_else_gets_one_whatever_button_they_press(scene: Scene) -> None:
    answer = scene.private().ask("/export")
    bruno = scene.private(BRUNO)
    assert bruno.ask("/export").text == EN.bot_admins_only
    assert bruno.press_data(answer, "f:1:json").alert == EN.bot_admins_only
    assert scene.telegram.made("sendDocument") == []


def test_an_episode_is_found_by_its_title(scene: Scene, database: Path) -> None:
    load(database, Transcript(Episode("熊猫夜谈"), (Turn("张三", None, None, "竹子。"),), "test"))
    chat = scene.private()
    answer = chat.ask("/export 熊猫")
    assert "熊猫夜谈" in answer.text
    assert sent_by(chat, answer, EXPORTS["srt"].title).text == ZH.export_no_times
    assert chat.ask("/export 没有这一期的").text.startswith("没有叫“没有这一期的”的节目")


@pytest.mark.parametrize(("data", "told"), [("f:99:json", ZH.episode_gone), ("f:1:docx", ZH.strange_button)])
def test_a_button_that_nobody_made_is_refused(scene: Scene, data: str, told: str) -> None:
    chat = scene.private()
    assert chat.press_data(chat.ask("/export"), data).alert == told
