r"""Lines with a time of their own: Whisper's terminal output, FunASR's text, Whisper's table.

[00:30.720 --> 00:33.720] 大家好        openai-whisper, whisper.cpp on the terminal
[0.00 --> 1.58]  Hello                  others made like it
00:01:03-->00:01:10<TAB>欢迎            FunASR, after a title, a summary and a table of contents
0<TAB>2500<TAB>Hello                    openai-whisper --output_format tsv
"""

from __future__ import annotations

import re

from store.models import Episode, Transcript
from store.text.marks import has_han
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.blocks import are_settings
from store.transcripts.captions.captions import Caption
from store.transcripts.parsing.clock import seconds
from store.transcripts.parsing.markup import plain
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.turns import gap_remark
from store.wording.kinds import Remark

_TIME = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,9})?|\d{1,6}\.\d{1,9}s?"
_ARROW = r"\s*(?:-{1,2}>|→|–|—)\s*"
_LINE = re.compile(
    rf"\s*+(?P<open>[\[(]?+)\s*+(?P<start>{_TIME}){_ARROW}(?P<end>{_TIME})\s*(?P<close>[\])]?)(?P<rest>.*)$"
)
_ROW = re.compile(r"(?P<start>\d{1,10})\t(?P<end>\d{1,10})\t(?P<rest>.*)$")
_TABLE_HEAD = re.compile(r"start\tend\ttext\s*$", re.IGNORECASE)
_MOST_ABOVE = 1000  # lines: a title, a summary, a table of contents
_LOOSE = re.compile(r"-->")


def _line(line: str) -> tuple[float | None, float | None, str] | None:
    """Return start, end and words of a line, None if it is not of this kind."""
    found = _LINE.match(line) if line and line.lstrip(" \t[(")[:1].isdigit() else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    if not found["open"] and are_settings(found["rest"]):
        return None  # SubRip and WebVTT: the words stand below
    return _seconds(found["start"]), _seconds(found["end"]), found["rest"].strip(" \t:：")


def _seconds(time: str) -> float | None:
    return seconds(time) if ":" in time else float(time.rstrip("s"))


def _fits(source: Source) -> bool:
    """Say whether most lines from the first such line on are of this kind."""
    if not any(arrow in source.text for arrow in ("->", "→", "–", "—")):
        return False
    lines = [line for line in source.lines if line.strip()]
    first = next((place for place, line in enumerate(lines[:_MOST_ABOVE]) if _line(line)), None)
    if first is None:
        return False
    timed = sum(_line(line) is not None for line in lines[first:])
    return timed * 2 >= len(lines) - first


def _read(source: Source) -> Transcript:
    """Return the lines as turns; a line without a time goes on with the one above it."""
    captions: list[Caption] = []
    above: list[str] = []
    said: list[list[str]] = []
    missed: tuple[int, str] | None = None
    loose = 0
    for number, line in enumerate(source.lines, 1):
        found = _line(line)
        if found is not None:
            captions.append(Caption(found[0], found[1], "", number))
            said.append([found[2]])
        elif line.strip() and captions:
            said[-1].append(line)
        elif line.strip():
            above.append(line.strip())
        if found is None and _LOOSE.search(line):
            loose += 1
            missed = missed or (number, line)
    remarks = list(gap_remark(len(captions), len(captions) + loose, "time mark", missed))
    if above:
        remarks.append(Remark("above_first_time", count=len(above), words=above[0][:40]))
    whole = [
        Caption(caption.start_s, caption.end_s, plain("\n".join(lines)), caption.line)
        for caption, lines in zip(captions, said, strict=True)
    ]
    return from_captions(source, whole, episode=Episode(_title(above) or source.stem), remarks=remarks, what="line")


def _title(above: list[str]) -> str:
    """Return the title over a FunASR text; what Whisper says about languages and models is none."""
    first = above[0].lstrip("# ").strip() if above else ""
    return first if len(first) <= 80 and has_han(first) and not re.search("[:：\t]", first) else ""


def _fits_table(source: Source) -> bool:
    lines = source.lines
    return bool(_TABLE_HEAD.match(lines[0])) and any(_ROW.match(line) for line in lines[1:])


def _read_table(source: Source) -> Transcript:
    """Return the rows of Whisper's table as turns; times are milliseconds."""
    rows = [(number, line) for number, line in enumerate(source.lines, 1) if line.strip()][1:]
    read = [(number, found) for number, line in rows if (found := _ROW.match(line))]
    missed = next(((number, line) for number, line in rows if not _ROW.match(line)), None)
    captions = [Caption(int(f["start"]) / 1000, int(f["end"]) / 1000, f["rest"], number) for number, f in read]
    return from_captions(source, captions, remarks=gap_remark(len(read), len(rows), "row", missed), what="row")


WHISPER_TEXT = Reader(
    "whisper-text", "Whisper terminal output, FunASR text", "[00:30.720 --> 00:33.720] 大家好", _fits, _read
)
WHISPER_TABLE = Reader("whisper-tsv", "Whisper table (TSV)", "start\tend\ttext", _fits_table, _read_table)
