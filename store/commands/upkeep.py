"""python -m store check, backup and reindex: looking after the file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from store.commands.common import Commands, on_file
from store.sql.backup import backup
from store.sql.check import check
from store.sql.connection import as_it_stands
from store.store import Store


def add(commands: Commands) -> None:
    """Add the commands."""
    on_file(commands, "check", _check, "look whether all is well with the library; changes nothing")
    copy = on_file(commands, "backup", _backup, "copy the library to FILE while others use it")
    copy.add_argument("file", type=Path, metavar="FILE", help="the copy; an earlier one is replaced when it is whole")
    on_file(commands, "reindex", _reindex, "make the index anew from the turns; others go on asking meanwhile")


def _check(options: argparse.Namespace) -> int:
    checked = check(options.db)
    for told in (*checked.faults, *checked.remarks):
        print(f"{options.db}: {told}", file=sys.stderr)
    if checked.faults:
        return 1
    print(f"{options.db}: all is well ({checked.episodes} episodes, {checked.turns} turns)")
    return 0


def _backup(options: argparse.Namespace) -> int:
    size = backup(options.db, options.file)
    print(f"{options.file}: {size:,} bytes, a whole copy of {options.db}", file=sys.stderr)
    return 0


def _reindex(options: argparse.Namespace) -> int:
    as_it_stands(options.db).conn.close()  # a file that is not there is not made
    with Store.open(options.db) as store:
        turns = store.reindex()
    print(f"{options.db}: {turns} turns indexed anew", file=sys.stderr)
    return 0
