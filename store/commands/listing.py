"""python -m store speakers and episodes: what is there."""

from __future__ import annotations

import argparse

from store.commands.common import Commands, as_json, command
from store.database import Store


def add(commands: Commands) -> None:
    """Add the commands."""
    command(commands, "speakers", _speakers, "list who speaks, most turns first", json=True)
    command(commands, "episodes", _episodes, "list what is in the library, newest first", json=True)


def _speakers(store: Store, options: argparse.Namespace) -> int:
    speakers = store.speakers()
    if options.json:
        print(as_json({"name": s.name, "turns": s.turns, "seconds": s.seconds} for s in speakers))
        return 0
    for speaker in speakers:
        print(f"{speaker.name}\t{_counted(speaker.turns, speaker.seconds)}")
    return 0


def _episodes(store: Store, options: argparse.Namespace) -> int:
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
        print("\t".join(filter(None, (one.episode.title, one.episode.date, _counted(one.turns, one.seconds)))))
    return 0


def _counted(turns: int, seconds: float | None) -> str:
    return f"{turns} turns" + (f"\t{seconds / 60:.0f} min" if seconds is not None else "")
