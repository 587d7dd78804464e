"""Told to stop in the middle of something, the program leaves within 10 s, and what nobody heard comes after it."""

import threading
import time

import pytest

from store.models import Episode, Transcript, Turn
from store.sql.state import updates
from store.store import Store
from tests import raccoons
from tests.bot.media import tones
from tests.bot.telegram.test_webhook import WORD, deliver, free_port
from tests.botapi import ANNA
from tests.store.feeds.server import Page, serving
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


def until(fits):
    """Wait until something is so that no call to Telegram tells."""
    for _ in range(400):
        if fits():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to be so")


def listening(api, lives):  # noqa: F811
    """Wait until the bot takes updates in, for so manieth time."""
    api.wait_until(lambda: len(api.made("setWebhook", "deleteWebhook")) >= lives, "a start")


def test_what_waits_to_be_sent_again_is_left_for_the_next_start(api, start):  # noqa: F811
    program = start()
    listening(api, 1)
    api.misbehave("sendMessage", 502, b"<html>", times=3)
    api.say("洗东西")
    api.wait_for("sendMessage", count=3)  # the next try would be in some seconds
    assert_stops_well(program)
    assert "1 updates are left for the next start" in program.written
    api.forget_pollers()
    again = start()
    api.wait_for("sendMessage", count=4)
    assert_stops_well(again)
    assert len(api.made("sendMessage")) == 4


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


def test_what_is_queued_is_not_begun_any_more(api, start, way):  # noqa: F811
    """Seen with 40 questions in four chats: the program went on with them for all the time that it has to end."""
    settings, bring = way
    program = start(**settings)
    listening(api, 1)
    for _ in range(20):  # the chat's burst of five, and then one a second
        bring(api.update(message=api.message("洗东西")))
    api.wait_for("sendMessage", count=5)
    assert_stops_well(program)
    before = len(api.made("sendMessage"))
    assert before <= 7  # the one that was begun is finished
    assert f"{20 - before} updates are left for the next start" in program.written
    api.forget_pollers()
    again = start(**settings)
    api.wait_for("sendMessage", count=before + 5)
    assert_stops_well(again)


def test_an_answer_that_telegram_may_have_is_not_given_again(api, start, way):  # noqa: F811
    settings, bring = way
    program = start(**settings)
    listening(api, 1)
    api.delays["sendMessage"] = 30.0
    bring(api.update(message=api.message("洗东西")))
    until(lambda: api.arrived["sendMessage"])
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


def turns_of_each(store):
    return sorted(one.turns for one in store.episodes())


@pytest.mark.parametrize("in_time", [True, False])
def test_a_transcript_that_is_being_loaded_is_in_whole_or_can_be_loaded_after_the_next_start(
    api,  # noqa: F811
    start,  # noqa: F811
    tmp_path,
    in_time,
):
    settings = {"ADMIN_IDS": str(ANNA["id"]), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    program = start(**settings)
    text = "".join(f"獾 {at:02d}:00\n獾说了第{at}句话，谁也没听。\n\n" for at in range(40))
    api.feed(message=api.document(text.encode(), "獾台.txt"))
    api.wait_until(lambda: any(one.buttons for one in api.made("editMessageText")), "the question whether to load")
    [asked] = [one for one in api.made("editMessageText") if one.buttons]
    with raccoons.locked(tmp_path / "quotes.db") as other:  # the load waits before its end
        api.press(asked, "入库")
        api.wait_until(lambda: "正在入库" in api.made("editMessageText")[-1]["text"], "a load")
        if in_time:
            threading.Timer(2.0, other.rollback).start()
        assert_stops_well(program)
    with Store.open(tmp_path / "quotes.db") as store:
        assert turns_of_each(store) == [3, 40][: 1 + in_time]
    last = api.made("editMessageText")[-1]
    if in_time:
        assert "入库了" in last["text"]
        return
    assert "没来得及入库" in last["text"]
    api.forget_pollers()
    again = start(**settings)
    api.press(last, "入库")
    api.wait_until(lambda: "入库了，40 段" in api.made("editMessageText")[-1]["text"], "a load")
    assert_stops_well(again)
    with Store.open(tmp_path / "quotes.db") as store:
        assert turns_of_each(store) == [3, 40]


def test_what_is_left_is_kept_though_another_program_has_the_file_locked(api, start, tmp_path):  # noqa: F811
    """And though each thread that changes something waits for it; of those questions nobody waits meanwhile."""
    program = start()
    listening(api, 1)
    chats = [{"id": 500 + at, "type": "private", "first_name": "N"} for at in range(5)]
    for chat in chats:
        api.say("/language", chat=chat)
    menus = api.wait_for("sendMessage", count=len(chats))
    with raccoons.locked(tmp_path / "quotes.db"):
        for menu in menus:
            api.press(menu, "English", sender={**ANNA, "id": menu["chat_id"]})
        api.say("安静")
        began = time.monotonic()
        api.wait_for("sendMessage", count=len(chats) + 1)
        assert time.monotonic() - began < 5  # a setting waits for 10
        api.misbehave("sendMessage", 429, FLOOD)
        api.say("洗东西")
        api.wait_for("sendMessage", count=len(chats) + 2)
        assert_stops_well(program)
    assert "6 updates are left for the next start" in program.written
    [beside] = tmp_path.glob("*-left-*")
    assert beside.stat().st_mode & 0o777 == 0o600
    api.forget_pollers()
    again = start()
    [answer] = api.wait_for("sendMessage", count=len(chats) + 3)[len(chats) + 2 :]
    assert "洗东西" in answer["text"]
    api.wait_for("editMessageText", count=len(chats))
    assert_stops_well(again)
    assert not beside.exists()
    with Store.open(tmp_path / "quotes.db") as store:
        assert [store.state.chats.settings(chat["id"]).language for chat in chats] == ["en"] * len(chats)


@pytest.mark.parametrize("text", ["安静", "安\u2028静\u2029\x85\n", "half \ud83d of one", '"\\\x00'])
@pytest.mark.parametrize("through", ["quotes.db", "link.db"])
def test_what_is_left_beside_a_database_comes_back_as_it_was(tmp_path, text, through):
    update = {"update_id": 1, "message": {"text": text}}
    (tmp_path / "link.db").symlink_to(tmp_path / "quotes.db")
    with Store.open(tmp_path / "quotes.db") as store:
        updates.leave_beside(tmp_path / through, [(1, update)], bot=7)
        assert store.state.updates.take_left(bot=7) == [update]
        store.state.updates.leave([(1, update)], bot=7)
        assert store.state.updates.take_left(bot=7) == [update]


def test_a_file_of_left_updates_that_was_cut_off_or_is_old_gives_what_is_whole(tmp_path, monkeypatch):
    path = tmp_path / "quotes.db"
    with Store.open(path) as store:
        monkeypatch.setattr(updates, "now", lambda: 1_000)
        updates.leave_beside(path, [(1, {"update_id": 1})], bot=7)
        monkeypatch.setattr(updates, "now", lambda: 1_000_000)
        updates.leave_beside(path, [(3, {"update_id": 3}), (2, {"update_id": 2})], bot=7)
        store.state.updates.leave([(2, {"update_id": 2})], bot=7)
        with (tmp_path / "quotes.db-left-7").open("a") as file:
            file.write('\n{"left_at":1000000,"number":4,"cont')
        updates.leave_beside(path, [(5, {"update_id": 5})], bot=7)
        assert store.state.updates.take_left(bot=7) == [{"update_id": 2}, {"update_id": 3}, {"update_id": 5}]
        assert store.state.updates.take_left(bot=7) == []
