"""LRC, the format of song texts: `[01:34.50]words`, several tags to a line, tags at the end, word times inside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from store.models import Episode, Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption
from store.transcripts.parsing.clock import seconds
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.turns import gap_remark

_CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.:,]\d{1,3})?"
_TAG = re.compile(rf"\[\s*({_CLOCK})\s*\]+")
_TIMED = re.compile(rf"\s*(?:\[\s*{_CLOCK}\s*\]+\s*)+")
_FINE = re.compile(r"\[\d+:\d+[.:]\d+\s*\]")
_BEHIND = re.compile(rf"\[\s*({_CLOCK})\s*\]+\s*$")
_WORD_TAG = re.compile(rf"<\s*{_CLOCK}\s*>|\[\s*{_CLOCK}\s*\]+")
_HEADER = re.compile(r"\s*\[(?P<key>[a-zA-Z#_]{1,20})\s*:(?P<value>[^\]]*)\]\s*$")
_LONGEST_S = 15.0  # a line that stands longer is followed by music


def _fits(source: Source) -> bool:
    """Say whether most lines begin with a tag in hundredths, or song headers stand before lines with tags."""
    lines = [line for line in source.lines if line.strip()]
    timed = [line for line in lines if _TIMED.match(line) or _BEHIND.search(line)]
    headers = any((h := _HEADER.match(line)) and h["key"].lower() in _SONG for line in lines[:20])
    fine = sum(bool(_FINE.search(line)) for line in timed) * 2 > len(timed)
    several = any(len(_TAG.findall(line)) > 1 for line in timed)
    return len(timed) * 2 > len(lines) and bool(timed) and (headers or fine or several)


_SONG = frozenset({"ti", "ar", "al", "by", "offset", "re", "ve", "length", "au", "la", "tool", "id", "total", "hash"})


def _read(source: Source) -> Transcript:
    """Return the lines of a song text as turns, in the order of their times; a line with two tags is sung twice."""
    headers: dict[str, str] = {}
    sung: list[Caption] = []
    unread: list[tuple[int, str]] = []
    for number, line in enumerate(source.lines, 1):
        if header := _HEADER.match(line):
            headers[header["key"].lower()] = header["value"].strip()
        elif _TIMED.match(line) or _BEHIND.search(line):
            sung += _sung(line, number)
        elif line.strip():
            unread.append((number, line))
    shift = _shift(headers.get("offset", ""))
    captions = _with_ends(sorted((_earlier(caption, shift) for caption in sung), key=lambda c: c.start_s or 0.0))
    title = " - ".join(part for key in ("ar", "ti") if (part := headers.get(key, "")))
    remarks = gap_remark(len(sung), len(sung) + len(unread), "line", unread[0] if unread else None)
    return from_captions(source, captions, episode=Episode(title or source.stem), remarks=remarks, what="line")


def _sung(line: str, number: int) -> Iterator[Caption]:
    """Yield a line once for each tag in front of it; a tag behind the words is their end, or their time if alone."""
    front, behind = _TIMED.match(line), _BEHIND.search(line)
    text = " ".join(_WORD_TAG.sub("", line).split())
    end = seconds(_pointed(behind[1])) if front and behind and text else None
    tags = _TAG.finditer(front[0]) if front else (behind,) if behind else ()
    for tag in tags:
        yield Caption(seconds(_pointed(tag[1])), end, text, number)


def _pointed(clock: str) -> str:
    """Return a clock whose hundredths stand behind a colon (`01:34:50`) or comma with a point before them."""
    parts = clock.replace(",", ".").split(":")
    return f"{parts[0]}:{parts[1]}.{parts[2]}" if len(parts) == 3 and "." not in parts[2] else ":".join(parts)


def _shift(offset: str) -> float:
    """Return the seconds by which all is shown earlier, from `[offset:+500]` in milliseconds."""
    try:
        return int(offset) / 1000
    except ValueError:
        return 0.0


def _earlier(caption: Caption, shift: float) -> Caption:
    start = caption.start_s
    if not shift or start is None:
        return caption
    end = None if caption.end_s is None else max(0.0, caption.end_s - shift)
    return replace(caption, start_s=max(0.0, start - shift), end_s=end)


def _with_ends(captions: Sequence[Caption]) -> list[Caption]:
    """Return the lines each with an end: where the next begins (an empty one ends a line), or 15 s later at most."""
    ended = []
    for caption, following in pairwise(captions):
        start, then = caption.start_s, following.start_s
        end = None if start is None or then is None else min(then, start + _LONGEST_S)
        if (
            caption.end_s is not None
            and start is not None
            and start < caption.end_s
            and (end is None or caption.end_s < end)
        ):
            end = caption.end_s
        ended.append(replace(caption, end_s=end))
    return [caption for caption in (*ended, *captions[-1:]) if caption.text]


READER = Reader("lrc", "LRC (song texts)", "[01:34.50]你好", _fits, _read)
