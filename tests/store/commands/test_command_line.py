"""What people and scripts rely on, whatever is typed: the options of every command, their errors, the exit status."""

import subprocess
import sys

import pytest

from bot import __main__ as bot
from store.__main__ import _COMMANDS, main
from tests import raccoons


@pytest.fixture
def db(tmp_path):
    return str(raccoons.library(tmp_path / "quotes.db"))


@pytest.mark.parametrize("command", [[], *([name] for name in _COMMANDS), ["episodes", "edit"], ["speakers", "merge"]])
@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_every_command_has_a_help_and_needs_no_library_for_it(tmp_path, monkeypatch, capsys, command, asked):
    monkeypatch.chdir(tmp_path)
    assert main([*command, asked]) == 0
    told = capsys.readouterr().out
    assert told.startswith(" ".join(["Usage: python -m store", *command]))
    assert all(name in told for name in ([] if command else _COMMANDS))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["nonsense"],
        ["load"],
        ["search"],
        ["search", "a", "b"],
        ["search", "-x"],
        ["search", "a", "--limit", "0"],
        ["speakers", "merge", "only one"],
        ["export", "a", "--format", "doc"],
        ["glossary", "--add", "a = b", "--remove", "a"],
    ],
)
def test_what_is_typed_wrongly_is_told_with_status_2(db, capsys, typed):
    assert main([*typed, "--db", db] if typed[1:] else typed) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Usage: python -m store" in told.err


@pytest.mark.parametrize("question", ["-5", "- 安静的时候", "- 最要紧的是安静"])
def test_a_question_may_begin_with_a_dash(db, capsys, question):
    assert main(["search", question, "--limit", "1", "--db", db]) == 0
    assert main(["search", "--db", db, "--speaker=狸小姐", "--", question]) == 0
    assert main(["search", "--db", db, "--speaker", "- nobody", question]) == 1
    assert ("安静" in capsys.readouterr().out) == ("安静" in question)


def test_a_way_of_a_command_takes_the_database_before_it_and_behind_it(db, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for typed in (["--db", db, "undo"], ["undo", "--db", db], ["--db", "other.db", "undo", "--db", db]):
        assert main(["episodes", *typed]) == 1
        assert capsys.readouterr().err == "There is nothing to undo.\n"
    assert not (tmp_path / "other.db").exists()


def test_an_offset_that_is_none_is_one_line(db, capsys):
    assert main(["load", "night.txt", "--offset", "soon", "--db", db]) == 1
    assert capsys.readouterr().err.startswith("'soon' is no offset; write")


def test_whoever_reads_may_stop_reading(db):
    formats = f"{sys.executable} -m store formats"
    read = subprocess.run(
        ["/bin/sh", "-c", f"{formats} | true; {formats} --json | head -c1"],
        capture_output=True, text=True, check=False, cwd=raccoons.ROOT,
    )  # fmt: skip
    assert (read.stdout, read.stderr) == ("[", "")


def test_an_interruption_is_status_130_and_one_line(db, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("store.store.Store.episodes", interrupted)
    assert main(["episodes", "--db", db]) == 130
    assert capsys.readouterr().err == "Interrupted; what was loaded before stands.\n"


def test_the_bot_has_a_help_and_does_one_thing_at_a_time(capsys, monkeypatch):
    monkeypatch.setattr("bot.__main__.signal.signal", lambda *_: None)
    assert bot.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for one in bot._bot.params for name in one.opts)
    assert bot.main(["--terminal", "--health"]) == 2
    assert bot.main(["nonsense"]) == 2
