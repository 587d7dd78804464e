"""python -m store export: an episode's transcript as a file for other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from store.commands.common import Commands, command, the_one
from store.errors import StoreError
from store.store import Store
from store.transcripts.export import EXPORTS, export


class NotWritten(StoreError):
    """The file cannot be written."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "export", _export, "an episode's transcript as a file for other programs")
    parser.add_argument("episode", metavar="EPISODE", help="the episode, by its title or part of it")
    lost = "; ".join(f"{one.name} loses {one.lost}" for one in EXPORTS.values())
    parser.add_argument("--format", choices=tuple(EXPORTS), default="json", help=f"{lost} (default: json)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="the file to write (default: standard output)")


def _export(store: Store, options: argparse.Namespace) -> int:
    episode = the_one(store, options.episode)
    text = export(episode, store.turns(episode.id or 0), options.format)
    if options.out is None:
        sys.stdout.write(text)
        return 0
    try:
        options.out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise NotWritten(f"{options.out} cannot be written: {error.strerror}.") from error
    print(f"{episode.title} is written to {options.out}.", file=sys.stderr)
    return 0
