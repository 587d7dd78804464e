"""Captions in two languages at once: a line of Chinese over a line of English, cue after cue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from store.transcripts.captions.captions import Caption
from store.wording.kinds import Remark

# Letters only, Hangul too: by them a line is told from one in Latin script.
_UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]")
_LETTER = re.compile(r"[^\W\d_]")
_DIRECTIVE = re.compile(r"#\s*(?:import|shift)\b|\d:\d\d", re.IGNORECASE)
_LANGUAGE_MARK = re.compile(r"^\s*# +(?!.*#\s*$)")  # but `# la la la #` is a song


def part_languages(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions with one track for each of two languages, where most of the file shows both at one time.

    So the sentences of either language stand together and read on. Other files are returned as they are. A caption in
    one language only stays on the track of the lines that come first.
    """
    parted = [_parts(caption.text) for caption in captions]
    both = sum(part is not None for part in parted)
    spoken = sum(bool(_LETTER.search(caption.text)) for caption in captions)
    if both < 3 or both * 10 < spoken * 6:
        return list(captions)
    result: list[Caption] = []
    for caption, part in zip(captions, parted, strict=True):
        if part is None:
            result.append(replace(caption, track="first"))
        else:
            first, second = part
            result += [replace(caption, text=first, track="first"), replace(caption, text=second, track="second")]
    return result


def _parts(text: str) -> tuple[str, str] | None:
    """Return the lines of one script and the lines of the other, if a caption is made so; else None.

    Scripts are those written without spaces (Han, kana; Hangul, too) and all others. A line of numbers belongs to the
    lines before it.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return None
    kinds: list[bool] = []
    for line in lines:
        unspaced = bool(_UNSPACED.search(line))
        kinds.append(unspaced if unspaced or _LETTER.search(line) or not kinds else kinds[-1])
    change = kinds.index(not kinds[0]) if (not kinds[0]) in kinds else 0
    if not change or any(kind == kinds[0] for kind in kinds[change:]):
        return None
    return "\n".join(lines[:change]), "\n".join(lines[change:])


def without_comments(lines: list[str]) -> tuple[list[str], int]:
    """Return the lines of a cue without directives (`# import ending.srt 0:07:31`, a cue that is commented out) behind
    it, and how many lines those had.

    Elsewhere `#` marks the line of one language and is taken off: also what stands behind a blank line may be spoken.
    """
    if not any("#" in line for line in lines):
        return lines, 0
    kept: list[str] = []
    for at, paragraph in enumerate(_paragraphs(lines)):
        marked = all(line.lstrip().startswith("#") for line in paragraph)
        if not (at and marked and _DIRECTIVE.search("\n".join(paragraph))):
            kept += [_LANGUAGE_MARK.sub("", line) for line in paragraph]
    return kept, sum(bool(line.strip()) for line in lines) - len(kept)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Return the lines in groups, without the blank lines between them."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def comments_remark(comments: int) -> tuple[Remark, ...]:
    """Return the remark on lines of comment that were left out, none where there were none."""
    if not comments:
        return ()
    return (Remark("comments_left_out", count=comments),)
