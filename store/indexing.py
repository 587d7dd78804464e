"""From a transcript to rows: what is written for each turn, computed without a database so that any core can do it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from store.models import Transcript, Turn
from store.text import terms


@dataclass(frozen=True, slots=True)
class IndexedTurn:
    """A turn and the terms it is found by, joined by blanks; its speaker's and episode's terms are added on writing."""

    turn: Turn
    terms: str


@dataclass(frozen=True, slots=True)
class IndexedTranscript:
    """A transcript ready to be written: its turns with their terms, its Latin words, and a digest of what was said."""

    transcript: Transcript
    turns: tuple[IndexedTurn, ...]
    latin: dict[str, int]
    digest: str


def index(transcript: Transcript) -> IndexedTranscript:
    """Return the transcript with the terms of every turn; nothing is read or written."""
    latin: Counter[str] = Counter()
    turns = []
    for turn in transcript.turns:
        found, words = terms(turn.text)
        latin.update(words)
        turns.append(IndexedTurn(turn, " ".join(found | words)))
    return IndexedTranscript(transcript, tuple(turns), dict(latin), digest(transcript))


def digest(transcript: Transcript) -> str:
    """Return a digest of who said what and when: equal for the same transcript, whatever its file is called."""
    said = [[turn.speaker, turn.start_s, turn.text] for turn in transcript.turns]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]
