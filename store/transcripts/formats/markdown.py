"""Transcripts written for people: Markdown with bold speakers; text with a clock, or a name, before what is said."""

from __future__ import annotations

import re

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts.labelled.read import read_labelled
from store.transcripts.labelled.style import layout_of
from store.transcripts.parsing.reader import Reader, Source

_LYRIC = re.compile(r"\s*(?:\[\d{1,3}:\d\d\.\d{2,3}\]|\[[a-z]{2,8}:)")
_BOLD = "markdown"
_TIMED = "timed"


def _fits_bold(source: Source) -> bool:
    found = layout_of(source)
    return found is not None and found.style in ("bold", "under")


def _fits_timed(source: Source) -> bool:
    found = layout_of(source)
    if found is None or (found.style == "named" and not found.clocks):
        return False
    return not _lyrics(source)


def _lyrics(source: Source) -> bool:
    """Return whether the times are those of LRC, `[01:02.34]`, without the hours that a long recording has."""
    marked = [line for line in source.lines if line.lstrip().startswith("[")]
    return len(marked) > 0 and sum(_LYRIC.match(line) is not None for line in marked) * 2 > len(marked)


def _fits_named(source: Source) -> bool:
    return layout_of(source) is not None


def _read(source: Source, format: str) -> Transcript:
    found = layout_of(source)
    if found is None:
        raise NotATranscript(source.name, "no_bold_or_clock")
    return read_labelled(source, format, found)


MARKDOWN = Reader(
    name=_BOLD,
    title="Markdown with bold speakers",
    example="**Koji：** 大家好，欢迎收听。",
    fits=_fits_bold,
    read=lambda source: _read(source, _BOLD),
)
TIMED = Reader(
    name=_TIMED,
    title="Text with a clock at each turn",
    example="Lenny (00:12:34): Welcome back.",
    fits=_fits_timed,
    read=lambda source: _read(source, _TIMED),
)
NAMED = Reader(
    name="named",
    title="Plain text with names",
    example="张三：大家好，欢迎收听。",
    fits=_fits_named,
    read=lambda source: _read(source, "named"),
)
