"""Dates as transcript files write them, to ISO 8601."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})(?!\d)", re.ASCII)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", re.ASCII)
_NAMED = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?\b({'|'.join(_MONTHS)})[a-z]*\.?\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(\d{{4}})\b",
    re.IGNORECASE | re.ASCII,
)


def iso_date(text: str) -> str | None:
    """Return the first date in `text` as ISO 8601 (`2024年9月13日 下午 4:22` gives `2024-09-13`), or None."""
    for pattern in (_NUMERIC, _COMPACT):
        for found in pattern.finditer(text):
            if day := _day(*found.groups()):
                return day
    for found in _NAMED.finditer(text):
        before, month, after, year = found.groups()
        if (number := before or after) and (day := _day(year, str(_MONTHS.index(month[:3].lower()) + 1), number)):
            return day
    return None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
