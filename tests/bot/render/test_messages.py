from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from bot import render
from bot.queries.callback_data import OpenContext, OpenList, OpenQuote, OpenRandom, OpenTurn
from bot.queries.results import (
    Choice,
    Me,
    NewestEpisodes,
    NothingFound,
    Offers,
    OneTurn,
    QuoteResult,
    SpeakerList,
    Spot,
    WhichSpeaker,
)
from bot.render import Copy, LinkButton, Message, Share
from bot.texts import Texts, texts_in
from store.models import Answer, Episode, EpisodeSummary, Question, Quote, Speaker, Turn
from tests.bot.entities import read

ZH, EN = texts_in("zh-hans"), texts_in("en")
EPISODE = Episode("浣熊夜谈", page="https://pod.example/1")
TURN = Turn("王伟", 80.9, 90.0, "狸猫不是浣熊。", "01:20", id=4)
QUOTE = Quote(TURN, EPISODE, "狸猫不是浣熊。", ((4, 6),), "exact", 100.0)
ASKED = Question("浣熊", ("浣熊",))
ME = Me("tanuki_bot", inline=True)
KEY = "Ab3_x-9Z"
WHOLE = ["上下文", "复制", "分享", "↗"]
"""What can be done with a quote."""
FURTHER = Choice("浣熊", OpenQuote("k1", 0))


def found(
    *quotes: Quote, total: int | None = None, offset: int = 0, listed: bool = False, several: bool = False,
    question: Question = ASKED,
) -> QuoteResult:  # fmt: skip
    spots = tuple(Spot(4, 0) for _ in quotes)
    return QuoteResult(KEY, question, Answer(quotes, total or len(quotes)), offset, listed, several, spots)


def at(quote: Quote, spot: Spot) -> QuoteResult:
    return dataclasses.replace(found(quote), spots=(spot,))


def shown(found: Any, texts: Texts = ZH, me: Me = ME) -> Message:
    return render.result(found, texts, me)


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.rows]


def change(*, turn: dict[str, Any] | None = None, **fields: Any) -> Quote:
    return dataclasses.replace(QUOTE, turn=dataclasses.replace(TURN, **(turn or {})), **fields)


def test_a_quote_is_speaker_linked_clock_and_excerpt_with_the_match_in_bold() -> None:
    assert shown(found(QUOTE)).html == (
        '<b>王伟</b> · <a href="https://pod.example/1#t=80">01:20</a>\n<blockquote>狸猫不是<b>浣熊</b>。</blockquote>'
    )


def test_of_several_episodes_the_quote_names_its_own() -> None:
    assert "\n浣熊夜谈\n" in shown(found(QUOTE, several=True)).html


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
    assert shown(found(change(**fields))).html.rsplit("\n", 1)[1] == last_line


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
    assert shown(found(change(turn=turn))).html.startswith(heading)


@pytest.mark.parametrize("blank", ["", " ", "\n", "\x00"])
def test_an_excerpt_that_shows_nothing_is_still_a_message(blank: str) -> None:
    nameless = {"speaker": None, "clock": None, "start_s": None}
    for highlights in ((), ((0, 1),)):
        quote = change(turn=nameless, excerpt=blank, highlights=highlights)
        assert shown(found(quote)).html == "<blockquote>…</blockquote>"


@pytest.mark.parametrize(("said", "label"), [(" ", "…"), ("\x00李\x00", "李"), ("\ud83e", "…")])
def test_a_name_is_a_label_that_telegram_takes(said: str, label: str) -> None:
    assert labels(shown(WhichSpeaker("?", (Choice(said, OpenQuote("k1", 0)),)))) == [[label]]


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
    message = shown(found(QUOTE, total=12, offset=place))
    assert labels(message) == [["◀", f"{place + 1}/12", "▶", "☰"], WHOLE]
    previous, _, following, listing = (button.press for button in message.rows[0])
    assert (previous, following, listing) == (OpenQuote(KEY, back), OpenQuote(KEY, on), OpenList(KEY, page))


def test_the_only_quote_needs_no_pager() -> None:
    assert labels(shown(found(QUOTE))) == [WHOLE]


