from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import render
from bot.callbacks import OpenList, OpenQuote, pack
from bot.render import Message
from bot.texts import Texts, texts_in
from bot.views import Choice, Found, NothingFound, Shelf, Voices, WhichSpeaker
from store.models import Answer, Episode, EpisodeSummary, Question, Quote, Speaker, Turn
from tests.bot.entities import read, units

ZH, EN = texts_in("zh-hans"), texts_in("en")
EPISODE = Episode("浣熊夜谈", page="https://pod.example/1")
TURN = Turn("王伟", 80.9, 90.0, "狸猫不是浣熊。", "01:20", id=4)
QUOTE = Quote(TURN, EPISODE, "狸猫不是浣熊。", ((4, 6),), "exact", 100.0)
ASKED = Question("浣熊", ("浣熊",))


def found(
    *quotes: Quote, total: int | None = None, offset: int = 0, listed: bool = False, several: bool = False,
    question: Question = ASKED,
) -> Found:  # fmt: skip
    return Found("Ab3_x-9Z", question, Answer(quotes, total or len(quotes)), offset, listed, several)


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.rows]


def change(*, turn: dict[str, Any] | None = None, **fields: Any) -> Quote:
    return dataclasses.replace(QUOTE, turn=dataclasses.replace(TURN, **(turn or {})), **fields)


def test_a_quote_is_speaker_linked_clock_and_excerpt_with_the_match_in_bold() -> None:
    assert render.outcome(found(QUOTE), ZH) == Message(
        '<b>王伟</b> · <a href="https://pod.example/1#t=80">01:20</a>\n<blockquote>狸猫不是<b>浣熊</b>。</blockquote>'
    )


def test_of_several_episodes_the_quote_names_its_own() -> None:
    assert "\n浣熊夜谈\n" in render.outcome(found(QUOTE, several=True), ZH).html


@pytest.mark.parametrize(
    ("fields", "last_line"),
    [
        ({"match": "sound"}, "≈ 同音"),
        ({"match": "near"}, "≈ 近似"),
        ({"match": "glossary", "heard": "change BT", "meant": "ChatGPT"}, "≈ 听写成“change BT”，其实是“ChatGPT”"),
        ({"match": "glossary", "heard": "<瑞>", "meant": "Ray"}, "≈ 听写成“&lt;瑞&gt;”，其实是“Ray”"),
        ({"match": "glossary"}, "≈ 更正过的听写"),
    ],
)
def test_a_quote_says_how_it_matched_unless_exactly(fields: dict[str, Any], last_line: str) -> None:
    assert render.outcome(found(change(**fields)), ZH).html.rsplit("\n", 1)[1] == last_line


@pytest.mark.parametrize(
    ("turn", "heading"),
    [
        ({"speaker": None}, '<a href="https://pod.example/1#t=80">01:20</a>\n'),
        ({"clock": None, "start_s": None}, "<b>王伟</b>\n"),
        ({"speaker": None, "clock": None, "start_s": None}, "<blockquote>"),
        ({"speaker": "<i>A&B</i>"}, "<b>&lt;i&gt;A&amp;B&lt;/i&gt;</b> · "),
    ],
)
def test_what_a_transcript_does_not_know_is_left_out(turn: dict[str, Any], heading: str) -> None:
    assert render.outcome(found(change(turn=turn)), ZH).html.startswith(heading)


@pytest.mark.parametrize("blank", ["", " ", "\n", "\x00"])
def test_an_excerpt_that_shows_nothing_is_still_a_message(blank: str) -> None:
    nameless = {"speaker": None, "clock": None, "start_s": None}
    for highlights in ((), ((0, 1),)):
        quote = change(turn=nameless, excerpt=blank, highlights=highlights)
        assert render.outcome(found(quote), ZH).html == "<blockquote>…</blockquote>"


@pytest.mark.parametrize(("said", "shown"), [(" ", "…"), ("\x00李\x00", "李"), ("\ud83e", "…")])
def test_a_name_is_a_label_that_telegram_takes(said: str, shown: str) -> None:
    assert labels(render.outcome(WhichSpeaker("?", (Choice(said, "k1"),)), ZH)) == [[shown]]


@pytest.mark.parametrize(
    ("start_s", "expected"), [(0.0, "00:00"), (61.5, "01:01"), (3599.9, "59:59"), (4301.0, "1:11:41"), (None, None)]
)
def test_a_time_without_a_clock_of_its_own_gets_one(start_s: float | None, expected: str | None) -> None:
    assert render.clock(Turn("王伟", start_s, None, "")) == expected


