"""python -m store formats: the kinds of transcripts that are understood, with a line of each to know it by."""

from __future__ import annotations

import click

from store.commands.common import json_line, json_option, on_file
from store.transcripts import READERS


@click.command("formats")
@on_file
@json_option
def formats_command(_db: str, *, as_json: bool) -> int:
    """List the formats that `load` understands."""
    if as_json:
        print(json_line({"name": one.name, "title": one.title, "example": one.example} for one in READERS))
        return 0
    width = max(len(one.name) for one in READERS)
    for one in READERS:
        print(f"{one.name:<{width}}  {one.title}\n{'':<{width}}    {_on_a_line(one.example)}")
    return 0


def _on_a_line(example: str) -> str:
    return example.replace("\n", " ⏎ ").replace("\t", "→")
