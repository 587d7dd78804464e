"""Clocks as transcripts write them: `9:54`, `09:54`, `01:11:41`, `00:01:06.123`, `00:00:05,000`."""

from __future__ import annotations

import re

CLOCK = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
"""The pattern of one clock, without groups: minutes and seconds, or hours too, with a fraction or none."""

_WHOLE = re.compile(CLOCK, re.ASCII)
_UNPADDED = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?", re.ASCII)


def seconds(clock: str) -> float | None:
    """Return the seconds from the start that a clock tells, or None if it is no clock.

    Unpadded parts are taken too (`0:0:3.490`, as Teams writes). `:` may be full width.
    """
    found = _UNPADDED.fullmatch(clock.strip().replace("：", ":"))
    if found is None:
        return None
    hours, minutes, secs, fraction = found.groups()
    if int(secs) > 59 or (hours is not None and int(minutes) > 59):
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(secs)
    return whole + int(fraction) / 10 ** len(fraction) if fraction else float(whole)


def is_clock(text: str) -> bool:
    """Return whether `text` is one padded clock and nothing else."""
    return _WHOLE.fullmatch(text) is not None


def write(start_s: float) -> str:
    """Return seconds as a clock for files that write none: `09:54`, and `01:11:41` from one hour on."""
    whole = max(0, int(start_s))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{secs:02}" if hours else f"{minutes:02}:{secs:02}"
