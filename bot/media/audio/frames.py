"""MP3 and bare AAC, walked frame by frame.

Neither format has an index worth trusting: a Xing header may be missing, or written for another cut of the file, and
its table of 100 places misses by many seconds in a recording of hours. The time of a frame is the number of the frames
before it, so they are counted: each header tells how long its frame is. That reads three bytes of every frame, some
0.1 s for three hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

_CHUNK = 1 << 18
_HEADER = 7  # bytes of the longest header (ADTS)
_MOST_JUNK = 4 << 20  # bytes without a frame after which nothing more is expected
_CHAIN = 3  # so many frames in a row are no chance


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
class Grammar:
    """How frames of one format are told: `parse` gives the shape and the length of the one whose header this is."""

    parse: Callable[[bytes], tuple[Shape, int] | None]
    key: int
    """How many bytes of the header say all of shape and length; more of them are read by `parse`."""


_BITRATES = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_BITRATES[2, 3] = _BITRATES[2, 2]
_RATES = (44100, 48000, 32000)
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def _mpeg_header(header: bytes) -> tuple[Shape, int, int] | None:
    """Return shape, bits a second, and bytes of padding. http://www.mp3-tech.org/programmer/frame_header.html"""
    if len(header) < 3 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = (header[1] >> 3) & 3, 4 - ((header[1] >> 1) & 3)
    bitrate, rate, padding = header[2] >> 4, (header[2] >> 2) & 3, (header[2] >> 1) & 1
    if version == 1 or layer == 4 or bitrate in (0, 15) or rate == 3:
        return None
    generation = 1 if version == 3 else 2
    hertz = _RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    samples = 384 if layer == 1 else 576 if layer == 3 and generation == 2 else 1152
    bits = _BITRATES[generation, layer][bitrate - 1] * 1000
    return Shape(samples, hertz, f"mp{layer}float"), bits, padding


