"""Shared by the commands: the --db and --json options, JSON on one line, the episode that a name means."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click

from store.errors import UnknownEpisode
from store.ingest.report import turns_told
from store.models import Episode
from store.settings import setting
from store.sql.connection import foreign_faults
from store.store import Store

DEFAULT_DATABASE = "data/quotes.db"
_MOST_TITLES = 10

Given = ParamSpec("Given")

json_option = click.option("--json", "as_json", is_flag=True, help="As JSON on one line.")


def _database_of_command() -> str:
    """Return the --db of the command whose way is being read, as in `episodes --db FILE undo`; else the setting."""
    above = click.get_current_context().parent
    named = above.params.get("db") if above else None
    return named or default_database()


def on_file(run: Callable[Concatenate[str, Given], int]) -> Callable[..., int]:
    """Give a command --db, and hand it the path that this names: it opens the file itself."""
    says = f"The database (default: the DATABASE setting, else {DEFAULT_DATABASE})."

    @click.option("--db", metavar="FILE", default=_database_of_command, help=says)
    @wraps(run)
    def named(db: str, *args: Given.args, **options: Given.kwargs) -> int:
        with foreign_faults(db):
            return run(db, *args, **options)

    return named


def on_store(run: Callable[Concatenate[Store, Given], int]) -> Callable[..., int]:
    """Give a command --db, and hand it the library that this names, open.

    One that has several ways, and of which one was typed, is not run: the way opens the library for itself.
    """

    @on_file
    @wraps(run)
    def opened(db: str, /, *args: Given.args, **options: Given.kwargs) -> int:
        if click.get_current_context().invoked_subcommand:
            return 0
        only_looks = options.get("dry_run") and not Path(db).exists()  # that makes no file
        with Store.open(":memory:" if only_looks else db) as store:
            return run(store, *args, **options)

    return opened


def default_database() -> str:
    """Return the DATABASE setting: the environment's, else that of `.env`, else the default.

    Raises SettingsError for an `.env` that cannot be read.
    """
    return setting("DATABASE") or DEFAULT_DATABASE


def audio_place(typed: str) -> str:
    """Return a typed address as it is, and a typed path as an absolute one: the bot may be started elsewhere."""
    return typed if not typed or "://" in typed else str(Path(typed).absolute())


def counted(turns: int, seconds: float | None) -> str:
    """Return how much was said, for a table."""
    return turns_told(turns) + (f"\t{seconds / 60:.0f} min" if seconds is not None else "")


def json_line(values: Iterable[Any]) -> str:
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
