"""WebVTT: voices in `<v Name>`, Zoom's and Descript's `Name: text`, Teams' unpadded times, YouTube's rolling captions.

An own reader: see `timed` for why. The rules of the format: https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from store.models import Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.blocks import Block, has_timings, read_blocks
from store.transcripts.captions.captions import Caption
from store.transcripts.parsing.markup import plain, unescape
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.turns import gap_remark

_HEADER = re.compile(r"\s*WEBVTT(?=\s|$)", re.IGNORECASE)
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]++([^<>]*+)>|</v>|<v>", re.IGNORECASE)


def _fits(source: Source) -> bool:
    return bool(_HEADER.match(source.text)) and has_timings(source.lines)


def _read(source: Source) -> Transcript:
    """Return the cues of a WebVTT file as turns; notes, styles and regions are left out."""
    found = read_blocks(_without_asides(source.lines))
    captions = [caption for block in found.blocks for caption in _voices(block)]
    return from_captions(source, captions, remarks=gap_remark(found.read, found.held, "time line", found.missed))


def _without_asides(lines: Sequence[str]) -> list[str]:
    """Return the lines with notes, styles, regions and the header blanked, so that line numbers stay."""
    kept = list(lines)
    aside = True  # the header
    for number, line in enumerate(lines):
        if not line.strip():
            aside = False
        elif _ASIDE.match(line) and (number == 0 or not lines[number - 1].strip()):
            aside = True
        elif aside and "-->" in line:  # a careless header without a blank line after it
            aside = False
        if aside:
            kept[number] = ""
    return kept


def _voices(block: Block) -> Iterator[Caption]:
    """Yield what each voice says in a cue; a cue without voices is one caption without a speaker."""
    text = "\n".join(block.lines)
    caption = Caption(block.start_s, block.end_s, "", block.line)
    if "<v" not in text.lower():
        yield replace(caption, text=plain(text))
        return
    voice: str | None = None
    begun = 0
    parts: list[tuple[str | None, str]] = []
    for tag in _VOICE.finditer(text):
        parts.append((voice, text[begun : tag.start()]))
        voice = " ".join(unescape(tag[1] or "").split()) or None
        begun = tag.end()
    parts.append((voice, text[begun:]))
    spoken = [(name, words) for name, part in parts if (words := plain(part).strip())]
    for name, words in spoken or [(voice, "")]:
        yield replace(caption, text=words, speaker=name)


READER = Reader("webvtt", "WebVTT (VTT)", "00:01.000 --> 00:02.500", _fits, _read)
