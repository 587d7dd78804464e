"""python -m store sync: a podcast's feed, with the transcripts that it offers."""

from __future__ import annotations

import argparse
import sys

from store.commands.common import Commands, command
from store.feeds.fetch import Fetcher
from store.feeds.sync import sync
from store.settings import SettingsError, setting
from store.store import Store

_ALLOW_PRIVATE = "ALLOW_PRIVATE_ADDRESSES"
_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "sync", _sync, "bring in what is new in a podcast's feed, oldest first; safe to repeat")
    parser.add_argument("feeds", nargs="+", metavar="FEED", help="the address of a feed, or a file that holds one")
    parser.add_argument("--anew", action="store_true", help="ask every transcript whether it has changed")
    parser.add_argument("--quiet", action="store_true", help="say only what is new or wrong, as for cron")


def _sync(store: Store, options: argparse.Namespace) -> int:
    try:
        allow_private = allows_private_addresses()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    def summary(line: str) -> None:
        if not options.quiet:
            say(line)

    with Fetcher(allow_private=allow_private) as fetcher:
        return sync(store, options.feeds, fetcher=fetcher, tell=say, summary=summary, anew=options.anew)


def allows_private_addresses() -> bool:
    """Return the setting ALLOW_PRIVATE_ADDRESSES: may feeds lead into private networks. Raises SettingsError."""
    typed = setting(_ALLOW_PRIVATE).lower()
    if typed not in _YES + _NO:
        raise SettingsError(_ALLOW_PRIVATE, "expected yes or no")
    return typed in _YES
