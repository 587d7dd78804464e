"""Clips hold the seconds that were asked for, whatever the file is and says of itself."""

from __future__ import annotations

import io
import os
import threading
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

import av
import pytest

from bot.media.audio.cut import cut
from bot.media.audio.errors import AudioError, BrokenAudio, CutOffAudio, MissingAudio, PastTheEnd, UnknownAudio
from bot.media.audio.mpeg import mpeg
from bot.media.audio.source import AudioFile
from tests.bot.media import tones

LENGTH = 90
TOLERANCE_S = 0.3


@dataclass
class Held:
    """A recording held in memory."""

    data: bytes
    name: str = "熊猫电台.mp3"
    near: bool = True
    wholes: int = 0

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)

    def whole(self) -> BinaryIO:
        self.wholes += 1
        return io.BytesIO(self.data)


@cache
def sound() -> array[int]:
    """A minute and a half; its middle is noisy, so that a variable bit rate varies."""
    return tones.tones(LENGTH, noisy=(40, 60))


def with_wrong_header(mp3: bytes) -> bytes:
    """Return an MP3 whose Xing header tells a third of its length, and a table that fits nothing."""
    place = mp3.index(b"Xing")
    frames = int.from_bytes(mp3[place + 8 : place + 12], "big") // 3
    size = int.from_bytes(mp3[place + 12 : place + 16], "big") // 3
    table = bytes(min(255, place * 5) for place in range(100))
    return mp3[: place + 8] + frames.to_bytes(4, "big") + size.to_bytes(4, "big") + table + mp3[place + 116 :]


FILES: dict[str, Callable[[], bytes]] = {
    "MP3 of variable bit rate": lambda: tones.mp3(sound()),
    "MP3 of variable bit rate without a header": lambda: tones.mp3(sound(), header=False),
    "MP3 of variable bit rate with a wrong header": lambda: with_wrong_header(tones.mp3(sound())),
    "MP3 of variable bit rate behind another one": lambda: (
        tones.mp3(tones.tones(30, noisy=(10, 20))) + tones.mp3(tones.tones(LENGTH - 30, first=30, noisy=(40, 60)))
    ),
    "MP3 of constant bit rate with a cover": lambda: tones.mp3(sound(), variable=False, cover=True),
    "M4A with a cover": lambda: tones.encoded(sound(), "mp4", "aac", cover=True),
    "AAC": lambda: tones.encoded(sound(), "adts", "aac"),
    "M4A in fragments": lambda: tones.encoded(
        sound(), "mp4", "aac", muxing={"movflags": "frag_keyframe+empty_moov", "frag_duration": "5000000"}
    ),
    "ALAC in M4A with the index at its end": lambda: tones.encoded(sound(), "mp4", "alac", bit_rate=None),
    "Vorbis in OGG": lambda: tones.encoded(
        sound(), "ogg", "vorbis", rate=44_100, layout="stereo", options={"strict": "experimental"}
    ),
    "Opus in OGG": lambda: tones.encoded(sound(), "ogg", "libopus", rate=48_000),
    "FLAC in OGG": lambda: tones.encoded(sound(), "ogg", "flac", bit_rate=None),
    "FLAC": lambda: tones.encoded(sound(), "flac", "flac", bit_rate=None),
    "WAV of ADPCM": lambda: tones.encoded(sound(), "wav", "adpcm_ms", bit_rate=None),
    "WAV": lambda: tones.encoded(sound(), "wav", "pcm_s16le", bit_rate=None),
}


@cache
def file(kind: str) -> bytes:
    """Return a recording of second 0 to 89 in one format."""
    return FILES[kind]()


@pytest.mark.parametrize("kind", FILES)
def test_a_clip_holds_the_seconds_that_were_asked_for(kind: str) -> None:
    for begin, end in ((0.0, 3.0), (58.4, 62.4)):
        heard = tones.heard(cut(Held(file(kind)), begin, end))
        assert len(heard) / tones.RATE == pytest.approx(end - begin, abs=0.05)
        assert abs(tones.shift(heard, begin)) <= TOLERANCE_S


def test_a_clip_is_a_voice_note_that_telegram_shows_as_one() -> None:
    clip = cut(Held(file("MP3 of variable bit rate")), 10, 70)
    assert len(clip) <= 1_000_000
    with av.open(io.BytesIO(clip), "r", format="ogg") as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.channels) in (("libopus", 1), ("opus", 1))
        assert float((stream.duration or 0) * (stream.time_base or 0)) == pytest.approx(60, abs=0.1)


def test_no_clip_is_longer_than_a_minute() -> None:
    assert len(tones.heard(cut(Held(file("WAV")), 0, 88))) / tones.RATE == pytest.approx(60, abs=0.05)


def test_a_clip_that_runs_over_the_end_is_shorter() -> None:
    for kind in FILES:
        assert len(tones.heard(cut(Held(file(kind)), 85, 95))) / tones.RATE == pytest.approx(5, abs=0.3), kind


@pytest.mark.parametrize("kind", FILES)
def test_what_lies_past_the_end_is_said_to(kind: str) -> None:
    with pytest.raises(PastTheEnd, match=r"熊猫电台\.mp3: this recording ends at 01:(29|30)"):
        cut(Held(file(kind)), 200, 210)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("length", [0, 0.1, 0.4, 0.6])
def test_a_short_clip_past_the_end_is_none_too(kind: str, length: float) -> None:
    with pytest.raises(PastTheEnd, match=r"this recording ends at 01:(29|30)"):
        cut(Held(file(kind)), 91, 91 + length)


