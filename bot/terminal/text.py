"""Telegram's HTML as terminal text: bold and other styles as escape codes, or none where they would not be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

# Tag -> (on, off), https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters
_BOLD, _ITALIC, _UNDERLINE, _STRUCK, _NONE = (1, 22), (3, 23), (4, 24), (9, 29), None
_STYLES: dict[str, tuple[int, int] | None] = {
    "b": _BOLD, "strong": _BOLD, "i": _ITALIC, "em": _ITALIC, "u": _UNDERLINE, "ins": _UNDERLINE,
    "s": _STRUCK, "strike": _STRUCK, "del": _STRUCK, "a": _NONE, "code": _NONE, "pre": _NONE, "span": _NONE,
    "tg-spoiler": _NONE, "tg-emoji": _NONE, "blockquote": _NONE,
}  # fmt: skip

_ANY_TAG = re.compile(r"""<(?:[^"'<>]|"[^"]*"|'[^']*')*>""")
_PIECE = re.compile(rf"{_ANY_TAG.pattern}|[^<]+|<")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z0-9-]+)(?P<attributes>(?:\s.*)?)>", re.DOTALL)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""", re.IGNORECASE)

# What a transcript must not do to a terminal: colours, cursor, title, anything but line breaks and tabs.
_HARMFUL = {code: None for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(code) not in "\n\t"}


class BadEntities(ValueError):
    """The HTML is none that Telegram takes; `str()` is its complaint in Telegram's words."""


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end, and what stands in it so far."""

    name: str
    href: str = ""
    written: list[str] = field(default_factory=list)


def harmless(text: str) -> str:
    """Return a text without the control characters that a terminal obeys; line breaks and tabs stay."""
    return text.translate(_HARMFUL)


def bare(html: str) -> str:
    """Return the text of a message in Telegram's HTML, without its tags: what counts against the limits."""
    return unescape(_ANY_TAG.sub("", html)).strip()


def plain(html: str, *, ansi: bool) -> str:
    """Return what a message in Telegram's HTML looks like: links with their address behind them, quotations barred.

    With `ansi`, bold, italic, underlined and struck text is marked by escape codes. Raises BadEntities.
    https://core.telegram.org/bots/api#html-style
    """
    stack = [_Open("")]
    closed = stack[0]
    for piece in _PIECE.finditer(html):
        word = piece[0]
        if not word.startswith("<"):
            text = harmless(unescape(word))
            # The end of a quotation ends its line already.
            stack[-1].written.append(text.removeprefix("\n") if closed.name == "blockquote" else text)
            closed = stack[0]
            continue
        at = len(html[: piece.start()].encode())
        tag = _TAG.fullmatch(word)
        name = tag["name"].lower() if tag else word[1:20]
        if tag is None or name not in _STYLES:
            raise BadEntities(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
        if not tag["end"]:
            href = _HREF.search(tag["attributes"]) if name == "a" else None
            stack.append(_Open(name, unescape(next(filter(None, href.groups()), "")) if href else ""))
            continue
        if len(stack) == 1:
            raise BadEntities(f"can't parse entities: Unexpected end tag at byte offset {at}")
        if name != stack[-1].name:
            raise BadEntities(
                f"can't parse entities: Unmatched end tag at byte offset {at}, "
                f'expected "</{stack[-1].name}>", found "</{name}>"'
            )
        closed = stack.pop()
        stack[-1].written.append(_closed(closed, ansi=ansi, on_new_line=_ends_line(stack)))
    if len(stack) > 1:
        raise BadEntities(f"can't parse entities: Can't find end tag corresponding to start tag {stack[-1].name}")
    return "".join(stack[0].written).strip()


def _ends_line(stack: list[_Open]) -> bool:
    so_far = "".join(piece for tag in stack for piece in tag.written)
    return not so_far or so_far.endswith("\n")


def _closed(tag: _Open, *, ansi: bool, on_new_line: bool) -> str:
    text = "".join(tag.written)
    if tag.name == "blockquote":
        barred = "\n".join(f"│ {line}" for line in text.strip("\n").split("\n"))
        return f"{'' if on_new_line else chr(10)}{barred}\n"
    if tag.name == "a" and tag.href.startswith(("http://", "https://")) and tag.href != text:
        return f"{text} <{harmless(tag.href)}>"
    style = _STYLES[tag.name]
    if ansi and style is not None and text:
        return f"\x1b[{style[0]}m{text}\x1b[{style[1]}m"
    return text
