from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from store.sql.state import saved_questions
from store.store import Store
from tests.bot.conftest import load
from tests.bot.scene import BRUNO, Scene
from tests.bot.wire import Refused

ZH = texts_in("zh-hans")
OpenBot = Callable[..., Scene]

OPENING = Turn("李雷", 0.0, 0.0, "今天数一数。", "00:00")


def counted(*turns: Turn) -> Transcript:
    """An episode that is the same one whatever follows its opening."""
    return Transcript(Episode("数浣熊"), (OPENING, *turns), format="test")


COUNTED = counted(*(Turn("王伟", 10.0 * n, None, f"浣熊第{n}只。", f"{n // 6:02}:{n % 6}0") for n in range(12)))
"""Twelve turns that fit the question 浣熊 equally well, so that they come in order of time."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "quotes.db"
    load(path, COUNTED)
    return path


def test_the_answer_is_turned_in_place_both_ways_and_round(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    first = answer.text
    seen = [answer.quoted]
    for place in range(2, 13):
        assert chat.press(answer, "▶") == chat.press(answer, f"{place}/12")  # neither tells anything
        seen.append(answer.quoted)
    assert seen == [f"浣熊第{n}只。" for n in range(12)]
    chat.press(answer, "▶")
    assert answer.text == first
    chat.press(answer, "◀")
    assert answer.labels[0] == ["◀", "12/12", "▶", "☰"]
    assert len(scene.telegram.made("sendMessage")) == 1


def test_the_list_has_five_a_page_and_opens_each_by_its_number(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    chat.press(answer, "☰")
    assert answer.text.split("\n")[0] == "“浣熊” · 1–5 / 12"
    assert answer.labels == [["1", "2", "3", "4", "5"], ["◀", "1/3", "▶"]]
    chat.press(answer, "◀")
    assert answer.labels == [["11", "12"], ["◀", "3/3", "▶"]]
    chat.press(answer, "12")
    assert answer.quoted == "浣熊第11只。"
    chat.press(answer, "☰")
    assert answer.text.split("\n")[0] == "“浣熊” · 11–12 / 12"


def test_anyone_in_the_chat_may_turn(scene: Scene) -> None:
    group = scene.group()
    answer = group.ask("/quote 浣熊")
    assert group.press(answer, "▶", by=BRUNO).alert is None
    assert answer.labels[0][1] == "2/12"


def test_the_press_is_acknowledged_before_the_message_is_edited(scene: Scene) -> None:
    chat = scene.private()
    pressed = chat.press(chat.ask("浣熊"), "▶")
    assert pressed.answered_first
    assert [call.method for call in scene.telegram.calls[-2:]] == ["answerCallbackQuery", "editMessageText"]


def test_edits_too_have_no_link_preview_and_carry_html(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    chat.press(answer, "▶")
    assert answer.values["link_preview_options"] == {"is_disabled": True}
    assert answer.values["parse_mode"] == "HTML"


def test_buttons_work_after_a_restart(open_bot: OpenBot, database: Path) -> None:
    scene = open_bot(database)
    answer = scene.private().ask("浣熊")
    again = open_bot(database, telegram=scene.telegram).private()
    again.press(answer, "▶")
    assert answer.labels[0][1] == "2/12"
    again.press(answer, "☰")
    assert answer.text.startswith("“浣熊” · 1–5 / 12")


def test_buttons_work_after_the_transcript_was_loaded_anew(scene: Scene, database: Path) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    chat.press(answer, "◀")
    load(database, counted(*COUNTED.turns[1:4]))
    chat.press(answer, "◀")  # for the eleventh of what were twelve
    assert answer.labels[0] == ["◀", "3/3", "▶", "☰"]
    load(database, counted(Turn("王伟", 0.0, None, "狸猫。", "00:00")))
    chat.press(answer, "▶")
    assert answer.text == ZH.nothing_found.format(asked="浣熊")
    assert answer.rows == []


def test_a_speaker_who_is_gone_is_told_in_place(scene: Scene, database: Path) -> None:
    chat = scene.private()
    answer = chat.ask("@王伟 浣熊")
    load(database, counted(Turn("李雷", 0.0, None, "浣熊。", "00:00")))
    assert chat.press(answer, "▶").alert is None
    assert answer.text == "没有叫“王伟”的人。在这里说过话的有：李雷。"


def test_a_button_that_has_outlived_its_question_says_so(
    scene: Scene, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    before = answer.text
    today = saved_questions.today()
    monkeypatch.setattr(saved_questions, "today", lambda: today + dt.timedelta(days=saved_questions.KEPT_DAYS + 1))
    assert chat.press(answer, "▶").alert == ZH.outlived
    assert chat.press(answer, "☰", by=BRUNO).alert == texts_in("en").outlived
    assert answer.text == before


@pytest.mark.parametrize("forged", [None, "", "q:x:1:2", "q:12345678:99999999", "DROP TABLE turns", "力大砖飞" * 5])
def test_forged_data_is_told_to_be_no_button(scene: Scene, forged: str | None) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    assert chat.press_data(answer, forged).alert == ZH.strange_button
    assert answer.edits == 0


def test_a_forged_place_shows_the_last_one(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    key = answer.data("▶").split(":")[1]
    chat.press_data(answer, f"q:{key}:999999")
    assert answer.labels[0][1] == "12/12"
    chat.press_data(answer, f"l:{key}:999999")
    assert answer.labels[1][1] == "3/3"


def test_a_forged_key_has_outlived_its_question(scene: Scene) -> None:
    chat = scene.private()
    assert chat.press_data(chat.ask("浣熊"), "q:AAAAAAAA:0").alert == ZH.outlived


def test_pressing_what_is_shown_already_is_no_error(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    key = answer.data("▶").split(":")[1]
    for _ in range(2):
        assert chat.press_data(answer, f"q:{key}:3").alert is None
    assert scene.telegram.refused == [
        "editMessageText: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    ]
    scene.telegram.refused.clear()
    assert answer.labels[0][1] == "4/12"


@pytest.mark.parametrize(
    "refusal",
    [
        Refused("query is too old and response timeout expired or query ID is invalid"),
        Refused("retry after 7", 429, retry_after=7),
    ],
)
def test_a_press_that_cannot_be_acknowledged_still_turns(scene: Scene, refusal: Refused) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    scene.telegram.fail("answerCallbackQuery", refusal)
    chat.press(answer, "▶")
    assert answer.labels[0][1] == "2/12"


@pytest.mark.parametrize("gone", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
def test_a_message_that_was_deleted_meanwhile_is_no_error(
    scene: Scene, gone: str, caplog: pytest.LogCaptureFixture
) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊")
    scene.telegram.fail("editMessageText", Refused(gone))
    chat.press(answer, "▶")
    assert caplog.records == []
    assert scene.telegram.calls[-1].method == "editMessageText"


def test_a_button_under_a_very_old_message_works(scene: Scene) -> None:
    """Telegram then sends the message without its content, as "inaccessible"."""
    chat = scene.private()
    answer = chat.ask("浣熊")
    stub = {"chat": chat.chat, "message_id": answer.id, "date": 0}
    assert chat.press_data(answer, answer.data("▶"), message=stub).alert is None
    assert answer.labels[0][1] == "2/12"


def test_only_the_words_of_a_question_are_kept(scene: Scene, database: Path) -> None:
    scene.group().ask("/quote 浣熊", by=BRUNO)
    with Store.open(database) as store:
        rows = [tuple(row.values()) for row in store.db["kept_questions"].rows]
    assert len(rows) == 1
    assert not any(str(number) in str(rows[0]) for number in (BRUNO["id"], -100500))
