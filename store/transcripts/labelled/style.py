r"""The label style of a whole file: which kind of label prevails, and which names are names.

What a line looks like is told by `labels`. One kind of label prevails in a file; the others are taken only where they
agree with it, so that `**Note:**` in somebody's words begins no turn, and 字幕：, 标题：, 步骤：are nobody's names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from store.transcripts.captions.name_prefixes import could_be_a_name, full_name, surely_a_name
from store.transcripts.labelled.headed import TRANSCRIPT_HEADING
from store.transcripts.labelled.labels import Label, label
from store.transcripts.labelled.name_lines import names_alone
from store.transcripts.names.names import explicit, no_voice, possible, tidy
from store.transcripts.names.not_names import is_field, is_form, is_sound
from store.transcripts.parsing.frontmatter import FrontMatter, front_matter
from store.transcripts.parsing.prose import is_markdown, words
from store.transcripts.parsing.reader import Source
from store.transcripts.parsing.refusals import machine_made, of_a_program

Style = Literal["bold", "clocked", "clock", "under", "named"]
"""Bold names; names with clocks; clocks alone; clocks under headings that name who speaks; names before colons."""

RULE = re.compile(r"\s*(?:[-*_=–—]\s*){3,}$")
"""A line that is drawn and not written."""
_PARAGRAPH = 80  # characters; what stands behind a clock in a list of chapters is shorter
_SPREAD, _EARLY_S, _PAGE = 5, 120, 60  # marks alone on their lines, from the beginning on, with some lines to each
_HEADING = re.compile(r"\s*+(#{1,6})\s++(.*)")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a labelled file is laid out: the style that prevails, the names in it, what stands above.

    `begin` is the index of the first line of the transcript, `clocks` counts its times.
    """

    style: Style
    names: frozenset[str]
    begin: int
    top: FrontMatter
    title: str | None
    markdown: bool
    clocks: int


@lru_cache(maxsize=2)
def heading(line: str) -> tuple[int, str] | None:
    """Return the level and the words of a Markdown heading, without the marks that may close it; None for others."""
    found = _HEADING.match(line)
    return (len(found[1]), found[2].rstrip().rstrip("#").rstrip()) if found else None


def labels_of(lines: tuple[str, ...]) -> tuple[Label | None, ...]:
    """Return the label of each line. Kept for a moment, since several readers ask.

    A name on one line and its clock on the next (copied from a web page) are one label; the clock's is `joined`.
    """
    found = list(map(label, lines))
    lonely = [at for at, one in enumerate(found) if at and one and one.kind == "clock" and not one.rest]
    above = Counter(lines[at - 1].strip() for at in lonely if found[at - 1] is None)
    names = {name for name, count in above.items() if (count > 1 or explicit(name)) and could_be_a_name(name)}
    if sum(above[name] for name in names) * 2 > len(lonely):
        for at in lonely:
            one, name = found[at], lines[at - 1].strip()
            if one and found[at - 1] is None and could_be_a_name(name):
                found[at - 1] = Label("clocked", tidy(name), one.clock, "")
                found[at] = replace(one, kind="joined")
    for at, name in names_alone(lines, [one is None for one in found]).items():
        found[at] = Label("prefix", name, None, "")
    return tuple(found)


@lru_cache(maxsize=2)
def slides(lines: tuple[str, ...]) -> frozenset[int]:
    """Return the lines in code fences where these hold what was shown: nobody's label stands in them."""
    fenced: list[int] = []
    inside = False
    for at, line in enumerate(lines):
        fence = line.lstrip().startswith("```")
        inside = inside != fence
        if inside or fence:
            fenced.append(at)
    labels = labels_of(lines) if fenced else ()
    told = sum(one is not None and one.firm for one in labels)
    within = sum((one := labels[at]) is not None and one.firm for at in fenced)
    return frozenset() if inside or within * 2 > told else frozenset(fenced)


def layout_of(source: Source) -> Layout | None:
    """Return how a file is laid out, or None where no kind of label prevails in it."""
    if machine_made(source) or (slides(source.lines) and of_a_program(source)):
        return None
    return _layout(source.lines, source.text)


@lru_cache(maxsize=2)
def _layout(lines: tuple[str, ...], text: str) -> Layout | None:
    top = front_matter(lines)
    found = labels_of(lines)
    begin = _begin(lines, found, top.end)
    shown = slides(lines)
    sequence = [
        found[at]
        for at in range(begin, len(lines))
        if lines[at].strip() and not RULE.match(lines[at]) and at not in shown
    ]
    chosen = _prevailing(sequence)
    if chosen is None:
        return None
    headings = filter(None, map(heading, lines[top.end :]))
    title = next((words for level, words in headings if level == 1), None)
    return Layout(
        chosen[0],
        frozenset(chosen[1]),
        begin,
        top,
        tidy(words(title)) if title else None,
        is_markdown(text[:200_000]),
        sum(one is not None and one.clock is not None for one in sequence),
    )


