"""A clip that was sent once is found again, for the account that sent it, until its days are over."""

from datetime import timedelta

import pytest

from store.sql.state import clips
from store.storage.state import Clip
from store.store import Store

CLIP = Clip("https://pod.example/1.mp3", 1_000, 9_500, 4711)


@pytest.fixture
def store():
    with Store.open(":memory:") as store:
        yield store


def test_a_clip_is_found_by_recording_bounds_and_account(store):
    store.state.clips.put(CLIP, "voice-1")
    assert store.state.clips.get(CLIP) == "voice-1"
    for other in (
        Clip("https://pod.example/2.mp3", 1_000, 9_500, 4711),
        Clip(CLIP.audio, 1_001, 9_500, 4711),
        Clip(CLIP.audio, 1_000, 9_501, 4711),
        Clip(CLIP.audio, 1_000, 9_500, 4712),
    ):
        assert store.state.clips.get(other) is None


def test_a_clip_can_be_kept_anew_and_forgotten(store):
    store.state.clips.put(CLIP, "voice-1")
    store.state.clips.put(CLIP, "voice-2")
    assert store.state.clips.get(CLIP) == "voice-2"
    store.state.clips.forget("voice-1", "voice-2")
    assert store.state.clips.get(CLIP) is None


def test_a_clip_is_forgotten_after_its_days(store, monkeypatch):
    store.state.clips.put(CLIP, "voice-1")
    later = clips.today() + timedelta(days=clips.KEPT_DAYS + 1)
    monkeypatch.setattr(clips, "today", lambda: later)
    assert store.state.clips.get(CLIP) is None
    store.state.clips.put(Clip(CLIP.audio, 5, 6, 4711), "voice-3")
    assert store.db["clips"].count == 1
