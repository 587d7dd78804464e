"""Lines with times of their own: Whisper's terminal output and table, FunASR's text."""

from __future__ import annotations

import pytest

from store.models import Transcript
from store.transcripts import read
from tests.store.transcripts.sentences import told


def said(transcript: Transcript) -> list[tuple[float | None, float | None, str]]:
    return [(turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


LINES = {
    "Whisper": "[00:30.720 --> 00:33.720] 大家好\n[00:33.720 --> 00:35.000] 浣熊\n",
    "whisper.cpp": "\n[00:00:30.720 --> 00:00:33.720]   大家好\n[00:00:33.720 --> 00:00:35.000]   浣熊\n",
    "decimal seconds": "[30.72 --> 33.72]  大家好\n[33.72 --> 35.00]  浣熊\n",
    "seconds with a unit": "[30.72s -> 33.72s] 大家好\n[33.72s -> 35.00s] 浣熊\n",
    "no brackets": "00:00:30.720-->00:00:33.720\t大家好\n00:00:33.720-->00:00:35.000\t浣熊\n",
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES.keys())
def test_each_line_has_its_times(text: str) -> None:
    transcript = read(text.encode(), "浣熊.txt")
    assert transcript.format == "whisper-text"
    assert said(transcript) == [(30.72, 35, "大家好浣熊")]


def test_hours_begin_in_the_middle_of_the_file() -> None:
    transcript = read("[59:58.000 --> 59:59.000] 一\n[01:00:00.000 --> 01:00:01.000] 二\n".encode(), "x.txt")
    assert said(transcript) == [(3598, 3601, "一二")]


def test_what_whisper_says_of_itself_is_left_out_and_reported() -> None:
    text = "Detecting language using up to the first 30 seconds.\nDetected language: Chinese\n" + LINES["Whisper"]
    transcript = read(text.encode(), "ep01.txt")
    assert transcript.episode.title == "ep01"
    assert told(transcript) == ("2 lines above the first time left out: Detecting language using up to the first",)


def test_funasr_sets_a_title_a_summary_and_contents_above() -> None:
    text = (
        "浣熊电台第一期\n\n浣熊如何打开冰箱，以及它们为什么这样做。\n\n00:00:11\t开场\n00:01:03\t冰箱\n\n"
        "00:00:11-->00:00:14\t欢迎收听\n00:01:03-->00:01:10\t冰箱开了\n"
    )
    transcript = read(text.encode(), "x.txt")
    assert transcript.episode.title == "浣熊电台第一期"
    assert said(transcript) == [(11, 14, "欢迎收听"), (63, 70, "冰箱开了")]


def test_a_line_without_a_time_goes_on_with_the_one_above() -> None:
    assert said(read(b"[00:01.000 --> 00:02.000] Hello\nthere\n[00:02.000 --> 00:03.000] bins\n", "x.txt")) == [
        (1, 3, "Hello there bins")
    ]


def test_a_line_whose_times_cannot_be_read_is_reported() -> None:
    transcript = read(b"[00:01.000 --> 00:02.000] Hello\n[00:xx --> 00:04.000] lost\n", "x.txt")
    assert "lost" in transcript.turns[0].text
    assert told(transcript)[0].startswith("1 of 2 time marks were not understood; the first not understood is line 2")


def test_the_table_counts_milliseconds() -> None:
    transcript = read("start\tend\ttext\n0\t2500\t大家好\n2500\t4000\t浣熊\n".encode(), "x.tsv")
    assert (transcript.format, said(transcript)) == ("whisper-tsv", [(0, 4, "大家好浣熊")])