@pytest.mark.parametrize(
    ("episode", "start_s", "expected"),
    [
        (Episode("", page="https://p.example/1", audio="https://a.example/1.mp3"), 61.5, "https://p.example/1#t=61"),
        (Episode("", audio="https://a.example/1.mp3?x=1"), 61.5, "https://a.example/1.mp3?x=1#t=61"),
        (Episode("", audio="episodes/1.mp3", page=None), 61.5, None),  # a file on the server is nobody's link
        (Episode("", page="javascript:alert(1)"), 61.5, None),
        (Episode("", page="https://p.example/#part"), 61.5, "https://p.example/#part"),
        (Episode("", page="https://p.example/1"), None, "https://p.example/1"),
        (Episode(""), 61.5, None),
    ],
)
def test_a_moment_leads_to_the_page_else_the_audio_at_that_second(
    episode: Episode, start_s: float | None, expected: str | None
) -> None:
    assert render.moment_link(episode, start_s) == expected


@pytest.mark.parametrize(("place", "back", "on", "page"), [(0, 11, 1, 0), (4, 3, 5, 0), (5, 4, 6, 1), (11, 10, 0, 2)])
def test_the_pager_goes_round_and_the_list_opens_where_the_quote_stands(
    place: int, back: int, on: int, page: int
) -> None:
    message = render.outcome(found(QUOTE, total=12, offset=place), ZH)
    assert labels(message) == [["◀", f"{place + 1}/12", "▶", "☰"]]
    key = "Ab3_x-9Z"
    previous, _, following, listing = (button.press for button in message.rows[0])
    assert (previous, following, listing) == (OpenQuote(key, back), OpenQuote(key, on), OpenList(key, page))


def test_the_only_quote_needs_no_pager() -> None:
    assert render.outcome(found(QUOTE), ZH).rows == ()


def test_a_list_has_a_line_and_a_numbered_button_for_each_hit() -> None:
    message = render.outcome(found(QUOTE, change(match="sound"), total=12, offset=10, listed=True), ZH)
    assert message.html.split("\n") == [
        "“浣熊” · 11–12 / 12",
        '11. <b>王伟</b> <a href="https://pod.example/1#t=80">01:20</a> 狸猫不是<b>浣熊</b>。',
        '12. <b>王伟</b> <a href="https://pod.example/1#t=80">01:20</a> 狸猫不是<b>浣熊</b>。 ≈',
    ]
    assert labels(message) == [["11", "12"], ["◀", "3/3", "▶"]]
    assert [button.press for button in message.rows[0]] == [OpenQuote("Ab3_x-9Z", 10), OpenQuote("Ab3_x-9Z", 11)]
    assert [button.press for button in message.rows[1]][::2] == [OpenList("Ab3_x-9Z", 1), OpenList("Ab3_x-9Z", 0)]


@pytest.mark.parametrize(
    ("question", "head"),
    [
        (Question("", (), speaker="王伟"), "王伟 · 1–1 / 1"),
        (Question("", ("浣熊",), speaker="王伟"), "王伟 · “浣熊” · 1–1 / 1"),
        (Question("", ("浣熊", "狸猫"), phrases=("不是",), without=("猫",)), "“浣熊 | 狸猫 “不是” -猫” · 1–1 / 1"),
        (Question("", ("<b>",)), "“&lt;b&gt;” · 1–1 / 1"),
    ],
)
def test_a_list_says_what_was_asked_of_whom(question: Question, head: str) -> None:
    assert render.outcome(found(QUOTE, listed=True, question=question), ZH).html.split("\n")[0] == head


def test_a_hit_stays_on_one_line() -> None:
    quote = change(excerpt="狸猫\n\n不是\n浣熊", highlights=((7, 9),))
    assert render.outcome(found(quote, listed=True), ZH).html.endswith("狸猫  不是 <b>浣熊</b>")


@pytest.mark.parametrize(
    ("nothing", "text", "rows"),
    [
        (NothingFound(ASKED), "Nobody said “浣熊”. Try a shorter word, or other words for it.", []),
        (
            NothingFound(ASKED, (Choice("浣", "k1"), Choice("熊", "k2"))),
            "Nobody said “浣熊”. Try a shorter word, or other words for it.\nThese words, each for itself, were said:",
            [["浣", "熊"]],
        ),
        (
            NothingFound(Question("", ("浣熊",), speaker="李伟"), everyone=Choice("浣熊", "k1")),
            "李伟 does not seem to have said “浣熊”. Try a shorter word, or ask the others.",
            [["Anyone: 浣熊"]],
        ),
        (
            NothingFound(Question("", (), speaker="李伟")),
            "李伟 said nothing but “yes” and “hm”: not much to quote.",
            [],
        ),
        (
            NothingFound(ASKED, empty_shelf=True),
            "The shelf is still empty. Come back when a transcript has been put on it.",
            [],
        ),
    ],
)
def test_nothing_found_is_a_sentence_with_what_to_try(nothing: NothingFound, text: str, rows: list[list[str]]) -> None:
    message = render.outcome(nothing, EN)
    assert read(message.html)[0] == text
    assert labels(message) == rows


def test_several_fitting_speakers_are_buttons() -> None:
    message = render.outcome(WhichSpeaker("伟", (Choice("李伟", "k1", listed=True), Choice("王伟", "k2"))), ZH)
    assert message.html == "“伟”是指哪一位？"
    assert [button.press for button in message.rows[0]] == [OpenList("k1", 0), OpenQuote("k2", 0)]


