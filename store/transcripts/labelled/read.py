r"""Transcripts written for people, whose lines say who speaks: `**Adam:** words`, `Lenny (00:12:34):`, `[00:24] words`.

`style` says how a file is laid out; here it is read, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from store.errors import NotATranscript
from store.models import Episode, Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption, ends_sentence
from store.transcripts.labelled.headed import FIELD, header, once_remark
from store.transcripts.labelled.labels import BRACKETED, Label, take_clock
from store.transcripts.labelled.style import RULE, Layout, heading, labels_of, slides
from store.transcripts.names.names import no_voice, tidy
from store.transcripts.parsing.clock import seconds
from store.transcripts.parsing.dates import iso_date
from store.transcripts.parsing.prose import words
from store.transcripts.parsing.reader import Source
from store.transcripts.parsing.turns import Draft, draft_remarks, finish, gap_remark
from store.wording.kinds import Remark

# Above the first words: `Host: …`, links, pictures, tables. No speech.
META = re.compile(
    r"\s*+(?:(?:[-*+>•]\s*+)?(?:\*\*|__)?[^:：。！？，,]{1,24}(?:\*\*|__)?\s*+[:：].{0,100}$|<?https?://\S++\s*$|!\[.*\)\s*$|"
    r"\|.*\|\s*$|(?:[-*+•]\s*+)?+\[[^\]]*+\]\(\S+\)\s*$|</?\w[^>]*+>\s*$)"
)
_APPENDIX = re.compile(
    r"(?:show ?notes|links?|references|resources|further reading|footnotes?|credits|"
    r"相关链接|相关阅读|链接|参考(?:资料|文献)?|备注|附录|延伸阅读)",
    re.IGNORECASE,
)
# Marks in mid-line that no speaker's words contain: escaped brackets, a clock in code type, both in bold.
_INNER_MARK = re.compile(rf"(?=\\\[|\*\*\[`|\[`|`\[){BRACKETED}")
_NOTE_MARK = re.compile(r"〔[^〔〕]{1,8}〕\s*")
_REST_OF_RANGE = re.compile(r"(?:to|[-–—]|至|到)\s*(?:\\?\[)?\d[\d:.]*(?:\\?\])?\s*")
_HEADER_LINES, _HEADER_WIDTH = 6, 100
_QUOTE = re.compile(r"\s*(?:>\s?)+")


def read_labelled(source: Source, format: str, layout: Layout) -> Transcript:
    """Return the transcript of a file whose layout is known. Raises NotATranscript where it holds no words."""
    if layout.style == "clock":
        return _timed(source, layout)
    return _Reading(source, format, layout).transcript()


def _episode(source: Source, layout: Layout) -> Episode:
    """Return the episode as the front matter, the head of the file or else the file's name tell it."""
    top = layout.top
    labels = labels_of(source.lines)
    first = next((at for at, one in enumerate(labels) if one and one.clock), layout.begin)
    above = "\n".join(source.lines[top.end : min(first, top.end + 40)])
    told = header(above) if FIELD.search(above) else None
    title = top.title or (told and told.title) or layout.title or source.stem
    date = top.date or (told and told.date) or iso_date(source.stem) or iso_date(title)
    keywords = top.keywords or (told.keywords if told else ())
    return Episode(title, date=date, keywords=keywords, audio=top.audio, page=top.page)


