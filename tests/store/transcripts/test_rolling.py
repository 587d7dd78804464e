"""Captions that roll: what is shown twice was said once, and what was said twice stays."""

from __future__ import annotations

from store.transcripts.captions.captions import Caption
from store.transcripts.captions.rolling import unroll


def shown(*texts: str) -> list[Caption]:
    return [Caption(n * 2.0, n * 2.0 + 2, text, n + 1) for n, text in enumerate(texts)]


def lines(captions: list[Caption]) -> list[str]:
    return [caption.text for caption in captions]


def test_youtube_shows_each_line_three_times() -> None:
    rolled = shown(
        " \nhello there", "hello there\n ", "hello there\nmy friends", "my friends", "my friends\nof bins", "of bins"
    )
    assert lines(unroll(rolled)) == ["hello there", "my friends", "of bins"]


def test_a_line_said_twice_is_kept_in_captions_that_roll() -> None:
    rolled = shown("yeah", "yeah\nyeah", "yeah\nso", "so\nwell", "well\nbins", "bins")
    assert lines(unroll(rolled)) == ["yeah", "yeah", "so", "well", "bins"]


def test_live_captions_grow_word_by_word() -> None:
    grown = shown("the", "the raccoon", "the raccoon sleeps", "a", "an", "and", "and then")
    assert lines(unroll(grown)) == ["the raccoon sleeps", "a", "an", "and then"]


def test_a_caption_that_grew_begins_when_its_first_word_was_shown() -> None:
    assert unroll(shown("我是", "我是一只", "我是一只浣熊", "我是一只浣熊啊"))[0].start_s == 0


def test_a_file_that_does_not_roll_keeps_every_caption() -> None:
    plain = shown("Yes", "Yes", "Yes", "Yes, I know", "No")
    assert unroll(plain) == plain


def test_captions_far_apart_do_not_roll() -> None:
    far = [Caption(n * 10.0, n * 10.0 + 1, text) for n, text in enumerate(["a b", "a b\nc", "c\nd", "d\ne", "e\nf"])]
    assert unroll(far) == far
