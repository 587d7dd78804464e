"""NAME=VALUE files: the settings that stand in `.env`, for the bot and for the command line alike."""

from __future__ import annotations

import re
from pathlib import Path

_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")
_QUOTED = re.compile(r"""'(?P<single>[^']*)'\s*(?:\#.*)?|"(?P<double>(?:[^"\\]|\\.)*)"\s*(?:\#.*)?""")


class SettingsError(Exception):
    """A setting is missing or malformed; `str()` is one line that names it and never repeats a secret."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


def read_dotenv(path: Path) -> dict[str, str]:
    """Return the NAME=VALUE lines of a file; the last of a name counts. A file that does not exist gives {}.

    `export ` may stand in front, comments start with `#` (behind a value, after a space), a value may stand in single
    quotes (as it is) or double quotes (with backslash escapes). Raises SettingsError with the number of a line that is
    nothing of this, and without its words, which may be a secret.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else (error.strerror or "unknown fault")
        raise SettingsError(str(path), f"cannot be read: {reason}") from None
    values: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        value = _unquoted(found["value"]) if found else None
        if found is None or value is None:
            raise SettingsError(f"{path}, line {number}", "expected NAME=VALUE")
        values[found["name"]] = value
    return values


def _unquoted(value: str) -> str | None:
    """Return a value as it was meant, None if a quotation mark opens and never closes."""
    if not value.startswith(("'", '"')):
        return re.split(r"(?:^|\s)#", value, maxsplit=1)[0].rstrip()
    found = _QUOTED.fullmatch(value)
    if found is None:
        return None
    if found["single"] is not None:
        return found["single"]
    return re.sub(r"\\(.)", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), found["double"])
