"""Frame headers of MP3 and AAC: for sniffing, and for seeking in a remote MP3 of constant bit rate.

Neither format has an index worth trusting. FFmpeg finds a second in them by reading and counting all frames before it:
right to the frame, and 0.3 s for three hours at hand. Over the network that would be all of the recording up to there,
so where every frame has the same bit rate, a second's place is computed here instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

_HEADER = 7  # bytes of the longest header (AAC)
_CHAIN = 3  # so many frames in a row are no chance
_PLACES = 8  # where a far file is looked at, to see whether it has one bit rate
_LOOK = 16 * 1024  # bytes looked at in each of them: at 320 kbit/s some 15 frames

_BITRATES = {  # kbit/s by generation and layer
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_BITRATES[2, 3] = _BITRATES[2, 2]
_RATES = (44100, 48000, 32000)
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


@dataclass(frozen=True, slots=True)
class Shape:
    """What all frames of one stream have in common: samples in a frame, samples a second, and the decoder's name."""

    samples: int
    rate: int
    codec: str

    @property
    def seconds(self) -> float:
        """Return how long a frame lasts."""
        return self.samples / self.rate


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame by its header: its shape, how many bytes it has, and how many its like have on average."""

    shape: Shape
    length: int
    mean: float


@dataclass(frozen=True, slots=True)
class FramePosition:
    """Where in a file frames of a shape begin, and at which second of the recording they are heard."""

    offset: int
    seconds: float
    shape: Shape


Parse = Callable[[bytes], Frame | None]
"""Returns the frame whose header begins these bytes; None if they begin with none."""


def mpeg(header: bytes) -> Frame | None:
    """Return the frame of MPEG audio with this header. http://www.mp3-tech.org/programmer/frame_header.html"""
    if len(header) < 3 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = (header[1] >> 3) & 3, 4 - ((header[1] >> 1) & 3)
    bitrate, rate, padding = header[2] >> 4, (header[2] >> 2) & 3, (header[2] >> 1) & 1
    if version == 1 or layer == 4 or bitrate in (0, 15) or rate == 3:
        return None
    generation = 1 if version == 3 else 2
    hertz = _RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    bits = _BITRATES[generation, layer][bitrate - 1] * 1000
    if layer == 1:  # it counts in slots of four bytes
        return Frame(Shape(384, hertz, "mp1float"), (12 * bits // hertz + padding) * 4, 48 * bits / hertz)
    samples = 576 if layer == 3 and generation == 2 else 1152
    shape = Shape(samples, hertz, f"mp{layer}float")
    return Frame(shape, samples // 8 * bits // hertz + padding, samples / 8 * bits / hertz)


def adts(header: bytes) -> Frame | None:
    """Return the frame of bare AAC with this header. https://wiki.multimedia.cx/index.php/ADTS"""
    if len(header) < _HEADER or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return None
    rate = (header[2] >> 2) & 15
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    if rate >= len(_AAC_RATES) or length < _HEADER:
        return None
    return Frame(Shape(1024 * ((header[6] & 3) + 1), _AAC_RATES[rate], "aac"), length, length)


def first_frame(data: bytes, parse: Parse) -> int | None:
    """Return where in `data` the first frame stands that others of its shape follow; None if there is none."""
    at = data.find(b"\xff")
    while at >= 0:
        if _chains(data, at, parse):
            return at
        at = data.find(b"\xff", at + 1)
    return None


def _chains(data: bytes, at: int, parse: Parse) -> bool:
    """Say whether frames of one shape follow one another from here; the end of `data` counts as following."""
    shape: Shape | None = None
    for place in range(_CHAIN):
        found = parse(data[at : at + _HEADER])
        if found is None or (shape is not None and found.shape != shape):
            return place > 0 and at >= len(data) - _HEADER
        shape = found.shape
        at += found.length
    return True


def first_sound(file: BinaryIO, begin: int) -> tuple[FramePosition, float | None] | None:
    """Return where the sound of an MP3 begins, and how many seconds its header declares: None where it says nothing.

    `begin` is where its first frame stands. A frame that holds a Xing, Info or VBRI header has no sound. None where
    there is no frame.
    """
    file.seek(begin)
    data = file.read(_LOOK)
    frame = mpeg(data)
    if frame is None:
        return None
    for mark, count in ((b"Xing", 8), (b"Info", 8), (b"VBRI", 14)):
        at = data.find(mark, 4, 64)
        if at < 0:
            continue
        told = mark == b"VBRI" or (len(data) > at + 7 and data[at + 7] & 1)
        frames = int.from_bytes(data[at + count : at + count + 4], "big") if told else 0
        return FramePosition(begin + frame.length, 0.0, frame.shape), frames * frame.shape.seconds or None
    return FramePosition(begin, 0.0, frame.shape), None


def steady_place(file: BinaryIO, start: FramePosition, start_s: float) -> FramePosition | None:
    """Return the place of `start_s` or just before it, computed from the bit rate; None where that is not one.

    `start` is where the sound begins. Frames there and in 8 places all over the file are looked at. With a constant
    bit rate, the time of a place is its share of the file, to the frame.
    """
    size = file.seek(0, 2)
    step = (size - start.offset) // (_PLACES + 1)
    found = {kind for place in range(_PLACES + 1) for kind in _kinds(file, start.offset + place * step)}
    if len(found) != 1 or (only := found.pop()) is None:
        return None
    mean, seconds = only
    offset = start.offset + int(int(start_s / seconds) * mean)
    file.seek(offset)
    frame = first_frame(file.read(_LOOK), mpeg)
    if frame is None:
        return None
    offset += frame
    return FramePosition(offset, round((offset - start.offset) / mean) * seconds, start.shape)


def _kinds(file: BinaryIO, place: int) -> set[tuple[float, float] | None]:
    """Return the kinds of frames in one place, as (bytes, seconds) of each; None among them where there is no frame."""
    file.seek(place)
    data = file.read(_LOOK)
    at = first_frame(data, mpeg)
    if at is None:
        return {None}
    kinds: set[tuple[float, float] | None] = set()
    while parsed := mpeg(data[at : at + _HEADER]):
        kinds.add((parsed.mean, parsed.shape.seconds))
        at += parsed.length
    return kinds
