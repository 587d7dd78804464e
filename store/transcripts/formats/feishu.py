"""Feishu / Lark Minutes (飞书妙记): the export with line breaks, under either header, and the one that lost them."""

from __future__ import annotations

import re

from store.errors import NotATranscript
from store.models import Episode, Transcript
from store.transcripts.labelled.flattened import Flattened, infer, marks
from store.transcripts.labelled.headed import header, heads, once_remark, read_headed, whole
from store.transcripts.names.names import explicit
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.refusals import machine_made
from store.transcripts.parsing.turns import Draft, draft_remarks, empty_remark, finish
from store.wording.kinds import Remark

_NAME = "feishu"
_TRANSCRIPT = re.compile(r"文字记录\s*(?:\*\*)?\s*[:：]?\s*(?:\*\*)?")
# A clock that belongs to the header: the time of day beside a date.
_HEADER_DAY = re.compile(
    r"\d{4}\s*+[年/-]\s*+\d{1,2}\s*+[月/-]\s*+\d{1,2}\s*+(?:日\s*+)?+(?:[（(][^）)]{1,6}[）)]\s*+)?+"
    r"(?:(?:[上下]午|凌晨|中午|晚上|[AP]M)\s*+)?+\d{1,2}:\d\d(?::\d\d)?"
    r"(?:\s*[A-Z]{3,4}(?=\|))?(?:\s*[（(]GMT[^）)]{0,8}[）)])?(?:\|(?:\s?\d+\s?(?:小时|分钟|秒))+)?",
    re.IGNORECASE,
)
_ENDS_IN_CLOCK = re.compile(r"\d:\d\d\W{0,4}$", re.ASCII)
_LONGEST_HEADER = 5_000
_MANY = 3
_MOST_LINES = 30  # of speech to one head, on the average
_LONGEST_OPENING = 400


def fits(source: Source) -> bool:
    """Return whether the file has turns under `speaker clock` lines, or Feishu's header words above clocks."""
    if machine_made(source):
        return False
    if _on_lines(source):
        return True
    begin = _body(source.text)
    if _TRANSCRIPT.search(source.text, 0, begin) is None:
        return False
    return "关键词" in source.text[:begin] or bool(infer(source.text, begin).heads)


def fits_flattened(source: Source) -> bool:
    """Return whether the file, though without a header and line breaks, is full of names that recur before clocks."""
    if machine_made(source):
        return False
    found = infer(source.text, 0)
    names = {head.name for head in found.heads}
    enough = len(found.heads) >= _MANY and len(found.heads) > len(found.speech)
    return enough and len(names) * 3 <= len(found.heads) * 2 and found.heads[0].start < _LONGEST_OPENING


def read(source: Source) -> Transcript:
    """Return the transcript; its turns are told by their heads where those have lines of their own, else inferred."""
    if _on_lines(source):
        return read_headed(source, _NAME)
    return _read_flattened(source)


def _on_lines(source: Source) -> bool:
    """Return whether the heads of turns have lines of their own, and not only by the chance of a wrapped line."""
    found = heads(source.lines)
    written = sum(1 for line in source.lines if line.strip())
    if found and 4 * len(found) >= written:
        return True
    names = tuple({head.name for head in found})
    inside = sum(source.text.endswith(names, 0, mark.start) for mark in marks(source.text, 0)) if names else 0
    ends = sum(_ENDS_IN_CLOCK.search(line) is not None for line in source.lines) if found else 0
    spread = _MOST_LINES * len(found) >= written or any(explicit(head.name) for head in found)
    return len(found) > 1 and 2 * len(found) >= max(inside, ends) and spread


def _body(text: str) -> int:
    """Return where the turns may begin: after the last 文字记录 (or date) above the first turn, else 0."""
    begin = 0
    for day in _HEADER_DAY.finditer(text, 0, 600):
        begin = day.end()
    first = next(iter(marks(text, begin)), None)
    for found in _TRANSCRIPT.finditer(text, 0, min(first.start if first else len(text), _LONGEST_HEADER)):
        begin = max(begin, found.end())
    return begin


def _read_flattened(source: Source) -> Transcript:
    """Return the transcript of a text without line breaks; NotATranscript where it holds no turn or breaks off."""
    text = source.text
    begin = _body(text)
    found = infer(text, begin)
    if not found.heads:
        raise NotATranscript(source.name, "no_head", 1)
    starts = [head.start - len(head.name or "") for head in found.heads]
    drafts = []
    for head, after in zip(found.heads, [*starts[1:], len(text)], strict=True):
        draft = Draft(head.name, head.clock, text.count("\n", 0, head.start) + 1)
        draft.add(text[head.end : after])
        drafts.append(draft)
    whole(
        source.name,
        [draft.speaker or "" for draft in drafts],
        [draft.text for draft in drafts],
        drafts[-1].line,
        text.count("\n") + 1,
    )
    above, opening = text[: starts[0]], text[begin : starts[0]].strip()
    if len(opening) > 100 or any(end in opening for end in "。！？"):
        above = text[:begin]
        drafts.insert(0, Draft(None, None, 1, paragraphs=[opening]))  # said before the first name: nobody's, but said
    top = header(above)
    remarks = (
        *once_remark(
            [(head.name or "", draft.line) for head, draft in zip(found.heads, drafts[-len(starts) :], strict=True)]
        ),
        *draft_remarks(drafts),
        *empty_remark(drafts),
        *_speech_remark(text, found),
    )
    episode = Episode(top.title or source.stem, date=top.date, keywords=top.keywords)
    return Transcript(episode, finish(drafts), _NAME, remarks)


def _speech_remark(text: str, found: Flattened) -> tuple[Remark, ...]:
    """Return a remark on the clocks that were taken for speech."""
    if not found.speech:
        return ()
    first = found.speech[0]
    excerpt = text[max(0, first.start - 12) : first.end + 6].replace("\n", " ").strip()
    return (Remark("clocks_said", count=len(found.speech), words=f"…{excerpt}…"),)


FLATTENED = Reader(
    name="flattened",
    title="Feishu Minutes without header and line breaks",
    example="…这个方向。高策 10:23今天我们…",
    fits=fits_flattened,
    read=read,
)
READER = Reader(
    name=_NAME,
    title="Feishu / Lark Minutes (飞书妙记)",
    example="说话人 1 00:03:30",
    fits=fits,
    read=read,
)
