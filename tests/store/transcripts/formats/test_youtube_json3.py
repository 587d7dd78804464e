"""YouTube's json3: events with pieces, events that only hold a line break, events that overlap."""

from __future__ import annotations

import json

from store.transcripts import read
from tests.store.transcripts.sentences import told

EVENTS = [
    {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
    {"tStartMs": 1500, "dDurationMs": 4000, "segs": [{"utf8": "hello"}, {"utf8": " there", "tOffsetMs": 600}]},
    {"tStartMs": 2990, "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]},
    {"tStartMs": 3000, "dDurationMs": 2500, "segs": [{"utf8": "raccoons", "acAsrConf": 252}]},
]


def test_an_event_is_over_when_the_next_begins() -> None:
    transcript = read(json.dumps({"wireMagic": "pb3", "events": EVENTS}).encode(), "x.json3")
    assert transcript.format == "json3"
    (turn,) = transcript.turns
    assert (turn.start_s, turn.end_s, turn.text) == (1.5, 5.5, "hello there raccoons")
    assert told(transcript) == ()
