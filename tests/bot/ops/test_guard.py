"""What ends the program where nothing in it can: told to, within 10 s; stuck, after a while; and nothing else does."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import time
from pathlib import Path

import pytest

from bot import log
from bot.ops import guard
from bot.ops.watchdog import Watchdog
from bot.services.library import Library
from bot.services.threads import started
from tests import raccoons
from tests.ops.afflicted import BEFALLEN, QUICK, WORD
from tests.ops.test_leaving import listening, until
from tests.test_end_to_end import STOP_S, api, assert_stops_well, start  # noqa: F401 - fixtures

AFFLICTED = "tests.ops.afflicted"
STUCK_S = guard.STUCK_TICKS * QUICK / 60
"""Of one that is quick."""


def befall(api, program, people=1):  # noqa: F811
    """Have so many people ask the word at which it happens, and wait until it has."""
    listening(api, 1)
    for at in range(people):
        api.say_privately(1000 + at, WORD)  # each has one thread of the library
    until(lambda: program.written.count(BEFALLEN) == people)


def children(program):
    """The processes that it has started and that are not gone, those included that nobody has waited for."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("no /proc here")
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, rest = stat.read_text().split(" (", 1)
            if int(rest.rpartition(") ")[2].split()[1]) == program.process.pid:
                found.append(int(number))
    return found


@pytest.mark.parametrize(
    ("affliction", "people", "status"), [(["gil"], 1, -signal.SIGKILL), (["brief", "computing"], 4, 0)]
)
def test_told_to_end_it_ends_in_time_whatever_goes_on(api, start, affliction, people, status):  # noqa: F811
    program = start(AFFLICTED, *affliction)
    befall(api, program, people)
    ended, seconds = program.stop()
    assert ended == status, program.written
    assert seconds < STOP_S
    if status:
        assert "CRITICAL bot.ops.watchdog: The program was told to end and has not ended in time" in program.written
        assert "in _hold_the_gil\n" in program.written
    assert WORD not in program.written


def test_a_program_whose_lock_is_held_is_killed_and_says_where_it_was(api, start):  # noqa: F811
    program = start(AFFLICTED, "quick", "gil", LOG_FORMAT="json")
    befall(api, program)
    assert program.process.wait(20) == -signal.SIGKILL
    last = json.loads(program.written.splitlines()[-1])
    assert last["message"].startswith("The program has been stuck for ")
    assert "in _hold_the_gil\n" in last["stack"]


def test_a_program_all_of_whose_threads_are_stuck_ends_to_be_started_anew(api, start):  # noqa: F811
    program = start(AFFLICTED, "quick", "brief", "waiting")
    befall(api, program, 4)
    assert program.process.wait(20) == 1
    assert "python -m bot: No question was answered for " in program.written
    assert "Traceback" not in program.written


def test_neither_a_stop_nor_signals_to_the_guard_end_anything_and_a_guard_that_is_killed_is_missed(api, start):  # noqa: F811
    program = start(AFFLICTED, "quick", "nothing")
    listening(api, 1)
    [number] = children(program)
    program.process.send_signal(signal.SIGSTOP)
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP):
        os.kill(number, one)
    time.sleep(1.5 * STUCK_S)
    program.process.send_signal(signal.SIGCONT)
    api.say("安静")
    api.wait_for("sendMessage")
    assert children(program) == [number]
    assert os.getpgid(number) == number  # Ctrl-C is for the group that the terminal talks to
    os.kill(number, signal.SIGKILL)
    until(lambda: children(program) == [])  # not left as a zombie either
    assert_stops_well(program)
    assert "CRITICAL" not in program.written
    assert program.written.count("The guard of this process has ended") == 1


def test_a_program_that_is_killed_leaves_no_guard(start):  # noqa: F811
    program = start()
    until(lambda: children(program))
    [number] = children(program)
    program.process.kill()
    program.process.wait()
    until(lambda: not Path(f"/proc/{number}").exists())


@pytest.mark.parametrize("threads", [0, 12])
def test_where_threads_cannot_be_started_it_ends_with_one_line(start, threads):  # noqa: F811
    program = start(AFFLICTED, "threads", str(threads), LOG_LEVEL="WARNING")
    assert program.process.wait(30) == 1
    assert program.written.startswith("python -m bot: Threads cannot be started (can't start new thread)")
    assert program.written.count("\n") == 1


# Its parts


@pytest.mark.parametrize("form", ["human", "json"])
def test_its_line_is_one_of_the_log(form):
    formatter = log.JsonFormatter(log.Redactor()) if form == "json" else log.Formatter(log.Redactor())
    found = guard.line(form, "It ends.", "File x, line 1 in y").rstrip("\n")
    record = logging.LogRecord("bot.ops.watchdog", logging.CRITICAL, "", 1, "It ends.", (), None)
    record.stack_info = "File x, line 1 in y"
    expected = formatter.format(record)
    if form == "json":
        found, expected = ({**json.loads(line), "time": len(json.loads(line)["time"])} for line in (found, expected))
        assert found == expected
    else:
        assert len(found) == len(expected)
        assert found[24:] == expected[24:]


# Threads


def test_a_pool_has_all_its_threads_before_anybody_needs_them():
    with started(3, "raccoon") as pool:
        assert len(pool._threads) == 3


def test_the_library_says_how_long_all_its_threads_are_at_the_same(tmp_path):
    async def main():
        library = Library(raccoons.library(tmp_path / "quotes.db"), threads=2)
        entered, left = asyncio.Semaphore(0), asyncio.Event()
        loop = asyncio.get_running_loop()

        def stay(_store):
            loop.call_soon_threadsafe(entered.release)
            return asyncio.run_coroutine_threadsafe(left.wait(), loop).result()

        one = asyncio.create_task(library.run(stay))
        await entered.acquire()
        assert library.stuck_s == 0
        other = asyncio.create_task(library.run(stay))
        await entered.acquire()
        assert library.stuck_s > 0
        left.set()
        await asyncio.gather(one, other)
        assert library.stuck_s == 0
        await library.close()

    asyncio.run(main())


def test_a_watchdog_that_is_not_needed_any_more_leaves_nothing_behind():
    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before)
    with Watchdog("human") as watchdog:
        watchdog.beat()
        number = watchdog._guard
        assert signal.set_wakeup_fd(watchdog._pipe) == watchdog._pipe
    assert signal.set_wakeup_fd(before) == -1
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_where_no_guard_can_be_started_an_alarm_takes_its_place_and_a_line_says_so(monkeypatch, caplog):
    def spawn(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    alarms = []
    monkeypatch.setattr(os, "posix_spawn", spawn)
    monkeypatch.setattr("faulthandler.dump_traceback_later", lambda seconds, *, exit: alarms.append((seconds, exit)))
    with Watchdog("human") as watchdog:
        watchdog.beat()
        watchdog.leaving()
        watchdog.beat()  # which must not put the end off
    assert alarms == [(guard.STUCK_TICKS, True), (guard.STOP_S, True)]
    [told] = caplog.messages
    assert told.startswith("No guard could be started")
