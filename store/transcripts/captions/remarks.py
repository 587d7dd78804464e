"""Remarks on captions: odd times, lines repeated again and again, lines that nobody said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.transcripts.captions.captions import Caption, one_line
from store.wording.kinds import Counted, Location, Remark, RemarkKind, Unit

_SHOWN = 40
_OFTEN = 3
# What recognisers write over silence: the credits and pleas that ended the videos they learnt from.
_NOBODY_SAID = re.compile(
    r"字幕\s*(?:by|组|組|製作|制作|提供|志愿者|志願者|由)|请(?:不吝)?(?:点赞|點贊)|明镜与点点|"
    r"(?:点赞|點贊|按赞).{0,4}(?:订阅|訂閱|关注)|(?:感谢|謝謝|感謝)(?:观看|收看|觀看)$|"
    r"ご(?:視聴|清聴)ありがとう|amara\.org|^(?:subtitles?|transcri(?:bed|ption)) by\b|"
    r"^(?:thank(?:s| you) for watching|please (?:like and )?subscribe(?: to (?:my|our|the) channel)?)[.!]*$",
    re.IGNORECASE,
)


def oddities(captions: Sequence[Caption], what: Unit = "caption") -> tuple[Remark, ...]:
    """Return one remark for each kind of oddity, with how often it occurs and where first. Nothing is changed.

    `what` is what one piece of the file is called.
    """
    return (*_times(captions, what), *_repeats(captions, what), *_unsaid(captions, what))


def _times(captions: Sequence[Caption], what: Unit) -> tuple[Remark, ...]:
    """Return what is odd about the times: going back, overlapping by more than a second, ending before the start."""
    back: list[int] = []
    overlap: list[int] = []
    inverted: list[int] = []
    unknown: list[int] = []
    last: dict[str, Caption] = {}
    for place, caption in enumerate(captions):
        before = last.get(caption.track)
        if caption.start_s is None:
            unknown.append(place)
            continue
        if before is not None and before.start_s is not None:
            if caption.start_s < before.start_s:
                back.append(place)
            elif before.end_s is not None and caption.start_s < before.end_s - 1:
                overlap.append(place)
        if caption.end_s is not None and caption.end_s < caption.start_s:
            inverted.append(place)
        last[caption.track] = caption
    if len(unknown) == len(captions):
        unknown = []
    kinds: tuple[tuple[RemarkKind, list[int]], ...] = (
        ("starts_before", back),
        ("overlaps", overlap),
        ("ends_before", inverted),
        ("without_time", unknown),
    )
    return tuple(
        Remark(kind, count=Counted(len(places), what), place=_place_of(captions, places, what))
        for kind, places in kinds
        if places
    )


def _repeats(captions: Sequence[Caption], what: Unit) -> tuple[Remark, ...]:
    """Return a remark where one line stands three times or more in a row: a recogniser that got stuck, or a song."""
    runs: list[tuple[int, int]] = []
    begun = 0
    texts = [caption.text for caption in captions]
    for place in range(1, len(texts) + 1):
        if place < len(texts) and texts[place] == texts[begun]:
            continue
        if place - begun >= _OFTEN and texts[begun]:
            runs.append((place - begun, begun))
        begun = place
    if not runs:
        return ()
    often, place = max(runs, key=lambda run: run[0])
    where, words = _place_of(captions, [place], what), _short(one_line(texts[place]))
    if len(runs) == 1:
        return (Remark("repeated", often=often, place=where, words=words),)
    return (Remark("repeated_more", often=often, place=where, words=words, more=len(runs) - 1),)


def _unsaid(captions: Sequence[Caption], what: Unit) -> tuple[Remark, ...]:
    """Return a remark where lines read like what recognisers write over silence."""
    places = [place for place, caption in enumerate(captions) if _NOBODY_SAID.search(caption.text)]
    if not places:
        return ()
    words = _short(one_line(captions[places[0]].text))
    count = Counted(len(places), what)
    return (Remark("over_silence", count=count, place=_place_of(captions, places, what), words=words),)


def _place_of(captions: Sequence[Caption], places: Sequence[int], what: Unit) -> Location:
    """Return where the first of some captions stands: its line, or its number where the file has none to count."""
    return Location(captions[places[0]].line, places[0] + 1, what, first=len(places) > 1)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
