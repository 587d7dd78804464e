"""The library on the command line: python -m store load | search | episodes | check | …; --help lists them."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from store.commands import episodes, export, formats, glossary, load, search, speakers, sync, upkeep
from store.errors import StoreError
from store.settings import SettingsError
from store.sql.connection import foreign_faults
from store.store import Store

_COMMANDS = (load, sync, formats, search, speakers, episodes, export, glossary, upkeep)
_INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status; what a person must know goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m store", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    try:
        for module in _COMMANDS:
            module.add(commands)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    options = parser.parse_args(argv)
    try:
        if options.run_on_file:
            with foreign_faults(options.db):
                return int(options.run_on_file(options))
        with foreign_faults(options.db), Store.open(_where(options)) as store:
            return int(options.run(store, options))
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever was reading has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Interrupted; what was loaded before stands.", file=sys.stderr)
        return _INTERRUPTED


def _where(options: argparse.Namespace) -> str:
    """Return the file to open; what only looks makes no file."""
    only_looks = getattr(options, "dry_run", False) and not Path(options.db).exists()
    return ":memory:" if only_looks else str(options.db)


if __name__ == "__main__":
    sys.exit(main())
