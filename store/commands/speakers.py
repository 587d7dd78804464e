"""python -m store speakers: who speaks; and who is meant: rename, merge, alias, undo."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from store.commands.common import Commands, Run, also_on_store, as_json, command, counted, episode_id
from store.library import people
from store.store import Store


def add(commands: Commands) -> None:
    """Add the command and what it can do beside listing."""
    parser = command(commands, "speakers", _list, "list who speaks, most turns first; or say who is who", json=True)
    ways = parser.add_subparsers(metavar="WAY")
    rename = _way(ways, "rename", _rename, "call a speaker by another name")
    rename.add_argument("name", help="the name as it is listed, such as '说话人 1'")
    rename.add_argument("new", help="the name from now on")
    merge = _way(ways, "merge", _merge, "make speakers one with another")
    merge.add_argument("names", nargs="+", metavar="NAME", help="those who are another")
    merge.add_argument("into", help="the one they are")
    alias = _way(ways, "alias", _alias, "let a speaker be found by other names, too")
    alias.add_argument("name", help="the name as it is listed")
    alias.add_argument("others", nargs="+", metavar="ALIAS", help="other names")
    also_on_store(ways, "undo", _undo, "undo the last change of names; again, the one before")


def _way(ways: Commands, name: str, run: Run, says: str) -> argparse.ArgumentParser:
    parser = also_on_store(ways, name, run, says)
    parser.add_argument("--episode", metavar="NAME", help="in this episode only; else everywhere")
    return parser


def _list(store: Store, options: argparse.Namespace) -> int:
    speakers = store.speakers()
    if options.json:
        print(as_json({"name": s.name, "turns": s.turns, "seconds": s.seconds} for s in speakers))
        return 0
    for speaker in speakers:
        print(f"{speaker.name}\t{counted(speaker.turns, speaker.seconds)}")
    return 0


def _rename(store: Store, options: argparse.Namespace) -> int:
    at = episode_id(store, options.episode)
    return _changed(store, lambda: people.rename(store.catalog, options.name, options.new, episode=at))


def _merge(store: Store, options: argparse.Namespace) -> int:
    at = episode_id(store, options.episode)
    return _changed(store, lambda: people.merge(store.catalog, options.names, options.into, episode=at))


def _alias(store: Store, options: argparse.Namespace) -> int:
    at = episode_id(store, options.episode)
    return _changed(store, lambda: people.alias(store.catalog, options.name, options.others, episode=at))


def _undo(store: Store, options: argparse.Namespace) -> int:
    with store.transaction():
        undone = people.undo(store.catalog)
    print(f"Undone: {undone}." if undone else "There is nothing to undo.", file=sys.stderr)
    return 0 if undone else 1


def _changed(store: Store, change: Callable[[], str]) -> int:
    with store.transaction():
        what = change()
    print(f"{what}.", file=sys.stderr)
    return 0
