"""XML with captions: TTML and its kin (DFXP, IMSC, EBU-TT), YouTube's srv1, srv2 and srv3, Podlove, SpokenData."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from store.models import Episode, Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption
from store.transcripts.parsing.clock import seconds
from store.transcripts.parsing.markup import unescape
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.xmltree import Element, parse_xml, peek_xml

_COUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>h|ms|m|s|f|t)")
_FRAMES = re.compile(r"(?P<clock>\d+:\d\d:\d\d):(?P<frames>\d{1,4})(?:\.\d+)?")


def _root(*names: str) -> Callable[[Source], bool]:
    """Return a test for files whose outermost element has one of these names."""
    return lambda source: (root := peek_xml(source)) is not None and root.name in names


# TTML, https://www.w3.org/TR/ttml2/#timing-value-time-expression


def _ttml_seconds(value: str | None, root: Element) -> float | None:
    """Return the seconds of a TTML time: `00:01:02.5`, `00:01:02:12` with frames, `12.5s`, `120f`, `1000t`."""
    if value is None:
        return None
    value = value.strip()
    rate = _number(root.attributes.get("frameRate")) or 30.0
    numerator, _, denominator = (root.attributes.get("frameRateMultiplier") or "1 1").replace(":", " ").partition(" ")
    rate *= (_number(numerator) or 1.0) / (_number(denominator) or 1.0)
    if found := _FRAMES.fullmatch(value):
        return (seconds(found["clock"]) or 0.0) + int(found["frames"]) / rate
    if found := _COUNT.fullmatch(value):
        ticks = _number(root.attributes.get("tickRate")) or (rate if "frameRate" in root.attributes else 1.0)
        unit = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "f": 1 / rate, "t": 1 / ticks}[found["unit"]]
        return float(found["number"]) * unit
    return seconds(value) if ":" in value else _number(value)


def _read_ttml(source: Source) -> Transcript:
    """Return the paragraphs of a TTML file as turns, with the agents that they name."""
    root = parse_xml(source)
    agents = {
        agent.attributes.get("id", ""): " ".join(name.text.split())
        for agent in root.find("agent")
        if (name := next(agent.find("name"), None)) is not None
    }
    title = next((" ".join(title.text.split()) for title in root.find("title")), "")
    captions = list(_ttml_captions(root, root, agents))
    return from_captions(source, captions, episode=Episode(title or source.stem))


def _ttml_captions(
    parent: Element, root: Element, agents: dict[str, str], base: float = 0.0, who: str | None = None
) -> Iterator[Caption]:
    """Yield the paragraphs inside an element; times are relative to it, and it may name who speaks."""
    for child in parent.content:
        if not isinstance(child, Element) or child.name in ("head", "metadata"):
            continue
        agent = child.attributes.get("agent")
        speaker = who if agent is None else agents.get(agent.split()[0] if agent.split() else "", agent)
        begin = _ttml_seconds(child.attributes.get("begin"), root)
        start = base + (begin or 0.0)
        if child.name != "p":
            yield from _ttml_captions(child, root, agents, start, speaker)
            continue
        if begin is None and (inner := [s for s in child.find("span") if "begin" in s.attributes]):
            for span in inner:
                yield _ttml_caption(span, root, base, speaker)
        else:
            yield _ttml_caption(child, root, base, speaker)


def _ttml_caption(element: Element, root: Element, base: float, speaker: str | None) -> Caption:
    """Return one paragraph or span; white space in the file is no white space in the text."""
    begin = _ttml_seconds(element.attributes.get("begin"), root)
    end = _ttml_seconds(element.attributes.get("end"), root)
    duration = _ttml_seconds(element.attributes.get("dur"), root)
    start_s = None if begin is None else base + begin
    end_s = None if end is None else base + end
    if end_s is None and start_s is not None and duration is not None:
        end_s = start_s + duration
    return Caption(start_s, end_s, _flowed(element), element.line, speaker)


def _flowed(element: Element) -> str:
    """Return the words of an element: the file's own line breaks are spaces, `<br/>` is a line break."""
    pieces = [
        re.sub(r"\s+", " ", piece) if isinstance(piece, str) else "\n" if piece.name == "br" else _flowed(piece)
        for piece in element.content
    ]
    return "".join(pieces)