@cache
def _mpeg(header: bytes) -> tuple[Shape, int] | None:
    """Return shape and length of an MPEG audio frame."""
    found = _mpeg_header(header)
    if found is None:
        return None
    shape, bits, padding = found
    if shape.samples == 384:  # layer I counts in slots of four bytes
        return shape, (12 * bits // shape.rate + padding) * 4
    return shape, shape.samples // 8 * bits // shape.rate + padding


def mean_length(header: bytes) -> float:
    """Return how long an MPEG frame with this header is on the average, padded and not; 0 if it is no header."""
    found = _mpeg_header(header)
    return 0.0 if found is None else found[0].samples / 8 * found[1] / found[0].rate


def _adts(header: bytes) -> tuple[Shape, int] | None:
    """Return shape and length of an AAC frame. https://wiki.multimedia.cx/index.php/ADTS"""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return None
    rate = (header[2] >> 2) & 15
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    if rate >= len(_AAC_RATES) or length < _HEADER:
        return None
    return Shape(1024 * ((header[6] & 3) + 1), _AAC_RATES[rate], "aac"), length


MPEG = Grammar(_mpeg, 3)
ADTS = Grammar(_adts, 7)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: when it is heard, in seconds from the start, its shape, where in the file it stands, and its bytes."""

    start_s: float
    shape: Shape
    offset: int
    data: bytes


def first_frame(data: bytes, grammar: Grammar) -> int | None:
    """Return where in `data` the first frame stands that others of its shape follow; None if there is none."""
    at = data.find(b"\xff")
    while at >= 0:
        if _chains(data, at, grammar):
            return at
        at = data.find(b"\xff", at + 1)
    return None


def _chains(data: bytes, at: int, grammar: Grammar) -> bool:
    """Say whether frames of one shape follow one another from here; the end of `data` counts as following."""
    shape: Shape | None = None
    for place in range(_CHAIN):
        found = grammar.parse(data[at : at + grammar.key])
        if found is None or (shape is not None and found[0] != shape):
            return place > 0 and at >= len(data) - _HEADER
        shape = found[0]
        at += found[1]
    return True


class Walk:
    """A walk over the frames of an open file, from `begin` on; each call goes on where the last one stopped.

    Nobody else may move in the file meanwhile. `seconds` is how much sound lies behind, and `declared` how much the
    file's own header says it has, None where it says nothing.
    """

    def __init__(self, file: BinaryIO, begin: int, grammar: Grammar, *, seconds: float = 0.0) -> None:
        self._file, self._grammar = file, grammar
        self._data, self._at, self._base = b"", 0, begin
        self._tables: dict[Shape, dict[bytes, int]] = {}
        self._shape: Shape | None = None
        self.seconds = seconds
        self.declared: float | None = None
        file.seek(begin)
        if not seconds:
            self._step_over_header()

    @property
    def offset(self) -> int:
        """Where in the file the walk is."""
        return self._base + self._at

    def skip_to(self, until_s: float) -> bool:
        """Go on to the frame in which `until_s` is heard; False where the recording ends before."""
        while self._found():
            shape = self._shape
            if shape is None or self.seconds + shape.seconds > until_s:
                return shape is not None
            self._count(max(1, int((until_s - self.seconds) / shape.seconds)), shape)
        return False

    def frames(self) -> Iterator[Frame]:
        """Yield frame after frame from here on; a last one that is cut off is left out."""
        while self._found():
            shape, length = self._parsed()
            if not self._reach(length):
                return
            data = self._data[self._at : self._at + length]
            yield Frame(self.seconds, shape, self._base + self._at, data)
            self._at += length
            self.seconds += shape.seconds

    def _parsed(self) -> tuple[Shape, int]:
        found = self._grammar.parse(self._data[self._at : self._at + self._grammar.key])
        if found is None:
            raise AssertionError("only called where a frame was found")
        return found

    def _count(self, most: int, shape: Shape) -> None:
        """Pass at most so many frames of this shape, as far as they follow one another within what is read."""
        data, at, limit = self._data, self._at, len(self._data) - _HEADER + 1
        parse, key = self._grammar.parse, self._grammar.key
        passed = 0
        if self._grammar is MPEG:  # three bytes have few values: a table is five times faster than parsing
            table = self._tables.setdefault(shape, _lengths(shape))
            try:
                while at < limit and passed < most:
                    at += table[data[at : at + 3]]
                    passed += 1
            except KeyError:
                pass
        else:
            while at < limit and passed < most:
                found = parse(data[at : at + key])
                if found is None or found[0] != shape:
                    break
                at += found[1]
                passed += 1
        self._at = at
        self.seconds += passed * shape.seconds

    def _found(self) -> bool:
        """Be at a frame: here, or after a change of shape, a tag or junk; False at the end of the file."""
        if not self._reach(_HEADER):
            return False
        parsed = self._grammar.parse(self._data[self._at : self._at + self._grammar.key])
        if parsed is not None and parsed[0] == self._shape:
            return True
        junk = 0
        while junk < _MOST_JUNK:
            self._reach(_CHUNK // 2)  # enough for a chain of frames
            if len(self._data) - self._at < _HEADER:
                return False
            found = first_frame(self._data[self._at :], self._grammar)
            if found is not None:
                self._at += found
                self._shape = self._parsed()[0]
                return True
            passed = max(1, len(self._data) - self._at - _HEADER)
            self._at += passed
            junk += passed
        return False

    def _reach(self, length: int) -> bool:
        """Have at least `length` bytes from here on in memory; False where the file ends before."""
        if len(self._data) - self._at >= length:
            return True
        ahead = self._at - len(self._data)
        if ahead > 0:  # the last frame passed ends beyond what was read
            self._file.seek(ahead, 1)
        self._base += self._at
        self._data, self._at = self._data[self._at :] if ahead <= 0 else b"", 0
        while len(self._data) < length:
            more = self._file.read(max(_CHUNK, length))
            if not more:
                return False
            self._data += more
        return True

    def _step_over_header(self) -> None:
        """Step over a first frame that holds a Xing, Info or VBRI header and no sound, and take what it declares."""
        if self._grammar is not MPEG or not self._found():
            return
        shape, length = self._parsed()
        self._reach(length)
        data = self._data[self._at : self._at + length]
        for mark, count in ((b"Xing", 8), (b"Info", 8), (b"VBRI", 14)):
            place = data.find(mark, 4, 64)
            if place < 0:
                continue
            self._at += length
            told = mark == b"VBRI" or (len(data) > place + 7 and data[place + 7] & 1)
            frames = int.from_bytes(data[place + count : place + count + 4], "big") if told else 0
            self.declared = frames * shape.seconds if frames else None
            return


@cache
def _lengths(shape: Shape) -> dict[bytes, int]:
    """Return the length of every MPEG frame of one shape, by the first three bytes of its header."""
    headers = (bytes((0xFF, second, third)) for second in range(0xE0, 0x100) for third in range(0x100))
    return {header: found[1] for header in headers if (found := _mpeg(header)) is not None and found[0] == shape}
