"""Which encoder is used, as the settings say: none, the one that is built in, or one at an address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.meaning.encoder import BuiltInEncoder, Encoder, LazyEncoder
from store.meaning.found import Found
from store.models import Question

if TYPE_CHECKING:
    from store.meaning.meaning import Meaning
    from store.search.scope import Lexicon
    from store.storage.index import Index
    from store.storage.passages import Passages


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What is set of the search by meaning: whether there is one, and where the encoder is that is not built in."""

    on: bool = True
    url: str | None = field(default=None, repr=False)
    model: str | None = None
    key: str | None = field(default=None, repr=False)
    allow_private: bool = False


def meaning_of_settings(settings: EncoderSettings, *, patient: bool = False) -> MeaningWhenNeeded | None:
    """Return the search by meaning, None where it is off. Nothing is read or imported for it before it is needed.

    Where it is `patient`, the first question that needs it waits until the encoder is there; else somebody calls
    `encoder.now()` beside, and until it is there nothing is found by meaning.
    """
    if not settings.on:
        return None
    name, make = _encoder(settings)
    return MeaningWhenNeeded(LazyEncoder(make, name=name), patient=patient)


def _encoder(settings: EncoderSettings) -> tuple[str, Callable[[], Encoder]]:
    """Return an encoder's name, by which the vectors in a library are known, and what makes it."""
    if settings.url is None:
        return BuiltInEncoder.name, BuiltInEncoder
    from store.feeds.embeddings import AddressEncoder, name_of  # noqa: PLC0415 - the web, which most do without

    url, model = settings.url, settings.model or ""
    return name_of(url, model), lambda: AddressEncoder(
        url, model, key=settings.key or "", allow_private=settings.allow_private
    )


class MeaningWhenNeeded:
    """A `Meaning` that is made by the first question that can use it: what it imports takes a tenth of a second."""

    def __init__(self, encoder: LazyEncoder, *, patient: bool = False) -> None:
        self.encoder = encoder
        self._patient = patient
        self._made: Meaning | None = None
        self._lock = threading.Lock()

    def find(self, index: Index, passages: Passages, lexicon: Lexicon, asked: Question) -> Found:
        """Return what is meant by a question that words find little for; nothing while the encoder is not there."""
        if not self._patient and self.encoder.if_there() is None:
            return Found()
        return self._whole().find(index, passages, lexicon, asked)

    def _whole(self) -> Meaning:
        with self._lock:
            if self._made is None:
                from store.meaning.meaning import Meaning  # noqa: PLC0415 - numpy, which a library without it lacks

                self._made = Meaning(self.encoder, patient=self._patient)
            return self._made
