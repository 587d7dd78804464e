"""python -m store formats: the kinds of transcripts that are understood, with a line of each to know it by."""

from __future__ import annotations

import argparse

from store.commands.common import Commands, as_json, on_file
from store.transcripts import READERS


def add(commands: Commands) -> None:
    """Add the command."""
    parser = on_file(commands, "formats", _formats, "list the formats that `load` understands")
    parser.add_argument("--json", action="store_true", help="as JSON on one line")


def _formats(options: argparse.Namespace) -> int:
    if options.json:
        print(as_json({"name": one.name, "title": one.title, "example": one.example} for one in READERS))
        return 0
    width = max(len(one.name) for one in READERS)
    for one in READERS:
        print(f"{one.name:<{width}}  {one.title}\n{'':<{width}}    {_on_a_line(one.example)}")
    return 0


def _on_a_line(example: str) -> str:
    return example.replace("\n", " ⏎ ").replace("\t", "→")
