"""Damaged databases: `python -m tests.ops.damaged 2000` damages so many, and asks each as the bot and by every command.

Bytes are changed, cut off and overwritten; values are put where none of their kind belong. Whatever is asked, an answer
comes or a StoreError with its one sentence, soon, and no command ends with a traceback.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from bot import render
from bot.queries import ask, browse, media
from bot.queries.callback_data import OpenContext, OpenTurn
from bot.queries.results import Me, Offers, Spot
from bot.services.library import Library
from bot.texts import texts_in
from store.__main__ import main as command
from store.errors import StoreError
from store.library import people
from store.search.glossary import parse
from store.sql import connection
from store.storage.state import Clip
from store.store import Store
from tests import raccoons
from tests.conftest import transcript

LONGEST_S = 20
TEXTS, ME = texts_in("en"), Me("episode_quote_bot", inline=True)

VALUES = ("x''", "x'ff00fe'", "CAST(x'e5ff' AS TEXT)", "NULL", "''", "'{'", "'[1'", "'[[1]]'", "'{}'", "'null'", "7",
          "-1", "9223372036854775807", "1e300", "'安静'", "hex(zeroblob(50000))")  # fmt: skip

COMMANDS = (
    ["check"],
    ["search", "安静"],
    ["search", "@狸小姐 洗东西", "--json"],
    ["episodes", "--json"],
    ["episodes"],
    ["speakers", "--json"],
    ["glossary"],
    ["export", "夜间", "--format", "json", "--out", "export.json"],
    ["export", "夜间", "--format", "srt", "--out", "export.srt"],
    ["backup", "copy.db"],
    ["reindex"],
    ["load", "new.txt"],
    ["episodes", "undo"],
    ["episodes", "edit", "夜间", "--title", "夜里"],
    ["speakers", "rename", "狸小姐", "狸"],
    ["speakers", "undo"],
    ["episodes", "delete", "夜间", "--yes"],
)


def library(path: Path) -> Path:
    """Make a library in which every table holds something."""
    raccoons.library(path)
    with Store.open(path) as store:
        turns = [("獾", 0, "獾来了，很安静 chat GPT。"), ("狸小姐", 9, "利大专飞。")]
        second = transcript(turns, title="獾台", date="2024-01-02")
        store.load(second, source="獾.txt")
        store.db.execute("UPDATE episodes SET keywords = '[\"安静\"]', audio_offsets = '[[0, 1.5]]' WHERE id = 1")
        store.db.execute("UPDATE turns SET cues = '[[0, 1.0], [2, 1.5]]' WHERE id = 1")
        store.correct(parse("力大砖飞 = 利大专飞"))
        people.alias(store.catalog, "狸小姐", ["老狸"])
        with store.transaction():
            people.rename(store.catalog, "獾", "獾先生")
        store.state.questions.put(store.parse("安静"))
        store.state.chats.choose_language(77, "en")
        store.state.chats.choose_episode(77, 1)
        store.state.chosen.add(1)
        store.state.clips.put(Clip("a.mp3", 0, 1, 7), "file")
        store.state.updates.leave([(1, {"update_id": 1})], bot=7)
        store.load(transcript([("獾", 0, "没了")], title="没了"), source="没.txt")
        store.delete_episode(3)
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA journal_mode = DELETE")
    conn.close()
    return path


def damage(path: Path, rng: random.Random) -> str:
    """Damage a file; returns what was done."""
    if rng.random() < 0.6:
        return _values(path, rng)
    data = bytearray(path.read_bytes())
    at = rng.randrange(len(data))
    match rng.randrange(5):
        case 0:
            told = f"cut off at {at}"
            del data[at:]
        case 1:
            told = f"overwritten at {at}"
            data[at : at + 4096] = rng.randbytes(len(data[at : at + 4096]))
        case 2:
            page = at // 4096 * 4096
            told = f"page {page // 4096} is empty"
            data[page : page + 4096] = bytes(len(data[page : page + 4096]))
        case _:
            told = f"bytes from {at} on"
            for _ in range(rng.choice((1, 3, 30))):
                data[rng.randrange(at, min(len(data), at + 400))] = rng.randrange(256)
    path.write_bytes(data)
    return told


def _values(path: Path, rng: random.Random) -> str:
    """Put a value where none of its kind belongs, whatever the tables' rules say."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE sql NOT LIKE '%WITHOUT ROWID%'")
    conn.execute("PRAGMA writable_schema = RESET")
    tables = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%' AND name NOT LIKE 'turn_terms%'"
    table = rng.choice([name for (name,) in conn.execute(tables).fetchall()])
    column = rng.choice([row[1] for row in conn.execute(f"PRAGMA table_info({table})").fetchall()])
    statement = f'UPDATE OR IGNORE "{table}" SET "{column}" = {rng.choice(VALUES)}'  # noqa: S608
    with contextlib.suppress(sqlite3.Error):
        conn.execute(statement)
    conn.close()
    return statement


