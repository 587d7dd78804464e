"""From a transcript to rows: what is written for each turn, computed without a database so that any core can do it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from store.models import Episode, Transcript, Turn
from store.text.terms import terms

Row = tuple[str | None, float | None, float | None, str | None, str, str | None, str]
"""A turn as it is written: speaker, start_s, end_s, clock, text, cues as JSON, and the terms that it is found by.

A plain tuple, since it travels between processes by the hundred thousand. The terms are joined by blanks; those of its
speaker and its episode are added on writing.
"""


@dataclass(frozen=True, slots=True)
class IndexedTranscript:
    """A transcript ready to be written: its turns as rows, its Latin words, and a digest of what was said."""

    episode: Episode
    format: str
    rows: tuple[Row, ...]
    latin: dict[str, int]
    digest: str


def index(transcript: Transcript) -> IndexedTranscript:
    """Return the transcript with the terms of every turn; nothing is read or written."""
    latin: Counter[str] = Counter()
    rows = []
    for turn in transcript.turns:
        found, words = terms(turn.text)
        latin.update(words)
        found.update(words)
        rows.append(_row(turn, " ".join(found)))
    return IndexedTranscript(transcript.episode, transcript.format, tuple(rows), dict(latin), digest(transcript))


def without_terms(transcript: Transcript) -> IndexedTranscript:
    """Return the transcript as rows that cannot be found: enough to tell what a load would do, and quickly made."""
    rows = tuple(_row(turn, "") for turn in transcript.turns)
    return IndexedTranscript(transcript.episode, transcript.format, rows, {}, digest(transcript))


def _row(turn: Turn, found_by: str) -> Row:
    cues = json.dumps([[cue.at, cue.start_s] for cue in turn.cues]) if turn.cues else None
    return turn.speaker, turn.start_s, turn.end_s, turn.clock, turn.text, cues, found_by


def digest(transcript: Transcript) -> str:
    """Return a digest of who said what and when: equal for the same transcript, whatever its file is called."""
    said = "".join([f"{turn.speaker}\x1f{turn.start_s}\x1f{turn.text}\x1e" for turn in transcript.turns])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
