"""A folder of transcripts, loaded as people load it: by the command, on all cores, a file an episode."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.bench import corpus
from tests.bench.tables import markdown

_ROOT = Path(__file__).parents[2]
_TURNS_A_FILE = 175
_HEADER = "2024年9月13日 下午 4:22|58分钟 20秒\n\n关键词:\n样本、语料\n\n文字记录:\n\n"
_LOOK_EVERY_S = 0.1


def run(*, files: int = 2_000, again: int = 3) -> Iterable[str]:
    """Yield the table for a folder of so many files, loaded so many times into new libraries."""
    with tempfile.TemporaryDirectory(prefix="bench-folder-") as folder:
        transcripts = Path(folder) / "transcripts"
        characters = _write(transcripts, files)
        turns = files * _TURNS_A_FILE
        rows = []
        for number in range(again):
            spent_s, most_mb = _load(transcripts, Path(folder) / f"{number}.db")
            rows.append([f"{number + 1}", f"{spent_s:.1f}", f"{turns / spent_s:,.0f}", f"{most_mb:,.0f}"])
    title = f"### A folder of {files:,} files, {_TURNS_A_FILE} turns of {characters / turns:.0f} characters each"
    head = ["run", "seconds", "turns a second", "memory of all processes, MB"]
    yield f"{title}: the whole command\n\n{markdown(head, rows)}"


def _write(folder: Path, files: int) -> int:
    """Write the files as Feishu Minutes exports them; return how many characters were said."""
    folder.mkdir()
    rng = random.Random(3)
    said = corpus.texts(files * _TURNS_A_FILE)
    characters = 0
    for number in range(files):
        lines = [_HEADER]
        for at in range(0, _TURNS_A_FILE * 20, 20):
            text = next(said)[0].strip()
            characters += len(text)
            lines.append(f"说话人 {rng.randint(1, 3)} {at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}\n{text}\n\n")
        (folder / f"第 {number + 1} 期.txt").write_text("".join(lines), encoding="utf-8")
    return characters


def _load(folder: Path, database: Path) -> tuple[float, float]:
    """Return the seconds that the command took from its start to its end, and the most memory of all its processes."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "store", "load", "--db", str(database), str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
    ) as command:
        most_mb = 0.0
        while command.poll() is None:
            most_mb = max(most_mb, sum(map(_megabytes, _family(command.pid))))
            time.sleep(_LOOK_EVERY_S)
    if command.returncode:
        sys.exit(f"Loading the folder failed with status {command.returncode}.")
    return time.perf_counter() - began, most_mb


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that it started, as Linux tells of them."""
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))


def _megabytes(pid: int) -> float:
    """Return the memory that a process holds by itself, in MB: what it shares with others is counted by parts."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    return 0.0
