"""Errors of recordings. Each has one sentence for a person; the text quote stays in any case."""

from __future__ import annotations

from store.errors import StoreError


class AudioError(StoreError):
    """A clip cannot be had; `name` is the recording's, without folders or the rest of its address."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


class MissingAudio(AudioError):
    """The recording is not where it should be."""


class BrokenAudio(AudioError):
    """The recording cannot be decoded."""


class CutOffAudio(AudioError):
    """The recording breaks off before the place that is asked for, though it says that it goes on."""


class PastTheEnd(AudioError):
    """The recording is shorter than the place that is asked for."""


class UnknownAudio(AudioError):
    """The file is no recording, or in none of the formats that are known."""


class FarAudio(AudioError):
    """The recording is on a server that cannot be asked, or is too slow; another time it may be otherwise."""


class ClosedAudio(FarAudio):
    """The recording may not be fetched: there is too much of it, or it is where nothing may be fetched from."""


class NotHere(FarAudio):
    """All of the recording is needed, and it was not downloaded yet."""


class ChangedAudio(AudioError):
    """The recording became another one while it was read."""
