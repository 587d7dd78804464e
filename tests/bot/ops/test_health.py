"""How the bot is, as those see it who ask."""

import asyncio
import json
import logging
import sqlite3
import threading
import urllib.error
import urllib.request

import pytest

from bot import log as logs
from bot.errors import CannotPoll
from bot.http.server import serving
from bot.ops.alerts import EVERY_S, Alerts
from bot.ops.health import FRESH_S, HANGING_S, Health
from bot.ops.metrics import ErrorCounter, Metrics
from bot.ops.watchdog import DEAF_S, STALLED_S, THREADS_STUCK_S, watch
from bot.ops.watchdog import EVERY_S as LOOKS_EVERY_S
from bot.queries import ask as questions
from bot.services.filling import Filling
from bot.services.library import Library
from bot.telegram.backoff import Patience
from store.meaning.encoder import LazyEncoder
from tests import raccoons
from tests.bot.conftest import FakeEncoder


class FakeIntake:
    waiting, under_way, fresh_at, longest_s = 2, 1, None, 4.0


class FakeLibrary:
    stuck_s = 0.0


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)


def ask(place, path):
    try:
        with urllib.request.urlopen(f"http://{place[0]}:{place[1]}{path}") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
def served(tmp_path):
    """Ask a bot's health, and change what it is about in between."""

    def run(*steps):
        async def main():
            library = Library(raccoons.library(tmp_path / "quotes.db"))
            intake, clock = FakeIntake(), Clock()
            health = Health(Metrics(), intake, library, clock=clock)
            health._metrics.answered(await library.run(questions.ask, "安静"), 0.01)
            answers = []
            async with serving(("127.0.0.1", 0), health.routes) as place:
                for path, prepare in steps:
                    prepare(intake, clock, library)
                    answers.append(await asyncio.to_thread(ask, place, path))
            getattr(library, "let_go", threading.Event()).set()
            await library.close()
            return answers

        return asyncio.run(main())

    return run


def heard(seconds_ago):
    def prepare(intake, clock, _library):
        intake.fresh_at = clock.now - seconds_ago

    return prepare


def broken(intake, clock, library):
    heard(0)(intake, clock, library)
    library._path = "/dev/null/quotes.db"
    library._file = None  # as where it could never be opened
    library._open = threading.local()


def locked(intake, clock, library):
    """As a load does: it can be asked all the same."""
    heard(0)(intake, clock, library)
    library.locking = sqlite3.connect(library._path, isolation_level=None)
    library.locking.execute("BEGIN EXCLUSIVE")


def hanging(intake, clock, library):
    heard(0)(intake, clock, library)
    intake.longest_s = HANGING_S + 1


def stuck(intake, clock, library):
    """All threads that answer are at something for good."""
    heard(0)(intake, clock, library)
    library.let_go = threading.Event()
    for _ in range(4):
        library._pool.submit(library.let_go.wait, 20)


def unwritable(intake, clock, library):
    heard(0)(intake, clock, library)
    library._changing.submit(lambda: library._store().db.execute("PRAGMA query_only = ON")).result()


def removed(intake, clock, library):
    heard(0)(intake, clock, library)
    library._path.unlink()


def replaced(intake, clock, library):
    heard(0)(intake, clock, library)
    raccoons.library(library._path.with_name("other.db")).replace(library._path)


@pytest.mark.parametrize(
    ("prepare", "status", "told"),
    [
        (removed, 503, "The database's file was removed or replaced: start the bot anew."),
        (replaced, 503, "The database's file was removed or replaced: start the bot anew."),
        (lambda *_: None, 503, "Telegram has not been heard of yet."),
        (heard(1), 200, "ok"),
        (locked, 200, "ok"),
        (heard(FRESH_S + 1), 503, "Telegram was last heard of 151 s ago."),
        (broken, 503, "The database does not answer"),
        (hanging, 503, "An update has been handled for 181 s without an end."),
        (stuck, 503, "The database has not answered for 0 s."),
        (unwritable, 503, "Nothing is remembered, since nothing can be written: "),
    ],
)
def test_it_is_well_while_telegram_was_heard_of_lately_and_the_database_answers(
    served, monkeypatch, prepare, status, told
):
    if prepare is stuck:
        monkeypatch.setattr("bot.ops.health._DATABASE_S", 0.2)
    [(found, body)] = served(("/healthz", prepare))
    assert found == status
    assert body.startswith(told)
    assert body.count("\n") == 1


def test_what_was_counted_is_told_to_prometheus(served):
    [(status, body)] = served(("/metrics", heard(3)))
    assert status == 200
    for line in (
        'quotes_answers_total{kind="Found",match="exact"} 1.0',
        "quotes_library_turns 3.0",
        "quotes_library_episodes 1.0",
        "quotes_updates_waiting 2.0",
        "quotes_telegram_silence_seconds 3.0",
        "quotes_longest_update_seconds 4.0",
    ):
        assert f"{line}\n" in body, body
    assert "安静" not in body