def _begin(lines: Sequence[str], found: Sequence[Label | None], begin: int) -> int:
    """Return the line after a heading like `## Transcript`, where labels follow it; else `begin`."""
    for at in range(begin, len(lines)):
        above = heading(lines[at])
        text = (above[1] if above else lines[at]).strip(" *:：\t")
        if len(text) <= 20 and TRANSCRIPT_HEADING.fullmatch(text):
            below = (one for one in found[at + 1 :] if one and one.kind != "heading")
            return at + 1 if next(below, None) else begin
    return begin


def _prevailing(sequence: Sequence[Label | None]) -> tuple[Style, set[str]] | None:
    """Return the kind of label that makes this file a transcript, and the names it uses."""
    labels = [one for one in sequence if one is not None]
    opens = bool(sequence) and sequence[0] is not None and sequence[0].kind == "bold" and sequence[0].firm
    bold = _bold_names([one for one in labels if one.kind == "bold"], len(sequence), opens)
    clocked = _clocked_names(labels)
    clocks = [one for one in labels if one.kind == "clock" and not one.heading]
    if is_form([one.name for one in labels if one.kind == "bold" and one.name in bold and not explicit(one.name)]):
        bold = set()
    n_bold = sum(one.kind == "bold" and one.name in bold for one in labels)
    named = [one for one in labels if one.kind == "clocked" and one.name in clocked]
    n_clocked = len(named)
    if n_bold >= (1 if opens else 2) and n_bold >= n_clocked:
        return "bold", bold | clocked
    if n_clocked >= 2 or (n_clocked and named[0].firm and len(clocks) >= 2):
        return "clocked", bold | clocked | _bracketed_names(labels)
    if alone := _names_alone(clocks) or _names_alone([one for one in labels if one.kind == "clock" and one.heading]):
        return "clocked", alone
    if prefixed := _prefix_names(sequence):
        return "named", prefixed | {one.name for one in labels if one.name and one.firm and explicit(one.name)}
    unlabelled = sum(one is None or one.kind in ("prefix", "bracketed") for one in sequence)
    lonely = sum(not one.rest for one in clocks)
    spread = len(clocks) >= _SPREAD and (clocks[0].start_s or 0) < _EARLY_S and _spread(clocks, unlabelled)
    enough = 3 if unlabelled > lonely else 2
    usual = len(clocks) >= enough and len(clocks) + lonely >= unlabelled
    if (spread or usual) and _in_order(clocks):
        above = _headings_that_speak(sequence)
        return ("under", above) if above else ("clock", set())
    return None


def _spread(clocks: Sequence[Label], unlabelled: int) -> bool:
    """Return whether clocks stand through a text: alone on their lines, or before paragraphs of words."""
    if not any(one.rest for one in clocks):
        return unlabelled <= _PAGE * len(clocks)
    return unlabelled <= 4 * len(clocks) and sum(len(one.rest) for one in clocks) >= _PARAGRAPH * len(clocks)


def _in_order(clocks: Sequence[Label]) -> bool:
    """Return whether the times of a file go on, as those of a recording do."""
    back = sum((a.start_s or 0) > (b.start_s or 0) for a, b in pairwise(clocks))
    return back * 10 <= len(clocks)


def _bold_names(bold: Sequence[Label], lines: int, opens: bool) -> set[str]:
    """Return the names among what stands in bold type before a colon or a clock.

    People come again and again; the heads of a list do not. A label set apart beyond doubt may hold any name
    (`Mireille B. Reece, Psy.D`, `$STDOUT`), another one only what has the form of one. A file that `opens` with one may
    hold few: one person reads the news.
    """
    listed = sum(one.bullet for one in bold) * 2 > len(bold)
    bold = [one for one in bold if one.name and (listed or not one.bullet)]
    counts = Counter(one.name for one in bold if one.name)
    firm = {one.name for one in bold if one.firm and (one.clock or not one.heading)}
    likely = {name for name in counts if could_be_a_name(name) or no_voice(name) or explicit(name)}
    if len(bold) == 1 or (opens and len(bold) * 8 < lines):
        return {name for name in counts if name in firm and (explicit(name) or (name in likely and " " in name))}
    again = sum(count for count in counts.values() if count > 1)
    named = sum(counts[name] for name in likely)
    if listed and named * 2 < len(bold):
        return set()  # the heads of a list of changes
    people = again * 2 >= len(bold)
    if len(bold) * 8 < lines or not (people or (named * 4 >= len(bold) * 3 and len(bold) <= 6)):
        return set()
    return {
        name
        for name, count in counts.items()
        if no_voice(name)
        or (name in firm and len(name) <= 60 and not any(end in name for end in "。！？；"))
        or (name in likely and (count > 1 or not people or not name.isascii() or " " in name))
        or (count > 2 and possible(name, 30) and " " not in name)
    }


