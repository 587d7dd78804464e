"""Encoding a voice note: decoded sound as mono, cut to the sample, in OGG Opus."""

from __future__ import annotations

import io
import math
from array import array

import av

RATE = 48_000
"""Samples a second of a voice note; Opus knows no better one."""

_BITS = 40_000  # a second; 60 s are 0.3 MB, and Telegram shows up to 1 MB as a voice note
_FADE = RATE // 50  # samples; a cut in mid-word must not click
_GAP_S = 0.1  # a hole in the recording of this length is kept as silence, so that what follows stays in its place


class Tape:
    """Collects decoded sound from one moment to another; times are seconds of the recording.

    Sound before `begin_s` and after `end_s` is dropped; what is missing in between is silence.
    """

    def __init__(self, begin_s: float, end_s: float) -> None:
        self._begin_s = begin_s
        self._most = max(0, round((end_s - begin_s) * RATE))
        self._samples = array("h")
        self._heard_s: float | None = None  # up to where sound was given
        self._form: tuple[str, str, int] | None = None
        self._mixer = _mixer()

    @property
    def full(self) -> bool:
        """Whether all that was asked for is here."""
        return len(self._samples) >= self._most

    @property
    def seconds(self) -> float:
        """How much sound is here."""
        return len(self._samples) / RATE

    def misses(self, start_s: float) -> bool:
        """Say whether sound from `start_s` on comes too late for what is missing still."""
        return start_s > self._begin_s + self.seconds

    def add(self, frame: av.AudioFrame, start_s: float) -> None:
        """Take a decoded frame that is heard from `start_s` on."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form:  # streams may change their form in mid-way, and the resampler does not like that
            self._form, self._mixer = form, _mixer()
            self._heard_s = None
        if self._heard_s is None or start_s - self._heard_s > _GAP_S:
            self._heard_s = start_s
        frame.pts = None
        for mixed in self._mixer.resample(frame):
            samples = array("h", bytes(mixed.planes[0])[: mixed.samples * 2])
            self._lay(samples, self._heard_s)
            self._heard_s += len(samples) / RATE

    def _lay(self, samples: array[int], start_s: float) -> None:
        """Put samples where they belong on the tape."""
        place = round((start_s - self._begin_s) * RATE)
        if place < 0:
            samples, place = samples[-place:], 0
        missing = place - len(self._samples)
        if missing > 0 and samples:
            self._samples.extend(array("h", bytes(2 * min(missing, self._most - len(self._samples)))))
        self._samples.extend(samples[max(0, -missing) :])
        del self._samples[self._most :]

    def voice_note(self) -> bytes:
        """Return what is on the tape as OGG Opus, mono."""
        samples = self._samples
        for place in range(min(_FADE, len(samples) // 2)):
            gain = math.sin(math.pi / 2 * place / _FADE)
            samples[place] = round(samples[place] * gain)
            samples[-1 - place] = round(samples[-1 - place] * gain)
        sound = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        sound.sample_rate, sound.pts = RATE, 0
        sound.planes[0].update(samples.tobytes().ljust(sound.planes[0].buffer_size, b"\0"))
        written = io.BytesIO()
        with av.open(written, "w", format="ogg") as container:
            stream = container.add_stream("libopus", rate=RATE, layout="mono", options={"application": "audio"})
            stream.bit_rate = _BITS
            for packet in (*stream.encode(sound), *stream.encode(None)):
                container.mux(packet)
        return written.getvalue()


def _mixer() -> av.AudioResampler:
    return av.AudioResampler(format="s16", layout="mono", rate=RATE)
