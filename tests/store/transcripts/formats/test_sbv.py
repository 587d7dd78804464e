"""SubViewer as YouTube writes it."""

from __future__ import annotations

from store.transcripts import read
from tests.store.transcripts.sentences import told

SBV = "# a comment\n\n0:00:00.000,0:00:01.760\nRaccoons\n\n0:00:01.760,0:00:03.000\nopen\n\nevery bin.\n"


def test_cues_are_joined_and_comments_left_out() -> None:
    transcript = read(SBV.encode(), "x.sbv")
    assert transcript.format == "sbv"
    assert [(turn.start_s, turn.end_s, turn.text) for turn in transcript.turns] == [(0, 3, "Raccoons open every bin.")]


def test_times_that_cannot_be_read_are_reported_and_their_words_kept() -> None:
    transcript = read((SBV + "\n0:00:13.f89,0:00:15.489\nA lost one.\n").encode(), "x.sbv")
    assert transcript.turns[0].text.endswith("A lost one.")
    assert told(transcript)[0].endswith("line 11: 0:00:13.f89,0:00:15.489")


def test_hours_may_be_missing_and_a_hash_marks_one_of_two_languages() -> None:
    cues = ["# 收拾好了\nAll packed?", "# 都好了\nAll of it", "# 走吧\nLet's go"]
    text = "".join(f"00:0{n}.900,0:00:0{n + 1}.900\n{cue}\n\n" for n, cue in enumerate(cues))
    transcript = read(text.encode(), "x.sbv")
    assert [turn.text for turn in transcript.turns] == ["收拾好了都好了走吧", "All packed? All of it Let's go"]
    assert transcript.turns[0].start_s == transcript.turns[1].start_s == 0.9
