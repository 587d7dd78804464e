"""The library on the command line: python -m store load | search | episodes | check | …; --help lists them."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from store.command_line import HELP, run
from store.errors import StoreError
from store.settings import SettingsError

_COMMANDS = {  # each and the module that holds it, in the order of the help
    "load": "load",
    "sync": "sync",
    "formats": "formats",
    "search": "search",
    "speakers": "speakers",
    "episodes": "episodes",
    "export": "export",
    "glossary": "glossary",
    "check": "upkeep",
    "backup": "upkeep",
    "reindex": "upkeep",
}
_INTERRUPTED = 130


class _Library(click.Group):
    """The commands, each imported when it is asked for: a search need not wait for what reads feeds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, None where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"store.commands.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status; what a person must know goes to standard error."""
    try:
        return run(_Library(help=__doc__, context_settings=HELP), "python -m store", argv)
    except (StoreError, SettingsError) as error:
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
