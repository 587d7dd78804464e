"""What every engine must do with passages: kept with their episode, and gone with its words."""

from __future__ import annotations

from store.storage.passages import NewPassage, PassageRow, Signs
from store.store import Store
from tests.store.storage.test_index import load

BY = "an encoder"


def keep(store: Store, episode: int, *spans: tuple[int, int], by: str = BY) -> bool:
    new = [NewPassage(first, last, 0, None, bytes([number]) * 64) for number, (first, last) in enumerate(spans, 1)]
    digest = store.passages.digest(episode)
    assert digest is not None
    return store.passages.write(episode, digest, by, new, b"s" * 8 * len(new))


def test_an_episode_waits_until_its_passages_are_kept(store: Store) -> None:
    first, second = load(store, ("浣熊", "宝藏"), ("狸猫", "垃圾")), load(store, ("浣熊", "再见"), title="二")
    assert store.passages.waiting(BY) == [second, first]
    assert keep(store, first, (0, 0), (1, 1))
    assert store.passages.waiting(BY) == [second]
    assert store.passages.waiting("another") == [second, first]
    assert store.passages.episodes(BY) == {first: 1}
    assert list(store.passages.signs(BY, [first, second])) == [Signs(first, 1, 2, b"s" * 16)]


def test_passages_are_given_with_their_vectors_and_turns(store: Store) -> None:
    episode = load(store, ("浣熊", "宝藏"), ("狸猫", "垃圾"), (None, "哦"))
    keep(store, episode, (0, 1), (2, 2))
    one, two = PassageRow(1, episode, 0, 1, 0, None), PassageRow(2, episode, 2, 2, 0, None)
    assert store.passages.of_episode(episode, BY) == [(one, b"\1" * 64), (two, b"\2" * 64)]
    assert store.passages.of_episode(episode, "another") == []
    assert sorted(store.passages.vectors([1, 2, 9])) == [(1, b"\1" * 64), (2, b"\2" * 64)]
    assert store.passages.rows([2, 9]) == [two]
    turns = store.passages.turns(episode)
    assert [(turn.speaker, turn.text) for turn in turns] == [("浣熊", "宝藏"), ("狸猫", "垃圾"), (None, "哦")]
    assert [turn.text for turn in store.passages.turns(episode, 1, 1)] == ["垃圾"]
    assert store.passages.holding([turn.id for turn in turns]) == {turns[0].id: [1], turns[1].id: [1], turns[2].id: [2]}


def test_what_is_kept_anew_takes_the_place_of_the_old_under_new_numbers(store: Store) -> None:
    episode = load(store, ("浣熊", "宝藏"), ("狸猫", "垃圾"))
    keep(store, episode, (0, 0), (1, 1))
    keep(store, episode, (0, 1))
    assert store.passages.episodes(BY) == {episode: 3}
    assert [row for row, _ in store.passages.of_episode(episode, BY)] == [PassageRow(3, episode, 0, 1, 0, None)]


def test_passages_of_words_that_changed_meanwhile_are_not_kept(store: Store) -> None:
    episode = load(store, ("浣熊", "宝藏"))
    old = store.passages.digest(episode)
    assert old is not None
    keep(store, episode, (0, 0))
    assert load(store, ("浣熊", "宝藏"), ("浣熊", "没有了")) == episode
    assert store.passages.waiting(BY) == [episode]
    assert store.passages.of_episode(episode, BY) == []
    assert not store.passages.write(episode, old, BY, [NewPassage(0, 0, 0, None, b"1")], b"s")
    assert store.passages.waiting(BY) == [episode]
    assert store.passages.digest(99) is None


def test_passages_go_with_their_episode_and_wait_again_when_it_comes_back(store: Store) -> None:
    episode = load(store, ("浣熊", "宝藏"))
    keep(store, episode, (0, 0))
    _, change = store.delete_episode(episode)
    assert store.passages.episodes(BY) == {}
    assert store.passages.rows([1]) == []
    assert change is not None
    assert store.undo(change)
    assert store.passages.waiting(BY) == [episode]


def test_all_passages_are_forgotten_when_the_index_is_made_anew(store: Store) -> None:
    episode = load(store, ("浣熊", "宝藏"))
    keep(store, episode, (0, 0))
    store.reindex()
    assert store.passages.waiting(BY) == [episode]
    keep(store, episode, (0, 0))
    assert store.passages.episodes(BY) == {episode: 2}
