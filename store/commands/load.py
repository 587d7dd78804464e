"""python -m store load: transcripts into the library, each in whole or not at all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from store.commands.common import Commands, command
from store.database import Store
from store.loading import load_files


def add(commands: Commands) -> None:
    """Add the command."""
    load = command(commands, "load", _load, "load transcripts, each in whole or not at all")
    load.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    load.add_argument("--title", help="the episode's title (one PATH only)")
    load.add_argument("--audio", help="where the audio is: an address or a file (one PATH only)")
    load.add_argument("--page", help="the address of the episode's page (one PATH only)")
    load.add_argument("--format", help="the transcript's format, where the guess is wrong")
    load.add_argument(
        "--glossary", type=Path, metavar="FILE", help="corrections for the episode; else NAME.glossary beside NAME.txt"
    )


def _load(store: Store, options: argparse.Namespace) -> int:
    given = {"title": options.title, "audio": options.audio, "page": options.page}
    if len(options.paths) > 1 and (any(given.values()) or options.glossary):
        print("--title, --audio, --page and --glossary go with one PATH, not with several.", file=sys.stderr)
        return 2
    return load_files(store, options.paths, given=given, format=options.format, glossary=options.glossary)