def test_a_quote_can_be_read_on_copied_shared_and_linked_to() -> None:
    context, copy, share, link = (button.press for button in shown(at(QUOTE, Spot(4, 17))).rows[0])
    assert context == OpenContext(4, 17, OpenQuote(KEY, 0))
    assert copy == Copy("狸猫不是浣熊。\n—— 王伟 · 01:20")
    assert share == Share("#t4-17")
    assert link == LinkButton("https://t.me/tanuki_bot?start=t4-17")


def test_where_the_bot_cannot_be_asked_inline_nothing_is_shared() -> None:
    assert labels(shown(found(QUOTE), me=Me("tanuki_bot", inline=False))) == [["上下文", "复制", "↗"]]


@pytest.mark.parametrize(
    ("excerpt", "copied"),
    [
        ("浣" * 242, "浣" * 242 + "\n—— 王伟 · 01:20"),  # 256 in all
        ("浣" * 243, "浣" * 243),
        ("浣" * 256, "浣" * 256),
        ("浣" * 257, None),
        ("🦝" * 128, "🦝" * 128),
        ("🦝" * 129, None),  # two units each
        ("a\x00b", "a b\n—— 王伟 · 01:20"),
        (" ", None),
    ],
)
def test_a_quote_can_be_copied_where_it_fits(excerpt: str, copied: str | None) -> None:
    presses = [button.press for button in shown(found(change(excerpt=excerpt, highlights=()))).rows[0]]
    assert [press.text for press in presses if isinstance(press, Copy)] == ([copied] if copied else [])


@pytest.mark.parametrize(("length", "folded"), [(200, False), (201, True)])
def test_a_long_quote_is_folded(length: int, folded: bool) -> None:
    html = shown(found(change(excerpt="浣" * length, highlights=()))).html
    assert ("<blockquote expandable>" in html) is folded


def test_a_list_has_a_line_and_a_numbered_button_for_each_hit() -> None:
    message = shown(found(QUOTE, change(match="sound"), total=12, offset=10, listed=True))
    assert message.html.split("\n") == [
        "“浣熊” · 11–12 / 12",
        '11. <b>王伟</b> <a href="https://pod.example/1#t=80">01:20</a> 狸猫不是<b>浣熊</b>。',
        '12. <b>王伟</b> <a href="https://pod.example/1#t=80">01:20</a> 狸猫不是<b>浣熊</b>。 ≈',
    ]
    assert labels(message) == [["11", "12"], ["◀", "3/3", "▶"]]
    assert [button.press for button in message.rows[0]] == [OpenQuote(KEY, 10), OpenQuote(KEY, 11)]
    assert [button.press for button in message.rows[1]][::2] == [OpenList(KEY, 1), OpenList(KEY, 0)]


def test_in_a_list_of_several_episodes_each_line_names_its_own() -> None:
    message = shown(found(QUOTE, listed=True, several=True))
    assert "01:20</a> · 浣熊夜谈 · 狸猫不是" in message.html
    within = Question(ASKED.typed, ASKED.texts, episode=1)
    assert "夜谈" not in shown(found(QUOTE, listed=True, several=True, question=within)).html


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
    assert shown(found(QUOTE, listed=True, question=question)).html.split("\n")[0] == head


def test_a_hit_stays_on_one_line() -> None:
    quote = change(excerpt="狸猫\n\n不是\n浣熊", highlights=((7, 9),))
    assert shown(found(quote, listed=True)).html.endswith("狸猫  不是 <b>浣熊</b>")


@pytest.mark.parametrize(
    ("nothing", "text", "rows"),
    [
        (NothingFound(ASKED), "Nobody said “浣熊”. Try a shorter word, or other words for it.", []),
        (
            NothingFound(ASKED, (Choice("浣", OpenQuote("k1", 0)), Choice("熊", OpenQuote("k2", 0)))),
            "Nobody said “浣熊”. Try a shorter word, or other words for it.\nEach of these words was said on its own:",
            [["浣", "熊"]],
        ),
        (
            NothingFound(Question("", ("浣熊",), speaker="李伟"), everyone=FURTHER, anywhere=FURTHER),
            "李伟 does not seem to have said “浣熊”. Try a shorter word, or ask the others.",
            [["Anyone: 浣熊"], ["All episodes: 浣熊"]],
        ),
        (
            NothingFound(Question("", (), speaker="李伟")),
            "李伟 said nothing but “yes” and “hm”: not much to quote.",
            [],
        ),
        (
            NothingFound(ASKED, no_episodes=True),
            "The shelf is still empty. Come back when a transcript has been added.",
            [],
        ),
    ],
)
def test_nothing_found_is_a_sentence_with_what_to_try(nothing: NothingFound, text: str, rows: list[list[str]]) -> None:
    message = shown(nothing, EN)
    assert read(message.html)[0] == text
    assert labels(message) == rows


