"""No update is answered twice, none is lost when the program is told to stop, whichever way they come."""

import asyncio
import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from telegram import Update

from bot.application import build
from bot.ops import serve
from bot.settings import Settings
from bot.telegram.intake import Intake
from bot.telegram.webhook import PULSE_S, Receiver
from store.sql.state import updates
from store.store import Store
from tests import raccoons
from tests.bot.ops.test_health import Clock
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


# The webhook


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def metrics(port):
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    conn.request("GET", "/metrics")
    told = conn.getresponse().read().decode()
    conn.close()
    return told


def deliver(port, update, *, word=WORD, path="/hook", method="POST"):
    """Deliver an update as Telegram does; returns the status."""
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    conn.request(method, path, body, {"X-Telegram-Bot-Api-Secret-Token": word, "Content-Type": "application/json"})
    status = conn.getresponse().status
    conn.close()
    return status


def test_an_evening_by_webhook(api, start):  # noqa: F811
    """The same bot: it sets its webhook, checks the secret, answers once, tells its health, and leaves tidily."""
    port, health = free_port(), free_port()
    program = start(
        WEBHOOK_URL="https://bot.example.org/hook",
        WEBHOOK_LISTEN=f"127.0.0.1:{port}",
        HEALTH_LISTEN=f"127.0.0.1:{health}",
        LOG_FORMAT="json",
        **{"WEBHOOK_SECRET": WORD},
    )
    [webhook] = api.wait_for("setWebhook")
    assert webhook["url"] == "https://bot.example.org/hook"
    assert webhook["secret_token"] == WORD
    assert "message" in webhook["allowed_updates"]

    update = api.update(message=api.message("洗东西"))
    assert deliver(port, update, word="raccoon-raccoom") == 403
    with socket.create_connection(("127.0.0.1", port), timeout=5) as stranger:
        stranger.sendall(b"POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n\r\n")
        assert stranger.recv(12) == b"HTTP/1.1 403"  # before its body is there
    assert deliver(port, update, path="/") == 404
    assert deliver(port, update, method="PUT") == 405
    for nonsense in (b"", b"[]", b"{}", b'{"update_id": "x"}', b'{"update_id": 1e400}', b"[" * 10_000, b"\xff"):
        assert deliver(port, nonsense) == 400
    assert deliver(port, api.update(a_kind_of_tomorrow={"x": 1})) == 200
    assert deliver(port, api.update(message={"message_id": "of tomorrow"})) == 200
    assert deliver(port, update) == 200
    assert deliver(port, update) == 200  # again, since the first 200 was lost on its way
    assert deliver(port, api.update(message=api.message("安静"))) == 200
    api.wait_for("sendMessage", count=2)

    for _ in range(100):  # an update is done a little after its answer has arrived
        if 'quotes_updates_total{kind="message"} 2.0' in (told := metrics(health)):
            break
        time.sleep(0.05)
    assert 'quotes_updates_total{kind="message"} 2.0' in told
    assert_stops_well(program)
    assert len(api.made("sendMessage")) == 2
    assert api.made("getUpdates", "deleteWebhook") == []
    lines = [json.loads(line) for line in program.written.splitlines()]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert WORD not in program.written
    assert "洗东西" not in program.written

    polling = start()  # and the other way round
    api.say("安静")
    api.wait_for("sendMessage", count=3)
    assert api.webhook == {}
    assert_stops_well(polling)


@pytest.fixture
def looked_at(tmp_path):
    """Let a bot look at its webhook so often, something happening before each look; gives back what Telegram saw."""

    def look(looks, before):
        with BotApi() as telegram:
            settings = Settings(
                token=telegram.token, api_url=telegram.url, database=raccoons.library(tmp_path / "quotes.db"),
                webhook_url="https://bot.example.org/hook", webhook_listen=("127.0.0.1", free_port()),
            )  # fmt: skip

            async def main():
                clock = Clock()
                application = build(settings)
                looked = 0

                async def sleep(seconds):
                    nonlocal looked
                    looked += 1
                    await clock.sleep(seconds)
                    if looked > looks:
                        raise asyncio.CancelledError
                    assert seconds == PULSE_S
                    before(telegram, looked)

                request = application.bot.request
                receiver = Receiver(application, request, ["message"], settings, clock=clock, sleep=sleep)
                await receiver.start()
                with pytest.raises(asyncio.CancelledError):
                    await receiver.run()
                assert clock.now - receiver.intake.fresh_at <= PULSE_S  # it is well, though nobody wrote
                await serve._leave(application, receiver, say_so=True)

            asyncio.run(main())
        return telegram

    return look


def test_a_webhook_that_somebody_else_changed_is_set_again(looked_at):
    def before(telegram, look):
        if look == 2:
            telegram.webhook = {}

    telegram = looked_at(4, before)
    assert len(telegram.made("setWebhook")) == 2
    assert len(telegram.made("setWebhook")[0]["secret_token"]) >= 32


def test_deliveries_that_go_wrong_are_told_where_telegram_tells_of_them(looked_at, caplog):
    """As where the proxy in front is broken: nothing else would ever be heard of it."""

    def before(telegram, look):
        at = {1: 100, 2: 100, 3: 160, 4: 160}[look]
        telegram.undelivered = {
            "pending_update_count": 7,
            "last_error_date": at,
            "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
        }

    looked_at(4, before)
    [told] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert told == "Telegram cannot deliver (Wrong response from the webhook: 502 Bad Gateway); 7 updates wait there."


def test_an_update_counts_as_being_handled_from_its_beginning_and_not_while_it_waits_for_its_turn():
    async def main():
        clock = Clock()
        application = SimpleNamespace(update_processor=None, bot=SimpleNamespace(token="7:x"))  # noqa: S106
        intake = Intake(application, None, clock=clock)
        long, short = Update(1), Update(2)
        told = []
        for step in (
            lambda: intake._wait(long),
            lambda: intake.begins(long),
            lambda: intake._wait(short),
            lambda: intake.begins(short),
            lambda: intake.ended(long),
            lambda: intake.ended(short),
        ):
            step()
            told.append(intake.longest_s)
            clock.now += 10
        return told

    assert asyncio.run(main()) == [0, 0, 10, 20, 10, 0]
