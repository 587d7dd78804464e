"""When an excerpt is heard, and which seconds of the recording make its clip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.queries.timing import Span, clip_span, excerpt_span, heard_at
from store.models import Cue, Episode, Quote, Turn
from store.offsets import Offsets, parse_offsets
from store.timing import Moments

TEN = "一二三四五六七八九十"


def turn(text: str, start: float | None, end: float | None, *cues: tuple[int, float]) -> Turn:
    return Turn("阿狸", start, end, text, cues=tuple(Cue(at, start_s) for at, start_s in cues))


def quote(said: Turn, excerpt: str, *highlights: tuple[int, int]) -> Quote:
    return Quote(said, Episode("熊猫电台"), excerpt, highlights, "exact", 100)


@pytest.mark.parametrize(
    ("said", "excerpt", "span"),
    [
        # The whole of a turn needs no estimate.
        (turn(TEN, 100, 104), TEN, Span(100, 104, False)),
        # In a short turn, an estimate is as good as known.
        (turn(TEN, 100, 104), "…四五六…", Span(101.2, 102.4, False)),
        # In a long one, it is an estimate: so many characters, so many seconds.
        (turn(TEN * 10, 100, 140), TEN[2:4], Span(100.8, 101.6, True)),
        (turn(TEN * 5 + "熊猫" + TEN * 5, 0, 51), "…熊猫…", Span(25, 26, True)),
        # Punctuation costs nothing, English words less than their letters, digits are read out.
        (turn("对，，，，，，，，，。" * 10 + "熊猫" * 5, 0, 10), "…熊猫熊猫熊猫熊猫熊猫", Span(5, 10, True)),
        (turn("abcde" * 5 + "五" * 10, 0, 10), "五" * 10, Span(5, 10, True)),
        (turn("12345五六七八九", 0, 4), "五六七八九", Span(2, 4, False)),
        # Finer times are exact, at their places and from one to the next.
        (turn(TEN * 3, 100, 130, (10, 103), (20, 125)), f"…{TEN}…", Span(100, 103, False)),
        (turn("甲" * 10 + TEN + "乙" * 10, 0, 30, (10, 3), (20, 25)), f"…{TEN}…", Span(3, 25, False)),
        (turn("甲" * 10 + TEN + "乙" * 10, 0, 30, (10, 3), (20, 25)), "…五六…", Span(11.8, 16.2, True)),
        # Wrong finer times are left out.
        (turn("甲" * 10 + TEN, 10, 20, (10, 3), (99, 15)), f"…{TEN}", Span(15, 20, True)),
        # Where nobody says when a turn ends, the usual pace does; and so it does where music follows.
        (turn(TEN[:9], 10, None), TEN[:9], Span(10, 12, True)),
        (turn("好的。", 10, 100), "好的。", Span(10, 10 + 2 / 1.5, True)),
        # Line breaks are blanks in an excerpt. Words that are not there mean the whole turn.
        (turn("第一段。\n第二段。", 0, 3), "第一段。 第二段。", Span(0, 3, False)),
        (turn(TEN, 0, 4), "没说过", Span(0, 4, False)),
        (turn("", 5, 8), "…", Span(5, 5, False)),
        (turn(TEN, None, None), TEN, None),
    ],
)
def test_an_excerpt_is_heard_where_its_words_stand(said: Turn, excerpt: str, span: Span | None) -> None:
    found = excerpt_span(said, excerpt)
    if span is None or found is None:
        assert found is span
        return
    assert (found.begin_s, found.end_s) == (pytest.approx(span.begin_s), pytest.approx(span.end_s))
    assert found.approximate is span.approximate


def test_a_long_excerpt_is_narrowed_to_the_part_with_the_match() -> None:
    said = turn("甲" * 200 + "熊猫" + "乙" * 198, 0, 100)
    found = excerpt_span(said, said.text, (200, 202))
    assert found is not None
    assert found.seconds == 58
    assert found.begin_s < 50
    assert found.end_s > 50.5
    assert found.approximate


def test_a_clip_has_a_second_before_and_a_second_after() -> None:
    assert clip_span(quote(turn(TEN, 100, 104), TEN)) == Span(99, 105, False)
    assert clip_span(quote(turn(TEN, 0.4, 4), TEN)) == Span(0, 5, False)
    assert clip_span(quote(turn(TEN, None, None), TEN)) is None


def test_no_clip_is_longer_than_a_minute() -> None:
    found = clip_span(quote(turn(TEN * 40, 100, 220), TEN * 40, (0, 2)))
    assert found is not None
    assert (found.begin_s, found.end_s) == (99, 159)


@pytest.mark.parametrize(
    ("offsets", "begin", "end"),
    [
        ("", 99, 111),
        ("30", 129, 141),
        ("-99.5", 0, 11.5),
        ("200=30", 99, 111),
        ("0=5 100=30", 129, 141),
        # An advertisement in the middle: the longer part is heard.
        ("107=60", 99, 108),
        ("103=60", 162, 171),
    ],
)
def test_the_recording_may_run_otherwise_than_the_transcript(offsets: str, begin: float, end: float) -> None:
    found = clip_span(quote(turn(TEN * 4, 100, 110), TEN * 4), parse_offsets(offsets))
    assert found is not None
    assert (found.begin_s, found.end_s) == (begin, end)


@pytest.mark.parametrize("offsets", ["-110", "-111", "-9000"])
def test_what_was_said_before_the_recording_begins_has_no_clip(offsets: str) -> None:
    assert clip_span(quote(turn(TEN * 4, 100, 110), TEN * 4), parse_offsets(offsets)) is None


def test_an_excerpt_between_two_advertisements_stays_between_them() -> None:
    found = clip_span(quote(turn(TEN * 4, 100, 110), TEN * 4), Offsets(((0, 0), (102, 60), (109, 120))))
    assert found is not None
    assert (found.begin_s, found.end_s) == (161, 170)


def test_it_is_said_when_an_excerpt_begins_and_whether_that_is_an_estimate() -> None:
    assert heard_at(quote(turn(TEN, 100, 104), TEN)) == (100, False)
    assert heard_at(quote(turn(TEN * 10, 100, 140), TEN[2:4])) == (pytest.approx(100.8), True)
    assert heard_at(quote(turn(TEN, None, None), TEN)) is None


@pytest.mark.parametrize(
    ("second", "place"),
    [(0, 0), (100, 0), (102.2, 5), (103.9, 9), (104, 10), (107.9, 15), (113.9, 19), (999, 19)],
)
def test_the_word_that_is_said_at_a_second_is_known_at_cues_and_estimated_between(second: float, place: int) -> None:
    said = turn(TEN * 2, 100, 114, (10, 104))
    assert Moments(said, 100).place(second) == place


@given(st.text(max_size=60), st.floats(0, 400), st.lists(st.tuples(st.integers(-5, 70), st.floats(0, 400)), max_size=5))
def test_the_word_said_at_a_second_stands_in_the_turn_and_begins_no_later(
    text: str, second: float, cues: list[tuple[int, float]]
) -> None:
    clock = Moments(turn(text, 50, 300, *cues), 50)
    place = clock.place(second)
    assert 0 <= place <= max(len(text) - 1, 0)
    assert place == 0 or clock.at(place)[0] <= second + 0.001
