"""A pool of processes that read and index: one that dies or hangs costs one file, not the load.

Each has a pipe of its own, so that one killed in the midst of sending costs the others nothing. pebble 5.2.3, which is
as fast (160 files: 8.7 s, this 8.5), has one pipe and its lock for all. A result is sent, and pickled again, under that
lock, where a large file takes the most memory and the system kills first: then no other result comes for two minutes,
and sound files are called bad.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from store.ingest.job import Job, NotUnderstood, Outcome, do
from store.wording.kinds import Refusal

PATIENCE_S = 60.0
"""The longest time that a file may take to be read: the largest ones take some ten seconds."""
MOST_WORKERS = 8

# What a worker has to do while its results wait to be written: some tens of files, not more than so many bytes.
_AHEAD_FILES, _AHEAD_BYTES = 48, 6 * 2**20
# So many results wait for an earlier one that takes long; then they go before it.
_BEHIND_FILES, _BEHIND_BYTES = 128, 16 * 2**20
_TICK_S = 0.2
_START_S = 120.0  # for a process to begin, on a machine that has much else to do
_READY = pickle.dumps((0, None))
_MOST_MEMORY = 3 * 2**30
_FEW_COLLECTIONS = (50_000, 50, 100)  # nothing of what is read here is cyclic


def cores() -> int:
    """Return how many processes are worth starting here."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(MOST_WORKERS, usable))


Work = Callable[[Job, Set[str]], Outcome]
"""What a worker does: `job.do`. It must be importable by name, and it raises nothing."""


