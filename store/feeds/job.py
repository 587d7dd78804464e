"""Reading a feed in the process that reads transcripts: one that takes for ever ends with that process."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from store.errors import StoreError, refusal_of
from store.feeds.feed import Feed, parse_feed
from store.ingest.job import Job, NotUnderstood, Outcome, do
from store.wording.kinds import Refusal

FEED: Final = "feed"
"""The format of a job that is a feed; `given` are its address and its content_type."""


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed that was read."""

    feed: Feed


def read_feed_or_transcript(job: Job, known: Set[str]) -> Outcome | ReadFeed:
    """Return what a file holds, a feed or a transcript. Raises nothing."""
    if job.format != FEED:
        return do(job, known)
    try:
        return ReadFeed(
            parse_feed(job.data or b"", job.given["address"], content_type=job.given["content_type"] or None)
        )
    except StoreError as error:
        return NotUnderstood(refusal_of(error))
    except MemoryError:
        return NotUnderstood(Refusal(job.name, "feed_memory"))
    except Exception as error:  # a fault of the parser costs this feed
        return NotUnderstood(
            Refusal(job.name, "not_readable_fault", fault=f"{type(error).__name__}: {str(error)[:200]!a}")
        )
