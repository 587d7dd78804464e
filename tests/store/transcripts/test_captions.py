"""Captions into turns: where they are joined, where they are cut, and what becomes of times, words and names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.models import Cue
from store.transcripts.captions.captions import LONGEST_S, Caption, carry, ends_sentence, join, own_turns, turns


def said(*captions: tuple[float, float, str]) -> list[Caption]:
    return [Caption(start, end, text) for start, end, text in captions]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("trash", "panda", "trash panda"),
        ("浣熊", "开会", "浣熊开会"),
        ("我们用", "Python", "我们用Python"),
        ("Python", "写的", "Python写的"),
        ("好。", "Next", "好。Next"),
        ("Hello", ", world", "Hello, world"),
        ("Wait", "...", "Wait ..."),  # a pause, not the end of a word
        ("costs", "5", "costs 5"),
        ("don", "'t", "don't"),
        ("(", "laughs", "(laughs"),
        ("", "alone", "alone"),
        ("안녕", "하세요", "안녕 하세요"),  # Korean is written with spaces
        ("ああ", "そう", "ああそう"),
        ("two ", "spaces", "two spaces"),
    ],
)
def test_a_space_is_set_between_latin_words_only(first: str, second: str, whole: str) -> None:
    assert join(first, second) == whole


@pytest.mark.parametrize(
    ("text", "ends"),
    [("It works.", True), ("真的吗？", True), ("“Yes!”", True), ("Mr.", False), ("by J.", False), ("and", False)],
)
def test_the_end_of_a_sentence_is_seen(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


def test_a_sentence_over_three_captions_is_one_turn_with_its_times() -> None:
    (turn,) = turns(said((0, 2, "The raccoon"), (2, 4.5, "opened the fridge"), (4.5, 5, "alone.")))
    assert (turn.speaker, turn.start_s, turn.end_s) == (None, 0, 5)
    assert turn.text == "The raccoon opened the fridge alone."
    assert turn.cues == (Cue(12, 2), Cue(30, 4.5))
    assert turn.text[turn.cues[1].at :] == "alone."


def test_lines_of_one_caption_are_one_line_of_a_turn() -> None:
    (turn,) = turns([Caption(0, 2, "我们今天\n聊聊  浣熊\n and bins")])
    assert turn.text == "我们今天聊聊 浣熊and bins"


def test_whoever_is_silent_for_long_begins_anew() -> None:
    assert [turn.text for turn in turns(said((0, 2, "Hm"), (4, 5, "yes"), (9, 10, "no")))] == ["Hm yes", "no"]


def test_another_speaker_begins_another_turn() -> None:
    captions = [
        Caption(0, 1, "Hi", speaker="Ana"),
        Caption(1, 2, "Hey", speaker="Bo"),
        Caption(2, 3, "So", speaker="Bo"),
    ]
    assert [(turn.speaker, turn.text) for turn in turns(captions)] == [("Ana", "Hi"), ("Bo", "Hey So")]


def test_two_captions_at_one_time_stay_two_turns() -> None:
    assert [turn.start_s for turn in turns(said((3, 5, "Left"), (3, 5, "Right")))] == [3, 3]


def test_time_that_goes_back_begins_another_turn_and_file_order_stays() -> None:
    assert [turn.start_s for turn in turns(said((10, 12, "later"), (4, 6, "earlier")))] == [10, 4]


def test_a_turn_ends_with_a_sentence_after_twenty_seconds() -> None:
    captions = said(*((n * 5.0, n * 5.0 + 5, "Bins are full.") for n in range(8)))
    assert [(turn.start_s, turn.end_s) for turn in turns(captions)] == [(0, 20), (20, 40)]


def test_without_punctuation_a_breath_ends_the_turn() -> None:
    captions = said((0, 10, "一"), (10, 20, "二"), (20, 30, "三"), (31.5, 41, "四"), (41, 50, "五"))
    assert [turn.text for turn in turns(captions)] == ["一二三", "四五"]


def test_speech_without_any_pause_is_cut_before_a_minute() -> None:
    captions = said(*((n * 3.0, n * 3.0 + 3, "and then") for n in range(100)))
    made = turns(captions)
    assert all(turn.end_s - turn.start_s <= LONGEST_S for turn in made if turn.start_s is not None and turn.end_s)
    assert sum(turn.text.count("then") for turn in made) == 100


def test_a_short_rest_joins_the_turn_before_it() -> None:
    captions = said((0, 12, "First part."), (12, 24, "Second part."), (24, 26, "Bye."))
    assert [turn.text for turn in turns(captions)] == ["First part. Second part. Bye."]


def test_a_long_caption_stays_whole() -> None:
    (turn,) = turns(said((0, 95, "A monologue.")))
    assert turn.end_s == 95


def test_tracks_are_never_joined_and_stand_in_the_order_of_their_times() -> None:
    captions = [
        Caption(0, 2, "浣熊", track="zh"),
        Caption(2, 4, "来了", track="zh"),
        Caption(0, 2, "Raccoons", track="en"),
        Caption(2, 4, "are here", track="en"),
    ]
    assert [turn.text for turn in turns(captions)] == ["浣熊来了", "Raccoons are here"]


def test_a_caption_that_ends_before_it_starts_gives_no_end() -> None:
    (turn,) = turns(said((5, 2, "Odd")))
    assert (turn.start_s, turn.end_s) == (5, None)


def test_captions_without_times_are_joined_too() -> None:
    (turn,) = turns([Caption(None, None, "No"), Caption(None, None, "clock")])
    assert (turn.start_s, turn.end_s, turn.text, turn.cues) == (None, None, "No clock", ())


def test_what_is_no_letter_for_a_database_leaves_the_text() -> None:
    (turn,) = turns([Caption(0, 1, "a\ue000\x00b")])
    assert turn.text == "ab"


def test_own_turns_are_left_as_they_are() -> None:
    captions = [
        Caption(0, 2, "One.\n\n  Two. ", speaker="Ana"),
        Caption(2, 4, "Three.", speaker="Ana"),
        Caption(4, 5, " "),
    ]
    assert [(turn.text, turn.end_s) for turn in own_turns(captions)] == [("One.\nTwo.", 2), ("Three.", 4)]


def test_a_speaker_is_carried_over_until_the_next_is_named() -> None:
    captions = [Caption(None, None, "a"), Caption(None, None, "b", speaker="Ana"), Caption(None, None, "c")]
    fresh = Caption(None, None, "d", fresh=True)
    assert [caption.speaker for caption in carry([*captions, fresh])] == [None, "Ana", "Ana", None]


SPEECH = st.lists(
    st.builds(
        Caption,
        st.floats(0, 500).map(lambda s: round(s, 3)),
        st.floats(0, 500).map(lambda s: round(s, 3)),
        st.text("ab我好，。. \n", min_size=1, max_size=20),
        speaker=st.sampled_from([None, "Ana", "Bo"]),
    ),
    max_size=40,
)


@given(SPEECH)
def test_no_word_is_lost_doubled_or_moved(captions: list[Caption]) -> None:
    made = turns(captions)
    bare = "".join("".join(caption.text.split()) for caption in captions)
    assert "".join("".join(turn.text.split()) for turn in made) == bare


@given(SPEECH)
def test_cues_stand_in_their_turn_and_go_forward(captions: list[Caption]) -> None:
    for turn in turns(captions):
        assert all(0 < cue.at < len(turn.text) for cue in turn.cues)
        assert all(a.at < b.at and a.start_s < b.start_s for a, b in pairwise(turn.cues))
        assert turn.text == turn.text.strip() != ""