class _Worker:
    """A process that reads, the jobs it was given and has not answered, oldest first, and when it was last heard of."""

    def __init__(self, known: Set[str], work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, far_end = context.Pipe()
        self.process = context.Process(target=_serve, args=(far_end, known, work), daemon=True)
        with _deaf_to_ctrl_c():
            self.process.start()
        far_end.close()
        self.jobs: deque[tuple[int, Job]] = deque()
        self.heard = time.monotonic()
        self.ready = False

    @property
    def bytes_ahead(self) -> int:
        return sum(job.size for _, job in self.jobs)

    def give(self, number: int, job: Job) -> None:
        if not self.jobs:
            self.heard = time.monotonic()
        self.jobs.append((number, job))
        with contextlib.suppress(OSError):  # it is dead, which is found out soon enough
            self.line.send((number, job))

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let a process that is started now never hear Ctrl-C, which is for whoever started it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Workers:
    """Some processes that read files. `known` are the digests of transcripts whose rows need not be sent.

    They are started with the first files, as many as there are files to read, and ended with the context.
    """

    def __init__(
        self,
        count: int | None = None,
        *,
        known: Set[str] = frozenset(),
        patience_s: float = PATIENCE_S,
        work: Work = do,
    ) -> None:
        self._count = count or cores()
        self._known = known
        self._patience_s = patience_s
        self._work = work
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def read(self, jobs: Iterable[Job], *, stop: Callable[[], bool] = lambda: False) -> Iterator[tuple[Job, Outcome]]:
        """Yield what became of each job, in the order of the jobs unless one takes very long; end early on `stop`."""
        return _Reading(self, jobs, stop).outcomes()

    def _start(self) -> _Worker:
        worker = _Worker(self._known, self._work)
        self._workers.append(worker)
        return worker

    def _discard(self, worker: _Worker) -> None:
        worker.end()
        self._workers.remove(worker)


class _Reading:
    """One row of jobs on its way through the workers."""

    def __init__(self, workers: Workers, jobs: Iterable[Job], stop: Callable[[], bool]) -> None:
        self._pool = workers
        self._waiting = enumerate(jobs)
        self._stop = stop
        self._next_job: tuple[int, Job] | None = next(self._waiting, None)
        self._suspects: deque[tuple[int, Job]] = deque()  # given to a worker that died: each is tried by itself
        self._done: dict[int, tuple[Job, Outcome]] = {}
        self._next_result = 0
        self._went_before: set[int] = set()

    def outcomes(self) -> Iterator[tuple[Job, Outcome]]:
        while not self._stop():
            self._hand_out()
            while self._next_result in self._done or self._next_result in self._went_before:
                if self._next_result in self._done:
                    yield self._done.pop(self._next_result)
                self._went_before.discard(self._next_result)
                self._next_result += 1
            if len(self._done) > _BEHIND_FILES or sum(job.size for job, _ in self._done.values()) > _BEHIND_BYTES:
                first = min(self._done)
                self._went_before.add(first)
                yield self._done.pop(first)
            busy = [worker for worker in self._pool._workers if worker.jobs]
            if not busy and self._next_job is None and not self._suspects:
                yield from (self._done[number] for number in sorted(self._done))
                return
            self._listen(busy)

    def _hand_out(self) -> None:
        """Give each worker as much as it may have; a suspect is given to one that has nothing else."""
        pool = self._pool
        while self._suspects:
            idle = next((worker for worker in pool._workers if not worker.jobs), None)
            if idle is None and len(pool._workers) < pool._count:
                idle = pool._start()
            if idle is None:
                break
            idle.give(*self._suspects.popleft())
        while self._next_job is not None and not self._suspects:
            worker = self._least_busy(self._next_job[1])
            if worker is None:
                break
            worker.give(*self._next_job)
            self._next_job = next(self._waiting, None)

    def _least_busy(self, job: Job) -> _Worker | None:
        pool = self._pool
        if len(pool._workers) < pool._count and all(worker.jobs for worker in pool._workers):
            return pool._start()
        worker = min(pool._workers, key=lambda one: len(one.jobs))
        if worker.jobs and (len(worker.jobs) >= _AHEAD_FILES or worker.bytes_ahead + job.size > _AHEAD_BYTES):
            return None
        return worker

    def _listen(self, busy: list[_Worker]) -> None:
        """Take what the workers have to say, and look after those that say nothing."""
        ready = wait([worker.line for worker in busy], timeout=_TICK_S)
        for worker in busy:
            if worker.line in ready:
                self._take(worker)
            elif time.monotonic() - worker.heard > (self._pool._patience_s if worker.ready else _START_S):
                self._hangs(worker)

    def _take(self, worker: _Worker) -> None:
        try:
            number, outcome = pickle.loads(worker.line.recv_bytes())  # noqa: S301 - a process of our own wrote it
        except (EOFError, OSError, pickle.UnpicklingError):
            self._died(worker)
            return
        worker.heard = time.monotonic()
        if worker.ready:
            self._answer(worker, number, outcome)
        worker.ready = True

    def _answer(self, worker: _Worker, number: int, outcome: Outcome) -> None:
        job = next(job for given, job in worker.jobs if given == number)
        worker.jobs.remove((number, job))
        self._done[number] = (job, outcome)

    def _died(self, worker: _Worker) -> None:
        """A file that brings a worker down when it is alone is bad; several may be innocent but for one."""
        jobs = list(worker.jobs)
        self._pool._discard(worker)
        if len(jobs) == 1:
            number, job = jobs[0]
            self._done[number] = (job, NotUnderstood(Refusal(job.name, "reader_died")))
        else:
            self._suspects.extend(jobs)

    def _hangs(self, worker: _Worker) -> None:
        """The oldest job is the one that takes so long, since what is done is sent at once."""
        (number, job), *others = worker.jobs
        self._pool._discard(worker)
        refusal = Refusal(job.name, "too_slow", seconds=round(self._pool._patience_s))
        self._done[number] = (job, NotUnderstood(refusal))
        self._suspects.extend(others)


# In the worker


def _serve(line: Connection, known: Set[str], work: Work) -> None:
    """Read what is asked for until nobody asks any more. Results are sent by a thread, so that reading goes on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_the_writer_go_first()
    _limit_memory()
    gc.set_threshold(*_FEW_COLLECTIONS)
    results: SimpleQueue[bytes | None] = SimpleQueue()
    results.put(_READY)
    sender = threading.Thread(target=_send, args=(line, results), daemon=True)
    sender.start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            number, job = line.recv()
            results.put(_packed(number, job, work(job, known)))
    results.put(None)
    sender.join()


def _packed(number: int, job: Job, outcome: Outcome) -> bytes:
    try:
        return pickle.dumps((number, outcome), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps((number, NotUnderstood(Refusal(job.name, "result_memory"))))


def _send(line: Connection, results: SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(OSError):  # whoever asked is gone
        while (packed := results.get()) is not None:
            line.send_bytes(packed)


def _let_the_writer_go_first() -> None:
    """There is one writer for all readers, so whatever holds it up holds up the load."""
    if hasattr(os, "nice"):
        os.nice(5)


def _limit_memory() -> None:
    """Let a reader that asks for more and more run into an error, not the machine into its swap."""
    try:
        import resource  # noqa: PLC0415 - Unix only

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = _MOST_MEMORY if most == resource.RLIM_INFINITY else min(_MOST_MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    except (ImportError, OSError, ValueError):
        return
