"""Servers of feeds and files on this machine, and a fetcher that may go there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.feeds.fetch import Fetcher
from tests.store.feeds.server import Blunt, Site, answering, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def blunt() -> Iterator[Blunt]:
    """A server that says what it is told to, whatever that is."""
    with answering() as blunt:
        yield blunt


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher that may go to the server of these tests, which is at a private address."""
    with Fetcher(allow_private=True) as fetcher:
        yield fetcher
