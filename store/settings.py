"""The settings in `.env`: NAME=VALUE lines, for the bot and for the command line alike."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv.parser import parse_stream


class SettingsError(Exception):
    """A setting is missing or malformed; `str()` is one line that names it and never repeats a secret."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


def read_dotenv(path: Path) -> dict[str, str]:
    """Return the NAME=VALUE lines of a file; the last of a name counts. A file that does not exist gives {}.

    Raises SettingsError with the number of a line that is none, and without its words, which may be a secret:
    python-dotenv itself would pass over it with a warning.
    """
    try:
        with path.open(encoding="utf-8") as file:
            bindings = list(parse_stream(file))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else (error.strerror or "unknown fault")
        raise SettingsError(str(path), f"cannot be read: {reason}") from None
    values: dict[str, str] = {}
    for one in bindings:
        if one.key is None and not one.error:  # a comment, or the blank end of the file
            continue
        if one.key is None or one.value is None or not one.key.isidentifier():
            begin = one.original.string.lstrip()
            line = one.original.line + one.original.string.removesuffix(begin).count("\n")
            raise SettingsError(f"{path}, line {line}", "expected NAME=VALUE")
        values[one.key] = one.value
    return values


_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def yes_or_no(typed: str) -> bool:
    """Return what a setting says that is on or off. Raises ValueError."""
    if typed.lower() not in _YES + _NO:
        raise ValueError("expected yes or no")
    return typed.lower() in _YES


def switch(name: str, *, default: bool) -> bool:
    """Return a setting that is on or off; its default where it is not set. Raises SettingsError."""
    typed = setting(name)
    try:
        return yes_or_no(typed) if typed else default
    except ValueError as error:
        raise SettingsError(name, str(error)) from None


def setting(name: str) -> str:
    """Return a setting, stripped: the environment's, else that of `.env`, else "". Raises SettingsError."""
    return os.environ.get(name, read_dotenv(Path(".env")).get(name, "")).strip()
