"""Tongyi Tingwu (通义听悟): `发言人1   0:00:12` above each turn, with three spaces.

Three dialects: each caption a turn of its own, with hours throughout; paragraphs, whose clocks grow an hour in
mid-file; and voices that were not told apart, all called 发言人. Many turns may share one clock, and stay turns.
"""

from __future__ import annotations

import re
from dataclasses import replace

from store.models import Transcript
from store.transcripts.labelled.headed import heads, read_headed
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.refusals import machine_made

_NAME = "tingwu"
_THREE_SPACES = re.compile(r"\S {3}\d{1,2}:\d\d(?::\d\d)?\s*$", re.ASCII)
_SUFFIX = re.compile(r"[_ ]原文$")


def fits(source: Source) -> bool:
    """Return whether the lines above the turns are Tingwu's, be it in a Markdown file."""
    found = () if machine_made(source) else heads(source.lines)
    spaced = sum(_THREE_SPACES.search(source.lines[head.index]) is not None for head in found)
    voices = sum(head.name.startswith("发言人") for head in found)
    return bool(found) and (spaced * 2 > len(found) or voices * 2 > len(found))


def read(source: Source) -> Transcript:
    """Return the turns as they stand, titled without the `_原文` that the export adds."""
    transcript = read_headed(source, _NAME)
    title = _SUFFIX.sub("", transcript.episode.title)
    return replace(transcript, episode=replace(transcript.episode, title=title or transcript.episode.title))


READER = Reader(
    name=_NAME,
    title="Tongyi Tingwu (通义听悟)",
    example="发言人1   0:00:12",
    fits=fits,
    read=read,
)
