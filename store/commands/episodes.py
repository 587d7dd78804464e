"""python -m store episodes: what is in the library; and put right or taken away: edit, delete, undo."""

from __future__ import annotations

import sys
from typing import Any

import click

from store.commands.common import audio_place, counted, json_line, json_option, on_store, the_one
from store.ingest.report import turns_told
from store.library import episodes as editing
from store.models import Episode
from store.offsets import Offsets, parse_offsets
from store.store import Store
from store.text.normalize import normalize

_name = click.argument("name", metavar="NAME")


@click.group("episodes", invoke_without_command=True)
@on_store
@json_option
def episodes_command(store: Store, *, as_json: bool) -> int:
    """List what is in the library, newest first; or put it right."""
    episodes = store.episodes()
    if as_json:
        print(
            json_line(
                {
                    "title": one.episode.title,
                    "date": one.episode.date,
                    "turns": one.turns,
                    "seconds": one.seconds,
                    "speakers": one.speakers,
                }
                for one in episodes
            )
        )
        return 0
    for one in episodes:
        print("\t".join(filter(None, (one.episode.title, one.episode.date, counted(one.turns, one.seconds)))))
    return 0


@episodes_command.command("edit")
@_name
@on_store
@click.option("--title", help="The title from now on.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day of the recording.")
@click.option("--page", help="The address of the episode's page.")
@click.option("--audio", metavar="AUDIO", type=audio_place, help="Where the audio is: an address or a file.")
@click.option(
    "--offset", metavar="OFFSET", type=parse_offsets, help="Seconds by which the audio runs later, or points."
)
def _edit(store: Store, /, name: str, *, offset: Offsets | None, **typed: str | None) -> int:
    """Change what is known of an episode; '' empties a value.

    NAME is its title or part of it.
    """
    episode = the_one(store, name)
    values: dict[str, Any] = {key: value for key, value in typed.items() if value is not None}
    if offset is not None:
        values["audio_offsets"] = editing.written_offsets(offset)
    with store.transaction():
        what = editing.edit(store.catalog, episode.id or 0, values)
    print(f"{what}.", file=sys.stderr)
    return 0


@episodes_command.command("delete")
@_name
@on_store
@click.option("--yes", is_flag=True, help="Do not ask for the title to be typed.")
@click.option("--for-good", is_flag=True, help="Keep nothing of it: it cannot be undone.")
def _delete(store: Store, name: str, *, yes: bool, for_good: bool) -> int:
    """Take an episode away; undo brings it back.

    NAME is its title or part of it.
    """
    episode = the_one(store, name)
    if not yes and not _confirmed(episode, for_good=for_good):
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    with store.transaction():
        turns = editing.delete(store.catalog, episode.id or 0, for_good=for_good)
    undone = "" if for_good else " `python -m store episodes undo` brings it back."
    print(f"{episode.title} is deleted, {turns_told(turns)}.{undone}", file=sys.stderr)
    return 0


def _confirmed(episode: Episode, *, for_good: bool) -> bool:
    """Ask for the title; case, width, blanks and punctuation do not matter."""
    gone = f"{episode.title} will be gone{' for good' if for_good else ''}."
    print(f"{gone} Type its title to delete it: ", end="", file=sys.stderr, flush=True)
    typed = normalize(sys.stdin.readline()).key
    return bool(typed) and typed == normalize(episode.title).key


@episodes_command.command("undo")
@on_store
def _undo(store: Store) -> int:
    """Undo the last edit or deletion; again, the one before."""
    with store.transaction():
        undone = editing.undo(store.catalog)
    print(f"Undone: {undone}." if undone else "There is nothing to undo.", file=sys.stderr)
    return 0 if undone else 1
