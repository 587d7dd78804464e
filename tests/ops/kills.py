"""kill -9 at random moments of a load, of a migration, of a reindex and of an answer; `python -m tests.ops.kills 50`.

After each the database must open, hold all of an episode or nothing of it, and pass `check`; and no question may be
answered twice, nor wrongly.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from store.sql.check import check
from store.sql.schema import migrations
from store.store import Store
from tests import raccoons
from tests.botapi import BotApi
from tests.ops import doomed
from tests.ops.old_files import file_of

TURNS = 400


def a_load(folder: Path, rng: random.Random) -> str:
    """Kill a load of a second episode."""
    path = raccoons.library(folder / "quotes.db")
    new = doomed.transcript(folder / "new.txt", TURNS)
    steps = _die(path, rng, "store", "load", "--db", str(path), str(new))
    with Store.open(path) as store:
        turns = {one.episode.title: one.turns for one in store.episodes()}
    assert turns.pop("夜间广播") == len(raccoons.SAID)
    assert list(turns.values()) in ([], [TURNS]), turns
    _is_well(path)
    status, written = doomed.run(0, "store", "load", "--db", str(path), str(new))
    assert status == 0, written
    assert _is_well(path).turns == TURNS + len(raccoons.SAID)
    return steps


def a_migration(folder: Path, rng: random.Random) -> str:
    """Kill what brings an old file up to date."""
    names = [one.name for one in migrations._migrations]
    path = file_of(folder / "quotes.db", rng.choice(names[:-1]), turns=TURNS)
    steps = _die(path, rng, "store", "episodes", "--db", str(path))
    with Store.open(path) as store:
        assert store.episodes()[0].turns == TURNS
        assert store.search("第7夜").quotes
    _is_well(path)
    return steps


def a_reindex(folder: Path, rng: random.Random) -> str:
    """Kill what makes the index anew."""
    path = raccoons.library(folder / "quotes.db")
    doomed.run(0, "store", "load", "--db", str(path), str(doomed.transcript(folder / "new.txt", 3 * TURNS)))
    steps = _die(path, rng, "store", "reindex", "--db", str(path))
    with Store.open(path) as store:
        assert len(store.search("安静 盖子").quotes) == 1
    _is_well(path)
    return steps


def an_answer(folder: Path, rng: random.Random) -> str:
    """Kill the bot while questions come in, and start it again: none is answered twice, all new ones rightly."""
    path = raccoons.library(folder / "quotes.db")
    words = ("安静", "洗东西", "盖子", "垃圾桶")
    with BotApi() as api:
        bot = _start(api, path)
        api.wait_for("getUpdates")
        api.say("开锁")
        api.wait_for("sendMessage")
        for at in range(40):
            api.say_privately(1000 + at, words[at % 4])
        after = rng.uniform(0, 0.4)
        time.sleep(after)
        bot.kill()
        bot.wait()
        _is_well(path)
        api.forget_pollers()
        again = _start(api, path)
        api.say_privately(5000, "洗东西")
        api.wait_until(lambda: any(one["chat_id"] == 5000 for one in api.made("sendMessage")), "an answer")
        again.terminate()
        assert again.wait(20) == 0
        asked = [one["chat_id"] for one in api.made("sendMessage")]
        assert len(asked) == len(set(asked)), f"answered twice: {asked}"
        for one in api.made("sendMessage"):
            if 1000 <= one["chat_id"] < 1040:
                assert f"<b>{words[(one['chat_id'] - 1000) % 4]}</b>" in one["text"]
    _is_well(path)
    return f"{after:.2f} s, {len(asked)} of 42 answered"


KINDS: tuple[Callable[[Path, random.Random], str], ...] = (a_load, a_migration, a_reindex, an_answer)


def _start(api: BotApi, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        raccoons.command(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=path.parent,
        env=raccoons.environment(
            DATABASE=str(path), TELEGRAM_API_URL=api.url, TELEGRAM_BOT_TOKEN=api.token, QUESTIONS_PER_MINUTE="0"
        ),
    )


def _die(path: Path, rng: random.Random, *arguments: str) -> str:
    """Run a command on a copy to count its steps, then on the file itself until it is killed at one of them."""
    with tempfile.TemporaryDirectory(dir=path.parent) as aside:
        copy = Path(aside) / path.name
        with sqlite3.connect(path) as conn, sqlite3.connect(copy) as there:
            conn.backup(there)
        conn.close()
        there.close()
        steps = doomed.steps_of(*(str(copy) if one == str(path) else one for one in arguments))
    at = rng.randint(1, max(1, steps))
    doomed.run(at, *arguments)
    return f"step {at} of {steps}"


def _is_well(path: Path):
    checked = check(path)
    assert checked.faults == (), checked
    return checked


def main(times: int, seed: int | None = None) -> None:
    """Kill so many times, each kind in turn, and say of each when."""
    seed = random.randrange(10**6) if seed is None else seed
    print(f"seed {seed}")
    rng = random.Random(seed)
    for at in range(times):
        kind = KINDS[at % len(KINDS)]
        folder = Path(tempfile.mkdtemp(prefix="kills-"))
        print(f"{at + 1}/{times} {kind.__name__}: {kind(folder, rng)}", flush=True)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["50"]))