def test_other_addresses_are_not_there(served):
    assert served(("/", heard(1)), ("/healthz?x=1", heard(1))) == [(404, "Not Found"), (200, "ok\n")]


# Errors to the admins


class FakeBot:
    def __init__(self):
        self.sent = []

    async def send_message(self, chat, text):
        self.sent.append((chat, text))


def test_an_error_reaches_every_admin_once_an_hour_a_kind_and_never_its_traceback():
    async def main():
        bot, clock, log = FakeBot(), Clock(), logging.getLogger("bot.test")
        alerts = Alerts(bot, {8, 7}, clock=clock)
        log.addHandler(alerts)
        sending = asyncio.create_task(alerts.run())

        def fail(number):
            log.error("It broke %d times.", number, exc_info=ValueError("a secret"))

        for number, later in enumerate((0, 1, EVERY_S - 2, EVERY_S)):
            clock.now += later
            fail(number)
            await asyncio.sleep(0.01)
        log.error("Something else.")
        log.warning("No error.")
        record = log.makeRecord("bot.test", logging.ERROR, __file__, 1, "Of another kind.", (), None)
        for record.fault in ("ValueError", "KeyError", "ValueError"):
            log.handle(record)
        await asyncio.sleep(0.01)
        sending.cancel()
        log.removeHandler(alerts)
        return bot.sent

    told = ["It broke 0 times.", "It broke 3 times.", "Something else.", "Of another kind.", "Of another kind."]
    assert asyncio.run(main()) == [(chat, f"⚠️ bot.test: {line}") for line in told for chat in (7, 8)]


def test_errors_are_counted_by_who_wrote_them():
    metrics = Metrics()
    counting = ErrorCounter(metrics)
    log = logging.getLogger("store.somewhere")
    log.addHandler(counting)
    log.error("oh")
    log.removeHandler(counting)
    assert metrics.registry.get_sample_value("quotes_errors_total", {"logger": "store"}) == 1


def test_a_line_of_json_holds_the_traceback_and_no_secret():
    formatter = logs.JsonFormatter(logs.Redactor(["hunter22"]))
    record = logging.LogRecord("bot", logging.ERROR, "", 1, "line one\nline %s", ("hunter22",), None)
    record.exc_text = "Traceback: hunter22"
    line = formatter.format(record)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": json.loads(line)["time"],
        "level": "ERROR",
        "logger": "bot",
        "message": "line one\nline [secret]",
        "exception": "Traceback: [secret]",
    }


# The watchdog


def watched(change):
    """Run the watchdog, applying a change to what it watches at each look; returns what it ended with and when."""

    async def main():
        clock, intake, library = Clock(), FakeIntake(), FakeLibrary()
        patience = Patience(None, clock=clock, sleep=clock.sleep)

        async def sleep(seconds):
            await clock.sleep(seconds)
            change(clock, patience, intake, library)
            if clock.now > 20_000:
                raise asyncio.CancelledError

        with pytest.raises((CannotPoll, asyncio.CancelledError)) as ended:
            await watch(patience, intake, library, clock=clock, sleep=sleep)
        return str(ended.value), clock.now - 1000

    return asyncio.run(main())


def test_a_bot_that_hears_of_telegram_is_left_alone():
    def change(clock, patience, intake, library):
        intake.fresh_at = clock.now
        patience.begin(50)

    assert watched(change)[0] == ""


def test_a_try_that_hangs_ends_the_program():
    told, after_s = watched(lambda *_: None)
    assert "has hung" in told
    assert STALLED_S < after_s <= STALLED_S + 2 * LOOKS_EVERY_S


def test_half_an_hour_without_telegram_ends_the_program_and_less_does_not():
    told, after_s = watched(lambda _clock, patience, *_: patience.begin(50))
    assert "last heard of" in told
    assert DEAF_S < after_s <= DEAF_S + 2 * LOOKS_EVERY_S


def test_a_library_whose_threads_are_stuck_ends_the_program_after_minutes():
    def change(clock, patience, intake, library):
        intake.fresh_at = clock.now
        patience.begin(50)
        library.stuck_s = clock.now - 1000

    told, after_s = watched(change)
    assert "No question was answered for" in told
    assert THREADS_STUCK_S < after_s <= THREADS_STUCK_S + 2 * LOOKS_EVERY_S


def test_the_metrics_tell_how_many_episodes_wait_for_passages(tmp_path):
    async def main():
        library, metrics = Library(raccoons.library(tmp_path / "quotes.db")), Metrics()
        filling = Filling(tmp_path / "quotes.db", LazyEncoder(FakeEncoder, name=FakeEncoder.name), library)
        await Health(metrics, FakeIntake(), library, filling=filling)._look()
        await library.close()
        return metrics.registry.get_sample_value("quotes_library_episodes_waiting")

    assert asyncio.run(main()) == 1
