"""Transcripts with a `speaker clock` line above each turn, as Feishu, Tingwu, iFlytek and Tencent Cloud write them.

One grammar, `HEADER? (HEAD TEXT*)*`: a turn ends where the next head stands and nowhere else, so blank lines inside a
turn or missing between turns change nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.errors import NotATranscript
from store.models import Episode, Transcript
from store.text.marks import CLOSING, SENTENCE_ENDS
from store.transcripts.names.names import SENTENCE_END, dated, explicit, possible, spoken, surname_first, tidy
from store.transcripts.parsing.clock import CLOCK, seconds
from store.transcripts.parsing.dates import iso_date
from store.transcripts.parsing.frontmatter import front_matter
from store.transcripts.parsing.reader import Source
from store.transcripts.parsing.turns import Draft, draft_remarks, empty_remark, finish, gap_remark
from store.wording.kinds import Named, Remark

_HEAD = re.compile(rf"(?P<name>\S(?:.{{0,79}}?[^ \t\u3000\xa0])??)[ \t\u3000\xa0]++(?P<clock>{CLOCK})", re.ASCII)
_CLOCK_AT_END = re.compile(r":[0-5]\d(?:[.,]\d{1,3})?[\s*\\]*$", re.ASCII)
_CITE = re.compile(r"<cite\b(?:(?!\buser-name=\")[^<>])*+\buser-name=\"([^\"]*+)\"[^<>]*+>(?:</cite>)?")
GENERATED = re.compile(r"^[（(]?(?:以上|本)?(?:文字)?内容由\s*AI\s*生成.{0,12}$")
FIELD = re.compile(
    r"(会议主题|会议名称|上传时间|录制时间|会议时间|会议日期|智能纪要|参与者|参会人员?|关键词|文字记录|"
    r"(?:日期|开始时间|主题)(?=\**[:：]))\**[ \t]*(?:[:：]\**[ \t]*)?"
)
"""The words that part what stands above the turns; `日期` and the like only with a colon."""
TRANSCRIPT_HEADING = re.compile(
    r"(?:full |episode )?transcript(?:ion)?|逐字稿|文字稿|文稿|原文|实录|實錄|访谈实录|对话实录|正文|"
    r"转写(?:结果|原文)?",
    re.IGNORECASE,
)
"""What stands above the turns in files that hold a summary too."""
_DURATION = re.compile(r"^(.*?)(?:(?<!\s)\s++)?+\|\s*+(?:\d++\s*+(?:小时|分钟|秒|h|min|m|s)[^\s|]*+\s*+)++$")

_MOST_NAMES = 8  # that a remark tells


@dataclass(frozen=True, slots=True)
class Head:
    """A line that begins a turn; `index` counts lines from 0."""

    index: int
    name: str
    clock: str
    time: float


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the first turn."""

    title: str | None
    date: str | None
    keywords: tuple[str, ...]


def bare(line: str) -> str:
    r"""Return a line without Markdown emphasis, heading marks, pandoc's closing `\` and Feishu's cite tags."""
    line = _CITE.sub(r"\1", line).strip()
    if line.endswith("\\"):
        line = line[:-1].rstrip()
    line = line.lstrip("#").strip()
    return line[2:-2].strip() if len(line) > 4 and line.startswith("**") and line.endswith("**") else line


def possible_head(index: int, line: str) -> Head | None:
    """Return the head that a line is by its form alone, or None."""
    if len(line) > 200 or ":" not in line or not _CLOCK_AT_END.search(line):
        return None
    found = _HEAD.fullmatch(bare(line))
    if found is None or dated(found["name"]) or found["name"].endswith((":", "：", "**")):
        return None
    name, time = tidy(found["name"]), seconds(found["clock"])
    if time is None or not any(c.isalnum() for c in name) or "[" in name:
        return None
    return Head(index, name, found["clock"], time)


@lru_cache(maxsize=2)
def _possible_heads(lines: tuple[str, ...]) -> tuple[Head, ...]:
    return tuple(head for index, line in enumerate(lines) if (head := possible_head(index, line)))


@lru_cache(maxsize=2)
def heads(lines: tuple[str, ...]) -> tuple[Head, ...]:
    """Return the lines that begin a turn.

    A line of speech can end in a clock too (`那我们就约在 10:30`): a name met once counts only where it is built like a
    Chinese name, or can be one and its time lies between those of the sure heads round it. Sure heads stand where they
    stand, in whatever order.
    """
    found = _possible_heads(lines)
    times = Counter(head.name for head in found)
    sure = [
        (times[head.name] > 1 and not any(c in SENTENCE_END for c in head.name) and not spoken(head.name, once=False))
        or explicit(head.name)
        for head in found
    ]
    chosen: list[Head] = []
    following: list[float | None] = [None] * (len(found) + 1)
    for at in range(len(found) - 1, -1, -1):
        following[at] = found[at].time if sure[at] else following[at + 1]
    before = 0.0
    for at, head in enumerate(found):
        if sure[at]:
            before = head.time
        else:
            after = following[at + 1]
            fits = surname_first(head.name) or (before <= head.time and (after is None or head.time <= after))
            if not (possible(head.name) and fits and not spoken(head.name, times[head.name] == 1)):
                continue
        chosen.append(head)
    return tuple(chosen)


