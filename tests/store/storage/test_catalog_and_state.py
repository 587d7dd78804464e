"""What every engine owes the library and the bot: the protocols of `store.storage`, tried on each of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from store.models import Episode, Question
from store.offsets import Offsets
from store.search.indexing import index
from store.storage.catalog import Catalog, Change, KnownItem, Loaded, Naming
from store.storage.state import Answered, ChatSettings, Clip, State
from store.store import Store
from tests.conftest import Lines, transcript

RACCOONS: Lines = [("獾", 0.0, "夜里很安静"), ("狸", 5.0, "听得见盖子"), ("獾", 9.0, "对"), (None, 12.0, "（笑声）")]
BADGERS: Lines = [("说话人 1", 0.0, "洞里更安静"), ("獾", 7.0, "没有盖子")]


@pytest.fixture
def state(store: Store) -> State:
    return store.state


@pytest.fixture
def catalog(store: Store) -> Catalog:
    """Return a catalog of two episodes: the one of the raccoons, then that of the badgers."""
    write(store.catalog, RACCOONS, title="浣熊夜谈", date="2024-05-01", keywords=("浣熊", "夜"))
    write(store.catalog, BADGERS, title="獾洞", audio="獾.mp3")
    return store.catalog


def write(catalog: Catalog, lines: Lines, **about: object) -> Loaded:
    whole = transcript(lines, **about)
    with catalog.transaction():
        writer = catalog.writer()
        loaded = writer.write(index(whole), source=f"{whole.episode.title}.txt")
        writer.finish()
    return loaded


# Catalog: reading


def test_an_episode_is_read_as_it_was_written(catalog: Catalog) -> None:
    assert catalog.episode(1) == Episode("浣熊夜谈", "2024-05-01", ("浣熊", "夜"), id=1)
    assert catalog.episode(2) == Episode("獾洞", audio="獾.mp3", id=2)
    assert catalog.episode(3) is None


def test_episodes_come_newest_first_with_what_is_in_them(catalog: Catalog) -> None:
    first, second = catalog.episodes()
    assert (first.episode.id, first.turns, first.seconds, first.speakers) == (1, 4, 12.0, ("獾", "狸"))
    assert (second.episode.id, second.turns, second.speakers) == (2, 2, ("獾", "说话人 1"))
    assert catalog.episodes(limit=1) == (first,)
    assert catalog.episodes(offset=1) == (second,)
    assert [one.id for one in catalog.titled(["獾洞", "浣熊夜谈", "没有"])] == [1, 2]


def test_episodes_are_counted(catalog: Catalog) -> None:
    assert [catalog.holds(number) for number in (1, 2, 3)] == [True, True, False]
    assert [catalog.episode_at(place) for place in (0, 1, 2)] == [1, 2, None]
    assert (catalog.count_episodes(), catalog.count_turns(1), catalog.count_turns(9)) == (2, 4, 0)
    size = catalog.size()
    assert (size.episodes, size.turns) == (2, 5)
    assert size.bytes > 0


def test_turns_are_read_in_order(catalog: Catalog) -> None:
    turns = catalog.turns(1)
    assert [(turn.speaker, turn.start_s, turn.text) for turn in turns] == RACCOONS
    assert [turn.position for turn in turns] == [0, 1, 2, 3]
    assert catalog.turn(turns[1].id or 0) == turns[1]
    assert catalog.around(turns[1].id or 0, 1, 1) == turns[:3]
    assert (catalog.turns(9), catalog.turn(99), catalog.around(99, 1, 1)) == ((), None, ())


def test_turns_are_read_by_who_said_them_and_by_their_length(catalog: Catalog) -> None:
    assert [turn.text for turn in catalog.said_by("獾")] == ["夜里很安静", "对", "没有盖子"]
    assert [turn.text for turn in catalog.said_by("獾", episode=2)] == ["没有盖子"]
    assert {turn.text for turn in catalog.turns_from(1, 5)} == {"夜里很安静", "听得见盖子"}
    assert {turn.text for turn in catalog.turns_from(1, 1, speaker="獾")} == {"夜里很安静", "对"}
    assert [turn.text for turn in catalog.longest_turns(1, 1, speaker="獾")] == ["夜里很安静"]


# Catalog: writing


def test_the_same_transcript_is_there_once_and_a_changed_one_takes_its_place(catalog: Catalog) -> None:
    assert write(catalog, RACCOONS, title="浣熊夜谈") == Loaded(1, "same", 4)
    kept = [turn.id for turn in catalog.turns(1)]
    changed = index(transcript([*RACCOONS, ("狸", 20.0, "再见")], title="浣熊夜谈"))
    assert catalog.status_of(changed, source="浣熊夜谈.txt") == "changed"
    assert write(catalog, [*RACCOONS, ("狸", 20.0, "再见")], title="浣熊夜谈") == Loaded(1, "changed", 5)
    assert [turn.id for turn in catalog.turns(1)][:4] == kept
    assert changed.digest in catalog.digests()


def test_what_is_written_in_a_transaction_that_fails_is_not_written(catalog: Catalog) -> None:
    with suppress(KeyError), catalog.transaction():
        catalog.edit(1, {"title": "没了"})
        raise KeyError
    assert (catalog.episode(1) or Episode("")).title == "浣熊夜谈"


def test_a_part_of_a_transaction_may_fail_alone(catalog: Catalog) -> None:
    with catalog.transaction():
        catalog.edit(1, {"title": "新的"})
        with suppress(KeyError), catalog.part():
            catalog.edit(2, {"title": "没了"})
            raise KeyError
    assert [one.episode.title for one in catalog.episodes()] == ["新的", "獾洞"]


def test_an_episode_is_edited(catalog: Catalog) -> None:
    catalog.edit(1, {"title": "浣熊", "date": None, "audio_offsets": "[[0.0, 1.5]]"})
    assert catalog.episode(1) == Episode("浣熊", None, ("浣熊", "夜"), id=1, offsets=Offsets(((0.0, 1.5),)))


def test_only_what_an_episode_lacks_is_filled_in(catalog: Catalog) -> None:
    assert dict(catalog.lacking()) == {1: "浣熊夜谈", 2: "獾洞"}
    told = Episode("獾洞", "2024-01-01", audio="other.mp3", page="https://example.org", id=2)
    assert catalog.fill_in(told)
    assert not catalog.fill_in(told)
    assert catalog.episode(2) == replace(told, audio="獾.mp3")


def test_an_episode_that_was_taken_away_comes_back_as_it_was(catalog: Catalog) -> None:
    episode, turns, speakers = catalog.episode(1), catalog.turns(1), catalog.speakers.all()
    kept = catalog.remove(1)
    assert (catalog.episode(1), catalog.turns(1)) == (None, ())
    assert [one.name for one in catalog.speakers.all()] == ["獾", "说话人 1"]
    assert catalog.restore(kept) == 1
    assert (catalog.episode(1), catalog.turns(1), catalog.speakers.all()) == (episode, turns, speakers)
    assert catalog.restore(kept) is None  # it is there


# Catalog: speakers


def test_speakers_come_with_how_much_they_said(catalog: Catalog) -> None:
    assert [(one.name, one.turns, one.seconds) for one in catalog.speakers.all()] == [
        ("獾", 3, 8.0),
        ("狸", 1, 4.0),
        ("说话人 1", 1, 7.0),
    ]
    assert [(one.name, one.turns) for one in catalog.speakers.all(episode=2)] == [("獾", 1), ("说话人 1", 1)]
    assert [one.name for one in catalog.speakers.called(["狸", "谁"])] == ["狸"]
    assert catalog.speakers.foremost(2) == ("獾", "狸")


def test_speakers_have_numbers(catalog: Catalog) -> None:
    speakers = catalog.speakers
    badger = speakers.number("獾")
    assert (speakers.name(badger), speakers.speaking("獾"), speakers.speaking("獾", episode=2)) == (
        "獾",
        badger,
        badger,
    )
    assert (sorted(speakers.episodes(badger)), speakers.labels(badger, 2)) == ([1, 2], (badger,))
    nobody = speakers.number("熊")
    assert (speakers.number("熊"), speakers.speaking("熊")) == (nobody, None)


@pytest.mark.parametrize("episode", [None, 2])
def test_a_label_means_another_person_until_that_is_taken_back(catalog: Catalog, episode: int | None) -> None:
    speakers = catalog.speakers
    before = speakers.all()
    label, bear = speakers.number("獾"), speakers.number("熊")
    speakers.put_namings([Naming(label, episode, bear)])
    assert speakers.meant(label, episode) == bear
    assert speakers.namings(bear) == (Naming(label, episode, bear),)
    assert catalog.turns(2)[1].speaker == "熊"
    assert catalog.turns(1)[0].speaker == ("熊" if episode is None else "獾")
    assert speakers.labels(bear, 2) == (label,)
    assert [one.name for one in speakers.called(["獾"])] == (["熊"] if episode is None else ["獾", "熊"])
    speakers.put_namings([Naming(label, episode, None), Naming(label, 99, bear)])  # and of an episode that is gone
    assert (speakers.meant(label, episode), speakers.meant(label, 99), speakers.all()) == (None, None, before)


@pytest.mark.parametrize("episode", [None, 1])
def test_a_speaker_has_an_alias_until_it_is_taken_away(catalog: Catalog, episode: int | None) -> None:
    speakers = catalog.speakers
    badger = speakers.number("獾")
    assert speakers.add_alias("老獾", badger, episode)
    assert not speakers.add_alias("老獾", badger, episode)
    assert speakers.all(episode=1)[0].aliases == ("老獾",)
    assert speakers.all(episode=2)[0].aliases == (("老獾",) if episode is None else ())
    assert [one.name for one in speakers.called(["老獾"])] == ["獾"]
    speakers.remove_alias("老獾", badger, episode)
    assert speakers.all(episode=1)[0].aliases == ()


# Catalog: changes, feeds


def test_the_newest_change_of_a_kind_is_taken_first(catalog: Catalog) -> None:
    changes = catalog.changes
    for at in range(3):
        changes.put("episodes", f"deleted {at}", {"rows": [at]})
    changes.put("episodes", "edited", {"episode": 1, "values": {"rows": "x"}})
    changes.put("speakers", "renamed", {"namings": []})
    newest = changes.newest("episodes") or 0
    assert (changes.kind_of(newest), changes.kind_of(999), changes.newest("none")) == ("episodes", None, None)
    changes.forget("episodes", holding="rows", but=1)
    assert changes.take("episodes") == Change("edited", {"episode": 1, "values": {"rows": "x"}})
    assert changes.take("episodes") == Change("deleted 2", {"rows": [2]})
    assert changes.take("episodes") is None
    assert changes.take("speakers") == Change("renamed", {"namings": []})


def test_a_feed_and_its_items_are_known_by_what_they_were_last(catalog: Catalog) -> None:
    feeds = catalog.feeds
    feed = feeds.get("https://example.org/feed")
    assert (feed.title, feed.etag, feed.last_modified) == (None, None, None)
    feeds.put(replace(feed, title="浣熊", etag='"1"'))
    assert feeds.get("https://example.org/feed") == replace(feed, title="浣熊", etag='"1"')
    assert (feeds.item(feed.id, "a"), feeds.has_pending(feed.id)) == (None, False)
    item = KnownItem(1, "https://example.org/a.srt", None, None, "pending")
    feeds.put_item(feed.id, "a", item)
    assert (feeds.item(feed.id, "a"), feeds.has_pending(feed.id)) == (item, True)
    feeds.put_item(feed.id, "a", replace(item, state="loaded"))
    catalog.remove(1)
    assert (feeds.item(feed.id, "a"), feeds.has_pending(feed.id)) == (
        replace(item, episode_id=None, state="loaded"),
        False,
    )


# State


def test_a_chat_has_settings_until_it_is_forgotten(catalog: Catalog, state: State) -> None:
    chats = state.chats
    assert chats.settings(7) == ChatSettings()
    chats.choose_language(7, "en")
    chats.choose_episode(7, 1)
    chats.keep_random(7, 3)
    assert (chats.settings(7), chats.last_random(7)) == (ChatSettings("en", 1), 3)
    chats.choose_language(8, "zh")
    chats.move(7, 8)
    assert (chats.settings(7), chats.settings(8)) == (ChatSettings(), ChatSettings("zh", 1))
    catalog.remove(1)
    assert chats.settings(8) == ChatSettings("zh", None)
    chats.left(8)
    state.forget_old()
    assert chats.settings(8).language == "zh"
    chats.forget(8)
    assert chats.settings(8) == ChatSettings()


def test_answers_are_found_from_both_sides(state: State) -> None:
    chats = state.chats
    chats.keep_answer(7, 1, Answered(2, None))
    chats.keep_answer(7, 1, Answered(3, 9))
    assert (chats.answer_to(7, 1), chats.answered_with(7, 3)) == (Answered(3, 9), Answered(3, 9))
    assert (chats.answer_to(8, 1), chats.answered_with(7, 2)) == (None, None)
    chats.forget(7)
    assert chats.answer_to(7, 1) is None


def test_a_question_is_found_by_its_id(state: State) -> None:
    question = Question("安静 -盖子", ("安静",), without=("盖子",), speaker="獾", episode=1)
    key = state.questions.put(question)
    assert (state.questions.put(question), state.questions.get(key), state.questions.get("none")) == (
        key,
        question,
        None,
    )
    other = replace(question, episode=2)
    assert state.questions.get(state.questions.remember(other)) == other


def test_an_update_is_new_once_to_each_bot(state: State) -> None:
    assert state.updates.unseen([3, 1, 3], bot=7) == [3, 1]
    assert (state.updates.unseen([1, 2], bot=7), state.updates.unseen([1], bot=8)) == ([2], [1])


def test_updates_are_left_and_taken_once_in_their_order(state: State) -> None:
    state.updates.leave([(2, {"b": "獾"}), (1, {"a": None})], bot=7)
    state.updates.leave([(2, {"b": "狸"})], bot=7)
    assert state.updates.take_left(bot=8) == []
    assert state.updates.take_left(bot=7) == [{"a": None}, {"b": "狸"}]
    assert state.updates.take_left(bot=7) == []


def test_a_clip_is_kept_until_it_is_forgotten(state: State) -> None:
    clip = Clip("a.mp3", 0, 1_000, 7)
    assert state.clips.get(clip) is None
    state.clips.put(clip, "one")
    state.clips.put(clip, "two")
    assert (state.clips.get(clip), state.clips.get(replace(clip, account=8))) == ("two", None)
    state.clips.forget("one", "two")
    assert state.clips.get(clip) is None


def test_a_note_takes_the_place_of_an_earlier_one(state: State) -> None:
    state.notes.probe()
    assert state.notes.get("menus") is None
    state.notes.put("menus", "1")
    state.notes.put("menus", "2")
    assert state.notes.get("menus") == "2"


def test_what_is_chosen_most_comes_first(catalog: Catalog, state: State) -> None:
    for turn in (2, 3, 3, 5, 99):
        state.chosen.add(turn)
    assert (state.chosen.most(2), state.chosen.most(9)) == ((3, 5), (3, 5, 2))
    catalog.remove(2)
    assert state.chosen.most(9) == (3, 2)


def test_what_was_kept_just_now_is_not_old(state: State) -> None:
    key, clip = state.questions.put(Question("安静", ("安静",))), Clip("a.mp3", 0, 1, 7)
    state.clips.put(clip, "file")
    state.updates.unseen([1], bot=7)
    state.chats.keep_answer(7, 1, Answered(2, None))
    state.forget_old()
    assert state.questions.get(key) and state.clips.get(clip) and state.chats.answer_to(7, 1)
    assert state.updates.unseen([1], bot=7) == []
