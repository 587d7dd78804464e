"""python -m store glossary: the corrections that people keep, as lines of text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from store.commands.common import Commands, command, episode_id
from store.ingest import read_glossary
from store.search.glossary import parse, parse_lines
from store.store import Store


def add(commands: Commands) -> None:
    """Add the command."""
    glossary = command(commands, "glossary", _list, "list, add, remove, import and export corrections")
    glossary.add_argument("--episode", metavar="NAME", help="those of one episode; else those of the whole library")
    ways = glossary.add_mutually_exclusive_group()
    ways.add_argument("--add", metavar="LINE", action="append", default=[], help="keep `Ray = 瑞 | RE` or `甲 ~ 乙`")
    ways.add_argument("--remove", metavar="WORD", help="forget a word, or with `Ray = 瑞` one heard form of it")
    ways.add_argument("--import", dest="file", type=Path, metavar="FILE", help='keep the lines of a file ("-": stdin)')
    ways.add_argument("--export", type=Path, metavar="FILE", help="write the lines to a file")


def _list(store: Store, options: argparse.Namespace) -> int:
    episode = episode_id(store, options.episode)
    if options.add or options.file:
        lines = "\n".join(options.add) if options.add else _lines(options.file)
        new = parse_lines(lines, episode=episode)
        print(f"{store.correct(*new)} of {len(new)} corrections are new", file=sys.stderr)
        return 0
    if options.remove:
        return _remove(store, options.remove, episode)
    kept = [one for one in store.corrections() if one.episode_id == episode]
    lines = "".join(f"{one}\n" for one in kept)
    if options.export:
        options.export.write_text(lines, encoding="utf-8")
    else:
        print(lines, end="")
    return 0


def _lines(file: Path) -> str:
    return sys.stdin.read() if str(file) == "-" else read_glossary(file)


def _remove(store: Store, typed: str, episode: int | None) -> int:
    if any(sign in typed for sign in "=~＝～"):
        one = parse(typed)
        touched = sum(store.forget_correction(one.meant, heard=heard, episode=episode) for heard in one.heard)
    else:
        touched = store.forget_correction(typed, episode=episode)
    print(f"{touched} corrections changed" if touched else f"No correction for {typed} is kept here.", file=sys.stderr)
    return 0 if touched else 1
