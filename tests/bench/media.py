"""Clips out of recordings of three hours: seconds, memory, how far off, and what they cost over the network.

`python -m tests.bench.media` prints the table; each clip is cut in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av

from bot.media.audio.mpeg import adts, mpeg
from bot.media.audio.remote import RemoteLimits, Remotes
from store.feeds.fetch import Fetcher
from tests.bench.tables import markdown
from tests.bot.media import tones
from tests.bot.media.far import clip
from tests.store.feeds.server import Page, serving

_HOURS = 3
_BLOCK_S = 120


def run() -> Iterator[str]:
    """Yield the tables as Markdown."""
    head = ("recording", "MB", "first clip of 20 s", "the next ones", "peak memory", "off by")
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            _local(kind, Path(folder))
            for kind in ("vbr.mp3", "cbr.mp3", "adts.aac", "aac.m4a", "opus.ogg", "flac.flac")
        ]
        yield f"## Clips out of {_HOURS} hours\n\n{markdown(head, rows)}"
        head = ("recording at an address", "requests", "MB fetched", "clip of 20 s", "again")
        rows = [_remote(kind, Path(folder)) for kind in ("vbr.mp3", "cbr.mp3", "aac.m4a", "opus.ogg")]
        yield f"## The same over HTTP\n\n{markdown(head, rows)}"


def _local(kind: str, folder: Path) -> tuple[str, ...]:
    path = folder / kind
    begin_s, offset_s = _make(kind, path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.cutting", str(path), str(begin_s), str(folder / "clip.ogg")],
        capture_output=True,
        text=True,
        check=True,
    )
    first, took, peak = done.stdout.split()
    heard = tones.heard((folder / "clip.ogg").read_bytes())
    off = tones.shift(heard[: 10 * tones.RATE], offset_s)
    return kind, f"{path.stat().st_size / 1e6:.0f}", f"{first} s", f"{took} s", f"{peak} MB", f"{off:+.2f} s"


def _remote(kind: str, folder: Path) -> tuple[str, ...]:
    path = folder / kind
    begin_s, _ = _begin(path)
    with serving() as site:
        site.pages["/a"] = Page(path.read_bytes(), etag='"1"')
        remotes = Remotes(lambda: Fetcher(allow_private=True), RemoteLimits())
        took = []
        for _ in range(2):
            begun = time.perf_counter()
            clip(remotes, f"{site.url}/a", begin_s, begin_s + 20)
            took.append(f"{time.perf_counter() - begun:.2f} s")
            fetched = 0
            for _, headers in site.requests:
                begin, _, end = (
                    headers.get("range", f"bytes=0-{path.stat().st_size}").removeprefix("bytes=").partition("-")
                )
                fetched += int(end) - int(begin)
            if len(took) == 1:
                cost = (str(len(site.requests)), f"{fetched / 1e6:.1f}")
        remotes.close()
    return (kind, *cost, *took)


def _make(kind: str, path: Path) -> tuple[float, float]:
    """Make a recording of three hours; return where to cut, and the second that is heard there."""
    filler, marked = tones.tones(_BLOCK_S, noisy=(20, 70)), tones.tones(60, first=1800)
    if kind.endswith((".mp3", ".aac")):
        encode = _mp3 if kind.endswith(".mp3") else _adts
        pieces = [encode(kind, filler), encode(kind, marked)]
        parse = mpeg if kind.endswith(".mp3") else adts
        length = sum(frame.shape.seconds for _, frame, _ in tones.frames(pieces[0], parse))
        before = round(9000 / length)
        with path.open("wb") as out:
            for number in range(int(_HOURS * 3600 / length)):
                out.write(pieces[1] if number == before else pieces[0])
        begin = before * length + 8.3
    else:
        _stream(kind, path, filler, marked)
        begin = 9000 + 8.3
    path.with_suffix(".begin").write_text(str(begin))
    return begin, 1808.3


def _begin(path: Path) -> tuple[float, float]:
    return float(path.with_suffix(".begin").read_text()), 1808.3


def _mp3(kind: str, sound: tones.array[int]) -> bytes:
    return tones.mp3(sound, variable=kind.startswith("vbr"), header=False)


def _adts(kind: str, sound: tones.array[int]) -> bytes:
    return tones.encoded(sound, "adts", "aac")


def _stream(kind: str, path: Path, filler: tones.array[int], marked: tones.array[int]) -> None:
    """Write three hours of sound into a file that has an index or time stamps."""
    form, codec, rate = {
        "m4a": ("mp4", "aac", 16_000),
        "ogg": ("ogg", "libopus", 48_000),
        "flac": ("flac", "flac", 16_000),
    }[kind.rpartition(".")[2]]
    with av.open(str(path), "w", format=form) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono", options={"compression_level": "0"})
        at = 0
        for number in range(_HOURS * 3600 // _BLOCK_S):
            sound = marked + filler[: (_BLOCK_S - 60) * tones.RATE] if number == 9000 // _BLOCK_S else filler
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(sound))
            frame.sample_rate, frame.pts = tones.RATE, at
            frame.planes[0].update(sound.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
            at += len(sound)
            for packet in stream.encode(frame):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)


if __name__ == "__main__":
    for table in run():
        print(table + "\n", flush=True)
