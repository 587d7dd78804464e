"""Markup inside captions: tags for italics and colours, ASS overrides, entities. What is no markup stays."""

from __future__ import annotations

import html
import re

# Only tags that caption formats know: `a <3 b` and `<laughs>` are words.
_TAG = re.compile(
    r"</?(?:i|b|u|s|em|strong|font|span|c|ruby|rp|lang|div|small|big)(?:[.\s][^<>]*)?/?>|<\d{1,3}:[\d:.,]+>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?:(?<!\s)\s++)?+<(?:(?:br|p)\s*+/?|/p)>\s*", re.IGNORECASE)
_READING = re.compile(r"<rt(?:[.\s][^<>]*)?>[^<]*(?:</rt>|(?=</ruby>))", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{\\[^{}]*\}|\{[yYcCfFsSpP]:[^{}]*\}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def unescape(text: str) -> str:
    """Return the text with its entities resolved (`&amp;`, `&nbsp;`, `&#39;`); a lone `&` stays."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def plain(text: str) -> str:
    r"""Return a caption without its markup: known tags and ASS overrides gone, entities resolved, `<br>` a line break.

    The small readings of ruby go too: they say again what the characters say.
    """
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _READING.sub("", text)))
    if "{" in text:
        text = _OVERRIDE.sub("", text)
    return unescape(text).replace("\u00a0", " ").replace("\\N", "\n").replace("\u200b", "")
