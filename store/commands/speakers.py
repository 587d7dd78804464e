"""python -m store speakers: who speaks; and who is meant: rename, merge, alias, undo."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from store.commands.common import counted, episode_id, json_line, json_option, on_store
from store.library import people
from store.store import Store

_in_episode = click.option("--episode", metavar="NAME", help="In this episode only; else everywhere.")


@click.group("speakers", invoke_without_command=True)
@on_store
@json_option
def speakers_command(store: Store, *, as_json: bool) -> int:
    """List who speaks, most turns first; or say who is who."""
    speakers = store.speakers()
    if as_json:
        print(json_line({"name": s.name, "turns": s.turns, "seconds": s.seconds} for s in speakers))
        return 0
    for speaker in speakers:
        print(f"{speaker.name}\t{counted(speaker.turns, speaker.seconds)}")
    return 0


@speakers_command.command("rename")
@click.argument("name")
@click.argument("new")
@on_store
@_in_episode
def _rename(store: Store, name: str, new: str, *, episode: str | None) -> int:
    """Call a speaker by another name.

    NAME is as it is listed, such as '说话人 1'; NEW is the name from now on.
    """
    at = episode_id(store, episode)
    return _changed(store, lambda: people.rename(store.catalog, name, new, episode=at))


@speakers_command.command("merge")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.argument("into")
@on_store
@_in_episode
def _merge(store: Store, names: tuple[str, ...], into: str, *, episode: str | None) -> int:
    """Make speakers one with another.

    Each NAME is one who is another; INTO is the one they are.
    """
    at = episode_id(store, episode)
    return _changed(store, lambda: people.merge(store.catalog, names, into, episode=at))


@speakers_command.command("alias")
@click.argument("name")
@click.argument("others", nargs=-1, required=True, metavar="ALIAS...")
@on_store
@_in_episode
def _alias(store: Store, name: str, others: tuple[str, ...], *, episode: str | None) -> int:
    """Let a speaker be found by other names, too.

    NAME is as it is listed; each ALIAS is another name.
    """
    at = episode_id(store, episode)
    return _changed(store, lambda: people.alias(store.catalog, name, others, episode=at))


@speakers_command.command("undo")
@on_store
def _undo(store: Store) -> int:
    """Undo the last change of names; again, the one before."""
    with store.transaction():
        undone = people.undo(store.catalog)
    print(f"Undone: {undone}." if undone else "There is nothing to undo.", file=sys.stderr)
    return 0 if undone else 1


def _changed(store: Store, change: Callable[[], str]) -> int:
    with store.transaction():
        what = change()
    print(f"{what}.", file=sys.stderr)
    return 0
