"""English questions: frames round what is asked for, contractions, plurals and verb forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.search.english import forms
from store.search.english.frames import unframed
from store.search.spelling import Vocabulary
from store.store import Store

SAID: list[tuple[str | None, float | None, str]] = [
    ("Ann", 0.0, "Welcome back to the show. Today we look at how small companies train a large model on a budget."),
    ("Ben", 30.0, "I think open source has won. Everyone builds on open source libraries, and nobody pays for them."),
    ("Ann", 60.0, "We invested two years in it, and fine-tuning was the part that surprised us most."),
    ("Ben", 90.0, "Chain of thought is a way to let it reason step by step before it answers."),
    ("Ann", 120.0, "Our batteries died in the cold; a battery hates winter more than we do."),
    ("Ben", 150.0, "The regulators were kind to us, but the insurance was expensive."),
    ("Ann", 180.0, "He was running a startup in Berlin and sleeping under his desk."),
    ("Ben", 210.0, "Quantum computers are still noisy. Error correction eats most of the qubits."),
    ("Ann", 240.0, "Thank you all for listening, and see you next week."),
]
FRAMES = [
    "who talks about {}",
    "Who talked about {}?",
    "who’s talking about {}",
    "what did he say about {}",
    "what's said about {}",
    "What's {}?",
    "does anyone mention {}",
    "didn't they mention {}",
    "when do they discuss {}",
    "the part where they talk about {}",
    "could you find the bit about {} please",
    "is there anything on {}",
    "tell me about {}",
    "any thoughts on {}",
    "what are their thoughts on {}",
    "what do they think of {}",
    "where is {} mentioned",
    "is {} discussed anywhere",
    "was {} ever brought up",
    "how does {} work",
    "explain {}",
    "can you explain {}",
    "what is the best quote about {}",
    "show me where {} comes up",
    "they're talking about {}",
]


@pytest.fixture
def english(library: Callable[..., Store]) -> Store:
    return library(SAID)


def clocks(store: Store, typed: str) -> list[str | None]:
    return [quote.turn.clock for quote in store.search(typed).quotes]


@pytest.mark.parametrize("frame", FRAMES)
def test_a_framed_question_finds_what_its_words_find(english: Store, frame: str) -> None:
    for asked in ("open source", "fine-tuning", "quantum computers", "chain of thought", "battery"):
        assert clocks(english, frame.format(asked)) == clocks(english, asked) != []


@pytest.mark.parametrize("frame", FRAMES)
def test_a_framed_question_for_what_nobody_says_stays_unanswered(english: Store, frame: str) -> None:
    for asked in ("cricket", "football", "tax law", "model airplane"):
        assert clocks(english, frame.format(asked)) == []


@pytest.mark.parametrize(
    "typed", ["what did he say", "who talks", "tell me about it", "what do they discuss", "why not"]
)
def test_a_frame_round_nothing_finds_nothing(english: Store, typed: str) -> None:
    assert clocks(english, typed) == []


@pytest.mark.parametrize("typed", ["search engines", "best model", "part of speech", "explain", "thoughts", "show", ""])
def test_words_of_a_frame_are_words_where_there_is_no_frame(typed: str) -> None:
    assert unframed(typed) in (None, "speech")


def test_a_whole_sentence_that_stands_comes_before_what_it_asks_for(english: Store) -> None:
    assert clocks(english, "see you next week") == ["04:00"]


@pytest.mark.parametrize(
    ("typed", "clock", "marked"),
    [
        ("models", "00:00", "model"),
        ("company", "00:00", "companies"),
        ("invest", "01:00", "invested"),
        ("investing", "01:00", "invested"),
        ("fine-tune", "01:00", "fine-tuning"),
        ("reasoning", "01:30", "reason"),
        ("regulation", "02:30", "regulators"),
        ("runs", "03:00", "running"),
        ("startups", "03:00", "startup"),
        ("error corrections", "03:30", "Error correction"),
        ("computing", "03:30", "computers"),
        ("who talks about investing", "01:00", "invested"),
    ],
)
def test_a_word_is_found_in_its_other_forms_and_marked_whole(
    english: Store, typed: str, clock: str, marked: str
) -> None:
    quote = english.search(typed).quotes[0]
    assert (quote.turn.clock, [quote.excerpt[a:b] for a, b in quote.highlights]) == (clock, [marked])


def test_the_word_as_typed_comes_before_its_other_forms(library: Callable[..., Store]) -> None:
    store = library(
        [("甲", 0.0, "We use one model here."), ("乙", 9.0, "We use two models here."), ("丙", 18.0, "Hm.")]
    )
    assert (clocks(store, "models"), clocks(store, "model")) == (["00:09", "00:00"], ["00:00", "00:09"])


@pytest.mark.parametrize(
    ("word", "other"),
    [("experience", "experiment"), ("general", "generous"), ("university", "universe"), ("new", "news"), ("us", "use")],
)
def test_words_of_one_beginning_are_not_forms_of_one(word: str, other: str) -> None:
    assert not forms.is_form(word, other)


def test_all_forms_of_a_word_begin_alike() -> None:
    words = [
        "run",
        "runs",
        "running",
        "use",
        "used",
        "using",
        "battery",
        "batteries",
        "try",
        "tried",
        "plan",
        "planned",
    ]
    pairs = [(a, b) for a in words for b in words if forms.is_form(a, b)]
    assert len(pairs) == 6 + 6 + 2 + 2 + 2
    assert all(b.startswith(forms.beginning(a)) for a, b in pairs)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ann's batteries", ["02:00"]),
        ("Ann’s startup", ["03:00"]),
        ("Ben's quantum computers", ["03:30"]),
        ("Ben's view of open source", ["00:30"]),
        ("Ann's thoughts on winter", ["02:00"]),
        ("Ben's thoughts on winter", []),
    ],
)
def test_what_is_asked_of_a_speaker_is_looked_for_in_his_turns(english: Store, typed: str, found: list[str]) -> None:
    assert clocks(english, typed) == found


@pytest.mark.parametrize(
    ("meant", "heard"),
    [
        *(("jensen", "jenson"), ("karpathy", "carpathy"), ("hinton", "hinten"), ("sutskever", "sutskiver")),
        *(("altman", "oltman"), ("anthropic", "antropic"), ("llama", "lama"), ("whisper", "wisper")),
        *(("nvidia", "envidia"), ("lecun", "lekun"), ("bengio", "benjio"), ("zuckerberg", "zuckerburg")),
        *(("amazon", "amazone"), ("pichai", "pichay"), ("fourier", "furier"), ("turing", "touring")),
    ],
)
def test_a_misheard_name_is_near_whichever_way_it_is_typed(meant: str, heard: str) -> None:
    assert [word for word, _ in Vocabulary({heard: 1}).near(meant)] == [heard]
    assert [word for word, _ in Vocabulary({meant: 1}).near(heard)] == [meant]


@pytest.mark.parametrize(("typed", "other"), [("gpt3", "gpt4"), ("gptthree", "gptfour"), ("gpt3", "gptfour")])
def test_another_number_is_never_near(typed: str, other: str) -> None:
    assert Vocabulary({other: 1}).near(typed) == []
