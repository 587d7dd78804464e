"""Seconds as a clock that people read: 51:29, and 1:11:41 from one hour on."""

from __future__ import annotations


def clock_text(seconds: float, *, padded: bool = True) -> str:
    """Return seconds as a clock, their fraction dropped; minutes without hours have two digits where `padded`."""
    minutes, secs = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{secs:02}"
    return f"{minutes:02}:{secs:02}" if padded else f"{minutes}:{secs:02}"
