"""The Podcasting 2.0 JSON that `store.transcripts.export` writes: its segments are turns already; nothing is lost.

Any program that reads Podcasting 2.0 reads it; `"segmentation": "turns"` tells this one not to join its segments.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from store.errors import NotATranscript
from store.models import Cue, Episode, Transcript, Turn
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source


def _segments(data: object) -> list[object] | None:
    if not isinstance(data, dict) or data.get("segmentation") != "turns":
        return None
    segments = data.get("segments")
    return segments if isinstance(segments, list) else None


def _fits(source: Source) -> bool:
    return _segments(peek_json(source)) is not None


def _read(source: Source) -> Transcript:
    """Return the segments as turns, one each, as they are."""
    data = parse_json(source)
    segments = _segments(data)
    if segments is None or not isinstance(data, dict):
        raise NotATranscript(source.name, "no_own_json")
    turns = [_turn(source.name, number, segment) for number, segment in enumerate(segments, 1)]
    keywords = data.get("keywords")
    episode = Episode(
        _text(data, "title") or source.stem,
        _text(data, "date"),
        tuple(word for word in keywords if isinstance(word, str)) if isinstance(keywords, list) else (),
        _address(data, "audio"),
        _text(data, "page"),
    )
    return Transcript(episode, tuple(turns), "")


def _turn(name: str, number: int, segment: object) -> Turn:
    if not isinstance(segment, dict) or not isinstance(segment.get("body"), str):
        raise NotATranscript(name, "segment_without_words", number=number)
    cues = segment.get("cues")
    pairs = [cue for cue in cues if isinstance(cue, list) and len(cue) == 2] if isinstance(cues, list) else []
    return Turn(
        _text(segment, "speaker"),
        _number(segment.get("startTime")),
        _number(segment.get("endTime")),
        segment["body"],
        _text(segment, "clock"),
        tuple(
            Cue(at, start_s)
            for at, start in pairs
            if isinstance(at, int) and 0 <= at <= len(segment["body"]) and (start_s := _number(start)) is not None
        ),
    )


def _text(values: Mapping[str, object], key: str) -> str | None:
    value = values.get(key)
    return value or None if isinstance(value, str) else None


def _address(values: Mapping[str, object], key: str) -> str | None:
    """Return a web address. Which file of this machine is heard is for its operator to say, and for no transcript."""
    value = _text(values, key) or ""
    return value if value.startswith(("http://", "https://")) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


READER = Reader(
    "turns-json",
    "Podcasting 2.0 JSON whose segments are turns",
    '{"segmentation": "turns", "segments": [{"speaker": "Ana", "startTime": 0.5, "body": "Hello"}]}',
    _fits,
    _read,
)
