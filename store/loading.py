"""Loading files: each is read, indexed and written in one transaction, with a word about each to standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import NotACorrection, NotATranscript
from store.glossary import parse_lines
from store.models import Transcript
from store.transcripts import read
from store.writing import Loaded

if TYPE_CHECKING:
    from store.database import Store

LARGEST_FILE = 20 * 1024 * 1024
"""In bytes: what Telegram lets a bot fetch, and fifty times the transcript of a long episode."""

_PROGRESS_AFTER_S = 1.0
_BAR = 30


def load_files(
    store: Store,
    paths: Sequence[Path],
    *,
    given: Mapping[str, str | None],
    format: str | None = None,
    glossary: Path | None = None,
) -> int:
    """Load each file and say what became of it; return 0, or 1 if any of them could not be read.

    `given` are values of the episode that a person gave (title, audio, page); None leaves what the file says. A
    `glossary`, or else the file of that ending beside a transcript, brings corrections for its episode.
    """
    status = 0
    progress = _Progress(len(paths))
    for path in paths:
        try:
            transcript = read_file(path, given=given, format=format)
            lines = glossary or path.with_suffix(".glossary")
            corrections = parse_lines(read_glossary(lines)) if glossary or lines.is_file() else ()
            with store.transaction():
                loaded = store.load(transcript, source=path.name)
                store.correct(*(replace(one, episode_id=loaded.episode_id) for one in corrections))
        except (NotATranscript, NotACorrection) as error:
            progress.say(str(error))
            status = 1
        else:
            progress.say(_report(path, transcript, loaded))
        progress.step()
    progress.end()
    return status


def read_file(path: Path, *, given: Mapping[str, str | None], format: str | None = None) -> Transcript:
    """Return the transcript that a file holds. Raises NotATranscript, which names the file and what was wrong."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NotATranscript(path.name, f"larger than {LARGEST_FILE // 2**20} MiB")
        data = path.read_bytes()
    except OSError as error:
        raise NotATranscript(path.name, error.strerror or str(error)) from error
    transcript = read(data, path.name, format=format)
    known = {name: value for name, value in given.items() if value is not None}
    return replace(transcript, episode=replace(transcript.episode, **known))  # type: ignore[arg-type]


def read_glossary(path: Path) -> str:
    """Return the text of a file of corrections. Raises NotACorrection if it cannot be read as text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise NotACorrection(f"{path.name} ({error})") from error


def _report(path: Path, transcript: Transcript, loaded: Loaded) -> str:
    said = {
        "new": f"{loaded.turns} turns loaded",
        "changed": f"changed; {loaded.turns} turns now",
        "same": "already there, nothing changed",
    }[loaded.status]
    remarks = "".join(f"\n  {remark}" for remark in transcript.remarks)
    return f"{path.name}: {transcript.episode.title}: {said}{remarks}"


class _Progress:
    """A bar on standard error, once loading has taken over a second and somebody is looking."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._began = time.monotonic()
        self._shown = False

    def say(self, line: str) -> None:
        self._clear()
        print(line, file=sys.stderr)

    def step(self) -> None:
        self._done += 1
        if time.monotonic() - self._began > _PROGRESS_AFTER_S and sys.stderr.isatty():
            filled = _BAR * self._done // self._total
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {self._done}/{self._total}")
            sys.stderr.flush()
            self._shown = True

    def end(self) -> None:
        self._clear()

    def _clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
            self._shown = False