class _Reading:
    """One pass over the lines of a file with speakers."""

    def __init__(self, source: Source, format: str, layout: Layout) -> None:
        self.source, self.format, self.layout = source, format, layout
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.speaker: str | None = None
        self.named = False  # whether a first speaker was met
        self.pending: str | None = None  # a clock that stood alone on its line
        self.gap = False  # whether the line above was blank
        self.marks = 0
        self.missed: list[tuple[int, str]] = []

    def transcript(self) -> Transcript:
        """Return what the lines say."""
        lines, labels = self.source.lines, labels_of(self.source.lines)
        last = max((at for at, one in enumerate(labels) if one and self._speaks(one)), default=0)
        skipped = 0
        shown = slides(lines)
        for at in range(self.layout.begin, len(lines)):
            titled = heading(lines[at]) if at > last else None
            if titled and _APPENDIX.match(titled[1].strip(" #*:：📎🔗")):
                skipped = at + 1
                break
            if at not in shown:
                self._line(at, lines[at], labels[at])
        drafts = [draft for draft in self.drafts if draft.paragraphs]
        if not drafts:
            raise NotATranscript(self.source.name, "names_without_words")
        above = self._header(drafts)
        drafts = drafts[len(above[:1]) :]
        end = self.drafts[-1]
        if not end.paragraphs and end.speaker and not skipped:
            raise NotATranscript(self.source.name, "cut_after_head", end.line, speaker=end.speaker)
        spoken = ((draft.speaker, draft.line) for draft in drafts if draft.speaker)
        remarks = (
            *(once_remark(spoken) if self.layout.style in ("clocked", "named") else ()),
            *draft_remarks(drafts),
            *((Remark("above_first_speaker", words=" / ".join(above)[:120]),) if above else ()),
            *((Remark("appendix_left_out", line=skipped),) if skipped else ()),
            *gap_remark(self.marks - len(self.missed), self.marks, "name or time", next(iter(self.missed), None)),
        )
        episode = _episode(self.source, self.layout)
        if above and episode.title == self.source.stem and not any(c in above[0] for c in ":："):
            episode = replace(episode, title=above[0])
        return Transcript(episode, finish(drafts), self.format, remarks)

    def _header(self, drafts: Sequence[Draft]) -> list[str]:
        """Return the lines above the first speaker where they are a title, a date, a list of names: no sentence."""
        first = drafts[0]
        if len(drafts) < 2 or first.speaker or first.clock or len(first.paragraphs) > _HEADER_LINES:
            return []
        short = all(len(line) <= _HEADER_WIDTH and not ends_sentence(line) for line in first.paragraphs)
        return list(first.paragraphs) if short and drafts[1].speaker else []

    def _speaks(self, one: Label) -> bool:
        """Return whether a label begins a turn in this file."""
        if one.name is None or one.name not in self.layout.names:
            return False
        if one.kind in ("bold", "clocked"):
            return True
        return one.kind in ("prefix", "bracketed") and self.layout.style in ("clocked", "named")

    def _line(self, at: int, line: str, one: Label | None) -> None:
        """Take one line into the turn it belongs to."""
        if not line.strip() or RULE.match(line):
            self.gap = True
            return
        if one is not None and one.kind == "joined":
            return
        if one is not None and not self._speaks(one):
            one = one.as_clock()
        mark = one is not None and one.firm and one.kind in ("bold", "clocked", "clock")
        self.marks += mark
        if one is not None and self._speaks(one):
            self.speaker = None if no_voice(one.name or "") else one.name
            self.named = True
            self._begin(at, one, one.rest)
        elif one is not None and one.kind == "clock" and (not one.heading or tidy(one.rest) in self.layout.names):
            self._clock(at, one)
        elif one is not None and (one.heading or one.kind == "heading"):
            self.marks -= mark
            if self.layout.style == "under" and one.name in self.layout.names:
                self.speaker, self.current, self.named = one.name, None, True
        else:
            if mark:
                self.missed.append((at + 1, line))
            self._more(at, line)
        self.gap = False

    def _begin(self, at: int, one: Label, rest: str) -> None:
        """Begin a turn of the present speaker."""
        self.current = Draft(self.speaker, one.clock or self.pending, at + 1)
        self.pending = None
        self.drafts.append(self.current)
        if no_voice(one.name or "") and (cut := _REST_OF_RANGE.match(rest)):
            rest = rest[cut.end() :]
        self._add(rest, None)

    def _clock(self, at: int, one: Label) -> None:
        """Take a line that begins with a clock and names nobody: the same speaker goes on."""
        name = tidy(one.rest) if len(one.rest) <= 60 else ""
        own_turns = self.layout.style in ("clocked", "under") or self.current is None
        if name in self.layout.names and self.layout.style == "clocked":
            self.speaker = name
            self.named = True
            self._begin(at, one, "")
        elif not one.rest and self.layout.style != "clocked":
            self.pending = one.clock
        elif own_turns:
            self._begin(at, one, one.rest)
        else:
            self._add(one.rest, one.start_s)

    def _more(self, at: int, line: str) -> None:
        """Take a line without a label: more of the same turn, or words above the first name."""
        if self.current is None or (self.gap and not self.named):
            if (not self.named and META.match(line)) or (not self.drafts and self.layout.style == "under"):
                return
            self.current = Draft(self.speaker, self.pending, at + 1)
            self.drafts.append(self.current)
            self.pending = None
        quote = _QUOTE.match(line) if self.layout.markdown else None
        time = seconds(self.pending) if self.pending else None
        self.pending = None
        self._add(line[quote.end() :] if quote else line, time)

    def _add(self, text: str, start_s: float | None) -> None:
        """Append a paragraph to the turn, cut at the time marks inside it."""
        if self.current is None:
            return
        first, time = True, start_s
        for piece, following in _cut(text):
            said = words(_NOTE_MARK.sub("", piece) if "〔" in piece else piece, self.layout.markdown)
            if said:
                self.current.add(said, time, same_paragraph=not first)
                first = False
            time = following


def _cut(text: str) -> list[tuple[str, float | None]]:
    """Return the pieces of a line between the time marks inside it, each with the time of the mark after it."""
    pieces: list[tuple[str, float | None]] = []
    end = 0
    if "`" in text or "\\[" in text:
        for found in _INNER_MARK.finditer(text):
            clock, _ = take_clock(found.group())
            pieces.append((text[end : found.start()], seconds(clock) if clock else None))
            end = found.end()
    return [*pieces, (text[end:], None)]


def _timed(source: Source, layout: Layout) -> Transcript:
    """Return the transcript of a file whose lines have times and no names, or names only in the words."""
    lines, labels = source.lines, labels_of(source.lines)
    pieces: list[tuple[int, float | None, list[str]]] = []
    above: list[tuple[int, str]] = []
    shown = slides(lines)
    for at in range(layout.begin, len(lines)):
        line, label = lines[at], labels[at]
        one = label and label.as_clock()
        if not line.strip() or RULE.match(line) or heading(line) or at in shown:
            continue
        if one is not None and one.kind == "clock":
            pieces.append((at + 1, one.start_s, [one.rest]))
        elif pieces:
            pieces[-1][2].append(line)
        elif not META.match(line):
            above.append((at + 1, words(line)))
    starts = [start for _, start, _ in pieces]
    captions = []
    for (number, start, said), following in zip(pieces, [*starts[1:], None], strict=True):
        parts = (_NOTE_MARK.sub("", piece) for line in said for piece, _ in _cut(line))
        end = following if following is not None and start is not None and following >= start else None
        captions.append(Caption(start, end, "\n".join(words(part, layout.markdown) for part in parts), number))
    episode = _episode(source, layout)
    if above and not (layout.top.title or layout.title) and len(above[0][1]) <= 120:
        episode = replace(episode, title=above.pop(0)[1])
    left_out = [Remark("above_first_time_from", count=len(above), line=above[0][0])] if above else []
    return from_captions(source, captions, episode=episode, remarks=left_out, what="time mark")