def test_several_fitting_speakers_are_buttons() -> None:
    message = shown(WhichSpeaker("伟", (Choice("李伟", OpenList("k1", 0)), Choice("王伟", OpenQuote("k2", 0)))))
    assert message.html == "“伟”是指哪一位？"
    assert [button.press for button in message.rows[0]] == [OpenList("k1", 0), OpenQuote("k2", 0)]


def test_who_speaks_is_told_in_turns_and_minutes() -> None:
    speakers = (Speaker("王伟", 3, 3620.0), Speaker("Mary", 1, 2.0), Speaker("<某人>", 2, None))
    message = render.speakers(SpeakerList(speakers, ("k1", "k2", "k3"), left=7), EN)
    assert read(message.html)[0].split("\n")[1:] == [
        "王伟 · spoke 3× · 60 min",
        "Mary · spoke 1× · 1 min",
        "<某人> · spoke 2×",
        "And 7 more: /speaker NAME finds them.",
    ]
    assert labels(message) == [["王伟", "Mary", "<某人>"]]


def test_a_transcript_that_names_nobody_says_so() -> None:
    assert render.speakers(SpeakerList((), ()), EN).html == "The transcript does not say who is speaking."


def test_hello_tells_what_is_on_the_shelf_and_a_word_to_try() -> None:
    shelf = NewestEpisodes(
        (EpisodeSummary(Episode("A <1>"), 3, None, ()), EpisodeSummary(Episode("B"), 3, None, ())), "垃圾桶"
    )
    text = read(render.welcome(shelf, EN).html)[0]
    assert "such as: 垃圾桶\n" in text
    assert text.endswith("On the shelf: A <1>, B")


def test_help_in_a_group_shows_commands_with_the_bots_name() -> None:
    assert "/quote@tanuki_bot WORDS — " in render.usage(EN, ME, in_group=True).html
    assert "/quote WORDS — " in render.usage(EN, ME, in_group=False).html


def test_help_tells_of_inline_mode_only_where_it_works() -> None:
    ways = [render.usage(EN, me, in_group=False).html for me in (ME, Me("tanuki_bot", inline=False))]
    assert ["In any chat, type @tanuki_bot" in way for way in ways] == [True, False]


# Quotes to choose from


def test_a_row_to_choose_is_speaker_and_clock_with_the_excerpt_below_and_sends_the_whole_quote() -> None:
    [card] = render.cards(Offers((QUOTE,), (Spot(4, 0),), None, False), ZH, ME)
    assert (card.id, card.title, card.about) == ("t4", "王伟 · 01:20", "狸猫不是浣熊。")
    assert card.message.html == shown(found(QUOTE)).html
    assert labels(card.message) == [WHOLE]
    assert card.message.rows[0][0].press == OpenContext(4, 0, OpenTurn(4, 0))


def test_below_a_row_stands_what_matched_however_late_it_comes() -> None:
    quote = change(excerpt="狸" * 150 + "浣熊" + "猫" * 150, highlights=((150, 152),))
    [card] = render.cards(Offers((quote,), (Spot(4, 0),), None, False), ZH, ME)
    assert card.about == "…" + "狸" * 39 + "浣熊" + "猫" * 77 + "…"


def test_a_row_without_speaker_and_clock_has_its_episode_for_a_title() -> None:
    quote = change(turn={"speaker": None, "clock": None, "start_s": None})
    [card] = render.cards(Offers((quote,), (Spot(4, 0),), None, False), ZH, ME)
    assert card.title == "浣熊夜谈"


def test_a_quote_that_came_by_chance_can_be_changed_for_another() -> None:
    message = shown(OneTurn(QUOTE, Spot(4, 0), False, again=OpenRandom(KEY, 4)))
    assert labels(message) == [["🎲 换一句"], WHOLE]
    assert labels(shown(OneTurn(QUOTE, Spot(4, 0), False))) == [WHOLE]
