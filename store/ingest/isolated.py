"""Reading or loading one file in a process of its own, bounded in time and memory, while others go on."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from store.errors import StoreError, refusal_of
from store.ingest.job import Job, NotUnderstood, Understood, do
from store.ingest.workers import Workers
from store.search.indexing import IndexedTranscript
from store.sql.connection import foreign_faults
from store.storage.catalog import Status
from store.store import Store
from store.wording.kinds import Refusal

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class IsolatedRead(Understood):
    """A file that was read elsewhere, without its rows: what loading it does or did, and the episode it is now."""

    status: Status = "new"
    episode_id: int | None = None


def look(database: Path, job: Job, *, stop: Callable[[], bool] = lambda: False) -> IsolatedRead | NotUnderstood:
    """Return what a file holds and what loading it would do; nothing is written. Waits for it; ends early on `stop`."""
    return _isolated(replace(job, look=True), partial(_look, database), stop)


def load(database: Path, job: Job, *, stop: Callable[[], bool] = lambda: False) -> IsolatedRead | NotUnderstood:
    """Load a file, in whole or not at all, and return what became of it. Waits for it; ends early on `stop`."""
    return _isolated(job, partial(_load, database), stop)


def _isolated(
    job: Job, work: Callable[[Job, Set[str]], IsolatedRead | NotUnderstood], stop: Callable[[], bool]
) -> IsolatedRead | NotUnderstood:
    with Workers(1, work=work, patience_s=PATIENCE_S) as workers:
        for _, outcome in workers.read([job], stop=stop):
            if isinstance(outcome, IsolatedRead | NotUnderstood):
                return outcome
    return NotUnderstood(Refusal(job.name, "not_to_the_end"))


# In the process of its own


def _look(database: Path, job: Job, known: Set[str]) -> IsolatedRead | NotUnderstood:
    def status(store: Store, found: Understood) -> IsolatedRead:
        return _bare(found, store.catalog.status_of(found.indexed, source=job.name), None)

    return _done(database, job, known, status)


def _load(database: Path, job: Job, known: Set[str]) -> IsolatedRead | NotUnderstood:
    def written(store: Store, found: Understood) -> IsolatedRead:
        loaded = store.write(found.indexed, source=job.name)
        return _bare(found, loaded.status, loaded.episode_id)

    return _done(database, job, known, written)


def _done(
    database: Path, job: Job, known: Set[str], then: Callable[[Store, Understood], IsolatedRead]
) -> IsolatedRead | NotUnderstood:
    found = do(job, known)
    if isinstance(found, NotUnderstood):
        return found
    try:
        with foreign_faults(database), Store.open(database) as store:
            return then(store, found)
    except StoreError as error:
        return NotUnderstood(refusal_of(error))
    except MemoryError:
        return NotUnderstood(Refusal(job.name, "writing_memory"))
    except Exception as error:  # one bad file is a sentence, not the end
        return NotUnderstood(
            Refusal(job.name, "not_writable_fault", fault=f"{type(error).__name__}: {str(error)[:200]}")
        )


def _bare(found: Understood, status: Status, episode_id: int | None) -> IsolatedRead:
    """Return what is worth sending back: not the turns, which may be many megabytes."""
    indexed = found.indexed
    bare = IndexedTranscript(indexed.episode, indexed.format, (), {}, indexed.digest)
    return IsolatedRead(found.report, bare, (), status, episode_id)
