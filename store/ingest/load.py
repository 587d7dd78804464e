"""A load: files are read and indexed on all cores and written by one process, each in whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.ingest.files import shown_name
from store.ingest.interrupt import Interrupt
from store.ingest.job import Job, NotUnderstood, Outcome, Understood, do
from store.ingest.output import Done, LoadOptions, LoadOutput
from store.ingest.progress import Progress
from store.ingest.workers import Workers
from store.library import episodes
from store.storage.catalog import Writer
from store.wording.kinds import Refusal

if TYPE_CHECKING:
    from store.store import Store

_FEW = 3  # so many files are read before a process of its own has started
# As much is written at once: many turns make few parts of the index, and others must not wait long for the lock.
_BATCH_TURNS, _BATCH_BYTES, _BATCH_S = 8_000, 6 * 2**20, 1.0
_WORTH_TIDYING = 5_000


def load(
    store: Store, jobs: Sequence[Job], options: LoadOptions, *, missing: Iterable[Path] = (), others: int = 0
) -> int:
    """Load files and tell what was understood of each; return 0, or 1 if any of them could not be read or written.

    `missing` were named and are not there; `others` were passed over in folders. On Ctrl-C, what was written stands,
    the rest does not, and KeyboardInterrupt is raised.
    """
    progress = Progress(len(jobs), sum(job.size for job in jobs))
    tell = LoadOutput(store.catalog, options, progress, alone=len(jobs) == 1)
    for path in missing:
        tell.missing(shown_name(path))
    with Interrupt() as interrupt:
        try:
            few = len(jobs) <= _FEW
            turns = (_load_here if few else _load_many)(store, jobs, options, interrupt, tell)
            if turns > _WORTH_TIDYING:
                store.tidy(stop=interrupt.asked)
        finally:
            progress.end()
        if len(jobs) > 1:
            tell.summary(others)
    if interrupt.asked():
        raise KeyboardInterrupt
    return 1 if tell.counts["refused"] else 0


def _load_here(store: Store, jobs: Sequence[Job], options: LoadOptions, interrupt: Interrupt, tell: LoadOutput) -> int:
    turns = 0
    for job in jobs:
        if interrupt.asked():
            break
        batch = _write(store, [(job, do(job))], options, many=False)
        turns += _turns_written(batch)
        for one in batch:
            tell(one)
    return turns


def _load_many(store: Store, jobs: Sequence[Job], options: LoadOptions, interrupt: Interrupt, tell: LoadOutput) -> int:
    turns = 0
    known = store.catalog.digests()
    reading = Workers(options.workers, known=known, patience_s=options.patience_s)
    with reading as workers, store.catalog.written_in_bulk():
        for batch in _batches(workers.read(jobs, stop=interrupt.asked)):
            written = _write(store, batch, options, many=True)
            turns += _turns_written(written)
            for one in written:
                tell(one)
    return turns


def _batches(outcomes: Iterable[tuple[Job, Outcome]]) -> Iterator[list[tuple[Job, Outcome]]]:
    """Yield what is written at once. It is gathered first, so that the lock is free meanwhile."""
    batch: list[tuple[Job, Outcome]] = []
    turns = size = 0
    began = time.monotonic()
    for job, outcome in outcomes:
        batch.append((job, outcome))
        turns += len(outcome.indexed.rows) if isinstance(outcome, Understood) else 0
        size += job.size
        if turns >= _BATCH_TURNS or size >= _BATCH_BYTES or time.monotonic() - began > _BATCH_S:
            yield batch
            batch, turns, size = [], 0, 0
            began = time.monotonic()
    if batch:
        yield batch


def _write(store: Store, batch: Sequence[tuple[Job, Outcome]], options: LoadOptions, *, many: bool) -> list[Done]:
    """Write what was read in one transaction; what cannot be written becomes something that was not understood."""
    if options.dry_run:
        return [(job, outcome, None) for job, outcome in batch]
    done: list[Done] = []
    with store.transaction():
        writer = store.catalog.writer()
        for job, outcome in batch:
            if isinstance(outcome, NotUnderstood):
                done.append((job, outcome, None))
                continue
            try:
                with store.catalog.part():
                    done.append(_write_one(store, writer, job, outcome))
            except (StoreError, ValueError) as error:
                done.append((job, NotUnderstood(Refusal(job.name, "not_writable_fault", fault=str(error))), None))
        writer.finish(many=many)
    return done


def _write_one(store: Store, writer: Writer, job: Job, outcome: Understood) -> Done:
    indexed = outcome.indexed
    if not indexed.rows and indexed.digest not in store.catalog.digests():  # it was there, and somebody has deleted it
        again = do(job)
        if isinstance(again, NotUnderstood):
            return job, again, None
        outcome, indexed = again, again.indexed
    loaded = writer.write(indexed, source=job.source or job.name)
    if job.offsets is not None:
        episodes.set_offsets(store.catalog, loaded.episode_id, job.offsets)
    store.correct(*(replace(one, episode_id=loaded.episode_id) for one in outcome.corrections))
    return job, outcome, loaded


def _turns_written(done: Iterable[Done]) -> int:
    return sum(loaded.turns for _, _, loaded in done if loaded is not None and loaded.status != "same")
