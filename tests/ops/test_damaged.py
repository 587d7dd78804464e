"""A damaged database is told of in one sentence, in the chat and on the command line."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.queries import ask
from bot.services.library import Library
from store.__main__ import main
from store.errors import DatabaseProblem
from store.sql import connection
from store.sql.check import check
from store.store import Store
from tests.ops import damaged


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return damaged.library(tmp_path_factory.mktemp("whole") / "quotes.db")


@pytest.fixture
def path(whole, tmp_path):
    connection._looked.clear()
    return Path(shutil.copy(whole, tmp_path))


def test_a_library_in_which_every_table_holds_something_is_sound(path):
    assert check(path).faults == ()
    assert asyncio.run(damaged._bot(path)) == 0


@pytest.mark.parametrize("seeds", [range(at, at + 4) for at in range(0, 12, 4)], ids=str)
def test_whatever_is_damaged_an_answer_comes_or_one_sentence(path, tmp_path, seeds):
    """`python -m tests.ops.damaged` tries many more."""
    (tmp_path / "asked").mkdir()
    (tmp_path / "asked" / "new.txt").write_text("獾 00:00\n獾又来了，很安静。\n", encoding="utf-8")
    for seed in seeds:
        damaged.look(seed, path, tmp_path / "asked")


@pytest.mark.parametrize(
    ("statement", "command", "told"),
    [
        # Seen: a raw UnicodeDecodeError, and a raw TypeError.
        ("UPDATE episodes SET keywords = x'ff00'", ["episodes"], "row 2 holds what does not belong there"),
        ("UPDATE speakers SET name = x'6162' WHERE id = 1", ["speakers"], "row 1 holds what does not belong there"),
        ("UPDATE turns SET cues = '{'", ["export", "夜间", "--format", "json"], "what should be a list is none"),
        (
            "UPDATE turns SET text = CAST(x'e5ff' AS TEXT)",
            ["search", "安静"],
            "Could not decode to UTF-8 column 'text'",
        ),
        ("UPDATE turns SET start_s = 'soon'", ["episodes"], "5 rows of turns hold in start_s"),
    ],
)
def test_what_does_not_belong_into_a_column_is_told(path, capsys, statement, command, told):
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute(statement)
    conn.close()
    assert main([*command, "--db", str(path)]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{path}: ")
    assert told in line
    assert main(["check", "--db", str(path)]) == 1


def test_a_fault_of_our_own_is_no_fault_of_a_sound_file_and_the_file_is_looked_at_once(path, monkeypatch):
    looks = []
    monkeypatch.setattr(connection, "misplaced_in", lambda db: looks.append(db) or iter(()))

    async def ask():
        library = Library(path, threads=1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await library.run(lambda _store: 1 / 0)
        await library.close()

    asyncio.run(ask())
    assert len(looks) == 1


def test_what_a_damaged_text_holds_is_not_quoted(path):
    with Store.open(path) as store:
        store.db.execute("UPDATE turns SET text = CAST(x'e5ae89ff' AS TEXT)")
    with pytest.raises(DatabaseProblem) as told:
        asyncio.run(_ask(path))
    assert "安" not in str(told.value)


async def _ask(path):
    library = Library(path, threads=1)
    try:
        await library.run(ask.ask, "安静")
    finally:
        await library.close()
