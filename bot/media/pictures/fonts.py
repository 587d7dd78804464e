"""The fonts of cards and pictures: Noto Sans CJK for 简体, 繁體, Japanese and Korean, and others where it has no glyph.

They come as Python packages (manimgx-fonts-cjk, manimgx-fonts; SIL Open Font License), so that the same ones are there
on every machine.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeVar

from PIL import ImageDraw, ImageFont

from bot.media.pictures.charmap import Coverage, coverage
from bot.media.pictures.clusters import EMOJI, clusters, leftward, shaped

Kind = TypeVar("Kind")

Han = Literal["ja", "ko", "zh-hans", "zh-hant"]
"""Whose forms of Han characters are drawn: 骨 and 直 look otherwise in each."""

log = logging.getLogger(__name__)

_COLLECTION = ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc")
_PLACES: dict[Han, int] = {"ja": 0, "ko": 1, "zh-hans": 2, "zh-hant": 3}
_LATIN, _EMOJI = "NotoSans[wght].ttf", "NotoEmoji[wght].ttf"
_OTHERS = "manimgx_fonts"
_MISSING = "〓"  # the printers' sign for a character that is not at hand; a box would look like a fault

# One character, ten times as wide as others: more than FreeType draws at once, so its words are drawn.
_SENTENCE = "\ufdfd"

# Common signs that the fonts lack, and what says the same.
_SAME = str.maketrans("✗✘✕➜➔➤⟶⟵⟨⟩", "×××→→▶→←〈〉") | {ord(_SENTENCE): "بسم الله الرحمن الرحيم"}

_QUOTES = frozenset("‘’“”…—·")  # one character, two widths: wide among Han, narrow in a Latin sentence
_KANA, _HANGUL = re.compile("[\u3041-\u30ff]"), re.compile("[\uac00-\ud7a3]")


class MissingFonts(Exception):
    """The fonts are not installed; `str()` is one line that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"No pictures are drawn: {reason}; `pip install manimgx-fonts-cjk manimgx-fonts` brings them.")


@dataclass(frozen=True, slots=True, eq=False)  # one face is one object: its table is too long to compare
class Face:
    """A font file, which of its fonts, and which characters that has."""

    path: Path
    index: int
    has: Coverage


@dataclass(frozen=True, slots=True)
class Cell:
    """One character as it is seen, the face it is drawn with, and whether it is marked."""

    text: str
    face: Face
    marked: bool = False


class Fonts:
    """All faces, loaded once; raises MissingFonts where a package is missing or is not what it was."""

    def __init__(self) -> None:
        try:
            collection = _folder(_COLLECTION[0]) / _COLLECTION[1]
            others = _folder(_OTHERS)
            self._han = {han: Face(collection, place, coverage(collection, place)) for han, place in _PLACES.items()}
            self._latin = Face(others / _LATIN, 0, coverage(others / _LATIN))
            self._emoji = Face(others / _EMOJI, 0, coverage(others / _EMOJI))
            # The greater ones first, then by name; italics are another weight of the same characters.
            names = sorted(path for path in others.glob("NotoSans*.ttf") if "Italic" not in path.name)
            self._rest = [Face(path, 0, coverage(path)) for path in names if path.name != _LATIN]
            sized(self._han["zh-hans"], 20, 400)
        except (OSError, ValueError) as error:
            raise MissingFonts(f"the fonts cannot be read ({error})") from error

    def cells(self, text: str, han: Han = "zh-hans", marks: Sequence[tuple[int, int]] = ()) -> list[Cell]:
        r"""Return text as cells, each with a face that has it; `marks` are [from, to) places in the text.

        A character that no font has is drawn as its compatibility form (𝓐 as A), else as 〓. A line break is one cell.
        """
        found: list[Cell] = []
        for part, marked in _parts(text, marks):
            found += [Cell(one, self._latin, marked) for one in clusters(shaped(part))]
        settled = [cell for place in range(len(found)) for cell in self._settled(found, place, han)]
        return list(_joined(settled))

    def _settled(self, cells: list[Cell], place: int, han: Han) -> list[Cell]:
        cell = cells[place]
        if cell.text in ("\n", "\r", "\r\n"):
            return [Cell("\n", self._latin, cell.marked)]
        if cell.text in _QUOTES and _latin_beside(cells, place):
            return [Cell(cell.text, self._latin, cell.marked)]
        if face := self._face(cell.text, han):
            return [Cell(cell.text, face, cell.marked)]
        same = unicodedata.normalize("NFKC", cell.text).translate(_SAME)
        for again in (clusters(same), [cell.text[0]]):
            faces = [self._face(one, han) for one in again]
            if all(faces):
                return [Cell(one, face, cell.marked) for one, face in zip(again, faces, strict=True) if face]
        return [Cell(_MISSING, self._han[han], cell.marked)]

    def _face(self, cluster: str, han: Han) -> Face | None:
        """Return the first face that has all of a cluster."""
        if cluster == _SENTENCE:
            return None
        needed = [one for one in cluster if one not in "\ufe0e\ufe0f\u200d"]
        picture = "\ufe0e" not in cluster and ("\ufe0f" in cluster or EMOJI.match(cluster) is not None)
        order = [self._han[han], self._latin, *self._rest, self._emoji]
        if picture:
            order.insert(0, self._emoji)
        return next((face for face in order if all(one in face.has for one in needed)), None)


