"""Seconds as a clock that people read."""

from __future__ import annotations

import pytest

from store.text.clock import clock_text


@pytest.mark.parametrize(
    ("seconds", "padded", "unpadded"),
    [
        (0, "00:00", "0:00"),
        (9.99, "00:09", "0:09"),
        (594, "09:54", "9:54"),
        (3089, "51:29", "51:29"),
        (3600, "1:00:00", "1:00:00"),
        (4301.5, "1:11:41", "1:11:41"),
        (360_000, "100:00:00", "100:00:00"),
    ],
)
def test_seconds_are_a_clock_with_hours_only_where_there_are_some(seconds: float, padded: str, unpadded: str) -> None:
    assert (clock_text(seconds), clock_text(seconds, padded=False)) == (padded, unpadded)
