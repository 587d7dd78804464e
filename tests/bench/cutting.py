"""One clip of 20 s, cut in a process that has nothing else in it: `python -m tests.bench.cutting AUDIO BEGIN_S CLIP`.

It prints the seconds that it took, with the import of FFmpeg and without, and the most memory that it had, in MB.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path


def main(audio: str, begin_s: str, clip: str) -> None:
    """Cut the clip, write it, and print what it cost."""
    started = time.perf_counter()
    from bot.media.audio.cut import cut
    from bot.media.audio.source import AudioFile

    begun = time.perf_counter()
    sound = cut(AudioFile(Path(audio)), float(begin_s), float(begin_s) + 20)
    ended = time.perf_counter()
    Path(clip).write_bytes(sound)
    print(f"{ended - started:.2f} {ended - begun:.2f} {_peak_kb() / 1024:.0f}")


def _peak_kb() -> int:
    """Return the most memory that this process had. `ru_maxrss` would count its parent's too, from before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(*sys.argv[1:])