def load_fonts() -> Fonts | None:
    """Return the fonts; None where they are missing, after one line in the log that says what to do."""
    try:
        return Fonts()
    except MissingFonts as error:
        log.warning("%s", error)
        return None


@dataclass(frozen=True, slots=True)
class Style:
    """How text is drawn: size in pixels, weight (100 to 900), colour."""

    size: int
    weight: int
    colour: str


def width(cells: Sequence[Cell], style: Style) -> float:
    """Return how wide cells are side by side, in pixels."""
    return sum(sized(face, style.size, style.weight).getlength(text) for face, text in _runs(cells))


def draw(picture: ImageDraw.ImageDraw, left: float, baseline: float, cells: Sequence[Cell], style: Style) -> None:
    """Draw cells on one line, from `left` on, standing on `baseline`."""
    for face, text in _runs(_seen(cells)):
        font = sized(face, style.size, style.weight)
        picture.text((left, baseline), text, font=font, fill=style.colour, anchor="ls")
        left += font.getlength(text)


def han_of(text: str, otherwise: Han = "zh-hans") -> Han:
    """Return whose Han characters a text has: kana tell Japanese, Hangul Korean; else its characters 简 or 繁.

    A character that GB 2312 lacks and Big5 has is 繁, and the other way round; more of them decide.
    """
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    simplified = sum(_encodes(one, "gb2312") and not _encodes(one, "big5") for one in text if one > "\u2e80")
    traditional = sum(_encodes(one, "big5") and not _encodes(one, "gb2312") for one in text if one > "\u2e80")
    if simplified == traditional:
        return otherwise
    return "zh-hans" if simplified > traditional else "zh-hant"


@cache
def sized(face: Face, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Return a face in one size and weight."""
    font = ImageFont.truetype(face.path, size, index=face.index)
    axes: list[float] = []
    for axis in font.get_variation_axes():
        lightest, heaviest = axis["minimum"] or 0, axis["maximum"] or 1000
        axes.append(min(max(weight, lightest), heaviest) if axis["name"] == b"Weight" else axis["default"] or 0)
    font.set_variation_by_axes(axes)
    return font


def _folder(package: str) -> Path:
    spec = find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        return Path(place)
    raise MissingFonts(f"the package {package.replace('_', '-')} is not installed")


def _runs(cells: Sequence[Cell]) -> list[tuple[Face, str]]:
    return [(face, "".join(cell.text for cell in run)) for face, run in groupby(cells, key=lambda cell: cell.face)]


def _joined(cells: list[Cell]) -> Iterator[Cell]:
    """Yield the cells, what stands between words that are read from right to left in the face of these.

    What has one face is drawn at once, and so put in order; blanks in the face of Han characters would part it.
    """
    face: Face | None = None
    for cell, left in zip(cells, leftward([cell.text for cell in cells]), strict=True):
        if not left:
            face = None
        elif unicodedata.bidirectional(cell.text[0]) in ("R", "AL"):
            face = cell.face
        elif face is not None and cell.face is not face and all(one in face.has for one in cell.text):
            yield replace(cell, face=face)
            continue
        yield cell


def _seen(cells: Sequence[Cell]) -> list[Cell]:
    """Return cells so that their faces follow one another as they are seen; what has one face is put in order later."""
    return [cell for run, _ in runs_seen(cells, lambda cell: cell.face) for cell in run]


def runs_seen(cells: Sequence[Cell], alike: Callable[[Cell], Kind]) -> list[tuple[list[Cell], Kind]]:
    """Return a line in runs of cells that are alike, each with what they share, from left to right as they are seen.

    Each run is put in order when it is drawn; of several that are read from right to left, the first is rightmost.
    """
    ways = leftward([cell.text for cell in cells])
    seen: list[tuple[list[Cell], Kind]] = []
    for left, stretch in groupby(zip(cells, ways, strict=True), key=lambda one: one[1]):
        runs = [(list(run), kind) for kind, run in groupby((cell for cell, _ in stretch), key=alike)]
        seen += reversed(runs) if left else runs
    return seen


def _parts(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Return the text in parts that are marked and parts that are not."""
    parts, at = [], 0
    for begin, end in marks:
        parts += [(text[at:begin], False), (text[begin:end], True)]
        at = end
    return [*parts, (text[at:], False)]


def _latin_beside(cells: list[Cell], place: int) -> bool:
    """Say whether the nearest letters on either side of a quotation mark are Latin ones, none of them wide.

    A dot between blanks parts two things of any kind, and needs no more room.
    """
    if cells[place].text == "·" and all(cells[at].text == " " for at in (place - 1, place + 1) if 0 <= at < len(cells)):
        return True
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(cells) and (cells[at].text in _QUOTES or not cells[at].text[0].isalnum()):
            if cells[at].text == "\n" or unicodedata.east_asian_width(cells[at].text[0]) in "WF":
                break
            at += step
        if 0 <= at < len(cells) and unicodedata.east_asian_width(cells[at].text[0]) in "WF":
            return False
    return True


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
