"""Wording: a language's sentence for each kind of refusal and remark, and its words for what fills the holes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from store.wording.kinds import (
    Counted,
    Encoding,
    Field,
    Foreign,
    Format,
    Location,
    Named,
    Refusal,
    RefusalKind,
    Remark,
    RemarkKind,
    Unit,
)

_LONGEST_REASON = 500  # characters; it may quote the file, which may hold anything

Forms = str | tuple[str, str]
"""A sentence, or one for a count of one and one for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The sentences of one language. A hole is named in braces by the field that fills it.

    `places` are the sentences for a line, a first line, a piece and a first piece; they stand behind a sentence.
    What `formats`, `encodings` and `foreign` lack stays as it is.
    """

    refusals: Mapping[RefusalKind, str]
    remarks: Mapping[RemarkKind, Forms]
    counted: Mapping[Unit, Forms]
    numbered: Mapping[Unit, str]
    at_line: str
    first: str
    behind: str
    named: str
    comma: str
    formats: Mapping[str, str]
    encodings: Mapping[str, str]
    foreign: Mapping[str, str]

    def remark(self, remark: Remark) -> str:
        """Return the sentence for what is odd in a file."""
        return self._filled(self.remarks[remark.kind], remark.fields)

    def reason(self, refusal: Refusal) -> str:
        """Return the sentence for why a file was not read, without its name and line; on one line, not too long."""
        reason = " ".join(self._filled(self.refusals[refusal.kind], refusal.fields).split())
        return reason if len(reason) <= _LONGEST_REASON else reason[:_LONGEST_REASON] + "…"

    def format(self, name: str, title: str) -> str:
        """Return what a format is called, by its name for programs and its title in English."""
        return self.formats.get(name, title)

    def encoding(self, name: str) -> str:
        """Return what an encoding is called, by its name in Python."""
        return self.encodings.get(name, name)

    def converted(self, convert: Callable[[str], str]) -> Wording:
        """Return these sentences in other letters."""

        def forms(told: Forms) -> Forms:
            return convert(told) if isinstance(told, str) else (convert(told[0]), convert(told[1]))

        return replace(
            self,
            refusals={kind: convert(told) for kind, told in self.refusals.items()},
            remarks={kind: forms(told) for kind, told in self.remarks.items()},
            counted={unit: forms(told) for unit, told in self.counted.items()},
            numbered={unit: convert(told) for unit, told in self.numbered.items()},
            at_line=convert(self.at_line),
            first=convert(self.first),
            behind=convert(self.behind),
            named=convert(self.named),
            formats={name: convert(told) for name, told in self.formats.items()},
            encodings={name: convert(told) for name, told in self.encodings.items()},
            foreign={words: convert(told) for words, told in self.foreign.items()},
        )

    def _filled(self, told: Forms, fields: Mapping[str, Field]) -> str:
        count = fields.get("count", 1)
        sentence = self._form(told, count.count if isinstance(count, Counted) else count)
        return sentence.format(**{name: self._worded(field) for name, field in fields.items()})

    @staticmethod
    def _form(told: Forms, count: object) -> str:
        return told if isinstance(told, str) else told[count != 1]

    def _worded(self, field: Field) -> str:  # noqa: PLR0911 - one for each kind of field
        match field:
            case Counted(count, unit):
                return self._form(self.counted[unit], count).format(count=count)
            case Location(line, number, unit, first):
                piece = self.numbered[unit].format(number=number)
                place = piece if line is None else self.at_line.format(line=line)
                return self.behind.format(place=self.first.format(place=place) if first else place)
            case Named(names):
                return self.comma.join(self.named.format(name=name, line=line) for name, line in names)
            case Format(name, title):
                return self.format(name, title)
            case Encoding(name):
                return self.encodings.get(name, name.upper())
            case Foreign(words):
                return self.foreign.get(words, words)
        return str(field)
