"""Which characters a font has, read from its own table: Typst draws an empty box for the others and does not tell."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_UNICODE = {(3, 10): 4, (0, 6): 4, (0, 4): 4, (3, 1): 2, (0, 3): 2, (0, 2): 1, (0, 1): 1, (0, 0): 1}


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """The characters of a font, as [first, last] ranges in order."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def __contains__(self, character: object) -> bool:
        """Say whether the font has a glyph for a character."""
        if not isinstance(character, str) or len(character) != 1:
            return False
        place = bisect_right(self.firsts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.lasts[place]


def coverage(path: Path, index: int = 0) -> Coverage:
    """Return which characters a font file has; `index` chooses the font of a collection. Raises ValueError, OSError.

    https://learn.microsoft.com/typography/opentype/spec/cmap (formats 4 and 12, which all fonts of today have)
    """
    with path.open("rb") as file:
        try:
            return _ranges(_table(file, index))
        except (struct.error, IndexError) as error:
            raise ValueError(f"{path.name} is no font") from error


def _table(file: BinaryIO, index: int) -> bytes:
    """Return the `cmap` table of a font."""
    head = file.read(12)
    begin = 0
    if head[:4] == b"ttcf":
        file.seek(12 + 4 * index)
        (begin,) = struct.unpack(">I", file.read(4))
    file.seek(begin)
    (tables,) = struct.unpack(">4xH6x", file.read(12))
    for _ in range(tables):
        tag, offset, length = struct.unpack(">4s4xII", file.read(16))
        if tag == b"cmap":
            file.seek(offset)
            return file.read(length)
    raise IndexError("no cmap")


def _ranges(table: bytes) -> Coverage:
    """Return the ranges of the best subtable."""
    (count,) = struct.unpack_from(">2xH", table)
    best = (0, 0)
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * place)
        best = max(best, (_UNICODE.get((platform, encoding), 0), offset))
    offset = best[1]
    (form,) = struct.unpack_from(">H", table, offset)
    if form == 12:
        (groups,) = struct.unpack_from(">12xI", table, offset)
        found = [struct.unpack_from(">II4x", table, offset + 16 + 12 * group) for group in range(groups)]
    elif form == 4:
        (doubled,) = struct.unpack_from(">6xH", table, offset)
        segments = doubled // 2
        lasts = struct.unpack_from(f">{segments}H", table, offset + 14)
        firsts = struct.unpack_from(f">{segments}H", table, offset + 16 + doubled)
        found = [(first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF]
    else:
        raise IndexError("an unknown form of cmap")
    found.sort()
    return Coverage(tuple(first for first, _ in found), tuple(last for _, last in found))
