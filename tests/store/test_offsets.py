"""Recordings that run earlier or later than their transcripts."""

from __future__ import annotations

import math

import pytest

from store.offsets import NotAnOffset, Offsets, parse_offsets


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("", ()),
        ("12.5", ((0.0, 12.5),)),
        ("-3", ((0.0, -3.0),)),
        ("0=12.5 600=42", ((0.0, 12.5), (600.0, 42.0))),
        ("10:00=42,0=12", ((0.0, 12.0), (600.0, 42.0))),
        ("1:02:03.5=+7", ((3723.5, 7.0),)),
    ],
)
def test_offsets_are_typed_as_seconds_or_as_points(typed: str, points: tuple[tuple[float, float], ...]) -> None:
    offsets = parse_offsets(typed)
    assert offsets.points == points
    assert parse_offsets(str(offsets)) == offsets


@pytest.mark.parametrize("typed", ["a", "1=", "=1", "1=2=3", "1=2 1=3", "1e9", "99999999", "-5=2", "1:2:3:4=5", "nan"])
def test_what_is_no_offset_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(NotAnOffset):
        parse_offsets(typed)


def test_each_point_holds_until_the_next() -> None:
    offsets = parse_offsets("60=30 600=90")
    assert [offsets.audio(second) for second in (0, 59.9, 60, 599, 600)] == [0, 59.9, 90, 629, 690]
    assert [offsets.next_change(second) for second in (0, 60, 600)] == [60, 600, math.inf]


def test_nothing_is_heard_before_the_recording_begins() -> None:
    assert Offsets(((0.0, -10.0),)).audio(4) == 0
