"""The length of an OGG Opus file, read from its last page; nothing is decoded, and FFmpeg is not imported."""

from __future__ import annotations

_RATE = 48_000  # Opus counts in these, whatever was put in
_HEAD = b"OpusHead"


def seconds_of(note: bytes) -> float | None:
    """Return how long an OGG Opus file is, in seconds; None where it is none.

    https://www.rfc-editor.org/rfc/rfc7845#section-4 (granule positions, less the samples to be skipped at the start)
    """
    head, last = note.find(_HEAD), note.rfind(b"OggS")
    if head < 0 or last < 0 or len(note) < last + 14 or len(note) < head + 12:
        return None
    samples = int.from_bytes(note[last + 6 : last + 14], "little", signed=True)
    skipped = int.from_bytes(note[head + 10 : head + 12], "little")
    return max(0, samples - skipped) / _RATE