# YouTube: srv1 `<transcript><text start dur>`, srv2 `<timedtext><text t d>`, srv3 `<timedtext><body><p t d><s>`


def _read_youtube(source: Source) -> Transcript:
    """Return the lines of a YouTube caption file as turns; `srv1` counts seconds, the others milliseconds."""
    captions: list[Caption] = []
    for element in parse_xml(source).find("text", "p"):
        if "start" in element.attributes:
            start, duration = _number(element.attributes["start"]), _number(element.attributes.get("dur"))
        else:
            start, duration = (_thousandth(element.attributes.get(key)) for key in ("t", "d"))
        if start is None or (element.attributes.get("a") == "1" and not element.text.strip()):
            continue
        end = None if duration is None else start + duration
        captions.append(Caption(start, end, unescape(element.text), element.line))
    return from_captions(source, _without_overlap(captions))


def _without_overlap(captions: list[Caption]) -> list[Caption]:
    """Return captions that end where the next begins: automatic ones stay on the screen while it is already there."""
    ended: list[Caption] = []
    for caption, following in pairwise(captions):
        start, then, end = caption.start_s, following.start_s, caption.end_s
        over = start is not None and then is not None and end is not None and start < then < end
        ended.append(replace(caption, end_s=then) if over else caption)
    return [*ended, *captions[-1:]]


# Podlove, https://podlove.org/simple-transcripts/: `<pst:speech><pst:speaker/><pst:item start end>`


def _read_podlove(source: Source) -> Transcript:
    """Return the items of a Podlove transcript as turns of their speech's speaker."""
    captions: list[Caption] = []
    for speech in parse_xml(source).find("speech"):
        speaker = next((" ".join(who.text.split()) for who in speech.find("speaker")), "") or None
        for item in speech.find("item"):
            start, end = (seconds(item.attributes.get(key, "")) for key in ("start", "end"))
            captions.append(Caption(start, end, item.text.strip(), item.line, speaker))
    return from_captions(source, captions)


def _read_spokendata(source: Source) -> Transcript:
    """Return the segments of a diarisation (`<data><segment><start>…`) as turns; those without words are left out."""
    captions = []
    for segment in parse_xml(source).find("segment"):
        parts = {part.name: part.text.strip() for part in segment.content if isinstance(part, Element)}
        start, end = (_number(parts.get(key)) for key in ("start", "end"))
        captions.append(Caption(start, end, parts.get("text", ""), segment.line, parts.get("speaker") or None))
    return from_captions(source, captions, what="segment")


def _number(text: str | None) -> float | None:
    """Return the number that a text holds, or None."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _thousandth(text: str | None) -> float | None:
    """Return the milliseconds that a text holds in seconds, or None."""
    number = _number(text)
    return None if number is None else number / 1000


def _fits_spokendata(source: Source) -> bool:
    root = peek_xml(source)
    return root is not None and root.name == "data" and any(True for _ in root.find("segment"))


TTML = Reader(
    "ttml", "TTML (DFXP, IMSC)", '<p begin="00:00:01.000" end="00:00:02.500">你好</p>', _root("tt"), _read_ttml
)
YOUTUBE_XML = Reader(
    "srv",
    "YouTube XML (srv1, srv2, srv3)",
    '<text start="1.5" dur="2">Hello</text>',
    _root("transcript", "timedtext"),
    _read_youtube,
)
PODLOVE = Reader(
    "podlove",
    "Podlove Simple Transcripts",
    '<pst:item start="00:00:00.820">Welcome</pst:item>',
    _root("transcripts"),
    _read_podlove,
)
SPOKENDATA = Reader(
    "spokendata",
    "SpokenData XML",
    "<segment><start>0.5</start><end>1.7</end><speaker>A</speaker>",
    _fits_spokendata,
    _read_spokendata,
)
