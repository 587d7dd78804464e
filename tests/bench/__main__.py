"""Run the benchmarks and print Markdown.

`python -m tests.bench` takes some minutes; `--quick` under one. `quality`, `meaning`, `speed`, `known`, `folder`,
`load` and `beside` run one part, `speed --turns 1000000 --no-peers` the large library; `--write FILE` keeps the
tables. Nothing here passes or fails: the figures are to be read.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import warnings
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from tests.bench.in_short import in_short
from tests.shown import show

# jieba 0.42.1 asks for pkg_resources, which warns.
warnings.filterwarnings("ignore", message="pkg_resources", category=UserWarning)


LARGE = 1_000_000
PARTS = ("quality", "meaning", "speed", "known", "folder", "load", "beside")


def main() -> None:
    """Print the tables that the arguments ask for, each as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the search beside its peers.")
    parser.add_argument("what", nargs="?", choices=("all", *PARTS), default="all")
    parser.add_argument("--quick", action="store_true", help="small libraries, few questions")
    parser.add_argument("--turns", type=int, help="turns in the library whose speed is measured (100,000)")
    parser.add_argument("--no-peers", action="store_true", help="measure this store alone")
    parser.add_argument("--write", type=Path, help="a Markdown file for the tables, beside printing them")
    parser.add_argument("--large", action="store_true", help="measure the library of 1,000,000 turns, too")
    parser.add_argument("--keep", type=Path, help="a folder where the loaded library stays for the next run")
    chosen = parser.parse_args()
    turns = chosen.turns or (10_000 if chosen.quick else 100_000)
    machine = (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores."
    )
    written = ["# Benchmarks", f"Written by `make bench`. {machine}"]
    print(machine + "\n")
    tables = [_tables(chosen.what, turns, quick=chosen.quick, peers=not chosen.no_peers, keep=chosen.keep)]
    if chosen.large:
        tables.append(_tables("speed", LARGE, quick=False, peers=False, keep=chosen.keep))
    for text in chain.from_iterable(tables):
        print(text + "\n", flush=True)
        written.append(text)
    if chosen.write:
        short = in_short(written)
        if short:
            show("bench", short + "\n")
        chosen.write.write_text("\n\n".join(written) + "\n", encoding="utf-8")


def _tables(what: str, turns: int, *, quick: bool, peers: bool, keep: Path | None) -> Iterable[str]:
    from tests.bench import beside, folder, known, load, meaning, quality, speed

    if what in ("all", "quality"):
        yield from quality.run(turns=2_000 if quick else 20_000, each=30 if quick else 100, peers=peers)
    if what in ("all", "meaning"):
        yield from meaning.run(passages=20_000 if quick else LARGE)
    if what in ("all", "speed"):
        if turns != LARGE:
            yield from speed.one_episode()
        yield from speed.run(turns=turns, each=20 if quick else 60, peers=peers, keep=keep)
    if what in ("all", "known"):
        yield from known.run(quick=quick)
    if what in ("all", "folder"):
        yield from folder.run(files=100 if quick else 2_000, again=1 if quick else 3)
    if what in ("all", "load"):
        yield from load.run(quick=quick)
    if what in ("all", "beside"):
        yield from beside.run(quick=quick)


if __name__ == "__main__":
    main()
