"""Cells into lines of a given width, as a typesetter would break them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.media.pictures.clusters import NEVER_LAST, pieces
from bot.media.pictures.fonts import Cell, Style, width

_HANGING = frozenset("、。，．！？：；」』）》〉】”’")
_BALANCED = 4  # so many lines are made equally long; more of them look even anyway
_NARROWEST = 0.55
_SHORT = 8  # characters of a marked word that stays on one line
_GOOD_ENDS = frozenset("/.-_?&=#@:,")  # where an address may be torn


def break_lines(cells: Sequence[Cell], style: Style, room: float) -> list[list[Cell]]:
    """Return the cells in lines that are at most `room` pixels wide, without the blanks at their ends.

    Only what is a line by itself and still too wide is broken where it fits. Full-width punctuation at the end of a
    line may hang over by its blank half. A few lines are made equally long, and no last line is a single character.
    """
    paragraphs = [list(run) for is_break, run in groupby(cells, lambda cell: cell.text == "\n") if not is_break]
    return [line for paragraph in paragraphs for line in _paragraph(paragraph, style, room)]


def shortened(lines: Sequence[list[Cell]], most: int, style: Style, room: float, dots: Cell) -> list[list[Cell]]:
    """Return at most so many lines; where some are left out, the last one ends with `dots`."""
    if len(lines) <= most:
        return list(lines)
    return [*map(list, lines[: most - 1]), _dotted(lines[most - 1], style, room, dots)]


def fitted(cells: Sequence[Cell], style: Style, room: float, dots: Cell) -> list[Cell]:
    """Return one line: all of the cells, line breaks as blanks, else as many as fit with `dots` behind them."""
    line = [replace(cell, text=" ") if cell.text == "\n" else cell for cell in cells]
    return line if width(line, style) <= room else _dotted(line, style, room, dots)


def hang(line: Sequence[Cell], style: Style) -> float:
    """Return how many pixels of the width of a line are the blank half of its last character."""
    return (
        style.size * 0.45 if line and line[-1].text in _HANGING and width(line[-1:], style) > style.size * 0.9 else 0.0
    )


def _dotted(line: Sequence[Cell], style: Style, room: float, dots: Cell) -> list[Cell]:
    """Return as much of a line as fits before `dots`; nothing stands there that belongs to what is left out."""
    kept = list(line)
    while kept and width([*kept, dots], style) > room:
        kept.pop()
    while kept and (kept[-1].text.isspace() or kept[-1].text in _HANGING or kept[-1].text in NEVER_LAST):
        kept.pop()
    return [*kept, dots]


def _paragraph(cells: list[Cell], style: Style, room: float) -> list[list[Cell]]:
    lines = _filled(cells, style, room)
    if not 1 < len(lines) <= _BALANCED and (len(lines) < 2 or len(lines[-1]) > 2):
        return lines
    widest = max(_ink(cells[begin:end], style) for begin, end in pieces([cell.text for cell in cells]))
    if widest > room:
        return lines
    low, high = max(widest, (_NARROWEST if len(lines) <= _BALANCED else 0.9) * room), room
    while high - low > style.size / 8:  # the narrowest room that takes no line more
        middle = (low + high) / 2
        tried = _filled(cells, style, middle)
        if len(tried) == len(lines):
            high, lines = middle, tried
        else:
            low = middle
    return lines


def _filled(cells: list[Cell], style: Style, room: float) -> list[list[Cell]]:
    """Return lines, each as full as it gets."""
    lines: list[list[Cell]] = [[]]
    for begin, end in pieces([cell.text for cell in cells], _marked_words(cells)):
        piece = cells[begin:end]
        if lines[-1] and _ink([*lines[-1], *piece], style) > room:  # as a whole: kerning makes it more than its parts
            lines.append([])
        while not lines[-1] and len(piece) > 1 and _ink(piece, style) > room:  # a word that is wider than a line
            fits = _fitting(piece, style, room)
            lines[-1], piece = piece[:fits], piece[fits:]
            lines.append([])
        if not lines[-1]:
            piece = _trimmed(piece, tail=False)
        lines[-1] = [*lines[-1], *piece]
    return [trimmed for line in lines if (trimmed := _trimmed(line))]


def _fitting(word: list[Cell], style: Style, room: float) -> int:
    """Return how much of a word to set on one line: up to a slash or the like where that fills half of it."""
    fits = 1
    while fits < len(word) and width(word[: fits + 1], style) <= room:
        fits += 1
    good = [place for place in range(fits // 2, fits) if word[place].text in _GOOD_ENDS]
    return good[-1] + 1 if good else fits


def _marked_words(cells: list[Cell]) -> frozenset[int]:
    """Return the places inside of short marked words, which are looked for and so better not torn apart."""
    found: set[int] = set()
    begin = 0
    for marked, run in groupby(cells, lambda cell: cell.marked):
        end = begin + len(list(run))
        if marked and end - begin <= _SHORT:
            found.update(range(begin + 1, end))
        begin = end
    return frozenset(found)


def _ink(piece: list[Cell], style: Style) -> float:
    """Return how wide a piece is at the end of a line: without blanks, and without what may hang over."""
    line = _trimmed(piece)
    return width(line, style) - hang(line, style)


def _trimmed(line: Sequence[Cell], *, tail: bool = True) -> list[Cell]:
    begin, end = 0, len(line)
    while begin < end and line[begin].text.isspace():
        begin += 1
    while tail and end > begin and line[end - 1].text.isspace():
        end -= 1
    return list(line[begin:end])
