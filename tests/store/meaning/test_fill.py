"""Passages are made an episode at a time, and what was made stands, whatever happens then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from store.meaning.encoder import EncoderAway
from store.meaning.fill import fill
from store.meaning.vectors import Floats
from store.sql.check import check
from store.store import Store
from tests.conftest import transcript
from tests.store.meaning.conftest import Counting

TURNS = [("浣熊", 60.0 * at, f"第{at}夜翻垃圾桶，" * 30) for at in range(6)]


def load(store: Store, title: str) -> int:
    return store.load(transcript([*TURNS, (None, 400.0, title)], title=title), source=f"{title}.txt").episode_id


def test_all_that_waits_is_made_newest_first_and_told_of(store: Store) -> None:
    load(store, "一"), load(store, "二")
    told: list[tuple[int, int]] = []
    assert fill(store.passages, Counting(), done=lambda *one: told.append(one)) == 2
    assert told == [(1, 2), (2, 2)]
    assert store.passages.waiting("counting") == []
    assert fill(store.passages, Counting()) == 0


def test_what_was_stopped_is_gone_on_with_and_nothing_is_made_twice(store: Store) -> None:
    first, second = load(store, "一"), load(store, "二")
    encoder = Counting()
    assert fill(store.passages, encoder, stop=lambda: bool(encoder.texts)) == 1
    assert store.passages.waiting("counting") == [first]
    assert fill(store.passages, Counting()) == 1
    assert set(store.passages.episodes("counting")) == {first, second}


def test_an_encoder_that_breaks_off_leaves_whole_episodes_behind(store: Store) -> None:
    first = load(store, "一")
    load(store, "二")

    class Breaking(Counting):
        def encode(self, texts: Sequence[str]) -> Floats:
            if self.texts:
                raise EncoderAway("gone")
            return super().encode(texts)

    with pytest.raises(EncoderAway):
        fill(store.passages, Breaking())
    assert store.passages.waiting("counting") == [first]


def test_another_encoder_makes_all_anew(store: Store) -> None:
    load(store, "一")
    fill(store.passages, Counting())
    other = Counting()
    other.name = "other"
    assert fill(store.passages, other) == 1
    assert store.passages.episodes("counting") == {}


def test_passages_that_are_not_those_of_their_turns_are_a_fault(tmp_path: Path, store: Store) -> None:
    load(store, "一")
    fill(store.passages, Counting())
    assert check(tmp_path / "quotes.db").faults == ()
    store.db.execute("DELETE FROM passages WHERE id = (SELECT max(id) FROM passages)")
    assert check(tmp_path / "quotes.db").faults == (
        "the passages of 1 episodes are not those of their turns: python -m store reindex",
    )
