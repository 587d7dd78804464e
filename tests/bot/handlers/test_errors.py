from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.handlers.errors import worded
from bot.texts import texts_in
from store.errors import (
    AmbiguousSpeaker,
    DatabaseProblem,
    EmptyQuestion,
    NewerDatabase,
    NotATranscript,
    QuestionTooLong,
    UnknownEpisode,
    UnknownSpeaker,
)
from store.sql.state.saved_questions import SavedQuestions
from tests.bot.scene import Scene
from tests.bot.wire import Refused

ZH, EN = texts_in("zh-hans"), texts_in("en")


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("a raccoon in the works")


@pytest.fixture
def break_search(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes every search fail from then on, with an error that nobody foresaw."""
    return lambda: monkeypatch.setattr("bot.queries.ask.look_up", fail)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (EmptyQuestion(), EN.empty_question),
        (QuestionTooLong(4000, 1000), "That is 4000 characters, too many: I look at 1000 at most. "),
        (UnknownSpeaker("Lee", ("Li Wei", "张三")), "No speaker called “Lee”. Here: Li Wei, 张三."),
        (UnknownSpeaker("L" * 99, ("Li Wei",)), f"No speaker called “{'L' * 63}…”. Here: Li Wei."),
        (UnknownSpeaker("Lee", tuple(map(str, range(21)))), "19…."),
        (UnknownSpeaker("Lee", ()), EN.nobody_named),
        (AmbiguousSpeaker("伟", ("李伟", "王伟")), "Which “伟”? 李伟, 王伟"),
        (UnknownEpisode("X", ("A", "B")), "No episode called “X”. On the shelf: A, B."),
        (UnknownEpisode("X", ()), EN.no_episodes),
        (DatabaseProblem("/secret/place.db", "disk I/O error"), EN.shut_library),
        (NewerDatabase("/secret/place.db", "m9"), EN.shut_library),
        (NotATranscript("x.txt", "empty"), EN.apology),  # nobody asked for it in a chat
        (RuntimeError("/secret/place"), EN.apology),
        (None, EN.apology),
    ],
)
def test_each_error_is_worded_for_a_person(error: Exception | None, sentence: str) -> None:
    assert sentence in worded(error, EN)
    assert "secret" not in worded(error, EN)


def test_what_nobody_foresaw_is_logged_with_its_traceback_and_told_in_one_sentence(
    scene: Scene, break_search: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    break_search()
    group = scene.group()
    question = group.message("/quote 狸猫")
    [answer] = group.hear(question)
    assert (answer.text, answer.reply_to) == (ZH.apology, question["message_id"])
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.exc_info
    assert "a raccoon in the works" in caplog.text
    assert "狸猫" not in caplog.text  # what people ask is nobody's business


def test_the_log_comes_first(scene: Scene, break_search: Callable[[], None], caplog: pytest.LogCaptureFixture) -> None:
    break_search()
    scene.telegram.fail("sendMessage", Refused("not enough rights to send text messages to the chat"))
    assert scene.private().say("狸猫") == []
    logged = [record.levelname for record in caplog.records if record.name == "bot.handlers.errors"]
    assert logged == ["ERROR", "WARNING"]


def test_a_database_that_cannot_be_opened_is_told_as_such(
    open_bot: Callable[..., Scene], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert open_bot(tmp_path).private().ask("狸猫").text == ZH.shut_library  # a folder is no database
    assert str(tmp_path) in caplog.text


@pytest.mark.parametrize(
    "fault",
    [
        Refused("bot was blocked by the user", 403),
        Refused("retry after 20", 429, retry_after=20),
        httpx.ReadTimeout("it may have been delivered"),
        httpx.ReadError("it may have been delivered"),
    ],
)
def test_where_telegram_is_out_of_reach_nothing_is_sent_twice(scene: Scene, fault: Refused | Exception) -> None:
    chat = scene.private()
    scene.telegram.fail("sendMessage", fault)
    assert chat.say("狸猫") == []
    assert len(scene.telegram.made("sendMessage")) == 1
    assert chat.ask("狸猫").quoted  # and the next question is answered


def test_being_blocked_is_no_error(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.telegram.fail("sendMessage", Refused("bot was blocked by the user", 403))
    scene.private().say("狸猫")
    assert all(record.levelno <= logging.INFO for record in caplog.records)


def test_a_message_that_telegram_refuses_is_logged_and_apologised_for(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.telegram.fail("sendMessage", Refused("can't parse entities"))
    assert scene.private().ask("狸猫").text == ZH.apology
    assert "Can't parse entities" in caplog.text


def test_a_fault_after_a_press_leaves_word_in_the_message(scene: Scene, break_search: Callable[[], None]) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊 | 安全")
    break_search()
    assert chat.press(answer, "▶").alert is None  # acknowledged before the search
    assert answer.text == ZH.apology
    assert len(scene.telegram.made("answerCallbackQuery")) == 1  # an alert would come too late


def test_a_fault_before_the_press_was_acknowledged_is_an_alert(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊 | 安全")
    monkeypatch.setattr(SavedQuestions, "get", fail)
    assert chat.press(answer, "▶").alert == ZH.apology
    assert answer.edits == 0


def test_a_fault_without_an_update_is_only_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    before = len(scene.telegram.calls)
    scene.runner.run(scene.bot.process_error(None, RuntimeError("while polling")))
    assert "while polling" in caplog.text
    assert len(scene.telegram.calls) == before
