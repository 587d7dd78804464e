"""Recordings that tell their own time: every second has a sound of its own, and `second_at` hears which one it is."""

from __future__ import annotations

import io
import math
import random
from array import array
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import av

from bot.media.audio.mpeg import Frame, Parse, first_frame

RATE = 16_000
"""Samples a second of what is made; enough for the tones, and quick to make."""

_LOW = [420 + 30 * place for place in range(60)]  # the second of a minute
_HIGH = [2400 + 60 * place for place in range(60)]  # the minute


@cache
def _wave(hertz: int) -> array[float]:
    return array("f", (math.sin(2 * math.pi * hertz * at / RATE) for at in range(RATE)))


def tones(seconds: int, *, first: int = 0, noisy: tuple[int, int] | None = None) -> array[int]:
    """Return mono sound of `seconds` seconds, the first of which says that it is second `first`.

    The seconds [from, to) of `noisy` have loud noise too, which costs a variable bit rate many more bits.
    """
    noise = random.Random(1)
    samples = array("h")
    for second in range(first, first + seconds):
        low, high = _wave(_LOW[second % 60]), _wave(_HIGH[second // 60])
        if noisy is not None and noisy[0] <= second < noisy[1]:
            samples.extend(
                int(5000 * a + 5000 * b + noise.randint(-9000, 9000)) for a, b in zip(low, high, strict=True)
            )
        else:
            samples.extend(int(5000 * a + 5000 * b) for a, b in zip(low, high, strict=True))
    return samples


def encoded(
    samples: array[int],
    container: str,
    codec: str,
    *,
    bit_rate: int | None = 48_000,
    rate: int = RATE,
    layout: str = "mono",
    options: dict[str, str] | None = None,
    muxing: dict[str, str] | None = None,
    cover: bool = False,
    path: Path | None = None,
) -> bytes:
    """Return sound in a file of FFmpeg's format `container`; `cover` puts a picture in it too.

    `path` is where it is made, for what needs to open the file again (faststart).
    """
    written = io.BytesIO()
    with av.open(str(path) if path else written, "w", format=container, options=muxing or {}) as out:
        stream = out.add_stream(codec, rate=rate, layout=layout, options=options or {})
        if bit_rate is not None:
            stream.bit_rate = bit_rate
        picture = None
        if cover:
            picture = out.add_stream("mjpeg", rate=1)
            picture.width, picture.height, picture.pix_fmt = 320, 320, "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic
        sound = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        sound.sample_rate, sound.pts = RATE, 0
        sound.planes[0].update(samples.tobytes().ljust(sound.planes[0].buffer_size, b"\0"))
        if picture is not None:
            frame = av.VideoFrame(320, 320, "yuvj420p")
            for packet in (*picture.encode(frame), *picture.encode(None)):
                out.mux(packet)
        for packet in (*stream.encode(sound), *stream.encode(None)):
            out.mux(packet)
    return path.read_bytes() if path else written.getvalue()


def mp3(samples: array[int], *, variable: bool = True, header: bool = True, cover: bool = False) -> bytes:
    """Return an MP3, of variable bit rate unless told otherwise, with a Xing header unless told otherwise."""
    return encoded(
        samples,
        "mp3",
        "libmp3lame",
        bit_rate=None if variable else 48_000,
        options={"flags": "+qscale", "global_quality": str(118 * 4)} if variable else {},
        muxing={"write_xing": "1" if header else "0", "id3v2_version": "3"},
        cover=cover,
    )


def frames(data: bytes, parse: Parse) -> Iterator[tuple[int, Frame, float]]:
    """Yield where each frame of an MP3 or of bare AAC stands, the frame, and the second at which it begins."""
    at, seconds = first_frame(data, parse) or 0, 0.0
    while frame := parse(data[at : at + 7]):
        yield at, frame, seconds
        at += frame.length
        seconds += frame.shape.seconds


def heard(clip: bytes) -> array[int]:
    """Return the samples of a clip, mono, RATE a second."""
    samples = array("h")
    mixer = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(io.BytesIO(clip), "r", format="ogg") as container:
        for frame in container.decode(audio=0):
            frame.pts = None
            for mixed in mixer.resample(frame):
                samples.extend(array("h", bytes(mixed.planes[0])[: mixed.samples * 2]))
    return samples


def _power(samples: array[int], hertz: int) -> float:
    """Return how strong one frequency is (Goertzel)."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    return before * before + last * last - turn * before * last


def second_at(samples: array[int], at_s: float) -> int | None:
    """Return which second sounds at `at_s` of a clip (0.06 s round it), None where no tone stands out."""
    window = samples[max(0, round((at_s - 0.03) * RATE)) : round((at_s + 0.03) * RATE)]
    found = []
    for tones_here in (_LOW, _HIGH):
        powers = [_power(window, hertz) for hertz in tones_here]
        best = max(range(60), key=powers.__getitem__)
        if powers[best] < 1e9:
            return None
        found.append(best)
    return found[1] * 60 + found[0]


def shift(samples: array[int], begin_s: float) -> float:
    """Return how far a clip that should begin at `begin_s` is off, in seconds: over 0 if it begins too late.

    Every change from one second to the next is looked for; the worst is returned. Infinity if a wrong one sounds, or
    the right one more than 0.45 s off.
    """
    length = len(samples) / RATE
    worst = 0.0
    for second in range(math.ceil(begin_s), math.floor(begin_s + length)):
        expected = second - begin_s
        if not 0.5 <= expected <= length - 0.5:
            continue
        before, after = -0.45, 0.45
        if (second_at(samples, expected + before), second_at(samples, expected + after)) != (second - 1, second):
            return math.inf
        while after - before > 0.01:
            middle = (before + after) / 2
            if second_at(samples, expected + middle) == second:
                after = middle
            else:
                before = middle
        worst = max(worst, after, key=abs)
    return worst
