"""python -m store sync: a podcast's feed, with the transcripts that it offers."""

from __future__ import annotations

import sys

import click

from store.commands.common import on_store
from store.commands.meaning import make_passages
from store.feeds.fetch import Fetcher
from store.feeds.sync import sync
from store.settings import SettingsError, switch
from store.store import Store


@click.command("sync")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@on_store
@click.option("--anew", is_flag=True, help="Ask every transcript whether it has changed.")
@click.option("--quiet", is_flag=True, help="Say only what is new or wrong, as for cron.")
def sync_command(store: Store, feeds: tuple[str, ...], *, anew: bool, quiet: bool) -> int:
    """Bring in what is new in a podcast's feed.

    Oldest first; safe to repeat. FEED is the address of a feed, or a file that holds one.
    """
    try:
        allow_private = switch("ALLOW_PRIVATE_ADDRESSES", default=False)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    def summary(line: str) -> None:
        if not quiet:
            say(line)

    with Fetcher(allow_private=allow_private) as fetcher:
        done = sync(store, list(feeds), fetcher=fetcher, tell=say, summary=summary, anew=anew)
    make_passages(store)
    return done
