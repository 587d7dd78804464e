"""What is measured in a process of its own, so that its memory and its start are nobody else's.

`python -m tests.bench.child load FILE TURNS`, `... ask FILE`, `... first FILE QUESTION`, `... build FILE EPISODES WORDS
NAMES` and `... known FILE` print one line of JSON each.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.store import Store


@dataclass(frozen=True, slots=True)
class Loaded:
    """How loading went, the making of the turns not counted: by the clock, and on the processor."""

    turns: int
    seconds: float
    processor_seconds: float
    bytes: int
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Times:
    """How long each question of each class took, in milliseconds, and the memory of the process afterwards."""

    milliseconds: dict[str, list[float]]
    answered: dict[str, int]
    peak_mb: float


def peak_mb() -> float:
    """Return the most memory that this process has had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would begin with the parent's peak, which outlives the exec
        words = status.read_text(encoding="ascii").split()
        return int(words[words.index("VmHWM:") + 1]) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def load(path: Path, turns: int) -> Loaded:
    """Load a library of so many turns into a new file."""
    from store.store import Store
    from tests.bench import corpus

    store = Store.open(path)
    seconds = processor = 0.0
    for transcript in corpus.transcripts(turns):
        began, worked = time.perf_counter(), time.process_time()
        store.load(transcript, source=transcript.episode.title)
        seconds += time.perf_counter() - began
        processor += time.process_time() - worked
    store.close()
    size = sum(one.stat().st_size for one in path.parent.glob(path.name + "*"))
    return Loaded(turns, seconds, processor, size, peak_mb())


def ask(path: Path, each: list[dict[str, str | None]]) -> Times:
    """Ask every question once, after a handful that nobody counts."""
    from store.store import Store

    store = Store.open(path)
    for one in each[::50]:
        _search(store, one)
    milliseconds: dict[str, list[float]] = {}
    answered: dict[str, int] = {}
    for one in each:
        kind = str(one["kind"])
        began = time.perf_counter()
        found = _search(store, one)
        milliseconds.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        answered[kind] = answered.get(kind, 0) + found
    store.close()
    return Times(milliseconds, answered, peak_mb())


def _search(store: Store, one: dict[str, str | None]) -> bool:
    from store.errors import StoreError

    try:
        asked = str(one["text"])
        question = store.parse(asked, speaker=one["speaker"]) if one["speaker"] else asked
        return bool(store.search(question, limit=10).quotes)
    except StoreError:
        return False


def first(path: Path, question: str) -> dict[str, float]:
    """Open a library and answer one question; nothing was imported before."""
    began = time.perf_counter()
    from store.store import Store

    store = Store.open(path)
    found = len(store.search(question, limit=5).quotes)
    return {"seconds": time.perf_counter() - began, "quotes": found, "peak_mb": peak_mb()}


def main(arguments: list[str]) -> None:
    """Do what the first argument says and print it as JSON."""
    what, path = arguments[0], Path(arguments[1])
    result: dict[str, Any]
    if what == "load":
        result = asdict(load(path, int(arguments[2])))
    elif what in ("build", "known"):
        from tests.bench import known

        result = known.measure(path) if what == "known" else known.library(path, *map(int, arguments[2:]))
    elif what == "ask":
        result = asdict(ask(path, json.load(sys.stdin)))
    else:
        result = first(path, arguments[2])
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
