"""A library of many words, names and titles: what the first question after a load costs, and looking people up.

Milliseconds of the processor, not by the clock, each the median of several; each in a process of its own.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from threading import Thread
from typing import TYPE_CHECKING

from store.models import Episode, Transcript, Turn
from store.search.indexing import index
from tests.bench.child import peak_mb
from tests.bench.tables import markdown

if TYPE_CHECKING:
    from store.store import Store

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
_GIVEN = "伟芳娜敏静磊洋艳勇军杰娟涛明超兰霞平刚晨佳瑞天祥策思远嘉怡子轩雨桐浩宇梓涵"
_TOPICS = "开源大模型训练推理数据芯片安全浣熊夜谈咖啡城市声音电影旅行厨房音乐历史海洋火星种子"
_SYLLABLES = [a + b for a in ("b", "ch", "d", "f", "gr", "k", "l", "m", "n", "pr", "r", "s", "t", "v") for b in "aeiou"]
_THREADS = 4
_TIMES = 7


def library(path: Path, episodes: int, words: int, names: int) -> dict[str, float]:
    """Write a library of so many one-turn episodes, Latin words and speakers; return the seconds that took."""
    from store.sql.writing import Writer
    from store.store import Store

    rng = random.Random(29)
    latin = _words(rng, words)
    called = list(_names(rng, names))
    each = -(-words // episodes)
    with Store.open(path) as store, store.transaction():
        writer = Writer(store.db)
        for at in range(episodes):
            said = "，".join(latin[at * each : (at + 1) * each])
            title = f"第 {at} 期：{''.join(rng.choices(_TOPICS, k=5))}"
            turn = Turn(called[at % names], 0.0, 9.0, f"{''.join(rng.choices(_TOPICS, k=30))}，{said}。")
            writer.write(index(Transcript(Episode(title), (turn,), "bench")), source=f"{at}.txt")
        writer.finish()
    return {"seconds": time.process_time()}


def _words(rng: random.Random, number: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3, 3, 4, 4, 5))))] = None
    return list(found)


def _names(rng: random.Random, number: int) -> Iterator[str]:
    found: set[str] = set()
    while len(found) < number:
        name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2, 2))))
        if rng.random() < 0.2:
            name = " ".join("".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3)))).title() for _ in range(2))
        if name not in found:
            found.add(name)
            yield name


def measure(path: Path) -> dict[str, float]:
    """Return milliseconds of the processor for each thing that is looked at, and memory in MB."""
    from store.store import Store

    with Store.open(path) as store:
        title, name = store.db.execute(
            "SELECT title, (SELECT name FROM speakers WHERE id = 77) FROM episodes"
        ).fetchone()
        store.search("大模型 训练")
        before = peak_mb()
        found = {"first question after a load, one thread": _after_load(store, path)}
        found["memory that four threads' questions take, MB"] = peak_mb() - before
        things: dict[str, Callable[[], object]] = {
            "a Latin word with a slip": lambda: store.search(_slipped(store)),
            "an episode by its title": lambda: store.find_episodes(title),
            "an episode by a title with a slip": lambda: store.find_episodes(title[:-2] + "锅" + title[-1:]),
            "an episode by initials": lambda: store.find_episodes("hxyt"),
            "a speaker by name": lambda: store.find_speakers(name),
            "a speaker by initials": lambda: store.find_speakers("wjr"),
            "a speaker's question": lambda: store.search(store.parse("大模型", speaker=name)),
            "a question that names a speaker": lambda: store.search(f"{name}聊过大模型吗"),
            "a question of initials": lambda: store.search("dmxx"),
            "nobody's question": lambda: _refused(store),
        }
        return found | {what: _cpu_ms(do) for what, do in things.items()}


def _slipped(store: Store) -> str:
    (word,) = store.db.execute(
        "SELECT word FROM latin_words WHERE length(word) > 7 ORDER BY random() LIMIT 1"
    ).fetchone()
    return str(word[:4] + word[5:])


def _refused(store: Store) -> None:
    from store.errors import StoreError

    try:
        store.search("@欧阳不详 大模型")
    except StoreError:
        return


def _cpu_ms(do: Callable[[], object]) -> float:
    spent = []
    for _ in range(_TIMES):
        began = time.thread_time()
        do()
        spent.append((time.thread_time() - began) * 1000)
    return median(spent)


def _after_load(store: Store, path: Path) -> float:
    """Return the milliseconds of the first question after a load, in the mean of four threads with a store each."""
    from store.store import Store

    spent: list[float] = []

    def ask(own: Store) -> None:
        began = time.thread_time()
        own.search("开源 音乐")
        spent.append((time.thread_time() - began) * 1000)

    def work(number: int) -> None:
        with Store.open(path) as own:
            own.search("大模型 训练")
            own.search("开源 音乐")
            with own.transaction():
                own.db.execute("UPDATE facts SET value = value + 1 WHERE name = 'loads'")
            ask(own)

    for number in range(_THREADS):
        thread = Thread(target=work, args=[number])
        thread.start()
        thread.join()
    return sum(spent) / len(spent)


def run(*, quick: bool = False) -> Iterable[str]:
    """Yield a table of what looking people, episodes and words up costs in libraries of two sizes."""
    from tests.bench.speed import child

    sizes = (
        ((1_000, 1_000, 300), (4_000, 10_000, 1_000)) if quick else ((10_000, 10_000, 3_000), (100_000, 100_000, 3_000))
    )
    columns = []
    for episodes, words, names in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-known-") as folder:
            path = Path(folder) / "known.db"
            child("build", str(path), str(episodes), str(words), str(names))
            columns.append(child("known", str(path)))
    rows = [[what, *(f"{column[what]:.1f}" for column in columns)] for what in columns[0]]
    head = ["milliseconds of the processor", *(f"{e:,} titles, {w:,} words, {n:,} names" for e, w, n in sizes)]
    yield f"### Words, names and titles\n\n{markdown(head, rows)}"
