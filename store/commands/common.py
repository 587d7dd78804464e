"""What the commands share: the --db and --json options, JSON on one line, a name that becomes an episode."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from store.database import Store
from store.dotenv import read_dotenv
from store.errors import UnknownEpisode

DEFAULT_DATABASE = "data/quotes.db"
_MOST_TITLES = 10

Run = Callable[[Store, argparse.Namespace], int]
Commands = Any  # argparse keeps the type of its sub-parsers to itself


def command(commands: Commands, name: str, run: Run, says: str, *, json: bool = False) -> argparse.ArgumentParser:
    """Return the parser of a new command, with --db and, where asked for, --json."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=says, description=says)
    parser.add_argument(
        "--db",
        metavar="FILE",
        default=default_database(),
        help=f"the database (default: the DATABASE setting, else {DEFAULT_DATABASE})",
    )
    if json:
        parser.add_argument("--json", action="store_true", help="as JSON on one line")
    parser.set_defaults(run=run)
    return parser


def default_database() -> str:
    """Return the DATABASE setting: the environment's, else that of `.env`, else the default.

    Raises SettingsError for an `.env` that cannot be read.
    """
    named = os.environ.get("DATABASE", read_dotenv(Path(".env")).get("DATABASE", ""))
    return named.strip() or DEFAULT_DATABASE


def positive(typed: str) -> int:
    """Return a typed whole number of 1 or more, for argparse."""
    number = int(typed)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


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
