"""What the commands share: the --db and --json options, JSON on one line, a name that becomes an episode."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from store.errors import UnknownEpisode
from store.ingest.report import turns_told
from store.models import Episode
from store.settings import setting
from store.store import Store

DEFAULT_DATABASE = "data/quotes.db"
_MOST_TITLES = 10

Run = Callable[[Store, argparse.Namespace], int]
RunOnFile = Callable[[argparse.Namespace], int]
Commands = Any  # argparse keeps the type of its sub-parsers to itself


def command(commands: Commands, name: str, run: Run, says: str, *, json: bool = False) -> argparse.ArgumentParser:
    """Return the parser of a new command, with --db and, where asked for, --json."""
    parser = _parser(commands, name, says)
    if json:
        parser.add_argument("--json", action="store_true", help="as JSON on one line")
    parser.set_defaults(run=run, run_on_file=None)
    return parser


def also_on_store(ways: Commands, name: str, run: Run, says: str) -> argparse.ArgumentParser:
    """Return the parser of one way of a command that has several; --db may stand before it or behind it."""
    parser: argparse.ArgumentParser = ways.add_parser(name, help=says, description=says)
    parser.add_argument("--db", metavar="FILE", default=argparse.SUPPRESS, help="the database")
    parser.set_defaults(run=run)
    return parser


def on_file(commands: Commands, name: str, run: RunOnFile, says: str) -> argparse.ArgumentParser:
    """Return the parser of a new command that opens the file `options.db` itself."""
    parser = _parser(commands, name, says)
    parser.set_defaults(run_on_file=run)
    return parser


def _parser(commands: Commands, name: str, says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=says, description=says)
    parser.add_argument(
        "--db",
        metavar="FILE",
        default=default_database(),
        help=f"the database (default: the DATABASE setting, else {DEFAULT_DATABASE})",
    )
    return parser


def default_database() -> str:
    """Return the DATABASE setting: the environment's, else that of `.env`, else the default.

    Raises SettingsError for an `.env` that cannot be read.
    """
    return setting("DATABASE") or DEFAULT_DATABASE


def audio_place(typed: str) -> str:
    """Return a typed address as it is, and a typed path as an absolute one: the bot may be started elsewhere."""
    return typed if not typed or "://" in typed else str(Path(typed).absolute())


def positive(typed: str) -> int:
    """Return a typed whole number of 1 or more, for argparse."""
    number = int(typed)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def counted(turns: int, seconds: float | None) -> str:
    """Return how much was said, for a table."""
    return turns_told(turns) + (f"\t{seconds / 60:.0f} min" if seconds is not None else "")


def as_json(values: Iterable[Any]) -> str:
    """Return values as one JSON array on one line."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def episode_id(store: Store, name: str | None) -> int | None:
    """Return the id of the episode that a name fits best; None without a name. Raises UnknownEpisode."""
    if name is None:
        return None
    fits = store.find_episodes(name)
    if not fits:
        raise UnknownEpisode(name, tuple(one.episode.title for one in store.episodes(limit=_MOST_TITLES)))
    return fits[0].id


def the_one(store: Store, name: str) -> Episode:
    """Return the one episode that a name fits. Raises UnknownEpisode, also where it could be several."""
    fits = store.find_episodes(name)
    if len(fits) == 1:
        return fits[0]
    episode_id(store, name)  # raises where there is none
    raise UnknownEpisode(f"{name} alone; it could be several", tuple(one.title for one in fits))
