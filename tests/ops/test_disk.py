"""A disk that is full, or that nobody may write to."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.__main__ import main
from store.sql.check import check
from store.store import Store
from tests import raccoons
from tests.bot.conftest import TANUKI, database, load, open_bot, scene  # noqa: F401 - fixtures
from tests.bot.ops.test_health import ask
from tests.bot.scene import ANNA
from tests.bot.telegram.test_webhook import free_port
from tests.ops import doomed
from tests.test_end_to_end import api, assert_stops_well, start  # noqa: F401 - fixtures

NOBODY = 65534


def run(*arguments, **how):
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=raccoons.environment(),
        cwd=raccoons.ROOT,
        **how,
    )


@pytest.fixture
def open_folder():
    """A folder that others may enter, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp(prefix="quotes-test-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_disk_that_fills_up_during_a_load_is_told_in_one_line_and_nothing_of_it_stays(tmp_path):
    path = raccoons.library(tmp_path / "quotes.db")
    new = doomed.transcript(tmp_path / "new.txt", 2_000)

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    ended = run("store", "load", "--db", str(path), str(new), preexec_fn=little_room)
    assert ended.returncode == 1
    told = [line for line in ended.stderr.splitlines() if "quotes.db" in line]
    assert len(told) == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert check(path).faults == ()
    assert check(path).episodes == 1


@pytest.mark.parametrize("command", [["reindex"], ["backup", "copy.db"]])
def test_a_disk_that_fills_up_while_the_file_is_looked_after_is_told_in_one_line(tmp_path, command):
    path = raccoons.library(tmp_path / "quotes.db")
    assert run("store", "load", "--db", str(path), str(doomed.transcript(tmp_path / "new.txt", 2_000))).returncode == 0

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    name, *more = command
    more = [str(tmp_path / one) for one in more]
    ended = run("store", name, "--db", str(path), *more, preexec_fn=little_room)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert check(path).faults == ()
    assert [one.name for one in tmp_path.iterdir() if "copy" in one.name] == []


def test_a_change_that_cannot_be_written_at_its_very_end_locks_nobody_out(tmp_path):
    """As on a disk that is full just then: SQLite leaves such a transaction open."""
    path = raccoons.library(tmp_path / "quotes.db")
    orphan = "INSERT INTO turns (episode_id, position, text) VALUES (99, 0, '')"
    with Store.open(path) as store, Store.open(path) as other:
        other.db.execute("PRAGMA busy_timeout = 0")
        for begun in (store.transaction, store.catalog.transaction):
            store.db.execute("PRAGMA defer_foreign_keys = ON")
            with pytest.raises(sqlite3.IntegrityError), begun():
                store.db.execute("PRAGMA defer_foreign_keys = ON")
                store.db.execute(orphan)
            other.state.chats.choose_language(77, "en")
        assert store.state.chats.settings(77).language == "en"


@contextmanager
def as_somebody_else():
    """Be a user for whom the permissions of files count, as they do not for root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users here")
@pytest.mark.parametrize("folder_too", [False, True])
def test_a_library_that_nobody_may_write_to_can_be_asked(open_folder, folder_too, capsys):
    path = raccoons.library(open_folder / "quotes.db")
    assert main(["search", "--db", str(path), "安静"]) == 0  # reads all that is read only once
    capsys.readouterr()
    path.chmod(0o444)
    if folder_too:
        open_folder.chmod(0o555)
    with as_somebody_else():
        assert main(["search", "--db", str(path), "安静"]) == 0
        assert "听得见盖子" in capsys.readouterr().out
        assert main(["check", "--db", str(path)]) == 0
        assert main(["glossary", "--db", str(path), "--add", "甲 = 乙"]) == 1
        refused = capsys.readouterr().err
    assert refused.count("\n") == 1
    assert str(path) in refused


def test_a_bot_whose_disk_takes_nothing_answers_and_says_so_in_one_line(open_bot, database, monkeypatch, caplog):  # noqa: F811
    opened = Store.open

    def read_only(*asked):
        store = opened(*asked)
        store.db.execute("PRAGMA query_only = ON")
        return store

    monkeypatch.setattr("bot.services.library.Store.open", read_only)
    chat = open_bot(database).private(ANNA)
    answer = chat.ask("垃圾桶")
    assert "垃圾桶" in answer.bold
    chat.press(answer, "▶")  # kept in memory
    assert answer.edits == 1
    caplog.clear()
    refusal = chat.say("/language en") or chat.say("/language")
    assert refusal
    assert all("\n" not in record.getMessage() and not record.exc_info for record in caplog.records)
    assert "垃圾桶" in chat.ask("垃圾桶 盖子").text


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="no limit can be set for another process here")
def test_a_bot_whose_disk_is_full_says_so_to_whoever_asks_how_it_is_until_there_is_room(api, start):  # noqa: F811
    place = ("127.0.0.1", free_port())
    program = start(HEALTH_LISTEN=f"{place[0]}:{place[1]}", LOG_LEVEL="WARNING")
    api.wait_for("getUpdates")
    assert ask(place, "/healthz") == (200, "ok\n")
    before = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    # Not at the first asking: while the bot's own writer, just started, holds the file, nobody can say.
    said = "Nothing is remembered, since nothing can be written: "
    api.wait_until(lambda: ask(place, "/healthz")[1].startswith(said), "a disk that takes nothing is seen")
    api.say("安静")
    api.wait_for("sendMessage")  # answered all the same
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, before)
    api.wait_until(lambda: ask(place, "/healthz") == (200, "ok\n"), "room is seen")
    assert_stops_well(program)
