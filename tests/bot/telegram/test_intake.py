"""No update is answered twice, none is lost when the program is told to stop, whichever way they come."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import time

import pytest
from telegram import Update

from bot.application import build
from bot.settings import Settings
from bot.telegram.intake import Intake
from store.sql.state import updates
from store.store import Store
from tests import raccoons
from tests.bot.telegram.test_polling import run  # noqa: F401 - a fixture
from tests.botapi import BotApi
from tests.ops.old_files import file_of
from tests.test_end_to_end import api, assert_stops_well, start  # noqa: F401 - fixtures

WORD = "raccoon-raccoon"
CHATS = [{"id": 100 + at, "type": "private", "first_name": "N"} for at in range(60)]


def test_an_update_that_comes_again_is_not_answered_again(run):  # noqa: F811
    def prepare(api):  # noqa: F811
        one = api.update(message=api.message("洗东西"))
        other = api.update(message=api.message("安静"))
        api.feed_again(one, one, other, one)
        api.feed_again(api.update(message=api.message("盖子")), other)

    assert len(run(prepare, sent=3).api.made("sendMessage")) == 3


def test_updates_that_come_in_another_order_are_answered_all(run):  # noqa: F811
    def prepare(api):  # noqa: F811
        updates = [api.update(message=api.message("洗东西")) for _ in range(3)]
        api.feed_again(*reversed(updates))

    watched = run(prepare, sent=3)
    assert len(watched.api.made("sendMessage")) == 3
    assert watched.api.unconfirmed == []


def test_an_update_that_comes_again_after_a_restart_is_not_answered_again(api, start):  # noqa: F811
    first = start()
    update = api.update(message=api.message("洗东西"))
    api.feed_again(update)
    api.wait_for("sendMessage")
    first.process.kill()
    first.process.wait()
    api.forget_pollers()
    again = start()
    api.feed_again(update)
    api.say("安静")
    api.wait_for("sendMessage", count=2)
    assert_stops_well(again)
    assert [one["text"].count("洗东西") for one in api.made("sendMessage")] == [1, 0]


def test_what_could_not_be_begun_before_the_end_is_answered_after_the_next_start(api, start, monkeypatch):  # noqa: F811
    program = start(QUESTIONS_PER_MINUTE="0")
    api.wait_for("getUpdates")
    api.delays["sendMessage"] = 12.0  # the sixteen workers do not get beyond their first
    api.feed_again(*(api.update(message=api.message("洗东西", chat=chat)) for chat in CHATS))
    api.wait_for("getUpdates", count=2)
    status, seconds = program.stop()
    assert status == 0, program.written
    assert seconds < 10
    assert "left for the next start" in program.written
    api.delays.clear()
    api.forget_pollers()
    again = start(QUESTIONS_PER_MINUTE="0")
    api.wait_until(
        lambda: len({one["chat_id"] for one in api.made("sendMessage")}) == len(CHATS), "an answer in each chat"
    )
    assert_stops_well(again)
    asked = [one["chat_id"] for one in api.made("sendMessage")]
    assert len(asked) == len(set(asked)) == len(CHATS)


def test_numbers_are_known_for_two_days_and_forgotten_later(tmp_path, monkeypatch):
    now = 1_000_000
    monkeypatch.setattr(updates, "now", lambda: now)
    with Store.open(tmp_path / "quotes.db") as store:
        assert store.state.updates.unseen([7, 5, 7], bot=7) == [7, 5]
        now -= 400 * 86_400  # a clock that jumps back
        assert store.state.updates.unseen([5, 6], bot=7) == [6]
        now += 403 * 86_400
        assert store.state.updates.unseen([512, 7], bot=7) == [512]
        assert store.db["seen_updates"].count == 1
        assert store.state.updates.unseen([5], bot=7) == [5]


ASK_FOR_ALL = """
import json, sys
from store.sql.state import updates
from store.store import Store
with Store.open(sys.argv[1]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    parts = (list(range(at, at + 20)) for at in range(0, 2_000, 20))
    new = [number for part in parts for number in store.state.updates.unseen(part, bot=int(sys.argv[2]))]
    print(json.dumps(new))
"""


@pytest.mark.parametrize(("bots", "taken"), [((7, 7), 2_000), ((7, 8), 4_000)])
def test_two_processes_that_are_handed_the_same_updates_take_each_once_for_each_bot(tmp_path, bots, taken):
    path = raccoons.library(tmp_path / "quotes.db")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ASK_FOR_ALL, str(path), str(bot)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=raccoons.environment(), cwd=raccoons.ROOT,
        )
        for bot in bots
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    new = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    assert all(one == sorted(set(one)) for one in new)  # in order
    assert sum(map(len, new)) == taken
    assert set(new[0] + new[1]) == set(range(2_000))


def test_two_bots_on_one_library_answer_their_own_updates_and_take_only_what_they_left(api, start):  # noqa: F811
    """Their updates may have the same numbers."""
    with BotApi("7654321:" + api.token.partition(":")[2]) as other:
        first = start()
        api.say("洗东西")
        api.wait_for("sendMessage")
        flood = {"ok": False, "error_code": 429, "description": "slower", "parameters": {"retry_after": 60}}
        api.misbehave("sendMessage", 429, flood)
        api.say("安静")
        api.wait_for("sendMessage", count=2)
        assert_stops_well(first)
        assert "1 updates are left" in first.written
        second = start(TELEGRAM_API_URL=other.url, TELEGRAM_BOT_TOKEN=other.token)
        for _ in range(2):
            other.say("洗东西")
        other.wait_for("sendMessage", count=2)
        api.forget_pollers()
        again = start()
        assert "安静" in api.wait_for("sendMessage", count=3)[2]["text"]
        for program in (again, second):
            assert_stops_well(program)
        assert ["洗东西" in call["text"] for call in other.made("sendMessage")] == [True, True]


def test_what_was_left_beside_the_file_or_by_a_program_that_knew_one_bot_is_one_bot_s(tmp_path):
    path = file_of(tmp_path / "quotes.db", "m010_clips")
    with sqlite3.connect(path) as conn:
        conn.execute("INSERT INTO seen_updates VALUES (1, ?)", [updates.now()])
        conn.execute("INSERT INTO left_updates VALUES (2, '{\"update_id\": 2}', ?)", [updates.now()])
    conn.close()
    with Store.open(path) as store:
        for bot, number in ((updates.ANY_BOT, 3), (7, 4), (8, 4)):
            updates.leave_beside(path, [(number, {"update_id": number})], bot=bot)
        assert store.state.updates.take_left(bot=7) == [{"update_id": 2}, {"update_id": 3}, {"update_id": 4}]
        assert store.state.updates.take_left(bot=8) == [{"update_id": 4}]
        assert store.state.updates.unseen([1, 2], bot=7) == [2]
        assert store.state.updates.unseen([1, 2], bot=8) == [1, 2]
        assert store.state.updates.take_left(bot=7) == []


def test_what_was_left_and_is_damaged_keeps_nothing_else_back(tmp_path, caplog):
    path = raccoons.library(tmp_path / "quotes.db")
    with Store.open(path) as store:
        store.state.updates.leave([(number, {"update_id": number}) for number in range(1, 7)], bot=0)
        broken = {1: "{", 2: b"\xff", 3: "[" * 100_000, 4: "7", 5: '{"message": 5}'}
        for number, content in broken.items():
            store.db.execute("UPDATE left_updates SET content = ? WHERE id = ?", [content, number])

    async def main():
        application = build(Settings(database=path))
        intake = Intake(application, application.bot_data.library)
        await intake.resume()
        await application.bot_data.library.close()
        return [application.update_queue.get_nowait().update_id for _ in range(application.update_queue.qsize())]

    assert asyncio.run(main()) == [6]
    assert len(caplog.records) == 5


def test_nothing_waits_for_a_load_and_what_was_put_off_is_written_after_it(tmp_path):
    path = raccoons.library(tmp_path / "quotes.db")
    with Store.open(path) as loading, Store.open(path) as asking:
        with loading.transaction():
            loading.db.execute("UPDATE facts SET value = value")
            assert asking.state.updates.unseen([1, 2], bot=7) == [1, 2]
            key = asking.state.questions.put(asking.parse("安静"))
            assert asking.state.questions.get(key).typed == "安静"
        assert asking.state.updates.unseen([3], bot=7) == [3]
        assert loading.state.questions.get(key).typed == "安静"
        assert loading.state.updates.unseen([1, 2, 3], bot=7) == []


def test_what_was_left_stays_so_where_the_program_is_told_to_stop_while_it_takes_it(tmp_path, monkeypatch):
    path = raccoons.library(tmp_path / "quotes.db")
    take = updates.Updates.take_left

    def slowly(self, bot):
        found = take(self, bot=bot)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(updates.Updates, "take_left", slowly)

    async def main():
        application = build(Settings(database=path))
        library = application.bot_data.library
        await library.leave([(1, {"update_id": 1}), (2, {"update_id": 2})], bot=0)
        intake = Intake(application, library)
        resuming = asyncio.create_task(intake.resume())
        await asyncio.sleep(0.15)
        resuming.cancel()
        await intake.leave()
        await library.close()

    asyncio.run(main())
    with Store.open(path) as store:
        assert [one["update_id"] for one in take(store.state.updates, bot=0)] == [1, 2]


def test_where_nothing_can_be_written_at_all_the_log_says_what_is_lost(tmp_path, caplog):
    path = raccoons.library(tmp_path / "quotes.db")
    path.with_name("quotes.db-left").mkdir()

    async def main():
        application = build(Settings(database=path))
        library = application.bot_data.library
        intake = Intake(application, library)
        with raccoons.locked(path):
            await intake.take([Update(1), Update(2)])
            await intake.leave()
        await library.close()

    asyncio.run(main())
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
        f"2 updates are lost: {path}-left: Is a directory"
    ]


def test_a_library_that_is_broken_keeps_nobody_from_being_told_so(tmp_path):
    async def main():
        application = build(Settings(database=tmp_path))  # a folder
        intake = Intake(application, application.bot_data.library)
        await intake.resume()
        update = Update(1)
        await intake.take([update, update])
        await intake.take([update])
        await application.bot_data.library.close()
        return application.update_queue.qsize()

    assert asyncio.run(main()) == 1
