"""Updates by webhook: a whole evening of them, and deliveries that go wrong."""

import asyncio
import http.client
import json
import socket
import time
from types import SimpleNamespace

import pytest
from telegram import Update

from bot.application import build
from bot.ops import serve
from bot.settings import Settings
from bot.telegram.intake import Intake
from bot.telegram.webhook import PULSE_S, Receiver
from tests import raccoons
from tests.bot.ops.test_health import Clock
from tests.bot.telegram.test_intake import WORD
from tests.bot.telegram.test_polling import run  # noqa: F401 - a fixture
from tests.botapi import BotApi
from tests.test_end_to_end import api, assert_stops_well, start  # noqa: F401 - fixtures

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
