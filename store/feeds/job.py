"""Reading a feed in the process that reads transcripts: one that takes for ever ends with that process."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from store.errors import StoreError
from store.feeds.feed import Feed, parse_feed
from store.ingest.job import Job, NotUnderstood, Outcome, do

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
        return NotUnderstood(str(error))
    except MemoryError:
        return NotUnderstood(f"{job.name}: reading it takes more memory than a feed may")
    except Exception as error:  # a fault of the parser costs this feed
        return NotUnderstood(f"{job.name}: could not be read ({type(error).__name__}: {str(error)[:200]!a})")
