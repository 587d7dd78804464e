"""What a button carries, packed and unpacked in this one place: at most 64 bytes, an id and a place, never words.

    q:Ab3_x-9Z:12     quote 12 (counted from 0) of the question kept under Ab3_x-9Z
    l:Ab3_x-9Z:2      page 2 (counted from 0) of its list
    -                 a button that only shows something, as 3/12 does

Whoever runs a client of their own can send any data at all, so nothing but these forms is taken, and the numbers in
them are places to look at, never a right to do something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LIMIT_BYTES = 64

_FORM = re.compile(r"([ql]):([A-Za-z0-9_-]{1,32}):([0-9]{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class OpenQuote:
    """Show one quote of a kept question; `place` counts from 0."""

    key: str
    place: int


@dataclass(frozen=True, slots=True)
class OpenList:
    """Show one page of a kept question's list; `page` counts from 0."""

    key: str
    page: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """Do nothing: the button is a label."""


Press = OpenQuote | OpenList | Nothing


def pack(press: Press) -> str:
    """Return the callback data of a button."""
    match press:
        case OpenQuote(key, place):
            return f"q:{key}:{place}"
        case OpenList(key, page):
            return f"l:{key}:{page}"
        case Nothing():
            return "-"


def unpack(data: str | None) -> Press | None:
    """Return what a pressed button asks for; None for anything that `pack` did not write."""
    if data == "-":
        return Nothing()
    form = _FORM.fullmatch(data or "")
    if form is None:
        return None
    kind, key, number = form.groups()
    return OpenQuote(key, int(number)) if kind == "q" else OpenList(key, int(number))
