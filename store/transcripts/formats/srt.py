"""SubRip (.srt), as strict and as careless as real files have it: see `timed` for what is taken."""

from __future__ import annotations

from store.models import Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.blocks import are_captions, read_blocks
from store.transcripts.captions.captions import Caption
from store.transcripts.captions.languages import comments_remark, without_comments
from store.transcripts.parsing.markup import plain
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.turns import gap_remark


def _fits(source: Source) -> bool:
    return ("->" in source.text or "→" in source.text) and are_captions(source.lines)


def _read(source: Source) -> Transcript:
    """Return the cues of a SubRip file as turns; lines of comment (`# import …`) between cues are left out."""
    found = read_blocks(source.lines)
    captions: list[Caption] = []
    comments = 0
    for block in found.blocks:
        words, dropped = without_comments(block.lines)
        comments += dropped
        captions.append(Caption(block.start_s, block.end_s, plain("\n".join(words)), block.line))
    remarks = list(gap_remark(found.read, found.held, "time line", found.missed))
    remarks += comments_remark(comments)
    return from_captions(source, captions, remarks=remarks)


READER = Reader("srt", "SubRip (SRT)", "00:00:01,000 --> 00:00:02,500", _fits, _read)