@pytest.mark.parametrize("kind", ["MP3 of variable bit rate", "M4A with a cover", "FLAC"])
def test_a_file_that_breaks_off_is_said_to(tmp_path: Path, kind: str) -> None:
    data = file(kind)
    if kind.startswith("M4A"):  # as streaming servers want it, the index first: else nothing is left of the file
        data = tones.encoded(sound(), "mp4", "aac", muxing={"movflags": "faststart"}, path=tmp_path / "a.m4a")
    with pytest.raises(CutOffAudio, match="breaks off"):
        cut(Held(data[: len(data) // 3]), 75, 80)


def test_an_m4a_whose_index_is_cut_off_is_broken() -> None:
    data = file("M4A with a cover")
    with pytest.raises((BrokenAudio, CutOffAudio)):
        cut(Held(data[: len(data) // 3]), 5, 10)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingAudio, match=r"^gone\.mp3: "):
        cut(AudioFile(tmp_path / "gone.mp3"), 0, 5)


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    with pytest.raises(MissingAudio):
        cut(AudioFile(tmp_path), 0, 5)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_no_recording_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    said: list[type[Exception]] = []

    def listen() -> None:
        for path in (tmp_path / "pipe.mp3", Path("/dev/zero")):
            try:
                cut(AudioFile(path), 0, 5)
            except AudioError as error:
                said.append(type(error))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    thread.join(10)
    assert said == [MissingAudio, MissingAudio]


BESIDE = "raccoons.wav"  # lies beside the playlists; no clip may hold its sound


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"hello, this is no sound at all\n" * 1000,
        bytes(100_000),
        b"%PDF-1.7\n",
        b"#EXTM3U\n#EXTINF:10,\n{path}\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '{path}'\n",
        b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><BaseURL>{path}</BaseURL></MPD>",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
        b"ID3\x04\x00\x00\x00\x00\x00\x00#EXTM3U\n#EXTINF:10,\n{path}\n",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><image href='{path}'/></svg>",
        b"\xef\xbb\xbf#EXTM3U\r\n#EXT-X-KEY:METHOD=NONE,URI='file://{path}'\r\nfile://{path}\r\n",
        b"[playlist]\nFile1={path}\n",
        b"\x89PNG\r\n\x1a\n" + bytes(1000),
    ],
)
def test_what_is_no_recording_is_not_opened_whatever_its_name_is(tmp_path: Path, data: bytes) -> None:
    (tmp_path / BESIDE).write_bytes(file("WAV"))
    disguised = tmp_path / "episode.mp3"
    disguised.write_bytes(data.replace(b"{path}", str(tmp_path / BESIDE).encode()))
    with pytest.raises(UnknownAudio, match=r"episode\.mp3: this is no recording"):
        cut(AudioFile(disguised), 0, 5)


@pytest.mark.parametrize("kind", ["M4A with a cover", "Opus in OGG", "FLAC", "WAV"])
@pytest.mark.parametrize("playlist", [b"#EXTM3U\n#EXTINF:10,\n{path}\n", b"ffconcat version 1.0\nfile '{path}'\n"])
def test_a_playlist_behind_the_first_bytes_of_a_recording_opens_nothing(
    tmp_path: Path, kind: str, playlist: bytes
) -> None:
    (tmp_path / BESIDE).write_bytes(file("WAV"))
    disguised = tmp_path / "episode.m4a"
    disguised.write_bytes(file(kind)[:16] + b"\n" + playlist.replace(b"{path}", str(tmp_path / BESIDE).encode()) * 50)
    with pytest.raises(AudioError):
        cut(AudioFile(disguised), 0, 5)


def test_a_video_without_sound_is_no_recording() -> None:
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(10):
            for packet in stream.encode(av.VideoFrame(64, 64, "yuv420p")):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    with pytest.raises(UnknownAudio, match="no sound"):
        cut(Held(written.getvalue()), 0, 5)


def test_junk_and_tags_between_the_frames_of_an_mp3_take_no_time() -> None:
    mp3 = tones.mp3(sound(), header=False)
    half = next(at for at, _, start_s in tones.frames(mp3, mpeg) if start_s >= 30)
    cover = b"ID3\x03\x00\x00\x00\x02\x00\x00" + b"\xff\xfb\x90\x00 looks like a frame " + bytes(32_740)
    data = cover + mp3[:half] + cover + b"\xff" * 500 + mp3[half:]
    heard = tones.heard(cut(Held(data), 50.5, 53.5))
    assert abs(tones.shift(heard, 50.5)) <= TOLERANCE_S


def test_a_hole_in_the_sound_of_an_mp3_leaves_the_rest_in_its_place() -> None:
    mp3 = bytearray(tones.mp3(sound(), header=False))
    for at, frame, start_s in tones.frames(bytes(mp3), mpeg):
        if 50 <= start_s <= 51:
            mp3[at + 4 : at + frame.length] = b"\xaa" * (frame.length - 4)
    heard = tones.heard(cut(Held(bytes(mp3)), 49.5, 55.5))
    assert tones.second_at(heard, 54.0 - 49.5 + 0.5) == 54


def test_a_far_mp3_of_constant_bit_rate_is_not_read_to_the_place() -> None:
    source = Held(file("MP3 of constant bit rate with a cover"), near=False)
    heard = tones.heard(cut(source, 70.4, 74.4))
    assert abs(tones.shift(heard, 70.4)) <= TOLERANCE_S
    assert source.wholes == 0


@pytest.mark.parametrize("kind", ["MP3 of variable bit rate", "AAC"])
def test_a_far_recording_without_an_index_is_read_as_a_whole(kind: str) -> None:
    source = Held(file(kind), near=False)
    heard = tones.heard(cut(source, 70.4, 74.4))
    assert abs(tones.shift(heard, 70.4)) <= TOLERANCE_S
    assert source.wholes == 1
