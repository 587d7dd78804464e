"""Sentences that the store makes (why a file was not read, what is odd in it), told in a person's language.

The store knows English only, and its sentences arrive finished. So a language that is not English holds a table from
English sentences with holes to its own: whichever fits gives the sentence, with what stood in the holes put in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

# What may stand in a hole, by what is written behind its name; a hole with nothing behind it holds anything.
_NUMBER, _PHRASE, _LIST = "d", "phrase", "list"
_SHAPES = {_NUMBER: r"[0-9]+(?:[.,][0-9]+)*"}
_ANYTHING = ".+?"

_BEHIND_ITEM = re.compile(r"(?<=\)), ")  # each item of a list ends with its line in brackets
_BEHIND_FILE = re.compile(r"(?:, line (?P<line>[0-9]+))?: ")
_MOST_COLONS = 8  # that a file's name has


@dataclass(frozen=True, slots=True)
class _Template:
    """An English sentence with holes, as a pattern; what kind of hole each is; the sentence it becomes."""

    pattern: re.Pattern[str]
    kinds: Mapping[str, str]
    told: str


class Reasons:
    """The sentences of the store in one language, by the English ones.

    A hole is named in braces, the same on both sides: `{count:d}` holds a number, `{what:phrase}` what has an
    entry of its own and is told by it, `{names:list}` such phrases in a row, `{words}` what stays as it is.
    """

    def __init__(self, entries: Mapping[str, str], *, comma: str = ", ") -> None:
        self.entries = dict(entries)
        self._comma = comma

    @classmethod
    def of_table(cls, table: str, *, comma: str) -> Reasons:
        """Return the sentences of a table: English lines, then, indented, the one line that tells any of them."""
        return cls(dict(_lines_of(table)), comma=comma)

    def converted(self, convert: Callable[[str], str]) -> Reasons:
        """Return these sentences in other letters."""
        told = {english: convert(sentence) for english, sentence in self.entries.items()}
        return Reasons(told, comma=self._comma)

    def told(self, sentence: str) -> str:
        """Return a sentence of the store in this language; as it is where nothing fits."""
        return self.known(sentence) or sentence

    def known(self, sentence: str) -> str | None:
        """Return a sentence of the store in this language, None where nothing fits."""
        if sentence in self.entries:
            return self.entries[sentence]
        for template in self._templates:
            if found := template.pattern.fullmatch(sentence):
                filled = {name: self._filled(text, template.kinds[name]) for name, text in found.groupdict().items()}
                return template.told.format(**filled)
        return None

    def split(self, sentence: str) -> tuple[str, str | None, str] | None:
        """Return the file that a sentence names first, the line, and the reason in this language.

        None where the reason is not known. The name may hold colons; what follows one of them is the reason.
        """
        for place, colon in enumerate(_BEHIND_FILE.finditer(sentence)):
            if place < _MOST_COLONS and (reason := self.known(sentence[colon.end() :])) is not None:
                return sentence[: colon.start()], colon["line"], reason
        return None

    def _filled(self, text: str, kind: str) -> str:
        if kind == _LIST:
            return self._comma.join(self.told(item) for item in _BEHIND_ITEM.split(text))
        return self.told(text) if kind == _PHRASE else text

    @cached_property
    def _templates(self) -> tuple[_Template, ...]:
        """The sentences with holes, those with the longest words of their own first: they say most."""
        holed = [(english, told) for english, told in self.entries.items() if "{" in english]
        holed.sort(key=lambda entry: -sum(len(literal) for literal, *_ in Formatter().parse(entry[0])))
        return tuple(_compiled(english, told) for english, told in holed)


def _lines_of(table: str) -> Iterator[tuple[str, str]]:
    """Yield each English line of a table with the line that tells it; `#` begins a heading."""
    english: list[str] = []
    for line in table.splitlines():
        if line.startswith(" "):
            yield from ((one, line.strip()) for one in english)
            english.clear()
        elif line and not line.startswith("#"):
            english.append(line)


def _compiled(english: str, told: str) -> _Template:
    pattern = ""
    kinds: dict[str, str] = {}
    for literal, name, kind, _ in Formatter().parse(english):
        pattern += re.escape(literal)
        if name is not None:
            kinds[name] = kind or ""
            pattern += f"(?P<{name}>{_SHAPES.get(kind or '', _ANYTHING)})"
    return _Template(re.compile(pattern, re.DOTALL), kinds, told)
