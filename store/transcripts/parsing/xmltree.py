"""XML from outside as a plain tree with line numbers, read by expat with entities of the file's own refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from store.errors import NotATranscript
from store.transcripts.parsing.reader import Source
from store.wording.kinds import Foreign

_MAX_DEPTH = 100


@dataclass(slots=True)
class Element:
    """An element: its name and attributes without the prefixes of namespaces, and its texts and children in order."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        r"""Return all words inside; `<br/>` is a line break."""
        return "".join(
            piece if isinstance(piece, str) else "\n" if piece.name == "br" else piece.text for piece in self.content
        )

    def find(self, *names: str) -> Iterator[Element]:
        """Yield all elements of these names inside, at any depth, in file order."""
        for piece in self.content:
            if isinstance(piece, Element):
                if piece.name in names:
                    yield piece
                yield from piece.find(*names)


class _TooDeep(Exception):
    """The elements are nested too deeply."""


class _OwnEntities(Exception):
    """The file declares entities of its own."""


def looks_like_xml(source: Source) -> bool:
    """Say whether the file begins as XML does."""
    return source.text.lstrip()[:1] == "<"


def peek_xml(source: Source) -> Element | None:
    """Return the root of the file where it is XML, else None; never raises."""
    if not looks_like_xml(source):
        return None
    try:
        return parse_xml(source)
    except NotATranscript:
        return None


def parse_xml(source: Source) -> Element:
    """Return the root of the file; do not change it, callers share it.

    Raises NotATranscript where the file is no well-formed XML (with the line), nested more than 100 deep, or declares
    entities: those are how a few lines become gigabytes, and no transcript needs them.
    """
    try:
        return _parse(source.text)
    except expat.ExpatError as fault:
        reason = expat.ErrorString(fault.code) or "not well-formed"
        raise NotATranscript(source.name, "xml_broken", fault.lineno, fault=Foreign(reason)) from fault
    except _TooDeep as fault:
        raise NotATranscript(source.name, "xml_deep", depth=_MAX_DEPTH) from fault
    except _OwnEntities as fault:
        raise NotATranscript(source.name, "xml_entities") from fault


@lru_cache(maxsize=2)
def _parse(text: str) -> Element:
    # Decoded already, so the encoding it declares is no longer true; and without namespaces: a prefix that nobody
    # declared is no reason to refuse words.
    parser = expat.ParserCreate("utf-8")
    body = text.lstrip()
    above = text.count("\n", 0, len(text) - len(body))
    root = Element("", {}, 1)
    open_elements = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > _MAX_DEPTH:
            raise _TooDeep
        bare = {_bare(key): value for key, value in attributes.items()}
        element = Element(_bare(name), bare, parser.CurrentLineNumber + above)
        open_elements[-1].content.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def words(text: str) -> None:
        open_elements[-1].content.append(text)

    def declared(*_: object) -> None:
        raise _OwnEntities

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.EntityDeclHandler = declared
    parser.Parse(body.encode(), True)
    return next(piece for piece in root.content if isinstance(piece, Element))


def _bare(name: str) -> str:
    """Return a name without its prefix: `pst:item` is `item`."""
    return name.rpartition(":")[2]
