"""How fast and how large: milliseconds a question, turns loaded a second, bytes a turn, memory, the first answer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench import corpus
from tests.bench.asking import Asked, questions
from tests.bench.peers import PEERS, Engine, Rapidfuzz
from tests.bench.tables import markdown, percentile

_ROOT = Path(__file__).parents[2]
_FIRST_QUESTION = "力大砖飞 有没有可能"
_STARTS = 3
# rapidfuzz looks at every turn for every question: a few questions tell enough.
_ENOUGH: dict[type[Engine], int] = {Rapidfuzz: 3}


def child(*arguments: str, fed: str = "") -> dict[str, Any]:
    """Return what a process of its own measured; see `child`."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.child", *arguments],
        input=fed,
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    if run.returncode:
        sys.exit(f"The measuring process failed:\n{run.stderr}")
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def _starts(path: Path) -> tuple[float, float]:
    """Return seconds from the start of Python to the first answer, and those of import, opening and answer alone."""
    whole, inner = [], []
    for _ in range(_STARTS):
        began = time.perf_counter()
        inner.append(child("first", str(path), _FIRST_QUESTION)["seconds"])
        whole.append(time.perf_counter() - began)
    return percentile(whole, 0.5), percentile(inner, 0.5)


def _classes(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    classes: dict[str, list[Asked]] = {}
    for one in asked:
        classes.setdefault(one.kind, []).append(one)
    return classes


def _ask_peer(peer: Engine, asked: Sequence[Asked], enough: int) -> dict[str, float]:
    """Return the median milliseconds of an engine per class."""
    medians = {}
    for kind, each in _classes(asked).items():
        times = []
        for one in each[:enough]:
            began = time.perf_counter()
            peer.search(one.text, speaker=one.speaker, limit=10)
            times.append((time.perf_counter() - began) * 1000)
        medians[kind] = percentile(times, 0.5)
    return medians


def beside_peers(turns: int, ours: dict[str, float], asked: Sequence[Asked], enough: int = 20) -> str:
    """Return a table of the peers' median milliseconds over the same turns, and how many times ours that is."""
    library = list(corpus.transcripts(turns))
    cut = [words for _, words in corpus.texts(turns)]
    rows = [["this store", *(f"{ms:.1f}" for ms in ours.values())]]
    for kind in PEERS:
        peer = kind()
        peer.build(library, cut)
        medians = _ask_peer(peer, asked, min(enough, _ENOUGH.get(kind, enough)))
        peer.close()
        rows.append([peer.name, *(f"{medians[one]:.1f} (×{medians[one] / ours[one]:.1f})" for one in ours)])
    title = f"### {turns:,} turns: median milliseconds, and how many times this store's that is"
    return f"{title}\n\n{markdown(['engine', *ours], rows)}"


def run(*, turns: int = 100_000, each: int = 60, peers: bool = True, keep: Path | None = None) -> Iterable[str]:
    """Yield the tables for a library of so many turns; `keep` is a folder where its file stays for the next run."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = (keep or Path(folder)) / f"bench-{turns}.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            loaded = child("load", str(path), str(turns))
            rows = [
                ["turns loaded a second", f"{turns / loaded['seconds']:,.0f}"],
                ["turns loaded a second of the processor", f"{turns / loaded['processor_seconds']:,.0f}"],
                ["bytes a turn in the file", f"{loaded['bytes'] / turns:,.0f}"],
                ["memory while loading, MB", f"{loaded['peak_mb']:,.0f}"],
            ]
        else:
            rows = [["bytes a turn in the file", f"{path.stat().st_size / turns:,.0f}"]]
        asked = questions(each)
        times = child("ask", str(path), fed=json.dumps([asdict(one) for one in asked]))
        whole, inner = _starts(path)
        rows += [
            ["memory while answering, MB", f"{times['peak_mb']:,.0f}"],
            ["seconds to the first answer, cold, from the start of Python", f"{whole:.2f}"],
            ["of these: import, opening, answer", f"{inner:.2f}"],
        ]
        yield f"### {turns:,} turns: the file and the process\n\n{markdown(['what', 'measured'], rows)}"
        rows = [
            [
                kind,
                str(len(ms)),
                *(f"{percentile(ms, part):.1f}" for part in (0.5, 0.95, 1.0)),
                f"{times['answered'][kind] / len(ms):.2f}",
            ]
            for kind, ms in times["milliseconds"].items()
        ]
        head = ["class", "questions", "median ms", "p95 ms", "longest ms", "answered"]
        yield f"### {turns:,} turns: milliseconds a question\n\n{markdown(head, rows)}"
    if peers:
        medians = {kind: percentile(ms, 0.5) for kind, ms in times["milliseconds"].items()}
        yield beside_peers(turns, medians, asked)


def one_episode(each: int = 60) -> Iterable[str]:
    """Yield the times over the shipped episode alone, warm."""
    from tests.bench.peers import Ours
    from tests.bench.quality import labelled

    ours = Ours()
    ours.build([corpus.shipped()])
    asked = labelled()
    for case in asked[:each]:
        ours.search(case.asked, speaker=case.speaker)
    times = []
    for case in asked:
        began = time.perf_counter()
        ours.search(case.asked, speaker=case.speaker)
        times.append((time.perf_counter() - began) * 1000)
    ours.close()
    rows = [[str(len(times)), *(f"{percentile(times, part):.2f}" for part in (0.5, 0.95, 1.0))]]
    head = ["questions", "median ms", "p95 ms", "longest ms"]
    yield f"### The shipped episode alone, warm\n\n{markdown(head, rows)}"
