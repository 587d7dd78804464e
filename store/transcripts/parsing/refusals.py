"""Refusing files that only look like transcripts: chat logs, error messages, web pages, feeds.

Error bodies in JSON are told by the reader that knows JSON in any shape.
"""

from __future__ import annotations

import re

from store.errors import NotATranscript
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Source

_ZOOM_CHAT = re.compile(
    r"\d{1,2}:\d{2}:\d{2}\t[^\t]{1,80}:\t|\d{1,2}:\d{2}:\d{2}\s+(?:From|来自)\s.{1,160}[:：]", re.IGNORECASE
)
_CHAT = re.compile(
    r"\[?(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[./]\d{1,2}[./]\d{2,4}),?\s+(?:[上下]午\s?)?\d{1,2}:\d{2}"
    r"(?::\d{2})?(?:\s?[ap]m)?\]?\s*(?:[-–]\s*)?[^:：]{1,60}[:：]\s",
    re.IGNORECASE,
)
_DAY = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[./]\d{1,2}[./]\d{4})"
# A line of IRC or LINE; the line above a message in WeChat, QQ, Teams or Telegram.
_MESSAGE = re.compile(
    rf"\[?\d{{1,2}}:\d\d(?::\d\d)?\]?\s+<[^<>\s]{{1,30}}>\s|\d{{1,2}}:\d\d\t[^\t]{{1,40}}\t|"
    rf"\[?{_DAY}\s+\d{{1,2}}:\d\d(?::\d\d)?(?:\s[AP]M)?\]?\s+\S[^:：]{{0,40}}$|"
    rf"[^,:]{{1,40}},\s\[{_DAY}\s\d{{1,2}}:\d\d(?::\d\d)?\]$"
)
_LOG = re.compile(
    r".{0,60}\b(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL)\b|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,Z+]\S*\s"
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
# Texts that come with programs, and marks of the pages that describe them.
_OF_A_PROGRAM = re.compile(
    r"permission is hereby granted, free of charge|gnu (?:lesser |affero )?general public license|apache license|"
    r"creative commons (?:legal code|attribution)|terms and conditions for use, reproduction|contributor covenant|"
    r"redistribution and use in source and binary forms|img\.shields\.io|"
    r"^ *```(?:bash|sh|shell|console|python|py|js|json|jsonc|javascript|typescript|ts|yaml|yml|sql|html|css|java|go|"
    r"rust|dockerfile|toml|ini|xml|swift|kotlin|tsx|jsx)\b",
    re.IGNORECASE | re.MULTILINE,
)
_IN_FRAMES = re.compile(r"\s*\{\d+\}\{\d+\}")
_IN_CODE = re.compile(r"\s*Scenarist_SCC|\s*<SAMI\b", re.IGNORECASE)
_SHORT = 2_000


def refuse(source: Source) -> None:
    """Raise NotATranscript, saying what the file is, where it is a kind that only looks like a transcript."""
    lines = source.lines
    written = max(1, sum(1 for line in lines if line.strip()))
    zoom = [number for number, line in enumerate(lines, 1) if _ZOOM_CHAT.match(line)]
    if zoom and len(zoom) * 5 >= written:
        raise NotATranscript(source.name, "zoom_chat", zoom[0])
    if _IN_CODE.match(source.text) or sum(_IN_FRAMES.match(line) is not None for line in lines[:200]) * 2 > min(
        written, 200
    ):
        raise NotATranscript(source.name, "rare_subtitles", 1)
    if any(_LOG.match(line) for line in lines[:5]) and sum(map(_is_log, lines)) * 2 >= written:
        raise NotATranscript(source.name, "program_log", 1)
    chat = [number for number, line in enumerate(lines, 1) if _CHAT.match(line)] if ":" in source.text[:500] else []
    sent = [number for number, line in enumerate(lines, 1) if _MESSAGE.match(line)]
    if (len(chat) >= 2 and len(chat) * 2 >= written) or (len(sent) >= 2 and len(sent) * 4 >= written):
        chat = chat or sent
        raise NotATranscript(source.name, "chat", chat[0])
    if len(source.text) <= _SHORT and len(lines) <= 3 and _ERROR_TEXT.match(source.text):
        raise NotATranscript(source.name, "error_text", 1, words=source.text.strip()[:60])


def of_a_program(source: Source) -> bool:
    """Return whether the file is a license, or describes a program: it holds code, or the badges of a repository."""
    return _OF_A_PROGRAM.search(source.text, 0, 20_000) is not None


def _is_log(line: str) -> bool:
    return _LOG.match(line) is not None


def machine_made(source: Source) -> bool:
    """Return whether the file is XML, HTML or JSON: readers of text for people leave it alone."""
    opening = source.text[:2_000].lstrip()
    return bool(_MARKUP.match(opening)) or (opening[:1] in ("{", "[") and peek_json(source) is not None)


def unknown(source: Source) -> NotATranscript:
    """Return the error for a file that no reader knows, with what can be told of it."""
    opening = source.text[:2_000].lstrip()
    if _WEB_PAGE.search(opening):
        return NotATranscript(source.name, "web_page", 1)
    if _FEED.search(opening):
        return NotATranscript(source.name, "feed", 1)
    if _MARKUP.match(opening):
        return NotATranscript(source.name, "other_xml", 1)
    if opening[:1] in ("{", "["):
        try:
            parse_json(source)
        except NotATranscript as fault:
            if opening[:1] == "{" or opening[1:].lstrip()[:1] in ("{", "[", '"'):
                return fault
        else:
            return NotATranscript(source.name, "other_json", 1)
    return NotATranscript(source.name, "unknown")
