"""Setting text with Typst: words into runs that it may break, and a template and its data into a picture."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TypedDict

import typst

from bot.media.pictures.clusters import is_wide
from bot.media.pictures.fonts import Cell, Fonts, Han

_TEMPLATES = Path(__file__).parent / "templates"
_JOINER, _SPACE = "\u2060", "\u200b"  # of no width: no line ends here, and a line may end here

_SHORT = 8  # characters of a marked word that stays on one line: it is what was looked for
_PART = 10  # characters that fit into a line in every size
_LINK = 20  # what is longer may be broken after a slash or the like
_GOOD_ENDS = frozenset("/.-_?&=#@:,")
# What begins no line though Typst lets it:
# https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_and_line_end
_NEVER_FIRST = frozenset("—ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー〜～·ˈˌ")

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Myanmar, Khmer

_LANGUAGES: dict[Han, tuple[str, str]] = {
    "zh-hans": ("zh", "cn"),
    "zh-hant": ("zh", "tw"),
    "ja": ("ja", "jp"),
    "ko": ("ko", "kr"),
}

Run = tuple[str, str, bool, int]
"""Words, the family of their font, whether they are marked, and how many characters cannot be parted there (0: few)."""

_BREAK: Run = ("\n", "", False, 0)


class Words(TypedDict):
    """A text as templates take it: its runs, a line break being one; its language; whether it is read leftwards."""

    runs: list[Run]
    lang: tuple[str, str]
    rtl: bool


def words_of(cells: Sequence[Cell], han: Han) -> Words:
    """Return cells as templates take them, without empty lines and blanks at the ends of lines."""
    runs: list[Run] = []
    for is_break, line in groupby(cells, key=lambda cell: cell.text == "\n"):
        words = [] if is_break else _runs(_trimmed(list(line)))
        runs += [_BREAK, *words] if runs and words else words
    return {"runs": runs, "lang": _LANGUAGES[han], "rtl": _from_right(cells)}


def draw(fonts: Fonts, template: str, han: Han, data: Mapping[str, object]) -> bytes:
    """Return a template as PNG, one pixel a point; `data` are its words and numbers, as JSON has them."""
    dots = words_of(fonts.cells("…", han), han)
    told = json.dumps({**data, "lang": dots["lang"], "dots": dots["runs"][0]})
    compiler = typst.Compiler(root=_TEMPLATES, font_paths=fonts.loaded)
    png = compiler.compile(_TEMPLATES / f"{template}.typ", format="png", ppi=72, sys_inputs={"data": told})
    return bytes(png) if isinstance(png, bytes) else b""


def _runs(line: Sequence[Cell]) -> list[Run]:
    """Return a line as runs, with joiners and spaces where Typst would break it elsewhere."""
    found: list[tuple[str, tuple[str, bool, int]]] = []
    parts, whole, before = _parts(line), _kept_whole(line), " "
    for place, (cell, (part, is_link)) in enumerate(zip(line, parts, strict=True)):
        text = cell.text
        if is_link and before in _GOOD_ENDS:
            text = _SPACE + text
        elif _belongs(before, text, place in whole):
            text = _JOINER + text
        found.append((text, (cell.face.family, cell.marked, part)))
        before = cell.text
    return [("".join(text for text, _ in run), *key) for key, run in groupby(found, key=itemgetter(1))]


def _belongs(before: str, text: str, kept: bool) -> bool:
    """Say whether a character stays with the one before it, where Typst would part them."""
    if before.isspace() or text.isspace():
        return False
    wide = is_wide(before) or is_wide(text)
    return text in _NEVER_FIRST or before == "-" or (_is_hangul(before) and _is_hangul(text)) or (kept and wide)


def _trimmed(line: list[Cell]) -> list[Cell]:
    words = [place for place, cell in enumerate(line) if not cell.text.isspace()]
    return line[words[0] : words[-1] + 1] if words else []


def _parts(cells: Sequence[Cell]) -> list[tuple[int, bool]]:
    """Return for each cell how long the part is that it is torn from (0 if short), and whether that is in a link."""
    found: list[tuple[int, bool]] = []
    texts = [cell.text for cell in cells]
    firm = map(_is_firm, texts, ["", *texts])
    for is_word, stretch in groupby(zip(firm, texts, strict=False), key=itemgetter(0)):
        word = [text for _, text in stretch]
        is_link = is_word and len(word) > _LINK
        ends = [at + 1 for at, text in enumerate(word) if is_link and text in _GOOD_ENDS]
        for begin, end in pairwise([0, *ends, len(word)]):
            length = end - begin if is_word and end - begin > _PART else 0
            found += [(length, is_link)] * (end - begin)
    return found


def _kept_whole(line: Sequence[Cell]) -> frozenset[int]:
    """Return the places where no line begins: inside of short marked words, and the last character."""
    found = {max((place for place, cell in enumerate(line) if cell.text[0].isalnum()), default=0)}
    begin = 0
    for marked, run in groupby(line, key=lambda cell: cell.marked):
        end = begin + len(list(run))
        if marked and end - begin <= _SHORT:
            found.update(range(begin + 1, end))
        begin = end
    return frozenset(found)


def _is_firm(text: str, before: str) -> bool:
    """Say whether no line may end beside a character. Typst knows the words of Thai and the like, but not "ๆๆๆๆ"."""
    if text.isspace():
        return False
    if _UNSPACED.match(text):
        return text == before
    return not is_wide(text) or unicodedata.category(text[0])[0] == "P" or text in _NEVER_FIRST


def _is_hangul(text: str) -> bool:
    return "\uac00" <= text[0] <= "\ud7a3"


def _from_right(cells: Sequence[Cell]) -> bool:
    """Say whether the first letter is one that is read from right to left."""
    ways = (unicodedata.bidirectional(cell.text[0]) for cell in cells)
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"
