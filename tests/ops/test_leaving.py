"""Told to stop in the middle of something, the program leaves within 10 s, and what nobody heard comes after it."""

import sqlite3
import time

import pytest

from store.database import Store
from store.models import Episode, Transcript, Turn
from tests.botapi import ANNA
from tests.media import tones
from tests.ops.test_intake import WORD, deliver, free_port
from tests.store.server import Page, serving
from tests.test_end_to_end import api, assert_stops_well, start  # noqa: F401 - fixtures

FLOOD = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 60}}


@pytest.fixture
def way(request, api):  # noqa: F811
    """Settings for a way in which updates come, polling where none is named, and what brings one that way."""
    if getattr(request, "param", "polling") == "polling":
        return {}, api.feed_again
    port = free_port()
    settings = {
        "WEBHOOK_URL": "https://bot.example.org/hook",
        "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "WEBHOOK_SECRET": WORD,
    }

    def bring(update):
        assert deliver(port, update) == 200

    return settings, bring


def listening(api, lives):  # noqa: F811
    """Wait until the bot takes updates in, for so manieth time."""
    api.wait_until(lambda: len(api.made("setWebhook", "deleteWebhook")) >= lives, "a start")


@pytest.mark.parametrize("way", ["polling", "webhook"], indirect=True)
def test_what_waits_for_a_flood_limit_is_answered_after_the_next_start(api, start, way):  # noqa: F811
    settings, bring = way
    program = start(**settings)
    listening(api, 1)
    api.misbehave("sendMessage", 429, FLOOD)
    bring(api.update(message=api.message("洗东西")))
    api.wait_for("sendMessage")  # which Telegram did not take
    bring(api.update(message=api.message("安静")))
    time.sleep(0.3)
    assert_stops_well(program)
    assert "2 updates are left for the next start" in program.written
    api.forget_pollers()
    again = start(**settings)
    api.wait_for("sendMessage", count=3)
    assert_stops_well(again)
    assert ["安静" in one["text"] for one in api.made("sendMessage")[1:]] == [False, True]


def test_an_answer_that_telegram_may_have_is_not_given_again(api, start, way):  # noqa: F811
    settings, bring = way
    program = start(**settings)
    listening(api, 1)
    api.delays["sendMessage"] = 30.0
    bring(api.update(message=api.message("洗东西")))
    time.sleep(1)
    assert_stops_well(program)
    assert "1 answers were on their way" in program.written
    api.delays.clear()
    api.forget_pollers()
    again = start(**settings)
    listening(api, 2)
    bring(api.update(message=api.message("安静")))
    api.wait_for("sendMessage")
    time.sleep(0.5)
    assert_stops_well(again)
    assert ["安静" in one["text"] for one in api.made("sendMessage")] == [True]


def test_a_voice_note_that_was_not_fetched_in_time_is_sent_after_the_next_start(api, start, way, tmp_path):  # noqa: F811
    settings, bring = {**way[0], "ALLOW_PRIVATE_ADDRESSES": "yes"}, way[1]
    with serving() as site:
        slow = Page(tones.encoded(tones.tones(90), "mp4", "aac", bit_rate=96_000), ranges=False, pause_s=0.5)
        site.pages["/a"] = slow
        turns = (Turn("獾", 60.0, 64.0, "獾来了，听听看。", "01:00"), Turn("獾", 64.0, 70.0, "没了。", "01:04"))
        with Store.open(tmp_path / "quotes.db") as store:
            store.load(Transcript(Episode("獾台", audio=f"{site.url}/a"), turns, "test"), source="獾.txt")
        program = start(**settings)
        listening(api, 1)
        bring(api.update(message=api.message("獾来了")))
        [answer] = api.wait_for("sendMessage")
        press = {"id": "1", "from": ANNA, "chat_instance": "1", "message": answer.result}
        bring(api.update(callback_query={**press, "data": answer.button("🎧")["callback_data"]}))
        api.wait_for("answerCallbackQuery")  # after 2 s: it takes longer than a button may spin
        assert_stops_well(program)
        assert "1 updates are left for the next start" in program.written
        slow.pause_s = 0.0
        api.forget_pollers()
        again = start(**settings)
        [voice] = api.wait_for("sendVoice")
        assert voice["reply_parameters"]["message_id"] == answer.result["message_id"]
        assert_stops_well(again)
        assert len(api.made("sendVoice")) == 1


def test_a_file_that_another_program_has_locked_keeps_the_program_from_ending_no_longer(api, start, tmp_path):  # noqa: F811
    program = start()
    listening(api, 1)
    api.say("安静")
    api.wait_for("sendMessage")
    locking = sqlite3.connect(tmp_path / "quotes.db", isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")
    try:
        api.misbehave("sendMessage", 429, FLOOD)
        api.say("洗东西")
        api.wait_for("sendMessage", count=2)
        assert_stops_well(program)
    finally:
        locking.close()
    assert "1 updates are lost: " in program.written
