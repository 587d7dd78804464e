"""Telegram HTML read as Telegram reads it: the text, and what is bold, linked or quoted in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

Json = dict[str, Any]

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "s": "strikethrough",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip


class BadHtml(Exception):
    """Telegram would not take this; `str()` says why, much as Telegram does."""


def units(text: str) -> int:
    """A length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def piece(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity is about."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def read(html: str) -> tuple[str, list[Json]]:
    """Return the text without blanks at its ends, and its entities in order; offsets and lengths in UTF-16 units."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise BadHtml(f"Can't find end tag corresponding to start tag {parser.open[-1][0]}")
    text = "".join(parser.pieces)
    kept = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    entities = [{**one, "offset": max(0, one["offset"] - lead)} for one in parser.entities]
    return kept, sorted(entities, key=lambda one: (one["offset"], -one["length"]))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.open: list[tuple[str, int, dict[str, str | None]]] = []
        self.entities: list[Json] = []

    @property
    def at(self) -> int:
        return sum(map(units, self.pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TYPES:
            raise BadHtml(f'Unsupported start tag "{tag}"')
        self.open.append((tag, self.at, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise BadHtml(f'Unexpected end tag "{tag}"')
        _, begin, attributes = self.open.pop()
        entity: Json = {"type": _TYPES[tag], "offset": begin, "length": self.at - begin}
        if tag == "a":
            entity["url"] = attributes.get("href")
        if tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise BadHtml(f"Unsupported start tag {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)
