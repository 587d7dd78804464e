"""A voice note tells how long it is."""

from __future__ import annotations

import pytest

from bot.media.audio.ogg import seconds_of
from tests.bot.media import tones


@pytest.mark.parametrize("length", [1, 7])
def test_the_length_of_a_voice_note_is_told_by_its_last_page(length: int) -> None:
    note = tones.encoded(tones.tones(length), "ogg", "libopus", rate=48_000)
    assert seconds_of(note) == pytest.approx(length, abs=0.03)


@pytest.mark.parametrize("data", [b"", b"OggS", b"hello", b"OpusHead", b"OggS" + bytes(30) + b"OpusHead\x01\x01"])
def test_what_is_no_voice_note_has_no_length(data: bytes) -> None:
    assert seconds_of(data) is None
