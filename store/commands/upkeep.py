"""python -m store check, backup and reindex: looking after the file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from store.commands.common import on_file
from store.commands.meaning import make_passages
from store.sql.backup import backup
from store.sql.check import check
from store.sql.connection import as_it_stands
from store.store import Store


@click.command("check")
@on_file
def check_command(db: str) -> int:
    """Look whether all is well; changes nothing."""
    checked = check(db)
    for told in (*checked.faults, *checked.remarks):
        print(f"{db}: {told}", file=sys.stderr)
    if checked.faults:
        return 1
    print(f"{db}: all is well ({checked.episodes} episodes, {checked.turns} turns)")
    return 0


@click.command("backup")
@click.argument("file", type=Path)
@on_file
def backup_command(db: str, file: Path) -> int:
    """Copy the library while others use it.

    FILE is the copy; an earlier one is replaced when it is whole.
    """
    size = backup(db, file)
    print(f"{file}: {size:,} bytes, a whole copy of {db}", file=sys.stderr)
    return 0


@click.command("reindex")
@on_file
def reindex_command(db: str) -> int:
    """Make the index and the passages anew from the turns.

    Others go on asking meanwhile.
    """
    as_it_stands(db).conn.close()  # a file that is not there is not made
    with Store.open(db) as store:
        turns = store.reindex()
        print(f"{db}: {turns} turns indexed anew", file=sys.stderr)
        make_passages(store)
    return 0
