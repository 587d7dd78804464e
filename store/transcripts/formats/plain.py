"""Plain text without times and names: a turn for each paragraph. What is no speech at all is turned away."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from store.errors import NotATranscript
from store.models import Episode, Transcript, Turn
from store.text.marks import CLOSING, HAN, SENTENCE_ENDS
from store.transcripts.captions.captions import ends_sentence, join, one_line
from store.transcripts.labelled.read import META
from store.transcripts.parsing.dates import iso_date
from store.transcripts.parsing.frontmatter import front_matter
from store.transcripts.parsing.prose import is_markdown, words
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.refusals import machine_made, of_a_program
from store.wording.kinds import Remark

_NAME = "plain"
_SENTENCE_END = re.compile(rf"[{SENTENCE_ENDS}.][{CLOSING}'\]]*\s*$")
_HEADING = re.compile(r"\s*#{1,6}\s+(.*)")
# Lines of programs, tables, settings and web pages.
_NO_SPEECH = re.compile(
    r"\s*(?:[{}()\[\];,|<>]+\s*$|(?:import|from|def|class|return|function|const|let|var|public|private|export|include|package)\b.*[;:{(]?$"
    r"|#include|//|/\*|```|\$\s|[\w.-]+\s*[=:]=?\s*[\"'\[{\d]|\"[^\"]*\"\s*:"
    r"|<(?!img|br|a |!--|sup|p>|div)[/!?a-zA-Z][^>]*>|\|.*\||[-*+]\s*\[[ x]\]"
    r"|[\w.\[\]-]+\s*(?:==|[<>~!]=)\s*\d|[a-z_]+\s?\([A-Za-z_$\"{][^()]*\)?$|(?:User-agent|Disallow|Allow|Sitemap):"
    r"|[^\s,;]+(?:[,;\t][^\s,;]*){3,}$|https?://\S+$|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)|.*[;{}]\s*$"
)
_HAN = re.compile(f"[{HAN}]")
_CHANGE = re.compile(r"(?:>>|&gt;&gt;)\s*")
_PICTURE = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+")
_BULLET = re.compile(r"^[-*+•]\s+")
_FEWEST = 200
_LONGEST = 5_000_000
_WRAP = 100
_CAPTIONS = 8  # so many lines, cut in mid-sentence, are captions
_GOOD, _MOST = 300, 900  # characters of a turn made of captions; a Han character counts as three
_FEW_WORDS = 3
_COLUMNS = 2  # a comma in each line is chance
_FEWEST_ROWS, _ROWS = 3, 500


def _paragraphs(source: Source) -> tuple[list[tuple[int, str]], str | None]:
    """Return the paragraphs with the lines where they begin, and the first heading, which is no speech.

    Where blank lines part the paragraphs, lines broken at the width of a page are joined; else each line is one.
    """
    lines = source.lines
    begin = _below_fields(lines, front_matter(lines).end)
    heading: str | None = None
    blocks: list[tuple[int, list[str]]] = []
    gap, fenced = True, False
    for at in range(begin, len(lines)):
        line = lines[at].strip()
        if line.startswith("```"):
            fenced, gap = not fenced, True
            continue
        if not line or fenced or re.fullmatch(r"[-*_=~ ]{3,}", line):
            gap = True
            continue
        if found := _HEADING.match(line):
            heading, gap = heading or words(found.group(1)), True
            continue
        if gap:
            blocks.append((at + 1, []))
        blocks[-1][1].append(line)
        gap = False
    markdown = is_markdown(source.text[:200_000])
    paragraphs: list[tuple[int, str]] = []
    for number, block in blocks:
        if _wrapped(block):
            paragraphs.append((number, words(one_line("\n".join(block)), markdown)))
        elif _captioned(block):
            paragraphs += [(number + at, words(text, markdown)) for at, text in _sentences(block)]
        else:
            paragraphs += [(number + at, words(_BULLET.sub("", line), markdown)) for at, line in enumerate(block)]
    return [(number, text) for number, text in paragraphs if text], heading


def _below_fields(lines: Sequence[str], begin: int) -> int:
    """Return where the text begins below fields like `Speaker: …` and `Video: …`; one of them alone is none."""
    fields = 0
    for at in range(begin, len(lines)):
        line = lines[at].strip()
        if line and not _HEADING.match(line) and not re.fullmatch(r"[-*_=~ ]{3,}", line):
            if not META.match(line):
                return at if fields > 1 else begin
            fields += 1
    return len(lines) if fields > 1 else begin


def _captioned(block: Sequence[str]) -> bool:
    """Return whether the lines of a block are captions: many, short, and cut in mid-sentence."""
    if len(block) < _CAPTIONS or sum(_LISTED.match(line) is not None for line in block) * 10 > len(block):
        return False
    short = sum(len(line) <= 2 * _WRAP for line in block) * 10 >= len(block) * 9
    cut = sum(not _SENTENCE_END.search(line) for line in block[:-1])
    return short and cut * 5 >= len(block) * 2


def _sentences(block: Sequence[str]) -> list[tuple[int, str]]:
    """Return captions joined to paragraphs that end where a sentence does, each with the line where it begins."""
    changes = sum(_CHANGE.match(line) is not None for line in block) >= _FEW_WORDS
    found: list[tuple[int, str]] = []
    for at, line in enumerate(block):
        change = _CHANGE.match(line) if changes else None
        text = line[change.end() :] if change else line
        whole = found[-1][1] if found else ""
        length = len(whole) + 2 * len(_HAN.findall(whole))
        if not found or change or length >= _MOST or (length >= _GOOD and ends_sentence(whole)):
            found.append((at, text))
        else:
            found[-1] = (found[-1][0], join(whole, text))
    return found


def _wrapped(block: Sequence[str]) -> bool:
    """Return whether the lines of a block are one paragraph, broken at the width of a page."""
    if len(block) < 2 or any(_LISTED.match(line) for line in block):
        return False
    longest = max(map(len, block))
    inner = block[:-1]
    full = sum(len(line) * 10 >= longest * 7 for line in inner)
    ended = sum(_SENTENCE_END.search(line) is not None for line in inner)
    return longest <= _WRAP and longest > 30 and full * 10 >= len(inner) * 8 and ended * 2 <= len(inner)


def _titled(paragraphs: Sequence[tuple[int, str]]) -> bool:
    """Return whether the first paragraph is a title: short, and no sentence."""
    return len(paragraphs) > 1 and len(paragraphs[0][1]) <= 40 and not _SENTENCE_END.search(paragraphs[0][1])


def _fits(source: Source) -> bool:
    """Return whether the file reads like something that was said: paragraphs of sentences, not a program or a table."""
    if machine_made(source) or len(source.text) > _LONGEST or of_a_program(source):
        return False
    top = front_matter(source.lines)
    paragraphs, _ = _paragraphs(source)
    total = sum(len(text) for _, text in paragraphs)
    lines = [line for line in source.lines[top.end :] if line.strip()]
    if _table(lines) or _word_list(lines):
        return False
    if top.speech and total >= _FEWEST:
        return True
    strange = sum(_NO_SPEECH.match(line) is not None for line in lines)
    listed = sum(
        (_LISTED.match(line) is not None and len(line) < _WRAP) or _HEADING.match(line) is not None for line in lines
    )
    shown = _PICTURE.sub("", source.text[:20_000]).replace("\n", "")
    letters = sum(c.isalpha() for c in shown)
    if strange * 10 > len(lines) or listed * 2 > len(lines) or letters * 2 < len(shown):
        return False
    said = paragraphs[1:] if _titled(paragraphs) else paragraphs
    return total >= _FEWEST or (len(said) >= 2 and all(_SENTENCE_END.search(text) for _, text in said))


def _table(lines: Sequence[str]) -> bool:
    """Return whether nearly all lines have the same number of columns, parted by commas, tabs or the like."""
    if len(lines) < _FEWEST_ROWS:
        return False
    for mark in ",;\t|":
        rows = [row for row in csv.reader(lines[:_ROWS], delimiter=mark) if row]
        most, times = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        if most > _COLUMNS and times * 10 >= len(rows) * 9:
            return True
    return False


def _word_list(lines: Sequence[str]) -> bool:
    """Return whether most lines are a word or two, and few are a sentence: a dictionary, a list of names."""
    if len(lines) < _CAPTIONS:
        return False
    sizes = sorted(len(_HAN.findall(line)) / 2 + len(line.split()) for line in lines)
    ended = sum(_SENTENCE_END.search(line) is not None for line in lines)
    return sizes[len(sizes) // 2] < _FEW_WORDS and ended * 10 < len(lines)


def read(source: Source) -> Transcript:
    """Return a turn for each paragraph, without speaker and time. Raises NotATranscript where there is none."""
    paragraphs, heading = _paragraphs(source)
    top = front_matter(source.lines)
    title = top.title or heading
    if title is None and _titled(paragraphs):
        title = paragraphs.pop(0)[1]
    if not paragraphs:
        raise NotATranscript(source.name, "no_paragraph")
    title = title or source.stem
    turns = tuple(Turn(None, None, None, text) for _, text in paragraphs)
    date = top.date or iso_date(source.stem) or iso_date(title)
    remarks = (Remark("no_names_no_times"),)
    return Transcript(Episode(title, date, top.keywords, top.audio, top.page), turns, _NAME, remarks)


READER = Reader(
    name=_NAME,
    title="Plain text without names and times",
    example="大家好，欢迎收听本期节目。",
    fits=_fits,
    read=read,
)