def test_who_speaks_is_told_in_turns_and_minutes() -> None:
    speakers = (Speaker("王伟", 3, 3620.0), Speaker("Mary", 1, 2.0), Speaker("<某人>", 2, None))
    message = render.voices(Voices(speakers, ("k1", "k2", "k3"), left=7), EN)
    assert read(message.html)[0].split("\n")[1:] == [
        "王伟 · spoke 3× · 60 min",
        "Mary · spoke 1× · 1 min",
        "<某人> · spoke 2×",
        "And 7 more: /speaker NAME finds them.",
    ]
    assert labels(message) == [["王伟", "Mary", "<某人>"]]


def test_a_transcript_that_names_nobody_says_so() -> None:
    assert render.voices(Voices((), ()), EN).html == "The transcript does not say who is speaking."


def test_hello_tells_what_is_on_the_shelf_and_a_word_to_try() -> None:
    shelf = Shelf((EpisodeSummary(Episode("A <1>"), 3, None, ()), EpisodeSummary(Episode("B"), 3, None, ())), "垃圾桶")
    text = read(render.welcome(shelf, EN).html)[0]
    assert "such as: 垃圾桶\n" in text
    assert text.endswith("On the shelf: A <1>, B")


def test_help_in_a_group_shows_commands_with_the_bots_name() -> None:
    assert "/quote@q_bot WORDS — " in render.usage(EN, bot_name="q_bot", in_group=True).html
    assert "/quote WORDS — " in render.usage(EN, bot_name="q_bot", in_group=False).html


# Whatever a transcript, a name or a question holds, a message stays one that Telegram takes.

wild = st.text(st.characters(exclude_categories=()), max_size=40) | st.builds(
    lambda piece, times: piece * times,
    st.sampled_from(["浣熊 ", "<b>&", "🦝", "a", "\n", "\x00"]),
    st.integers(0, 3000),
)
wild_spans = st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 9000)), max_size=300).map(tuple)
wild_episodes = st.builds(Episode, title=wild, page=wild | st.just("https://p.example/" + "x" * 3000))
wild_quotes = st.builds(
    Quote,
    turn=st.builds(Turn, wild | st.none(), st.floats(0, 1e7) | st.none(), st.none(), wild, wild | st.none()),
    episode=wild_episodes, excerpt=wild, highlights=wild_spans,
    match=st.sampled_from(["exact", "sound", "near", "glossary"]), score=st.just(50.0),
    heard=wild | st.none(), meant=wild | st.none(),
)  # fmt: skip
wild_questions = st.builds(
    Question, typed=wild, texts=st.lists(wild, max_size=9).map(tuple), phrases=st.lists(wild, max_size=9).map(tuple),
    without=st.lists(wild, max_size=9).map(tuple), speaker=wild | st.none(),
)  # fmt: skip
wild_choices = st.lists(st.builds(Choice, wild, st.just("Ab3_x-9Z"), st.booleans()), max_size=8).map(tuple)
languages = st.sampled_from([ZH, EN, texts_in("zh-hant")])


def hold_to_the_limits(message: Message) -> None:
    message.html.encode()  # no half surrogate pairs
    text, entities = read(message.html)
    assert 1 <= units(text) <= 4096
    assert len(entities) <= 100
    assert sum(map(len, message.rows)) <= 100
    assert all(1 <= len(row) <= 8 for row in message.rows)
    assert all(len(pack(button.press).encode()) <= 64 for row in message.rows for button in row)
    for button in (button for row in message.rows for button in row):
        button.label.encode()
        assert button.label.strip()
        assert units(button.label) <= 100


@given(st.lists(wild_quotes, min_size=1, max_size=5), wild_questions, st.booleans(), st.booleans(), languages)
def test_no_quote_and_no_list_ever_breaks_telegrams_limits(
    quotes: list[Quote], question: Question, listed: bool, several: bool, texts: Texts
) -> None:
    shown = quotes if listed else quotes[:1]
    hold_to_the_limits(
        render.outcome(found(*shown, total=99_999, listed=listed, several=several, question=question), texts)
    )


@given(wild_questions, wild_choices, wild_choices, wild, languages)
def test_no_other_answer_ever_breaks_telegrams_limits(
    question: Question, words: tuple[Choice, ...], people: tuple[Choice, ...], asked: str, texts: Texts
) -> None:
    hold_to_the_limits(render.outcome(NothingFound(question, words, people[0] if people else None), texts))
    hold_to_the_limits(render.outcome(WhichSpeaker(asked, people), texts))
    speakers = tuple(Speaker(choice.label, 1, 60.0) for choice in people) * 2
    hold_to_the_limits(render.voices(Voices(speakers, ("Ab3_x-9Z",) * len(speakers)), texts))
    hold_to_the_limits(render.welcome(Shelf((EpisodeSummary(Episode(asked), 1, None, ()),) * 3, asked), texts))
    hold_to_the_limits(render.sentence(texts.unknown_speaker.format(asked="", known=render.names([asked] * 50, texts))))
