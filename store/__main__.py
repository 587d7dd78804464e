"""The library on the command line: python -m store load | search | speakers | episodes | glossary."""

from __future__ import annotations

import argparse
import os
import sys

from store.commands import glossary, listing, load, search
from store.database import Store, foreign_faults
from store.dotenv import SettingsError
from store.errors import StoreError

_COMMANDS = (load, search, listing, glossary)
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
        with foreign_faults(options.db), Store.open(options.db) as store:
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


if __name__ == "__main__":
    sys.exit(main())
