"""The output of a load: what became of each file and of all together, for a person or as lines of JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from store.ingest.job import Job, NotUnderstood, Outcome
from store.ingest.progress import Progress, duration
from store.ingest.report import Report, as_values, full, refusal_as_values, short, turns_told
from store.ingest.workers import PATIENCE_S
from store.storage.catalog import Catalog, Loaded, Status

Done = tuple[Job, Outcome, Loaded | None]
"""A job, what was read, and what became of it; None where it was only looked at, or could not be read or written."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a load is done and told: only looked at (`dry_run`), as JSON on standard output, how long a file may take."""

    dry_run: bool = False
    as_json: bool = False
    patience_s: float = PATIENCE_S
    workers: int | None = None


class LoadOutput:
    """Tells of one file after the other, and counts them. A file that is `alone` gets a full report."""

    def __init__(self, catalog: Catalog, options: LoadOptions, progress: Progress, *, alone: bool) -> None:
        self._catalog = catalog
        self._options = options
        self._progress = progress
        self._alone = alone
        self.counts: Counter[str] = Counter()
        self._turns = 0

    def __call__(self, done: Done) -> None:
        """Tell what became of one file."""
        job, outcome, loaded = done
        if isinstance(outcome, NotUnderstood):
            self._refused(job, outcome.sentence)
            return
        report = outcome.report
        status = loaded.status if loaded else self._catalog.status_of(outcome.indexed, source=job.source or job.name)
        self.counts[status] += 1
        self._turns += report.turns if status != "same" else 0
        if self._options.as_json:
            self._print_json(as_values(report, status))
        elif self._alone and (status != "same" or self._options.dry_run):
            self._print(full(report, self._outcome(report, status)))
        else:
            self._print(short(report, self._outcome(report, status)))
        self._progress.step(job.size, report.turns)

    def missing(self, file: str) -> None:
        """Tell that nothing of this name is there."""
        self.counts["refused"] += 1
        self._say_refused(file, f"{file}: No such file or directory")

    def summary(self, others: int) -> None:
        """Tell what became of all files together; `others` were passed over in folders."""
        counts = self.counts
        told = [
            f"{counts['new'] + counts['changed']:,} {'understood' if self._options.dry_run else 'loaded'}"
            f" ({turns_told(self._turns)})"
        ]
        told += [f"{counts['changed']:,} of them changed"] if counts["changed"] else []
        told += [f"{counts['same']:,} there already"] if counts["same"] else []
        told += [f"{counts['refused']:,} could not be read"] if counts["refused"] else []
        told += [f"{others:,} of other kinds passed over"] if others else []
        self._progress.say(f"{counts.total():,} files: {', '.join(told)}; {duration(self._progress.seconds)}")

    def _refused(self, job: Job, sentence: str) -> None:
        self.counts["refused"] += 1
        self._say_refused(job.name, sentence)
        self._progress.step(job.size, 0)

    def _say_refused(self, file: str, sentence: str) -> None:
        if self._options.as_json:
            self._print_json(refusal_as_values(file, sentence))
        else:
            self._progress.say(sentence)

    def _outcome(self, report: Report, status: Status) -> str:
        if self._options.dry_run:
            would_be = {"new": "would be new", "changed": "would change an episode", "same": "is there already"}
            return f"{turns_told(report.turns)}, {would_be[status]}"
        return {
            "new": f"{turns_told(report.turns)} loaded",
            "changed": f"changed; {turns_told(report.turns)} now",
            "same": "already there, nothing changed",
        }[status]

    def _print(self, text: str) -> None:
        """A report is what a dry run is for; of a load it is a side note."""
        self._progress.say(text, aside=not self._options.dry_run)

    def _print_json(self, values: dict[str, object]) -> None:
        self._progress.say(json.dumps(values, ensure_ascii=False, separators=(",", ":")), aside=False)
