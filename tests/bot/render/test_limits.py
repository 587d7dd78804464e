"""Whatever a transcript, a name or a question holds, a message stays one that Telegram takes."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from bot import render
from bot.messages import send
from bot.queries.callback_data import OpenClosestList, OpenContext, OpenList, OpenQuote, OpenRandom, OpenTurn
from bot.queries.intent.small_talk import Kind, SmallTalk
from bot.queries.results import (
    Choice,
    Episodes,
    InContext,
    Me,
    NewestEpisodes,
    NothingFound,
    NotSaidThen,
    Offers,
    OneTurn,
    QuoteResult,
    Reply,
    SpeakerList,
    Spot,
    Topics,
    WhichEpisode,
    WhichSpeaker,
)
from bot.render import Message, Status, admin
from bot.texts import Texts, texts_in
from store.ingest.report import Report
from store.library.quotes import TurnInContext
from store.models import Answer, Episode, EpisodeSummary, Question, Quote, Speaker, Turn
from store.wording.kinds import Refusal, Remark
from tests.bot import api_rules

MOST_IN_AN_ALERT = 200  # https://core.telegram.org/bots/api#answercallbackquery
KEY = "Ab3_x-9Z"
SPOT = Spot(999_999_999_999, 999_999)
ME = Me("a" * 32, inline=True)

wild = st.text(st.characters(exclude_categories=()), max_size=40) | st.builds(
    lambda piece, times: piece * times,
    st.sampled_from(["浣熊 ", "<b>&", "🦝", "a", "\n", "\x00", "。"]),
    st.integers(0, 3000),
)
wild_spans = st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 9000)), max_size=300).map(tuple)
wild_episodes = st.builds(
    Episode, title=wild, date=wild | st.none(), page=st.sampled_from([None, "x", "https://p.example/" + "x" * 3000])
)
wild_turns = st.builds(Turn, wild | st.none(), st.floats(0, 1e7) | st.none(), st.none(), wild, wild | st.none())
wild_quotes = st.builds(
    Quote, turn=wild_turns, episode=wild_episodes, excerpt=wild, highlights=wild_spans,
    match=st.sampled_from(["exact", "sound", "near", "glossary", "meaning"]), score=st.just(50.0),
    heard=wild | st.none(), meant=wild | st.none(),
)  # fmt: skip
wild_questions = st.builds(
    Question, typed=wild, texts=st.lists(wild, max_size=9).map(tuple), phrases=st.lists(wild, max_size=9).map(tuple),
    without=st.lists(wild, max_size=9).map(tuple), speaker=wild | st.none(),
)  # fmt: skip
presses = st.sampled_from([OpenQuote(KEY, 999_999), OpenList(KEY, 999_999), OpenRandom(KEY, SPOT.turn)])
wild_choices = st.lists(st.builds(Choice, wild, presses), max_size=16).map(tuple)
languages = st.sampled_from([texts_in("zh-hans"), texts_in("en"), texts_in("zh-hant")])


def hold_to_the_limits(message: Message) -> None:
    """Hold a message to what Telegram takes, as it goes over the wire."""
    keyboard = send.keyboard(message)
    sent = {"chat_id": "77", "text": message.html, "parse_mode": "HTML"}
    api_rules.checked("sendMessage", {**sent, **({"reply_markup": keyboard.to_json()} if keyboard else {})})
    message.html.encode()  # no half surrogate pairs
    for button in (button for row in message.rows for button in row):
        button.label.encode()


@given(st.lists(wild_quotes, min_size=1, max_size=5), wild_questions, st.booleans(), st.booleans(), languages)
def test_no_quote_and_no_list_ever_breaks_telegrams_limits(
    quotes: list[Quote], question: Question, listed: bool, several: bool, texts: Texts
) -> None:
    kept = tuple(quotes if listed else quotes[:1])
    answer = Answer(kept, 99_999)
    found = QuoteResult(KEY, question, answer, 999_995, listed, several, tuple(SPOT for _ in kept))
    hold_to_the_limits(render.result(found, texts, ME))
    hold_to_the_limits(render.result(replace(found, closest=True), texts, ME))


@given(st.lists(wild_quotes, min_size=1, max_size=3), st.booleans(), languages)
def test_no_row_to_choose_ever_breaks_telegrams_limits(quotes: list[Quote], several: bool, texts: Texts) -> None:
    spots = tuple(Spot(number, 0) for number in range(1, len(quotes) + 1))
    for card in render.cards(Offers(tuple(quotes), spots, 20, several), texts, ME):
        hold_to_the_limits(card.message)
        api_rules.checked("answerGuestQuery", {"guest_query_id": "1", "result": send._json(send._article(card))})
    once = OneTurn(quotes[0], SPOT, several, OpenRandom(KEY, SPOT.turn))
    hold_to_the_limits(render.result(once, texts, ME))


wild_standings = st.builds(
    TurnInContext,
    wild_turns,
    wild_episodes,
    wild_turns | st.none(),
    wild_turns | st.none(),
    st.just(9999),
    st.just(9999),
)


@given(wild_standings, st.integers(-1, 9999), languages)
def test_no_turn_in_its_context_ever_breaks_telegrams_limits(standing: TurnInContext, at: int, texts: Texts) -> None:
    for back in (OpenQuote(KEY, 999_999), OpenTurn(SPOT.turn, SPOT.at)):
        wanted = OpenContext(SPOT.turn, at, back)
        hold_to_the_limits(render.result(InContext(standing, wanted.at, back, True), texts, ME))


@given(wild_questions, wild_choices, wild_choices, languages)
def test_nothing_found_and_several_that_fit_never_break_telegrams_limits(
    question: Question, words: tuple[Choice, ...], people: tuple[Choice, ...], texts: Texts
) -> None:
    further = people[0] if people else None
    found = NothingFound(question, words, further, further, closest=OpenClosestList(KEY))
    hold_to_the_limits(render.result(found, texts, ME, private=True))
    hold_to_the_limits(render.result(WhichSpeaker(question.typed, people), texts, ME))
    assert render.notice(WhichSpeaker(question.typed, people), texts).strip()


@given(wild_choices, wild, wild_episodes, st.integers(0, 999_999), languages)
def test_no_answer_about_a_moment_and_no_small_talk_ever_breaks_telegrams_limits(
    choices: tuple[Choice, ...], asked: str, episode: Episode, second: int, texts: Texts
) -> None:
    for begin_s, end_s in ((None, None), (9e5, 1e6), (0.0, 1.0)):
        outside = NotSaidThen(episode, second, begin_s, end_s, True)
        hold_to_the_limits(render.result(outside, texts, ME))
        assert len(render.not_said_then(outside, texts)) <= MOST_IN_AN_ALERT
    for which in (WhichEpisode(choices, second=second), WhichEpisode(choices, asked=asked)):
        hold_to_the_limits(render.result(which, texts, ME))
    for kind in get_args(Kind):
        hold_to_the_limits(render.result(Reply(SmallTalk(kind), asked), texts, ME))


@given(wild_choices, wild_choices, wild, wild_episodes, languages)
def test_no_shelf_ever_breaks_telegrams_limits(
    words: tuple[Choice, ...], people: tuple[Choice, ...], asked: str, episode: Episode, texts: Texts
) -> None:
    speakers = tuple(Speaker(choice.label, 1, 60.0) for choice in people) * 2
    hold_to_the_limits(render.speakers(SpeakerList(speakers[:20], (KEY,) * len(speakers[:20])), texts))
    hold_to_the_limits(render.topics(Topics(episode, words, True), texts))
    summaries = (EpisodeSummary(episode, 99_999, 1e7, ()),) * 5
    hold_to_the_limits(render.episodes(Episodes(summaries, 99_995, 99_999, episode), texts))
    hold_to_the_limits(render.welcome(NewestEpisodes(summaries[:3], asked), texts))
    hold_to_the_limits(render.sentence(texts.unknown_speaker.format(asked="", known=render.names([asked] * 50, texts))))
    hold_to_the_limits(render.status(Status("member", False, False, episode, None, "en"), texts, ME))


@given(wild, wild, st.lists(wild, max_size=20), st.lists(wild, max_size=20), languages)
def test_no_report_on_a_transcript_ever_breaks_telegrams_limits(
    title: str, clock: str, people: list[str], remarks: list[str], texts: Texts
) -> None:
    speakers = tuple(Speaker(name, 99_999, None) for name in people)
    gaps = ((0.0, 99_999.0),) * 20
    odd = tuple(Remark("tail_left_out", words=words) for words in remarks)
    report = Report("x", "webvtt", "utf-8", title, clock, 99_999, speakers, clock, clock, gaps, odd)
    hold_to_the_limits(admin.understood(report, "new", KEY, texts))
    hold_to_the_limits(admin.refusal(texts.upload_refused, Refusal(title, "error_text", words=title * 50), texts))
    hold_to_the_limits(admin.which_episode(title, [Episode(title, id=7)] * 8, texts))
    hold_to_the_limits(admin.ask_to_delete(Episode(title, id=7), 99_999, texts))


@given(languages, st.booleans())
def test_no_sentence_of_the_house_ever_breaks_telegrams_limits(texts: Texts, in_group: bool) -> None:
    hold_to_the_limits(render.usage(texts, ME, in_group=in_group))
    hold_to_the_limits(render.privacy(texts))
    hold_to_the_limits(render.languages(texts, "en"))
