"""Cutting a clip out of a recording, as a voice note; only what is asked for is decoded.

FFmpeg seeks: by an index or time stamps to the sample, in MP3 and bare AAC by counting frames. It is given an
open file and the format that was sniffed, and may open nothing itself: a playlist in disguise leads nowhere. Only in an
MP3 far away we look for the place (see `mpeg`), since FFmpeg reads all that is before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from fractions import Fraction
from itertools import chain
from typing import BinaryIO, cast

import av

from bot.media.audio import LONGEST_S
from bot.media.audio.errors import BrokenAudio, ChangedAudio, CutOffAudio, PastTheEnd, UnknownAudio
from bot.media.audio.formats import Sniffed, sniff
from bot.media.audio.mpeg import FramePosition, first_sound, steady_place
from bot.media.audio.source import AudioSource
from bot.media.audio.voice_note import Tape
from store.text.clock import clock_text

_WARM_UP_S = 0.6  # an MP3 frame may borrow bits from frames before it, and decoders take a moment to settle
_LATE_S = 0.1  # a seek that lands later than this after the beginning missed it
_SHORT_S = 0.5  # what an end may lack before something is said
_STEPS_BACK_S = (1.0, 20.0, 120.0)  # tried in turn; the first lets decoders settle too
_CHUNK = 128 * 1024  # bytes read at once on the way through an MP3 far away
_COUNTED = "adpcm"  # WAV headers tell its bytes a second inexactly, and FFmpeg seeks by these: the samples are counted

# `none` is no protocol's name, so nothing is allowed. The probing is bounded: a cover of many MB is not looked into.
_OPTIONS = {"protocol_whitelist": "none", "probesize": "1000000", "analyzeduration": "1000000"}


def cut(source: AudioSource, begin_s: float, end_s: float) -> bytes:
    """Return the recording from `begin_s` to `end_s` (seconds; at most 60 s are cut) as OGG Opus, mono, 40 kbit/s.

    A clip that runs over the end of the recording is shorter. Raises an AudioError: MissingAudio, UnknownAudio,
    BrokenAudio, CutOffAudio (it breaks off, though it says that it goes on), PastTheEnd, FarAudio.
    """
    begin_s = max(0.0, begin_s)
    end_s = min(end_s, begin_s + LONGEST_S)
    try:
        return _cut(source, source.open(), begin_s, end_s)
    except ChangedAudio:
        return _cut(source, source.whole(), begin_s, end_s)


def _cut(source: AudioSource, opened: BinaryIO, begin_s: float, end_s: float) -> bytes:
    tape = Tape(begin_s, end_s)
    wanted = end_s - begin_s
    with closing(opened) as file:
        found = sniff(file)
        if found is None:
            raise UnknownAudio(
                source.name, "this is no recording in a format known here (MP3, M4A, AAC, OGG, WAV, FLAC)."
            )
        declared, ended = _taped_from(source, file, found, tape, begin_s)
    if tape.seconds and tape.seconds >= wanted - _SHORT_S:
        return tape.voice_note()
    if declared is not None and declared >= begin_s + wanted - _SHORT_S:
        raise CutOffAudio(source.name, f"this recording breaks off at {clock_text(ended)}.")
    if tape.seconds < _SHORT_S:
        raise PastTheEnd(source.name, f"this recording ends at {clock_text(ended)}, before what is asked for.")
    return tape.voice_note()


def _taped_from(
    source: AudioSource, file: BinaryIO, found: Sniffed, tape: Tape, begin_s: float
) -> tuple[float | None, float]:
    """Fill the tape from `begin_s` on; return how long the recording says it is, and where it was left, in seconds."""
    if found.kind not in ("mp3", "aac"):
        return _seek(source.name, file, found, tape, begin_s)
    start, declared = (found.kind == "mp3" and first_sound(file, found.begin)) or (None, None)
    if source.near:
        return declared, _seek(source.name, _Behind(file, found.begin), found, tape, begin_s)[1]
    start_s = max(0.0, begin_s - _WARM_UP_S)
    place = steady_place(file, start, start_s) if start is not None and start_s else start
    if place is not None:
        return declared, _filled(tape, _decoded(file, place), place.seconds)
    with closing(source.whole()) as whole:
        return declared, _seek(source.name, _Behind(whole, found.begin), found, tape, begin_s)[1]


class _Behind:
    """An open file without its first bytes: tags, with covers of many MB, which FFmpeg would keep in memory."""

    def __init__(self, file: BinaryIO, begin: int) -> None:
        self._file, self._begin = file, begin

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset + (0 if whence else self._begin), whence) - self._begin

    def tell(self) -> int:
        return self._file.tell() - self._begin


def _decoded(file: BinaryIO, place: FramePosition) -> Iterator[tuple[av.AudioFrame, float]]:
    """Yield the sound of MPEG frames from a place on, with the second at which it is heard."""
    decoder = cast(av.AudioCodecContext, av.CodecContext.create(place.shape.codec, "r"))
    number = 0
    file.seek(place.offset)
    while data := file.read(_CHUNK):
        for packet in decoder.parse(data):
            decoded: list[av.AudioFrame] = []
            with suppress(av.FFmpegError):  # its place stays silent
                decoded = decoder.decode(packet)
            for sound in decoded:
                yield sound, place.seconds + number * place.shape.seconds
            number += 1


def _filled(tape: Tape, sounds: Iterable[tuple[av.AudioFrame, float]], ended: float) -> float:
    """Put sounds on the tape until it is full; return where the last one ends, `ended` where there is none."""
    for sound, start_s in sounds:
        ended = start_s + sound.samples / sound.sample_rate
        tape.add(sound, start_s)
        if tape.full:
            break
    return ended


def _seek(
    name: str, file: BinaryIO | _Behind, found: Sniffed, tape: Tape, begin_s: float
) -> tuple[float | None, float]:
    """Fill the tape where FFmpeg finds `begin_s`; return as `_taped_from` does, nothing declared by MP3 and AAC."""
    file.seek(0)
    try:
        with av.open(file, "r", format=found.kind, options=dict(_OPTIONS), metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise UnknownAudio(name, "there is no sound in this file.")
            stream = container.streams.audio[0]
            first = (stream.start_time or 0) * (stream.time_base or Fraction(1, 1))
            declared = None if found.kind in ("mp3", "aac") else _declared(container, stream)
            if declared is not None and declared <= begin_s:
                return declared, declared
            for back in (begin_s,) if _is_counted(stream) else _STEPS_BACK_S:  # an index may be wrong by a little
                place_s = max(0.0, begin_s - back)
                landed, ended = _taped(container, stream, place_s, first, tape)
                if landed or place_s == 0:
                    return declared, ended
            raise BrokenAudio(name, "no second can be found in this recording: its index is wrong.")
    except av.EOFError as error:
        raise CutOffAudio(name, "this recording breaks off at its beginning.") from error
    except av.FFmpegError as error:
        raise BrokenAudio(name, "this recording cannot be decoded.") from error


def _declared(container: av.container.InputContainer, stream: av.AudioStream) -> float | None:
    """Return how many seconds an index or time stamps say the recording has; None where they do not."""
    if stream.duration:
        return float(stream.duration * (stream.time_base or 1))
    return container.duration / av.time_base if container.duration else None


def _taped(
    container: av.container.InputContainer, stream: av.AudioStream, place_s: float, first: Fraction, tape: Tape
) -> tuple[bool, float]:
    """Fill the tape from `place_s` on; return whether the sound began early enough, and where it was left, in seconds.

    Nothing is taped where it began too late, unless there is nothing before it.
    """
    sounds = _sounds(container, stream, place_s, first)
    head = next(sounds, None)
    if head is None:
        return True, place_s
    if place_s > 0 and tape.misses(head[1] - _LATE_S):
        return False, place_s
    return True, _filled(tape, chain((head,), sounds), place_s)


def _is_counted(stream: av.AudioStream) -> bool:
    return stream.codec_context.name.startswith(_COUNTED)


def _sounds(
    container: av.container.InputContainer, stream: av.AudioStream, place_s: float, first: Fraction
) -> Iterator[tuple[av.AudioFrame, float]]:
    """Yield the sound from `place_s` on, or from some moment before, with the second at which it is heard."""
    base = stream.time_base or Fraction(1, 1)
    container.seek(int((Fraction(place_s) + first) / base), stream=stream, backward=True)
    expected, counted = place_s, _is_counted(stream)
    for packet in container.demux(stream):
        try:
            decoded = packet.decode()
        except av.error.InvalidDataError:
            continue  # its place stays silent
        for sound in decoded:
            if isinstance(sound, av.AudioFrame) and sound.samples:
                if sound.pts is None or counted:
                    start_s = expected
                else:
                    start_s = float(sound.pts * (sound.time_base or base) - first)
                expected = start_s + sound.samples / sound.sample_rate
                yield sound, start_s
