"""Running a click command for its exit status; what else ends it (Ctrl-C, a closed pipe) is the caller's to answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

HELP = {"help_option_names": ["-h", "--help"]}


def run(command: click.Command, name: str, arguments: Sequence[str] | None) -> int:
    """Run a command with these arguments, else those of the process; return its exit status, 2 where they are wrong.

    Not `command.main`: on Ctrl-C that writes an empty line first, and to a closed pipe it gives a status of 1.
    """
    try:
        with command.make_context(name, list(sys.argv[1:] if arguments is None else arguments)) as context:
            return int(command.invoke(context))
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as end:  # after --help
        return end.exit_code


def at_most_one(**given: object) -> None:
    """Raise UsageError where more than one of some options was given."""
    typed = [f"--{name.rstrip('_').replace('_', '-')}" for name, value in given.items() if value]
    if len(typed) > 1:
        raise click.UsageError(f"{typed[1]} is not allowed with {typed[0]}.")
