"""YouTube's json3: events with pieces of words, and between them events that only hold a line break."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from store.models import Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption
from store.transcripts.formats.any_json import at
from store.transcripts.parsing.json_fields import finite
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source


def _events(data: object) -> list[Mapping[str, object]]:
    """Return the events of a file that hold pieces of words."""
    events = at(data, ("events",))
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []


def _fits(source: Source) -> bool:
    return any("tStartMs" in event and isinstance(event.get("segs"), list) for event in _events(peek_json(source)))


def _read(source: Source) -> Transcript:
    """Return the events of a file as turns; an event is over when the next begins, though it stays on the screen."""
    events = [
        (start, event)
        for event in _events(parse_json(source))
        if (start := finite(event.get("tStartMs"))) is not None and _said(event).strip()
    ]
    starts = [start for start, _ in events]
    captions: list[Caption] = []
    for (start, event), following in zip_longest(events, starts[1:]):
        duration = finite(event.get("dDurationMs"))
        end = None if duration is None else start + duration
        if end is not None and following is not None and start < following < end:
            end = following
        captions.append(Caption(start / 1000, None if end is None else end / 1000, _said(event)))
    return from_captions(source, captions, what="event")


def _said(event: Mapping[str, object]) -> str:
    """Return the words of an event."""
    pieces = event.get("segs")
    return "".join(
        text
        for piece in (pieces if isinstance(pieces, list) else ())
        if isinstance(piece, dict) and isinstance(text := piece.get("utf8"), str)
    )


READER = Reader(
    "json3", "YouTube json3", '{"tStartMs": 1500, "dDurationMs": 2000, "segs": [{"utf8": "Hello"}]}', _fits, _read
)
