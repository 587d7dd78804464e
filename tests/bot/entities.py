"""Telegram HTML read as Telegram reads it: the text, and what is bold, linked or quoted in it.

After the reader in Telegram's own library (parse_html in td/telegram/MessageEntity.cpp); what it refuses is refused in
its words, and what it would silently drop is refused too. https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "blockquote": {"expandable"}, "span": {"class"}}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(?P<decimal>[0-9]+)|#[xX](?P<hexa>[0-9a-fA-F]+)|(?P<name>[a-zA-Z]+))(?P<end>;?)")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[^\s>]*)(?P<attributes>[^>]*)>")
_ATTRIBUTE = re.compile(
    r"""\s*(?P<name>[^\s=>]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[\w.-]+)))?"""
)


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
    reader = _Reader(html)
    reader.read()
    text = "".join(reader.pieces)
    kept = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    entities = [{**one, "offset": max(0, one["offset"] - lead)} for one in reader.entities]
    return kept, sorted(entities, key=lambda one: (one["offset"], -one["length"]))  # of two alike the outer one first


def check_address(url: str) -> None:
    """Hold a link to lead somewhere; Telegram drops one that does not, without a word."""
    parts = urlsplit(url)
    good = parts.scheme in ("http", "https", "tg") and bool(parts.netloc) and not re.search(r"[\s\x00-\x1f]", url)
    if not good:
        raise BadHtml(f"URL {url[:40]!r} would not be a link")


@dataclass
class _Open:
    name: str
    begin: int
    place: int
    attributes: dict[str, str | None]


@dataclass
class _Reader:
    html: str
    pieces: list[str] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    at: int = 0

    def read(self) -> None:
        position = 0
        while position < len(self.html):
            char = self.html[position]
            if char == "<":
                position = self._tag(position)
            elif char == "&":
                position = self._character(position)
            else:
                self._add(char)
                position += 1
        if self.stack:
            raise BadHtml(f"Can't find end tag corresponding to start tag {self.stack[-1].name}")

    def _add(self, text: str) -> None:
        if any(ord(char) < 0x20 and char not in "\n\t" for char in text):
            raise BadHtml("a control character, which would be dropped")
        self.pieces.append(text)
        self.at += units(text)

    def _character(self, position: int) -> int:
        found = _CHARACTER.match(self.html, position)
        said = _decoded(found) if found else None
        if found is None or said is None:
            self._add("&")
            return position + 1
        self._add(said)
        return found.end()

    def _tag(self, position: int) -> int:
        offset = len(self.html[:position].encode())
        found = _TAG.match(self.html, position)
        if found is None:
            raise BadHtml(f"Unclosed start tag at byte offset {offset}")
        name = found["name"].lower()
        if found["end"]:
            self._close(name, offset)
            return found.end()
        if name not in _TYPES:
            raise BadHtml(f'Unsupported start tag "{name}" at byte offset {offset}')
        attributes = _attributes(found["attributes"])
        if unknown := set(attributes) - _ATTRIBUTES.get(name, set()):
            raise BadHtml(f"{name} knows no {', '.join(sorted(unknown))}: it would be ignored")
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise BadHtml('Tag "span" must have class "tg-spoiler"')
        if name == "blockquote" and any(one.name == "blockquote" for one in self.stack):
            raise BadHtml("blockquote entities can't be nested")
        if any(one.name in ("code", "pre") for one in self.stack):
            raise BadHtml("code can't contain any other entities")
        self.stack.append(_Open(name, self.at, len(self.entities), attributes))
        return found.end()

    def _close(self, name: str, offset: int) -> None:
        if not self.stack:
            raise BadHtml(f"Unexpected end tag at byte offset {offset}")
        opened = self.stack.pop()
        if name and name != opened.name:
            raise BadHtml(f'Unmatched end tag at byte offset {offset}, expected "</{opened.name}>", found "</{name}>"')
        entity: Json = {"type": _TYPES[opened.name], "offset": opened.begin, "length": self.at - opened.begin}
        if opened.name == "a":
            entity["url"] = opened.attributes.get("href") or ""
            check_address(entity["url"])
        if opened.name == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if entity["length"]:
            self.entities.insert(opened.place, entity)


def _attributes(written: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    position = 0
    while written[position:].strip():
        attribute = _ATTRIBUTE.match(written, position)
        if attribute is None:
            raise BadHtml("Empty attribute name in the tag")
        value = next((attribute[kind] for kind in ("double", "single", "bare") if attribute[kind] is not None), None)
        found[attribute["name"].lower()] = _unescaped(value) if value is not None else None
        position = attribute.end()
    return found


def _unescaped(value: str) -> str:
    return _CHARACTER.sub(lambda found: _decoded(found) or found[0], value)


def _decoded(found: re.Match[str]) -> str | None:
    if found["name"]:
        return _NAMED.get(found["name"]) if found["end"] else None
    code = int(found["decimal"]) if found["decimal"] else int(found["hexa"], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None
