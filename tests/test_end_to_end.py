"""The program as it is run: a process of its own, and nothing between it and a Bot API server on this machine."""

import signal
import subprocess
import sys
import time

import pytest

from tests import raccoons
from tests.botapi import ANNA, GROUP, PRIVATE, BotApi

STOP_S = 10.0
STRANGERS = {"id": -100999, "type": "supergroup", "title": "Strangers"}


class Program:
    """`python -m bot`, or another module, as a process; all it writes goes into `log`."""

    def __init__(self, folder, *module, **settings):
        self.log = folder / f"log-{time.monotonic_ns()}.txt"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module] if module else raccoons.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=raccoons.environment(DATABASE=str(folder / "quotes.db"), **settings),
            )

    @property
    def written(self):
        return self.log.read_text(encoding="utf-8")

    def stop(self):
        """Ask the program to end as every supervisor does; returns its exit status and how long it took."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=20)
        return status, time.monotonic() - asked


@pytest.fixture
def api():
    with BotApi() as api:
        yield api


@pytest.fixture
def start(tmp_path, api):
    raccoons.library(tmp_path / "quotes.db")
    programs = []

    def start(*module, **settings):
        given = {"TELEGRAM_API_URL": api.url, "TELEGRAM_BOT_TOKEN": api.token, **settings}
        programs.append(Program(tmp_path, *module, **given))
        return programs[-1]

    yield start
    for program in programs:
        if program.process.poll() is None:
            program.process.kill()
            program.process.wait()


def assert_stops_well(program):
    status, seconds = program.stop()
    assert status == 0, program.written
    assert seconds < STOP_S
    assert "Traceback" not in program.written


def test_an_evening_with_the_bot(api, start):
    """Ask in every way, page, edit, restart, press a button from before the restart, and never see the token."""
    program = start(LOG_LEVEL="DEBUG")

    api.say("安静")
    [answer] = api.wait_for("sendMessage")
    assert answer["chat_id"] == PRIVATE["id"]
    assert "<b>安静</b>" in answer["text"]
    first = answer["text"]

    api.press(answer, "▶")
    [turned] = api.wait_for("editMessageText")
    assert turned["message_id"] == answer.result["message_id"]
    assert "<b>安静</b>" in turned["text"] != first
    assert len(api.wait_for("answerCallbackQuery")) == 1

    api.say("哈哈哈，洗东西", chat=GROUP)  # talk among people
    api.say("/quote@some_other_bot 洗东西", chat=GROUP)
    asked = api.message("/quote@episode_quote_bot 洗东西", chat=GROUP)
    api.feed(message=asked)
    in_group = api.wait_for("sendMessage", count=2)[1]
    assert in_group["chat_id"] == GROUP["id"]
    assert in_group["reply_parameters"]["message_id"] == asked["message_id"]
    assert "浣熊 &lt;b&gt;" in in_group["text"]
    assert "&amp; 开锁" in in_group["text"]

    api.feed(inline_query={"id": "inline-1", "from": ANNA, "query": "洗东西", "offset": ""})
    [offered] = api.wait_for("answerInlineQuery")
    assert [result["title"] for result in offered["results"]] == ["浣熊 <b> · 01:00"]
    api.feed(guest_message=api.message("@episode_quote_bot 安静", chat=STRANGERS, guest_query_id="guest-1"))
    [guest] = api.wait_for("answerGuestQuery")
    assert "<b>安静</b>" in guest["result"]["input_message_content"]["message_text"]
    api.feed(edited_message={**asked, "text": "/quote@episode_quote_bot 安静", "edit_date": 1})
    edited = api.wait_for("editMessageText", count=2)[1]
    assert edited["message_id"] == in_group.result["message_id"]
    menus = len(api.wait_for("setMyCommands", "setMyDescription", "setMyShortDescription", count=15))

    assert_stops_well(program)
    assert api.unconfirmed == []

    again = start(LOG_LEVEL="DEBUG")
    api.press(turned, "◀")
    assert api.wait_for("editMessageText", count=3)[2]["text"] == first
    assert_stops_well(again)
    # Nothing changed; but the last one may have been set and not yet noted when the first life ended.
    assert len(api.made("setMyCommands", "setMyDescription", "setMyShortDescription")) <= menus + 1

    assert len(api.made("sendMessage")) == 2  # the talk among people was left alone
    for life in (program, again):
        assert "asks Telegram for updates" in life.written
        assert api.token not in life.written
        assert api.token.partition(":")[2] not in life.written
        assert "安静" not in life.written  # nor what anybody asked


def test_who_pages_in_a_group_holds_up_nobody_there_and_each_press_is_answered(api, start):
    program = start()
    for _ in range(3):  # of the five that may be said at once; the other two are for those who ask
        api.say("/quote 安静", chat=GROUP)
    [answer, *_] = api.wait_for("sendMessage", count=3)
    for number in range(6):
        api.press(answer, "▶", sender={**ANNA, "id": 100 + number})
    api.wait_for("answerCallbackQuery", count=6)
    api.say("/quote 洗东西", chat=GROUP, sender={**ANNA, "id": 99})
    asked = api.wait_for("sendMessage", count=4)[3]
    [turned] = api.wait_for("editMessageText")
    assert "洗东西" in asked["text"]
    assert "<b>安静</b>" in turned["text"] != answer["text"]
    assert_stops_well(program)
    assert len(api.made("editMessageText")) == 1  # the page of the last press, and no other that shows the same
    assert len(api.made("answerCallbackQuery")) == 6


def test_an_answer_under_way_is_finished_before_the_program_ends(api, start):
    program = start()
    api.delays["sendMessage"] = 1.0
    api.say("洗东西")
    api.wait_for("getUpdates", count=2)  # the second poll: the first has brought the question
    assert_stops_well(program)
    assert len(api.made("sendMessage")) == 1
    assert api.unconfirmed == []


def test_an_answer_that_takes_for_ever_does_not_keep_the_program_from_ending(api, start):
    program = start()
    api.delays["sendMessage"] = 30.0
    api.say("洗东西")
    api.wait_for("getUpdates", count=2)
    assert_stops_well(program)


def test_the_program_ends_when_told_to_though_telegram_is_out_of_reach(start, tmp_path):
    with BotApi() as gone:
        pass  # nobody listens at its address any more
    program = start(TELEGRAM_API_URL=gone.url)
    for _ in range(400):
        if "next try" in program.written:
            break
        time.sleep(0.1)
    assert "next try" in program.written
    assert_stops_well(program)
    assert gone.token not in program.written


def test_a_token_that_telegram_does_not_know_ends_the_program_with_one_line(start):
    token = "7654321:" + "tanuki_TANUKI-tanuki_TANUKI-tanuki1"
    program = start(TELEGRAM_BOT_TOKEN=token)
    assert program.process.wait(timeout=20) == 1
    assert program.written.startswith("python -m bot: Telegram refuses the bot token")
    assert program.written.count("\n") == 1
    assert token not in program.written


def test_a_token_that_is_revoked_while_the_program_runs_ends_it_with_one_line(api, start):
    program = start(LOG_LEVEL="WARNING")
    api.wait_for("getUpdates")
    api.misbehave("getUpdates", 401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    api.say("洗东西")  # ends the poll that is open
    assert program.process.wait(timeout=20) == 1
    assert program.written.startswith("python -m bot: Telegram refuses the bot token")
    assert program.written.count("\n") == 1
    assert api.token not in program.written
