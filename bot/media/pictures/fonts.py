"""The fonts of cards and pictures: Noto Sans CJK for 简体, 繁體, Japanese and Korean, and others where it has no glyph.

They come as Python packages (manimgx-fonts-cjk, manimgx-fonts; SIL Open Font License), so that the same ones are there
on every machine.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typst

from bot.media.pictures.charmap import Coverage, coverage
from bot.media.pictures.clusters import EMOJI, clusters, shaped

Han = Literal["ja", "ko", "zh-hans", "zh-hant"]
"""Whose forms of Han characters are drawn: 骨 and 直 look otherwise in each."""

log = logging.getLogger(__name__)

_PACKAGES = ("manimgx_fonts_cjk", "manimgx_fonts")
# Fonts of one file, which Typst reads anew for each: 33 MB. The first has the others' forms too, for whoever names the
# language; of what GB 2312, Big5 and KS X 1001 have, two rare characters differ (墫, 郞), and in Japanese 隣, not rare.
_SIMPLIFIED, _JAPANESE = "Noto Sans CJK SC", "Noto Sans CJK JP"
_LATIN, _EMOJI = "Noto Sans", "Noto Emoji"
_MISSING = "〓"  # the printers' sign for a character that is not at hand; a box would look like a fault

# One character, ten times as wide as others: its words can be broken into lines.
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
    """A font, by the name of its family, and which characters it has."""

    family: str
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
        folders = [_folder(package) for package in _PACKAGES]
        self.loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        """The same fonts, as Typst takes them."""
        try:
            faces = dict(_faces(self.loaded))
            self._chinese, self._japanese = faces.pop(_SIMPLIFIED), faces.pop(_JAPANESE)
            self._latin, self._emoji = faces.pop(_LATIN), faces.pop(_EMOJI)
        except (OSError, ValueError) as error:
            raise MissingFonts(f"the fonts cannot be read ({error})") from error
        except KeyError as error:
            raise MissingFonts(f"{error} is not among the fonts") from error
        self._rest = [faces[family] for family in sorted(faces)]

    def cells(self, text: str, han: Han = "zh-hans", marks: Sequence[tuple[int, int]] = ()) -> list[Cell]:
        r"""Return text as cells, each with a face that has it; `marks` are [from, to) places in the text.

        A character that no font has is drawn as its compatibility form (𝓐 as A), else as 〓. A line break is one cell.
        """
        found: list[Cell] = []
        for part, marked in _parts(text, marks):
            found += [Cell(one, self._latin, marked) for one in clusters(shaped(part))]
        return [cell for place in range(len(found)) for cell in self._settled(found, place, han)]

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
        return [Cell(_MISSING, self._han(han), cell.marked)]

    def _han(self, han: Han) -> Face:
        return self._japanese if han == "ja" else self._chinese

    def _face(self, cluster: str, han: Han) -> Face | None:
        """Return the first face that has all of a cluster."""
        if cluster == _SENTENCE:
            return None
        needed = [one for one in cluster if one not in "\ufe0e\ufe0f\u200d"]
        picture = "\ufe0e" not in cluster and ("\ufe0f" in cluster or EMOJI.match(cluster) is not None)
        order = [self._han(han), self._latin, *self._rest, self._emoji]
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


def _faces(fonts: typst.Fonts) -> Iterator[tuple[str, Face]]:
    """Yield the fonts by their families, but none that are another form of the same characters."""
    for font in fonts.fonts():
        is_other = "CJK" in font.family and font.family not in (_SIMPLIFIED, _JAPANESE)
        if font.style == "normal" and font.path and not is_other:
            yield font.family, Face(font.family, coverage(Path(font.path), font.index))


def _folder(package: str) -> Path:
    spec = find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        return Path(place)
    raise MissingFonts(f"the package {package.replace('_', '-')} is not installed")


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
