"""An encoder at an address: any server that answers as OpenAI's `/embeddings` does.

https://platform.openai.com/docs/api-reference/embeddings
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from store.feeds.fetch import Fetcher, FetchError, FetchLimits
from store.meaning.encoder import EncoderAway

if TYPE_CHECKING:
    from store.meaning.encoder import Vectors

_BATCH: Final = 32
_QUESTION: Final = FetchLimits(size=1 << 20, seconds=2.0)
"""A person waits for it; without it, what words find is the answer."""
_PASSAGES: Final = FetchLimits(size=16 << 20, seconds=60.0)
_MOST_NUMBERS: Final = 8192


def name_of(url: str, model: str) -> str:
    """Return the name by which the vectors of a model at an address are known; the address may hold a key."""
    return f"{model} at {urlsplit(url).hostname}"


class AddressEncoder:
    """An encoder at an address, asked through the guarded fetch; its key goes into a header and into no message."""

    def __init__(self, url: str, model: str, *, key: str = "", allow_private: bool = False) -> None:
        self.name = name_of(url, model)
        self._url = url.rstrip("/")
        if not self._url.endswith("/embeddings"):
            self._url += "/embeddings"
        self._model = model
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._allow_private = allow_private
        self._mine = threading.local()
        self._fetchers: list[Fetcher] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vector of each text, of length 1. Raises EncoderAway where the server does not give them."""
        import numpy as np  # noqa: PLC0415 - what has no encoder does not need it

        limits = _QUESTION if len(texts) == 1 else _PASSAGES
        batches = (texts[begin : begin + _BATCH] for begin in range(0, len(texts), _BATCH))
        rows = [row for batch in batches for row in self._asked(batch, limits)]
        if len({len(row) for row in rows}) != 1:
            raise EncoderAway("the server sent vectors of several lengths.")
        vectors: Vectors = np.array(rows, np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all():
            raise EncoderAway("the server sent what are no vectors.")
        scaled: Vectors = vectors / np.maximum(lengths, 1e-9)
        return scaled

    def close(self) -> None:
        """Close the connections of all threads; nobody may be asking any more."""
        for fetcher in self._fetchers:
            fetcher.close()

    def _asked(self, texts: Sequence[str], limits: FetchLimits) -> list[list[float]]:
        fetcher: Fetcher | None = getattr(self._mine, "fetcher", None)
        if fetcher is None:
            fetcher = self._mine.fetcher = Fetcher(allow_private=self._allow_private)
            self._fetchers.append(fetcher)
        try:
            answer = fetcher.post_json(
                self._url, {"model": self._model, "input": list(texts)}, headers=self._headers, limits=limits
            )
        except FetchError as error:
            raise EncoderAway(str(error)) from error
        return _read(answer, len(texts))


def _read(answer: bytes, count: int) -> list[list[float]]:
    """Return the vectors of an answer, in the order of the texts. Raises EncoderAway where it is none."""
    try:
        told: Any = json.loads(answer)
        rows = {int(one["index"]): [float(number) for number in one["embedding"]] for one in told["data"]}
        found = [rows[number] for number in range(count)]
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise EncoderAway("the server did not answer as an /embeddings address does.") from error
    if not all(0 < len(row) <= _MOST_NUMBERS for row in found):
        raise EncoderAway("the server sent vectors of a length that none has.")
    return found