def header(text: str) -> Header:
    """Return title, ISO date and keywords from what stands above the first turn, on lines or flattened.

    The parts are set apart by the words that these tools write (关键词, 文字记录, 会议主题 …), with a colon or without.
    """
    text = "\n".join(bare(line) for line in text.split("\n")).strip()
    title: str | None = None
    date: str | None = None
    keywords: tuple[str, ...] = ()
    parts = FIELD.split(text)
    opening, fields = parts[0].strip(), zip(parts[1::2], map(str.strip, parts[2::2]), strict=True)
    for line in (line.strip() for line in opening.split("\n")):
        timed = _DURATION.match(line)
        day = iso_date(timed.group(1) if timed else line)
        alone = timed or (
            day and len(line) <= 32 and re.match(r"^[\d\s年月日/.:（）()周星期一二三四五六天上下午A-Z-]+$", line)
        )
        if alone:
            date = date or day
        elif line and title is None and len(line) <= 200 and not TRANSCRIPT_HEADING.fullmatch(line):
            title = line
    for field, value in fields:
        if field in ("会议主题", "会议名称", "主题"):
            title = value or title
        elif field in ("上传时间", "录制时间", "会议时间", "会议日期", "日期", "开始时间"):
            date = iso_date(value) or date
        elif field == "关键词":
            keywords = tuple(re.split(r"[、，,；;\n]+" if re.search("[、，,；;]", value) else r"\s+", value))
        elif field == "文字记录" and title is None and "\n" not in value and value:
            title = value
    return Header(title, date or iso_date(title or ""), tuple(word.strip() for word in keywords if word.strip()))


def read_headed(source: Source, format: str, *, above: Header | None = None) -> Transcript:
    """Return the transcript whose turns stand under `speaker clock` lines.

    Raises NotATranscript where there is no such line, or where the file breaks off. `above` replaces the header.
    """
    lines = source.lines
    found = heads(lines)
    if not found:
        raise NotATranscript(source.name, "no_head")
    block = front_matter(lines[: found[0].index])
    top = above or header("\n".join(lines[block.end : found[0].index]))
    drafts = []
    starts = [*found, None]
    for head, after in zip(found, starts[1:], strict=True):
        draft = Draft(head.name, head.clock, head.index + 1)
        for line in lines[head.index + 1 : after.index if after else len(lines)]:
            draft.add(line.strip().removesuffix("\\"))
        drafts.append(draft)
    last = drafts[-1]
    if last.paragraphs and GENERATED.match(last.paragraphs[-1]):
        last.paragraphs.pop()
    whole(
        source.name, [draft.speaker or "" for draft in drafts], [draft.text for draft in drafts], last.line, len(lines)
    )
    heads_at = {head.index for head in found}
    clocks = [head.index for head in _possible_heads(lines) if head.index >= found[0].index]
    missed = next(((at + 1, lines[at]) for at in clocks if at not in heads_at), None)
    remarks = (
        *once_remark((head.name, head.index + 1) for head in found),
        *draft_remarks(drafts),
        *empty_remark(drafts),
        *gap_remark(len(found), len(clocks), "clock line", missed),
    )
    episode = Episode(
        block.title or top.title or source.stem,
        date=block.date or top.date or iso_date(source.stem),
        keywords=top.keywords or block.keywords,
        audio=block.audio,
        page=block.page,
    )
    return Transcript(episode, finish(drafts), format, remarks)


def once_remark(named: Iterable[tuple[str, int]]) -> tuple[Remark, ...]:
    """Return a remark on the names met only once, given as (name, line); recognisers' own names need none."""
    places: dict[str, list[int]] = {}
    for name, line in named:
        places.setdefault(name, []).append(line)
    single = tuple((name, at[0]) for name, at in places.items() if len(at) == 1 and not explicit(name))
    if not single:
        return ()
    if len(single) > _MOST_NAMES:
        return (Remark("met_once_more", names=Named(single[:_MOST_NAMES]), more=len(single) - _MOST_NAMES),)
    return (Remark("met_once", names=Named(single)),)


_ENDS = frozenset(SENTENCE_ENDS + ".~" + CLOSING) - {"’"}  # an apostrophe, too
_PART_OF_CLOCK = re.compile(r"(?:(?<!\s)\s++)?+\d{1,3}(?::\d{0,2}){0,2}$")


def whole(name: str, speakers: Sequence[str], texts: Sequence[str], last_line: int, end_line: int) -> None:
    """Raise NotATranscript where the transcript breaks off: after a head, inside one, or in mid-sentence.

    Mid-sentence tells only in a file of some length, in which every other turn ends as a sentence does.
    """
    last = texts[-1].rstrip()
    if not last:
        raise NotATranscript(name, "cut_after_head", last_line, speaker=speakers[-1])
    final = last.rsplit("\n", 1)[-1]
    others = [text.rstrip() for text in texts[:-1] if text.strip()]
    punctuated = bool(others) and all(text[-1] in _ENDS for text in others)
    without = _PART_OF_CLOCK.sub("", final)
    for speaker in sorted(filter(None, set(speakers)), key=len, reverse=True):
        before = without[: -len(speaker)].rstrip()
        alone = (before and before[-1] in SENTENCE_END) or (not before and "\n" in last)
        if without.endswith(speaker) and alone and (punctuated or without != final):
            raise NotATranscript(name, "cut_in_head", end_line, words=final[-24:].strip())
    if punctuated and last[-1] not in _ENDS and len(others) >= 5 and sum(map(len, others)) >= 1000:
        raise NotATranscript(name, "cut_in_sentence", end_line, words=f"…{last[-12:]}")
