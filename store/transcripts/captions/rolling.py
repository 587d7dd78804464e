"""Captions that roll: each shows again what the one before showed, and a line or a word more.

YouTube's automatic captions roll (and all that was converted from them), and so do live captions. What is shown twice
was said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from store.transcripts.captions.captions import Caption

_TOUCH_S = 0.35  # captions that roll follow one another at once
_SHARE = 4  # a file rolls where at least one caption in four shows a part of the one before again
_GROWING = 50  # and its captions grow where one in fifty begins with all of the one before; chance is far below


def unroll(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions without what they only show again; a file that does not roll is returned as it is.

    A line that was said twice is kept: only what is carried over from the caption just before, at the same time,
    is taken away.
    """
    texts = [_squeezed(caption.text) for caption in captions]
    shown = [caption for caption, text in zip(captions, texts, strict=True) if text]
    lines = [text.split("\n") for text in texts if text]
    touching = [False, *(_touching(before, caption) for before, caption in pairwise(shown))]
    again = [0] * len(shown)
    grown = [False] * len(shown)
    for place in range(1, len(shown)):
        if touching[place] and lines[place][0][:1] in (lines[place - 1][0][:1], lines[place - 1][-1][:1]):
            again[place] = _again(lines[place - 1], lines[place])
            grown[place] = _grown(lines[place - 1], lines[place])
    parts = sum(count > 0 and lines[place] != lines[place - 1] for place, count in enumerate(again))
    if parts >= 3 and parts * _SHARE >= len(shown):
        return _without_repeats(shown, lines, again)
    grows = sum(grown) >= 3 and sum(grown) * _GROWING >= len(shown)
    return _without_beginnings(shown, grown) if grows else list(captions)


def _without_repeats(shown: Sequence[Caption], lines: Sequence[list[str]], again: Sequence[int]) -> list[Caption]:
    """Return the captions without the first lines that the one before has shown; `again` says how many those are."""
    kept: list[Caption] = []
    for caption, own, count in zip(shown, lines, again, strict=True):
        rest = "\n".join(own[count:])
        if rest:
            kept.append(replace(caption, text=rest))
        elif caption.end_s is not None and (kept[-1].end_s or 0.0) < caption.end_s:
            kept[-1] = replace(kept[-1], end_s=caption.end_s)
    return kept


def _without_beginnings(shown: Sequence[Caption], grown: Sequence[bool]) -> list[Caption]:
    """Return the captions without those that the next one shows again, with more to them."""
    kept: list[Caption] = []
    for caption, more in zip(shown, grown, strict=True):
        before = kept.pop() if more else caption
        kept.append(replace(caption, start_s=before.start_s, line=before.line))
    return kept


def _squeezed(text: str) -> str:
    """Return the lines of a caption without blank ones and without white space round them."""
    return "\n".join(stripped for line in text.split("\n") if (stripped := " ".join(line.split())))


def _touching(before: Caption, caption: Caption) -> bool:
    """Say whether a caption follows at once (or overlaps), so that the eye sees lines move and not vanish."""
    if before.end_s is None or caption.start_s is None or before.start_s is None or caption.speaker != before.speaker:
        return False
    return before.start_s <= caption.start_s <= before.end_s + _TOUCH_S


def _again(old: list[str], new: list[str]) -> int:
    """Return how many of the first lines of a caption are the last lines of the one before."""
    return next((count for count in range(min(len(old), len(new)), 0, -1) if old[-count:] == new[:count]), 0)


def _grown(old: list[str], new: list[str]) -> bool:
    """Say whether a caption is the one before and more of the same: all its lines, or its line with words added."""
    before, text = "\n".join(old), "\n".join(new)
    if not (len(text) > len(before) >= 2 and text.startswith(before)):
        return False
    cut = before[-1].isalnum() and before[-1].isascii() and text[len(before)].isalnum()
    return not cut
