"""A clip out of a recording, as a voice note: only what is asked for is decoded, wherever it stands.

MP3 and bare AAC are walked by their frames (see `frames`), since their headers are often wrong and FFmpeg seeks by
them. The other formats have an index or time stamps of their own, and FFmpeg seeks in them to the sample. FFmpeg is
given an open file and the format that was sniffed, and may open nothing itself: a playlist in disguise leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from typing import BinaryIO

import av

from bot.media.audio import LONGEST_S
from bot.media.audio.cbr import steady_place
from bot.media.audio.errors import BrokenAudio, ChangedAudio, CutOffAudio, PastTheEnd, UnknownAudio
from bot.media.audio.formats import Sniffed, sniff
from bot.media.audio.frames import ADTS, MPEG, Walk
from bot.media.audio.source import AudioSource
from bot.media.audio.voice_note import Tape

_WARM_UP_S = 0.6  # an MP3 frame may borrow bits from frames before it, and decoders take a moment to settle
_LATE_S = 0.1  # a seek that lands later than this after the beginning missed it
_SHORT_S = 0.5  # what an end may lack before something is said
_STEPS_BACK_S = (1.0, 20.0, 120.0)
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
        if found.kind in ("mp3", "aac"):
            declared, ended = _walk(source, file, found, tape, begin_s)
        else:
            declared, ended = _seek(source.name, file, found, tape, begin_s)
    if tape.seconds and tape.seconds >= wanted - _SHORT_S:
        return tape.voice_note()
    if declared is not None and declared >= begin_s + wanted - _SHORT_S:
        raise CutOffAudio(source.name, f"this recording breaks off at {_clock(ended)}.")
    if tape.seconds < _SHORT_S:
        raise PastTheEnd(source.name, f"this recording ends at {_clock(ended)}, before what is asked for.")
    return tape.voice_note()


def _walk(
    source: AudioSource, file: BinaryIO, found: Sniffed, tape: Tape, begin_s: float
) -> tuple[float | None, float]:
    """Decode from a format without an index; return how long it says it is, and where it was left, in seconds."""
    grammar = MPEG if found.kind == "mp3" else ADTS
    start_s = max(0.0, begin_s - _WARM_UP_S)
    walk = Walk(file, found.begin, grammar)
    if source.near or start_s == 0:
        return _decoded(source.name, walk, start_s, tape)
    if grammar is MPEG and (place := steady_place(file, walk.offset, start_s)) is not None:
        return _decoded(source.name, place, start_s, tape)
    with closing(source.whole()) as whole:
        return _decoded(source.name, Walk(whole, found.begin, grammar), start_s, tape)


def _decoded(name: str, walk: Walk, start_s: float, tape: Tape) -> tuple[float | None, float]:
    if not walk.skip_to(start_s):
        return walk.declared, walk.seconds
    decoder: av.AudioCodecContext | None = None
    shape = None
    broken = 0
    for frame in walk.frames():
        if frame.shape != shape or decoder is None:
            shape = frame.shape
            decoder = _decoder(shape.codec)
        packet = av.Packet(frame.data)
        try:
            decoded = decoder.decode(packet)
        except av.FFmpegError:
            broken += 1  # its place stays silent; the next frame stands where it stands
            continue
        for sound in decoded:
            tape.add(sound, frame.start_s)
        if tape.full:
            break
    if broken and not tape.seconds:
        raise BrokenAudio(name, "this recording cannot be decoded.")
    return walk.declared, walk.seconds


def _decoder(name: str) -> av.AudioCodecContext:
    context = av.CodecContext.create(name, "r")
    if not isinstance(context, av.AudioCodecContext):
        raise TypeError(f"{name} is no decoder of sound")
    return context


def _seek(name: str, file: BinaryIO, found: Sniffed, tape: Tape, begin_s: float) -> tuple[float | None, float]:
    """Decode from a format with time stamps; return how long it says it is, and where it was left, in seconds."""
    file.seek(0)
    try:
        with av.open(file, "r", format=found.kind, options=dict(_OPTIONS), metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise UnknownAudio(name, "there is no sound in this file.")
            stream = container.streams.audio[0]
            base = stream.time_base or Fraction(1, 1)
            first = (stream.start_time or 0) * base
            declared = float(stream.duration * base) if stream.duration else None
            if declared is None and container.duration:
                declared = container.duration / av.time_base
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


def _taped(
    container: av.container.InputContainer, stream: av.AudioStream, place_s: float, first: Fraction, tape: Tape
) -> tuple[bool, float]:
    """Fill the tape from `place_s` on; return whether the sound began early enough, and where it was left, in seconds.

    Nothing is taped where it began too late, unless there is nothing before it.
    """
    ended = place_s
    for number, (sound, start_s) in enumerate(_sounds(container, stream, place_s, first)):
        if number == 0 and place_s > 0 and tape.misses(start_s - _LATE_S):
            return False, ended
        ended = start_s + sound.samples / sound.sample_rate
        tape.add(sound, start_s)
        if tape.full:
            break
    return True, ended


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


def _clock(seconds: float) -> str:
    minutes, secs = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes:02}:{secs:02}"