def _clocked_names(labels: Sequence[Label]) -> set[str]:
    """Return the names among what stands beside a clock; headings are chapters unless one of them comes again."""
    beside = [one for one in labels if one.kind in ("clocked", "bold") and one.name and one.clock]
    counts = Counter(one.name for one in beside if one.name)
    headings = {one.name for one in beside if one.heading and one.name}
    chapters = headings if all(counts[name] == 1 and not explicit(name) for name in headings) else set()
    loose = {one.name for one in beside if not one.firm and one.kind == "clocked"}
    nobody = {name for name in loose if name and (is_sound(name) or not (explicit(name) or could_be_a_name(name)))}
    nobody |= {
        name for name in counts if is_field(name) and not (explicit(name) or (name.isascii() and full_name(name)))
    }
    return {
        name
        for name, count in counts.items()
        if name not in nobody
        and (
            (count > 1 and len(name) <= 60 and not any(end in name for end in "。！？!?；"))
            or (possible(name, 60) and (explicit(name) or (could_be_a_name(name) and name not in chapters)))
        )
    }


def _bracketed_names(labels: Sequence[Label]) -> set[str]:
    """Return the names in brackets that stand without a clock: `[Speaker 2] words`, but not `[laughter]`."""
    counts = Counter(one.name for one in labels if one.kind == "bracketed" and one.name)
    return {
        name
        for name, count in counts.items()
        if explicit(name) or (count > 1 and could_be_a_name(name) and not no_voice(name) and not is_sound(name))
    }


def _names_alone(clocks: Sequence[Label]) -> set[str]:
    """Return the names where each clock is followed by nothing but a name (`[00:24] 张三`)."""
    rests = Counter(tidy(one.rest) for one in clocks if len(one.rest) <= 60)
    names = {name for name in rests if could_be_a_name(name) or explicit(name)}
    again = any(rests[name] > 1 or explicit(name) for name in names)
    told = sum(rests[name] for name in names)
    return (
        names
        if again and told >= 2 and told * 5 >= len(clocks) * 4 and (len(names) * 2 <= told or told <= 6)
        else set()
    )


def _prefix_names(sequence: Sequence[Label | None]) -> set[str]:
    """Return the names before colons in plain type, where the whole file says that they are names.

    They come again, they are more than the other words before colons (字幕：, 步骤：), and from the first of them on
    they stand all through the file. In a very short file it is enough that nothing else stands before a colon.
    """
    counts = Counter(one.name for one in sequence if one and one.kind == "prefix" and one.name)
    likely = {name for name in counts if could_be_a_name(name) or explicit(name)}
    if counts["Q"] > 1 and counts["A"] > 1:
        likely |= {"Q", "A"}
    named = sum(counts[name] for name in likely)
    others = sum(counts.values()) - named
    again = {name for name in likely if counts[name] > 1}
    known = again or likely
    first = next((at for at, one in enumerate(sequence) if one and one.kind == "prefix" and one.name in known), 0)
    below = len(sequence) - first
    if not again:
        return likely if others == 0 and 2 <= named <= 12 and named * 2 >= below and first <= 2 else set()
    told = sum(counts[name] for name in again)
    if is_form([one.name for one in sequence if one and one.kind == "prefix" and one.name in likely]):
        return set()
    above = {one.name for one in sequence[:first] if one and one.kind == "prefix" and one.name}
    likely -= {name for name in above if len(above) > 1 and (is_field(name) or not full_name(name))}
    likely = again | {name for name in likely if surely_a_name(name, again, likely)}
    return likely if told >= 2 and others * 2 <= named and told * 12 >= below else set()


def _headings_that_speak(sequence: Sequence[Label | None]) -> set[str]:
    """Return the headings where they name who speaks below (`## 张三`, then `- [00:01] …`), not the chapters."""
    counts = Counter(one.name or "" for one in sequence if one and one.kind == "heading")
    followed = sum(
        a is not None and a.kind == "heading" and b is not None and b.kind == "clock" for a, b in pairwise(sequence)
    )
    total = sum(counts.values())
    people = any(counts[name] > 1 or explicit(name) for name in counts)
    if total < 2 or followed * 10 < total * 9 or not people:
        return set()
    return {name for name in counts if could_be_a_name(name) or explicit(name)}
