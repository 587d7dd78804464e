"""Clocks and dates as transcript files write them."""

from __future__ import annotations

import pytest

from store.transcripts.parsing.clock import is_clock, seconds, write
from store.transcripts.parsing.dates import iso_date

CLOCKS = [
    ("9:54", 594),
    ("09:54", 594),
    ("01:11:41", 4301),
    ("0:00:12", 12),
    ("00:01:06.123", 66.123),
    ("00:00:05,000", 5),
    ("0:0:3.490", 3.49),
    ("00：05", 5),  # full width, from a Chinese keyboard
    ("90:00", 5400),
    ("00:60", None),
    ("01:60:00", None),
    ("12", None),
    ("a:bc", None),
    ("1:2:3:4", None),
    ("", None),
]


@pytest.mark.parametrize(("clock", "expected"), CLOCKS)
def test_a_clock_tells_seconds(clock: str, expected: float | None) -> None:
    found = seconds(clock)
    assert found == (None if expected is None else pytest.approx(expected))


def test_a_padded_clock_is_one_and_a_word_is_none() -> None:
    assert is_clock("09:54") and is_clock("1:02:03") and not is_clock("9:5") and not is_clock("高策 09:54")


def test_seconds_are_written_with_hours_only_where_there_are_some() -> None:
    assert (write(594.9), write(4301), write(0), write(-3)) == ("09:54", "01:11:41", "00:00", "00:00")


DATES = [
    ("2024年9月13日 下午 4:22", "2024-09-13"),
    ("2026-07-21 20:58:04 CST", "2026-07-21"),
    ("会议_20240501_原文", "2024-05-01"),
    ("2024/5/1", "2024-05-01"),
    ("August 8th, 2019", "2019-08-08"),
    ("8 Aug 2019", "2019-08-08"),
    ("2024-13-45", None),  # no such day
    ("第 2024 期", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_a_date_is_written_in_iso_8601(text: str, expected: str | None) -> None:
    assert iso_date(text) == expected
