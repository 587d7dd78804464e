"""An encoder at an address: what is sent, what is taken for vectors, and that its key is told to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from store.feeds.embeddings import AddressEncoder
from store.meaning.encoder import EncoderAway
from tests.store.feeds.server import Page, Site

KEY = "sk-secret"


@pytest.fixture
def encoder(site: Site) -> Iterator[AddressEncoder]:
    encoder = AddressEncoder(site.url + "/v1", "small", key=KEY, allow_private=True)
    yield encoder
    encoder.close()


def page(*vectors: list[float], order: list[int] | None = None) -> Page:
    numbered = [{"index": number, "embedding": vector} for number, vector in enumerate(vectors)]
    listed = [numbered[at] for at in order] if order else numbered
    return Page(json.dumps({"data": listed}).encode())


def test_texts_are_sent_and_vectors_of_length_1_come_back_in_their_order(site: Site, encoder: AddressEncoder) -> None:
    site.pages["/v1/embeddings"] = page([3.0, 4.0], [0.0, 2.0], order=[1, 0])
    assert np.allclose(encoder.encode(["一", "二"]), [[0.6, 0.8], [0.0, 1.0]])
    assert [json.loads(one) for one in site.sent] == [{"model": "small", "input": ["一", "二"]}]
    assert site.requests[0][1]["authorization"] == f"Bearer {KEY}"


def test_the_address_may_be_given_in_full(site: Site) -> None:
    site.pages["/v1/embeddings"] = page([1.0])
    encoder = AddressEncoder(site.url + "/v1/embeddings/", "small", allow_private=True)
    assert encoder.encode(["一"]).tolist() == [[1.0]]
    encoder.close()


def test_many_texts_are_sent_in_several_parts(site: Site, encoder: AddressEncoder) -> None:
    site.pages["/v1/embeddings"] = page(*[[1.0]] * 32)
    assert len(encoder.encode(["字"] * 64)) == 64
    assert [len(json.loads(one)["input"]) for one in site.sent] == [32, 32]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"not json",
        b'{"data": []}',
        b'{"data": [{"index": 0, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": ["x"]}]}',
        b'{"data": [{"index": 0, "embedding": [1e999]}]}',
        b'{"data": [{"index": 0, "embedding": null}]}',
        b'{"data": [{"index": 1, "embedding": [1]}]}',
        b"[" * 100_000,
    ],
)
def test_what_are_no_vectors_is_no_answer(site: Site, encoder: AddressEncoder, answer: bytes) -> None:
    site.pages["/v1/embeddings"] = Page(answer)
    with pytest.raises(EncoderAway):
        encoder.encode(["一"])


@pytest.mark.parametrize("status", [301, 401, 404, 429, 500])
def test_a_server_that_refuses_is_away_and_its_key_is_in_no_message(
    site: Site, encoder: AddressEncoder, status: int
) -> None:
    site.pages["/v1/embeddings"] = Page(b"{}", status=status, location="/elsewhere" if status == 301 else None)
    with pytest.raises(EncoderAway) as told:
        encoder.encode(["一"])
    assert KEY not in f"{told.value!r}{told.value.__cause__!r}"
    assert len(site.requests) == 1


def test_vectors_of_different_lengths_are_no_answer(site: Site, encoder: AddressEncoder) -> None:
    site.pages["/v1/embeddings"] = page([1.0], [1.0, 2.0])
    with pytest.raises(EncoderAway):
        encoder.encode(["一", "二"])


def test_a_private_address_is_not_asked_unless_that_is_allowed(site: Site) -> None:
    encoder = AddressEncoder(site.url, "small")
    with pytest.raises(EncoderAway):
        encoder.encode(["一"])
    assert site.requests == []
    encoder.close()
