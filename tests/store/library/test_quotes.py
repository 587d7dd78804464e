from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from store.library import quotes
from store.library.quotes import place_in_turn
from store.models import Transcript
from store.store import Store
from tests.conftest import transcript

Make = Callable[..., Store]

LONG = "狸猫住在山上。" + "".join(f"第{n}只浣熊翻了第{n}个垃圾桶，什么也没有找到。" for n in range(40)) + "狐狸笑了。"


@pytest.fixture
def store(library: Make) -> Store:
    return library(
        [
            ("李雷", 0, "对。"),
            ("韩梅", 5, "浣熊洗东西的时候最认真，谁也别去打扰它。"),
            ("李雷", 9, "狸猫从来不洗东西，但是它会翻垃圾桶。对。"),
            ("韩梅", 12, "嗯嗯，好的好的，没问题没问题，谢谢谢谢，对对对对。"),
        ]
    )


def test_a_turn_stands_between_its_neighbours(store: Store) -> None:
    first, second, last = (quotes.standing(store.catalog, turn) for turn in (1, 2, 4))
    assert first and second and last
    assert (first.before, first.number, first.total) == (None, 1, 4)
    assert second.before == first.turn
    assert second.after and second.after.text.startswith("狸猫")
    assert (last.after, last.number) == (None, 4)
    assert second.episode.title == "熊猫电台 №1"


def test_a_turn_that_is_gone_stands_nowhere(store: Store) -> None:
    assert quotes.standing(store.catalog, 99) is None
    assert quotes.quote_at(store.catalog, 99, 0) is None


def test_a_quote_is_found_again_by_where_its_match_begins(library: Make) -> None:
    store = library([("李雷", 0, LONG)])
    for word in ("第7只", "第39只", "狐狸", "山上"):
        [quote] = store.search(word).quotes
        again = quotes.quote_at(store.catalog, 1, place_in_turn(quote))
        assert again and again.excerpt == quote.excerpt
        assert word in again.excerpt
        assert again.highlights == ()


@pytest.mark.parametrize("at", [-5, 0, 10_000])
def test_a_place_that_is_none_shows_the_nearest_sentences(library: Make, at: int) -> None:
    quote = quotes.quote_at(library([("李雷", 0, "浣熊。")]).catalog, 1, at)
    assert quote and quote.excerpt == "浣熊。"


def test_what_comes_by_chance_is_whole_sentences_and_worth_it(store: Store) -> None:
    seen = {quote.turn.id for _ in range(60) if (quote := quotes.by_chance(store.catalog))}
    assert seen == {2, 3}


def test_chance_keeps_to_a_speaker_and_avoids_what_was_shown(store: Store) -> None:
    for _ in range(20):
        hers, other = (
            quotes.by_chance(store.catalog, speaker="韩梅"),
            quotes.by_chance(store.catalog, without=frozenset({2})),
        )
        assert hers and hers.turn.id == 2
        assert other and other.turn.id == 3
        again = quotes.by_chance(store.catalog, speaker="韩梅", without=frozenset({2}))
        assert again and again.turn.id == 2  # there is no other
    assert quotes.by_chance(store.catalog, speaker="谁") is None


def test_chance_keeps_to_an_episode(library: Make) -> None:
    store = library(
        [("李雷", 0, "浣熊洗东西的时候最认真，谁也别去打扰它。")], [("李雷", 0, "狸猫从来不洗东西，但是它会翻垃圾桶。")]
    )
    assert {quote.episode.id for _ in range(20) if (quote := quotes.by_chance(store.catalog, episode=2))} == {2}
    assert {quote.episode.id for _ in range(60) if (quote := quotes.by_chance(store.catalog))} == {1, 2}


def test_a_transcript_without_sentences_still_gives_something(library: Make) -> None:
    quote = quotes.by_chance(library([(None, 0, "洗东西的浣熊"), (None, 3, "对")]).catalog)
    assert quote and quote.excerpt == "洗东西的浣熊"
    assert quotes.by_chance(library().catalog) is None


def test_the_most_chosen_quotes_come_first(store: Store) -> None:
    for turn in (2, 3, 3, 99):
        store.state.chosen.add(turn)
    assert [quote.turn.id for quote in quotes.most_chosen(store.catalog, store.state.chosen, 5)] == [3, 2]
    assert [quote.turn.id for quote in quotes.most_chosen(store.catalog, store.state.chosen, 1)] == [3]


def test_a_chosen_quote_that_is_gone_is_forgotten(store: Store) -> None:
    store.state.chosen.add(3)
    store.db.execute("DELETE FROM turns WHERE id = 3")
    assert quotes.most_chosen(store.catalog, store.state.chosen, 5) == ()


def test_the_library_tells_how_many_episodes_it_holds(library: Make) -> None:
    store = library([("李雷", 0, "浣熊。")], [("李雷", 0, "狸猫。")])
    assert [store.catalog.holds(number) for number in (1, 2, 3)] == [True, True, False]
    assert store.catalog.count_episodes() == 2


@pytest.mark.parametrize(
    ("asked", "name"),
    [("MARY ANN", "Mary Ann"), ("maryann", "Mary Ann"), ("mary", None), ("孫天祥", "孙天祥"), ("", None)],
)
def test_a_speaker_is_named_in_full_or_not_at_all(library: Make, asked: str, name: str | None) -> None:
    found = library([("Mary Ann", 0, "浣熊。"), ("孙天祥", 1, "狸猫。")]).speaker_named(asked)
    assert (found.name if found else None) == name


def test_topics_are_the_keywords_of_the_file(library: Make) -> None:
    assert library(transcript([("李雷", 0, "浣熊。")], keywords=("垃圾桶", "狸猫"))).topics(1) == ("垃圾桶", "狸猫")


def test_without_keywords_the_topics_are_words_that_stand_out(library: Make, shipped: Transcript) -> None:
    topics = library(replace(shipped, episode=replace(shipped.episode, keywords=()))).topics(1)
    assert {"模型", "开源", "NLP"} <= set(topics)
    assert not {"我们", "其实", "一个", "方佳瑞"} & set(topics)


def test_an_episode_that_is_gone_has_no_topics(store: Store) -> None:
    assert store.topics(99) == ()
