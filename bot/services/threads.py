"""Thread pools whose threads all run from the start: one that cannot be started fails then, not amidst an answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from bot.errors import CannotPoll


def started(threads: int, name: str) -> ThreadPoolExecutor:
    """Return a pool all of whose threads run. Raises CannotPoll where they cannot be started."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
    gate = threading.Barrier(threads + 1)  # so that each of these gets a thread of its own
    try:
        for _ in range(threads):
            pool.submit(gate.wait)
    except RuntimeError as error:
        gate.abort()
        pool.shutdown(wait=False)
        raise CannotPoll(
            f"Threads cannot be started ({error}): this machine, user or container has too many already."
        ) from error
    gate.wait()
    return pool