async def _bot(path: Path) -> int:
    """Ask as the bot does; returns how often a sentence was the answer."""
    library = Library(path, threads=1)
    refused = 0

    def shown(outcome: Any) -> object:
        return render.result(outcome, TEXTS, ME)

    def offered(outcome: Any) -> object:
        return render.cards(outcome, TEXTS, ME) if isinstance(outcome, Offers) else repr(outcome)

    calls: tuple[tuple[Callable[[], Any], Callable[[Any], object]], ...] = (
        (lambda: library.run(lambda store: (store.state.chats.settings(77), store.state.chats.settings(-5))), repr),
        (lambda: library.run(ask.ask, "安静"), shown),
        (lambda: library.run(ask.ask, "区块链 安静"), shown),
        (lambda: library.run(ask.ask, "力大砖飞"), shown),
        (lambda: library.run(ask.ask_speaker, ["老狸"]), shown),
        (lambda: library.run(_offers, "安静"), offered),
        (lambda: library.run(_offers, ""), offered),
        (lambda: library.run(browse.turn, Spot(1, 0)), shown),
        (lambda: library.run(browse.context, OpenContext(2, 0, OpenTurn(2))), shown),
        (lambda: library.run(browse.by_chance, [], chat=77), shown),
        (lambda: library.run(browse.speakers), repr),
        (lambda: library.run(browse.topics), repr),
        (lambda: library.run(browse.episodes, page=0, chosen=1), repr),
        (lambda: library.run(browse.newest), repr),
        (lambda: library.run(media.episode_turns, "安静", episode=None), repr),
        (lambda: library.run(browse.linked, Spot(1, 0)), shown),
        (lambda: library.run(lambda store: store.state.notes.get("menus of 7")), repr),
        (lambda: library.change(lambda store: store.state.updates.take_left(bot=7)), repr),
        (lambda: library.run(lambda store: store.state.updates.unseen([1, 2], bot=7)), repr),
        (lambda: library.run(lambda store: store.state.chats.answer_to(77, 1)), repr),
        (lambda: library.run(lambda store: store.state.chosen.add(1)), repr),
        (lambda: library.run(lambda store: store.state.forget_old()), repr),
    )
    try:
        for call, show in calls:
            try:
                show(await call())
            except StoreError as error:
                assert str(error)
                refused += 1
    finally:
        await library.close()
    return refused


def _offers(store: Store, typed: str) -> object:
    return media.with_clips(store, browse.offers(store, typed, 0), 7)


def asked_well(path: Path, arguments: list[str]) -> int:
    """Ask a library by a command; returns its status."""
    told, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(said):
        status = command([*arguments, "--db", str(path)])
    assert status in (0, 1), status
    assert "Traceback" not in told.getvalue()
    assert status == 0 or told.getvalue().strip(), arguments
    return status


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"not answered within {LONGEST_S} s of the processor")


def look(seed: int, whole: Path, folder: Path) -> str:
    """Damage a copy of a library and ask it; returns how that went. Raises what nobody should see."""
    rng = random.Random(seed)
    path = folder / "quotes.db"
    for old in folder.glob("quotes.db*"):
        old.unlink()
    shutil.copy(whole, path)
    damage(path, rng)
    connection._looked.clear()  # it has the same name as the one before
    if rng.random() < 0.5:
        return "bot: refused" if asyncio.run(_bot(path)) else "bot: answered"
    arguments = [str(folder / one) if "." in one else one for one in rng.choice(COMMANDS)]
    return f"{arguments[0]}: {'refused' if asked_well(path, arguments) else 'done'}"


def main(times: int, first: int = 0) -> int:
    """Damage so many libraries; returns 1 if any of them was not answered well."""
    signal.signal(signal.SIGPROF, _too_slow)
    counts: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = library(folder / "whole.db")
        (folder / "new.txt").write_text("獾 00:00\n獾又来了，很安静。\n", encoding="utf-8")
        for seed in range(first, first + times):
            signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
            try:
                counts[look(seed, whole, folder)] += 1
            except Exception as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                told = f"{type(error).__name__}: {error}"
                print(f"seed {seed}: {told:.200} ({place.filename}:{place.lineno})", flush=True)
                failed += 1
            signal.setitimer(signal.ITIMER_PROF, 0)
    print(f"{times} damaged, {failed} not answered well; {dict(sorted(counts.items()))}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:] or ["2000"])))
