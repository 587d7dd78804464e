"""What the tests of cards and pictures share."""

from __future__ import annotations

import pytest

from bot.media.pictures.fonts import Fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """Return the fonts as they are installed."""
    return Fonts()
