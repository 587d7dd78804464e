"""Files as a stranger might send them: small mutations of what each reader takes. `python -m tests.ops.fuzz 1000000`.

Whatever comes, a reader returns a Transcript that can be stored and shown, or raises NotATranscript; soon, and within
a bounded memory.
"""

from __future__ import annotations

import math
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from types import FrameType

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts import READERS, read
from tests.conftest import EPISODE

LONGEST_S = 5.0
MEMORY = 2 * 2**30

_LONG = 4_000
_NAMES = ("a.txt", "../../etc/passwd", "b.srt", "evil\n2024.vtt", "\u202egpj.exe.json", "x", "." * 300, "a/b\\c.lrc")
_BITS = (
    "\n", "\r\n", "\n\n", "\0", "\ufeff", "\u202e", "\u2028", "\ue000", "\ud7ff", "<b>", "</b>", "&amp;", "&#0;",
    "<!--", "]]>", "{", "}", "[", "]", '"', "\\", "\\u0000", "\\ud800", ",", ":", "-->", "00:00:00.000",
    "99:99:99,999", "1e999", "-1", "NaN", "9" * 400, "00:00", "说话人 1", "(", ")", "*", "#", "---",
    "a" * 200, "的" * 200, "\t", "../",
    "WEBVTT", "Dialogue: ", "[00:01.00]", "null", "true", "٣٣:٣٣", "𝟙𝟚:𝟛𝟜", "\U0001f99d", "：", "，",
)  # fmt: skip


def _seeds() -> list[bytes]:
    whole = EPISODE.read_text(encoding="utf-8")
    texts = [whole[:1_500], whole[:300]]
    for reader in READERS:
        texts += [reader.example, "\n".join([reader.example] * 4), "\n\n".join([reader.example] * 3)]
    texts += [
        "1\n00:00:01,000 --> 00:00:02,500\n- 安静\n- 盖子\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>洗</i>东西\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n<v 浣熊>安静</v>\n\nNOTE x\n\n00:03.000 --> 00:04.000\n盖子\n",
        '{"segments":[{"start":0.0,"end":1.5,"text":"安静","words":[{"word":"安","start":0.1,"end":0.2}]}],"text":"安静"}',
        '[{"speaker":"浣熊","start":1,"end":2,"text":"安静"},{"speaker":"狸","start":3,"end":4,"text":"盖子"}]',
        "<tt><body><div><p begin='00:00:01' end='00:00:02'>安静<br/>盖子</p></div></body></tt>",
        "浣熊 00:01\n安静的时候。\n\n狸小姐 00:12\n听得见盖子。\n",
        "# 标题\n\n**浣熊** [00:01]: 安静\n\n**狸** [00:12]: 盖子\n",
        "[00:01.00]安静\n[00:12.00]盖子\n",
    ]
    return [text.encode() for text in texts]


SEEDS = _seeds()


def mutated(rng: random.Random) -> tuple[bytes, str]:
    """Return a mutated file and a name for it."""
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        at = rng.randrange(len(data) + 1)
        until = min(len(data), at + rng.choice((1, 1, 2, 8, 40)))
        match rng.randrange(7):
            case 0:
                data[at:until] = b""
            case 1:
                data[at:at] = rng.choice(_BITS).encode("utf-8", "surrogatepass")
            case 2:
                data[at:until] = bytes(rng.randrange(256) for _ in range(until - at))
            case 3:
                data[at:at] = data[at:until] * rng.choice((1, 2, 30))
            case 4:
                other = rng.choice(SEEDS)
                begin = rng.randrange(len(other))
                data[at:at] = other[begin : begin + rng.randrange(200)]
            case 5:
                data[at:until] = rng.choice(_BITS).encode("utf-8", "surrogatepass")
            case _:
                lines = data.split(b"\n")
                rng.shuffle(lines)
                data = bytearray(b"\n".join(lines))
    return bytes(data[:_LONG]), rng.choice(_NAMES)


def reads_well(data: bytes, name: str, format: str | None = None) -> str:
    """Read a file and look at what came of it; returns the format, or "" where it is no transcript."""
    try:
        found = read(data, name, format=format)
    except NotATranscript as refusal:
        told = str(refusal)
        assert told
        assert len(told) < 1_000
        return ""
    _is_whole(found)
    return found.format


def _is_whole(found: Transcript) -> None:
    assert found.turns
    assert len(found.turns) <= _LONG
    title = found.episode.title
    assert title.strip()
    assert not set(title) & set("\n\r\0\x1b\u2028\u202e"), title
    for turn in found.turns:
        assert turn.text.strip()
        turn.text.encode()  # can be stored: no halves of pairs
        for seconds in (turn.start_s, turn.end_s, *(cue.start_s for cue in turn.cues)):
            assert seconds is None or (math.isfinite(seconds) and 0 <= seconds < 10_000_000), seconds
        assert all(0 <= cue.at <= len(turn.text) for cue in turn.cues)


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"not read within {LONGEST_S} s of the processor")


def main(times: int, seed: int | None = None) -> int:
    """Read so many mutated files; returns 1 at the first that is not read well, which is kept."""
    seed = random.randrange(10**9) if seed is None else seed
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _too_slow)
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    slowest, began = 0.0, time.monotonic()
    print(f"seed {seed}", flush=True)
    for at in range(1, times + 1):
        data, name = mutated(rng)
        format = rng.choice(READERS).name if rng.random() < 0.2 else None
        signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
        started = time.perf_counter()
        try:
            counts[reads_well(data, name, format)] += 1
        except BaseException as error:
            signal.setitimer(signal.ITIMER_PROF, 0)
            kept = f"fuzz-{seed}-{at}.bin"
            with open(kept, "wb") as file:  # noqa: PTH123
                file.write(data)
            print(f"{kept}, name {name!r}, format {format}: {type(error).__name__}: {error}", flush=True)
            if isinstance(error, KeyboardInterrupt):
                raise
            return 1
        signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.perf_counter() - started)
        if at % 50_000 == 0:
            print(f"{at} read, {at / (time.monotonic() - began):.0f} a second, slowest {slowest:.2f} s", flush=True)
    refused = counts.pop("", 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{times} files: {refused} refused, slowest {slowest * 1000:.0f} ms, {peak:.0f} MB; {dict(counts)}")
    return 0


if __name__ == "__main__":
    os.chdir(os.environ.get("FUZZ_FOLDER", "."))
    sys.exit(main(*map(int, sys.argv[1:] or ["1000000"])))
