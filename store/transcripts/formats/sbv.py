"""SubViewer as YouTube writes it (.sbv): `0:00:00.000,0:00:01.760` over the words."""

from __future__ import annotations

import re

from store.models import Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption
from store.transcripts.captions.languages import comments_remark, without_comments
from store.transcripts.parsing.clock import seconds
from store.transcripts.parsing.markup import plain
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.turns import gap_remark

_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_TIMES = re.compile(rf"\s*({_CLOCK})\s*,\s*({_CLOCK})\s*$")
_LIKE_TIMES = re.compile(r"\s*\d+:[^\s,]+,\s*\d+:\S+\s*$")


def _fits(source: Source) -> bool:
    return any(_TIMES.match(line) for line in source.lines)


def _read(source: Source) -> Transcript:
    """Return the cues of an SBV file as turns; comments (`#`) before the first cue are no cue."""
    captions: list[tuple[float | None, float | None, int, list[str]]] = []
    missed: tuple[int, str] | None = None
    for number, line in enumerate(source.lines, 1):
        if times := _TIMES.match(line):
            captions.append((seconds(times[1]), seconds(times[2]), number, []))
        elif _LIKE_TIMES.match(line):
            missed = missed or (number, line)
            captions.append((None, None, number, []))
        elif captions:
            captions[-1][3].append(line.replace("[br]", "\n"))
    read: list[Caption] = []
    comments = 0
    for start, end, number, lines in captions:
        words, dropped = without_comments(lines)
        comments += dropped
        read.append(Caption(start, end, plain("\n".join(words)), number))
    found = sum(caption.start_s is not None for caption in read)
    remarks = (*gap_remark(found, len(read), "time line", missed), *comments_remark(comments))
    return from_captions(source, read, remarks=remarks)


READER = Reader("sbv", "SubViewer (SBV)", "0:00:00.000,0:00:01.760", _fits, _read)
