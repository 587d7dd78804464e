"""python -m store export: an episode's transcript as a file for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from store.commands.common import on_store, the_one
from store.errors import StoreError
from store.store import Store
from store.transcripts.export import EXPORTS, export


class ExportNotWritten(StoreError):
    """The file cannot be written."""


_LOST = "; ".join(f"{one.name} loses {one.lost}" for one in EXPORTS.values())


@click.command("export")
@click.argument("name", metavar="EPISODE")
@on_store
@click.option("--format", type=click.Choice(tuple(EXPORTS)), default="json", help=f"{_LOST} (default: json).")
@click.option("--out", metavar="FILE", type=Path, help="The file to write (default: standard output).")
def export_command(store: Store, name: str, *, format: str, out: Path | None) -> int:
    """Write a transcript as a file for other programs.

    EPISODE is its title or part of it.
    """
    episode = the_one(store, name)
    text = export(episode, store.turns(episode.id or 0), format)
    if out is None:
        sys.stdout.write(text)
        return 0
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ExportNotWritten(f"{out} cannot be written: {error.strerror}.") from error
    print(f"{episode.title} is written to {out}.", file=sys.stderr)
    return 0
