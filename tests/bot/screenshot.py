"""Messages drawn as text, in few lines: what the README shows of the bot.

【】 is what matched, ┃ a quotation, [ ] a button.
"""

from __future__ import annotations

import unicodedata

from tests.bot.entities import Json, units
from tests.bot.scene import Offered
from tests.bot.wire import Sent

WIDTH = 100
_MOST_LINES = 2  # of a paragraph; a longer one is broken off with …
_NEVER_FIRST = "，。、？！：；…）」』】”’"


def message(sent: Sent) -> str:
    """Return a message of the bot's with its buttons."""
    barred, marked = _quoted(sent), _with_matches(sent)
    lines: list[str] = []
    for number, line in enumerate(marked.split("\n")):
        bar = "┃ " if number in barred else ""
        lines += [bar + part for part in _shortened(_wrapped(line, WIDTH - len(bar)))]
    return "\n".join([*lines, *(" ".join(f"[ {label} ]" for label in row) for row in sent.labels)])


def offered(rows: Offered, most: int) -> str:
    """Return the first rows that somebody who types inline can choose from."""
    lines = []
    for title, about in rows.rows[:most]:
        lines += [f"▸ {title}", *(f"  {part}" for part in _shortened(_wrapped(about, WIDTH - 2), 1))]
    return "\n".join(lines)


def _shortened(lines: list[str], most: int = _MOST_LINES) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + "…"]


def _quoted(sent: Sent) -> set[int]:
    """Return the numbers of the lines that stand in a quotation."""
    lines: set[int] = set()
    for entity in sent.entities:
        if entity["type"].endswith("blockquote"):
            before = _slice(sent.text, 0, entity["offset"]).count("\n")
            lines |= set(range(before, before + 1 + _part(sent.text, entity).count("\n")))
    return lines


def _with_matches(sent: Sent) -> str:
    """Return the text with what matched in brackets: what is bold, but for the name in front of a time."""
    text, names = sent.text, [entity for entity in sent.entities if entity["type"] == "bold"]
    for entity in reversed(names):
        end = entity["offset"] + entity["length"]
        behind = _slice(text, end, units(text))
        if behind.startswith((" · ", "\n")) or _is_name_in_list(text, entity):
            continue
        text = _slice(text, 0, entity["offset"]) + f"【{_part(text, entity)}】" + behind
    return text


def _is_name_in_list(text: str, entity: Json) -> bool:
    return _slice(text, 0, entity["offset"]).rsplit("\n", 1)[-1].rstrip(" ").endswith(".")


def _part(text: str, entity: Json) -> str:
    return _slice(text, entity["offset"], entity["offset"] + entity["length"])


def _slice(text: str, begin: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le")


def _wrapped(line: str, width: int) -> list[str]:
    """Return a line broken as a phone breaks it: between Han characters, else at blanks."""
    lines, current = [], ""
    for word in _words(line):
        if current and _columns(current + word.rstrip()) > width and word[0] not in _NEVER_FIRST:
            lines.append(current.rstrip())
            current = ""
        current += word
    return [*lines, current.rstrip()]


def _words(line: str) -> list[str]:
    words: list[str] = []
    for char in line:
        if words and char.isascii() and words[-1][-1].isascii() and words[-1][-1] != " ":
            words[-1] += char
        else:
            words.append(char)
    return words


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
