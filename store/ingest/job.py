"""One file read from its bytes to indexed rows, in any process: nothing is written, an error becomes an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from store.errors import NotATranscript, StoreError, refusal_of
from store.ingest.files import LARGEST_FILE, read_glossary
from store.ingest.report import Report, report_of
from store.models import Correction, Transcript
from store.offsets import Offsets
from store.search.glossary import parse_lines
from store.search.indexing import IndexedTranscript, digest, index, without_terms
from store.transcripts import decode, read
from store.wording.english import sentence
from store.wording.kinds import Foreign, Refusal


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: where it is (or its bytes), and what a person knows of it.

    `given` are values of the episode that go before those of the file (title, date, audio, page). `glossary` holds
    corrections for the episode; without it, the file of that ending beside the transcript. With `look`, the file is
    only looked at: no terms are made. `source` is where it comes from, by which a changed one is known again; its name
    where that is None. `offsets` say where the audio runs earlier or later.
    """

    name: str
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    given: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    glossary: Path | None = None
    look: bool = False
    size: int = 0
    source: str | None = None
    offsets: Offsets | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A file that was read: the report on it, its transcript ready to be written, and corrections beside it.

    Where the same transcript is known to be in the library, its rows are left out.
    """

    report: Report
    indexed: IndexedTranscript
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A file that could not be read, and why."""

    refusal: Refusal

    @property
    def sentence(self) -> str:
        """Return the English sentence that says why."""
        return sentence(self.refusal)


Outcome = Understood | NotUnderstood


def do(job: Job, known: Set[str] = frozenset()) -> Outcome:
    """Return what a file holds; `known` are the digests of transcripts that need no rows. Raises nothing."""
    try:
        return _understood(job, known)
    except StoreError as error:
        return NotUnderstood(refusal_of(error))
    except MemoryError:
        return NotUnderstood(Refusal(job.name, "reading_memory"))
    except Exception as error:  # a reader has a fault of its own: that is one bad file among many, not the end
        return NotUnderstood(
            Refusal(job.name, "not_readable_fault", fault=f"{type(error).__name__}: {str(error)[:200]}")
        )


def _understood(job: Job, known: Set[str]) -> Understood:
    data = job.data if job.data is not None else _bytes(job)
    transcript = read(data, job.name, format=job.format)
    episode = replace(transcript.episode, **job.given)  # type: ignore[arg-type]
    transcript = replace(transcript, episode=episode)
    return Understood(
        report_of(transcript, file=job.name, encoding=decode(data, job.name).encoding),
        _indexed(job, transcript, known),
        _corrections(job),
    )


def _bytes(job: Job) -> bytes:
    if job.path is None:
        raise NotATranscript(job.name, "nothing_to_read")
    try:
        if job.path.stat().st_size > LARGEST_FILE:
            raise NotATranscript(job.name, "too_large", size=LARGEST_FILE // 2**20)
        return job.path.read_bytes()
    except OSError as error:
        raise NotATranscript(job.name, "system", cause=Foreign(error.strerror or str(error))) from error


def _indexed(job: Job, transcript: Transcript, known: Set[str]) -> IndexedTranscript:
    if job.look:
        return without_terms(transcript)
    if known and (same := digest(transcript)) in known:
        return IndexedTranscript(transcript.episode, transcript.format, (), {}, same)
    return index(transcript)


def _corrections(job: Job) -> tuple[Correction, ...]:
    beside = job.glossary or (job.path.with_suffix(".glossary") if job.path else None)
    if beside is None or not (job.glossary or beside.is_file()):
        return ()
    return parse_lines(read_glossary(beside))
