"""Markdown as words: emphasis, links and escapes gone, everything that was said kept."""

from __future__ import annotations

import html
import re

_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|sup|sub|span|br|p|div|small|code|mark|cite|font|img|video|audio|iframe|figure|center)\b[^<>]{0,300}>|<!--(?:(?!<!--).)*?-->",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,20});", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}+\]\([^()\s]{0,1000}+(?:\s\"[^\"]*\")?\)")
_LINK = re.compile(r"(?<!\\)\[([^\[\]]{1,500})\]\((?:[^()\s]|\([^()\s]*+\)){1,2000}+(?:\s\"[^\"]*\")?\)")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")
_AUTO_LINK = re.compile(r"<(https?://[^<>\s]{3,1000})>")
# What opens anew inside ends the search for the end of what was opened before, as in CommonMark.
_STRONG = re.compile(r"(?<!\\)(\*\*|__)(?=\S)((?:(?!(?<!\S)\1(?=\S)).){1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\\\w*])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*\\])\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![\\\w])_(?=[^\s_])([^_\n]{1,1000}?)(?<=[^\s_\\])_(?!\w)")
_CODE = re.compile(r"(?<![\\`])`([^`\n]{1,500})`(?!`)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|\"'<$&=:-])")
_SPACE = re.compile(r"[ \t\u00a0\u3000]+")
_LOOKS_LIKE_MARKDOWN = re.compile(r"\\[\[\]_*]|\*\*[^*\n]+\*\*|\]\(https?://|^#{1,6} |^---$", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Return whether a text uses Markdown: emphasis, links, headings or its escapes."""
    return _LOOKS_LIKE_MARKDOWN.search(text) is not None


def words(text: str, markdown: bool = True) -> str:
    r"""Return a paragraph without markup: `\[laughs\]` as `[laughs]`, `**so**` as `so`, `&gt;` as `>`, links as text.

    Where the file is not `markdown`, only entities are resolved. Runs of blanks become one.
    """
    if "<" in text and markdown:
        text = _AUTO_LINK.sub(r"\1", text)
        text = _TAG.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    if markdown:
        if "[" in text:
            text = _WIKI_LINK.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub("", text)))
        if "`" in text:
            text = _CODE.sub(r"\1", text)
        if "*" in text or "_" in text:
            text = _UNDERSCORE.sub(r"\1", _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", text)))
        if "\\" in text:
            text = _ESCAPE.sub(r"\1", text)
    return _SPACE.sub(" ", text).strip()
