"""python -m store glossary: the corrections that people keep, as lines of text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from store.command_line import at_most_one
from store.commands.common import episode_id, on_store
from store.ingest import read_glossary
from store.search.glossary import parse, parse_lines
from store.store import Store


@click.command("glossary")
@on_store
@click.option("--episode", "name", metavar="NAME", help="Those of one episode; else those of the whole library.")
@click.option("--add", metavar="LINE", multiple=True, help="Keep `Ray = 瑞 | RE` or `甲 ~ 乙`.")
@click.option("--remove", metavar="WORD", help="Forget a word, or with `Ray = 瑞` one heard form of it.")
@click.option("--import", "import_", type=Path, metavar="FILE", help='Keep the lines of a file ("-": stdin).')
@click.option("--export", type=Path, metavar="FILE", help="Write the lines to a file.")
def glossary_command(
    store: Store,
    *,
    name: str | None,
    add: tuple[str, ...],
    remove: str | None,
    import_: Path | None,
    export: Path | None,
) -> int:
    """List, add, remove, import and export corrections."""
    at_most_one(add=add, remove=remove, import_=import_, export=export)
    episode = episode_id(store, name)
    if add or import_:
        new = parse_lines("\n".join(add) if import_ is None else _lines(import_), episode=episode)
        print(f"{store.correct(*new)} of {len(new)} corrections are new", file=sys.stderr)
        return 0
    if remove:
        return _remove(store, remove, episode)
    lines = "".join(f"{one}\n" for one in store.corrections() if one.episode_id == episode)
    if export:
        export.write_text(lines, encoding="utf-8")
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
