"""Sniffing the format of a recording: by its bytes, never by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Literal

from bot.media.audio.mpeg import adts, first_frame, mpeg

Kind = Literal["mp3", "aac", "mov", "ogg", "wav", "flac"]
"""The formats by FFmpeg's names; `mov` is MP4 and M4A, `aac` a bare stream of AAC frames."""

_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_MOST_TAGS = 8
_SEARCHED = 64 * 1024  # zeros and other junk between a tag and the first frame


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A format, and the byte at which its content begins."""

    kind: Kind
    begin: int


def sniff(file: BinaryIO) -> Sniffed | None:
    """Return the format of an open file, None if it is none that is known. ID3 tags in front are stepped over."""
    begin = 0
    for _ in range(_MOST_TAGS):
        file.seek(begin)
        head = file.read(16)
        tag = id3_length(head)
        if not tag:
            break
        begin += tag
    if head.startswith(b"OggS"):
        return Sniffed("ogg", begin)
    if head.startswith(b"fLaC"):
        return Sniffed("flac", begin)
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return Sniffed("wav", begin)
    if head[4:8] in _BOXES:
        return Sniffed("mov", begin)
    file.seek(begin)
    start = file.read(_SEARCHED)
    mp3, aac = first_frame(start, mpeg), first_frame(start, adts)
    if mp3 is not None and (aac is None or mp3 <= aac):
        return Sniffed("mp3", begin + mp3)
    return None if aac is None else Sniffed("aac", begin + aac)


def id3_length(head: bytes) -> int:
    """Return how long the ID3v2 tag is that begins here, 0 if none does. https://id3.org/id3v2.4.0-structure"""
    if len(head) < 10 or head[:3] != b"ID3" or any(byte & 0x80 for byte in head[6:10]):
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    footer = 10 if head[5] & 0x10 else 0
    return 10 + size + footer
