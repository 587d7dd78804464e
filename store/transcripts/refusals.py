"""Files that look like transcripts and are none: chat logs, error messages, web pages, feeds.

Error bodies in JSON are told by the reader that knows JSON in any shape.
"""

from __future__ import annotations

import re

from ..errors import NotATranscript
from .json_text import parse_json, peek_json
from .reader import Source

_ZOOM_CHAT = re.compile(
    r"\d{1,2}:\d{2}:\d{2}\t[^\t]{1,80}:\t|\d{1,2}:\d{2}:\d{2}\s+(?:From|来自)\s.{1,160}[:：]", re.IGNORECASE
)
_CHAT = re.compile(
    r"\[?(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[./]\d{1,2}[./]\d{2,4}),?\s+(?:[上下]午\s?)?\d{1,2}:\d{2}"
    r"(?::\d{2})?(?:\s?[ap]m)?\]?\s*(?:[-–]\s*)?[^:：]{1,60}[:：]\s",
    re.IGNORECASE,
)
_ERROR_TEXT = re.compile(
    r"\s*(?:error\b|(?:http\s*)?[45]\d\d\b|not found|forbidden|unauthori[sz]ed|access denied|bad gateway|"
    r"too many requests|internal server error|service unavailable|permission denied)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"(?!<cite type|</?(?:b|strong|i|em|u)>)<(?:!doctype|html|head|body|\?xml|rss|feed|svg|!--|[a-z][\w:.-]*[\s>])",
    re.IGNORECASE,
)
_WEB_PAGE = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed)\b", re.IGNORECASE)
_SHORT = 2_000


def refuse(source: Source) -> None:
    """Raise NotATranscript, saying what the file is, where it is a kind that only looks like a transcript."""
    lines = source.lines
    written = max(1, sum(1 for line in lines if line.strip()))
    zoom = [number for number, line in enumerate(lines, 1) if _ZOOM_CHAT.match(line)]
    if zoom and len(zoom) * 5 >= written:
        raise NotATranscript(source.name, "this is the log of a Zoom chat: what was typed, not what was said", zoom[0])
    chat = [number for number, line in enumerate(lines, 1) if _CHAT.match(line)] if ":" in source.text[:500] else []
    if len(chat) >= 2 and len(chat) * 2 >= written:
        raise NotATranscript(source.name, "this is the log of a chat: what was typed, not what was said", chat[0])
    if len(source.text) <= _SHORT and len(lines) <= 3 and _ERROR_TEXT.match(source.text):
        raise NotATranscript(source.name, f"this is a saved error message ({source.text.strip()[:60]})", 1)


def machine_made(source: Source) -> bool:
    """Return whether the file is XML, HTML or JSON: readers of text for people leave it alone."""
    opening = source.text[:2_000].lstrip()
    return bool(_MARKUP.match(opening)) or (opening[:1] in ("{", "[") and peek_json(source) is not None)


def unknown(source: Source) -> NotATranscript:
    """Return the error for a file that no reader knows, with what can be told of it."""
    opening = source.text[:2_000].lstrip()
    if _WEB_PAGE.search(opening):
        return NotATranscript(source.name, "this is a web page; save the transcript in it as text, or its subtitles", 1)
    if _FEED.search(opening):
        return NotATranscript(source.name, "this is a podcast's feed and not a transcript", 1)
    if _MARKUP.match(opening):
        return NotATranscript(source.name, "this is XML, but of no kind of transcript known here", 1)
    if opening[:1] in ("{", "["):
        try:
            parse_json(source)
        except NotATranscript as fault:
            if opening[:1] == "{" or opening[1:].lstrip()[:1] in ("{", "[", '"'):
                return fault
        else:
            return NotATranscript(source.name, "this is JSON, but of no kind of transcript known here", 1)
    return NotATranscript(
        source.name, "no speakers, times or paragraphs of speech were found in it: no transcript in a format known here"
    )
