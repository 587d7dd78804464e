"""python -m store episodes: what is in the library; and put right or taken away: edit, delete, undo."""

from __future__ import annotations

import argparse
import sys

from store.commands.common import Commands, also_on_store, as_json, audio_place, command, counted, the_one
from store.ingest.report import turns_told
from store.library import episodes as editing
from store.models import Episode
from store.offsets import parse_offsets
from store.store import Store
from store.text.normalize import normalize


def add(commands: Commands) -> None:
    """Add the command and what it can do beside listing."""
    parser = command(
        commands, "episodes", _list, "list what is in the library, newest first; or put it right", json=True
    )
    ways = parser.add_subparsers(metavar="WAY")
    edit = also_on_store(ways, "edit", _edit, "change what is known of an episode; '' empties a value")
    edit.add_argument("episode", metavar="NAME", help="the episode, by its title or part of it")
    edit.add_argument("--title", help="the title from now on")
    edit.add_argument("--date", metavar="YYYY-MM-DD", help="the day of the recording")
    edit.add_argument("--page", help="the address of the episode's page")
    edit.add_argument("--audio", type=audio_place, help="where the audio is: an address or a file")
    edit.add_argument("--offset", type=parse_offsets, help="seconds by which the audio runs later, or points")
    delete = also_on_store(ways, "delete", _delete, "take an episode away; undo brings it back")
    delete.add_argument("episode", metavar="NAME", help="the episode, by its title or part of it")
    delete.add_argument("--yes", action="store_true", help="do not ask for the title to be typed")
    delete.add_argument("--for-good", action="store_true", help="keep nothing of it: it cannot be undone")
    also_on_store(ways, "undo", _undo, "undo the last edit or deletion; again, the one before")


def _list(store: Store, options: argparse.Namespace) -> int:
    episodes = store.episodes()
    if options.json:
        print(
            as_json(
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


def _edit(store: Store, options: argparse.Namespace) -> int:
    episode = the_one(store, options.episode)
    typed = {name: getattr(options, name) for name in ("title", "date", "page", "audio")}
    values = {name: value for name, value in typed.items() if value is not None}
    if options.offset is not None:
        values["audio_offsets"] = editing.written_offsets(options.offset)
    with store.transaction():
        what = editing.edit(store.catalog, episode.id or 0, values)
    print(f"{what}.", file=sys.stderr)
    return 0


def _delete(store: Store, options: argparse.Namespace) -> int:
    episode = the_one(store, options.episode)
    if not options.yes and not _confirmed(episode, for_good=options.for_good):
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    with store.transaction():
        turns = editing.delete(store.catalog, episode.id or 0, for_good=options.for_good)
    undone = "" if options.for_good else " `python -m store episodes undo` brings it back."
    print(f"{episode.title} is deleted, {turns_told(turns)}.{undone}", file=sys.stderr)
    return 0


def _confirmed(episode: Episode, *, for_good: bool) -> bool:
    """Ask for the title; case, width, blanks and punctuation do not matter."""
    gone = f"{episode.title} will be gone{' for good' if for_good else ''}."
    print(f"{gone} Type its title to delete it: ", end="", file=sys.stderr, flush=True)
    typed = normalize(sys.stdin.readline()).key
    return bool(typed) and typed == normalize(episode.title).key


def _undo(store: Store, options: argparse.Namespace) -> int:
    with store.transaction():
        undone = editing.undo(store.catalog)
    print(f"Undone: {undone}." if undone else "There is nothing to undo.", file=sys.stderr)
    return 0 if undone else 1
