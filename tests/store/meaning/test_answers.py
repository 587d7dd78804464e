"""Questions by meaning, asked of the shipped episode: sure quotes, likely ones, silence; words come first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.meaning.encoder import BuiltInEncoder, LazyEncoder
from store.meaning.fill import fill
from store.meaning.found import FEW
from store.meaning.meaning import Meaning
from store.models import Answer
from store.store import Store
from store.transcripts import read
from tests.conftest import EPISODE, transcript

EPISODE_ID = 1


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder) -> Path:
    """Return a library with the shipped episode and a short one, with their passages."""
    path = tmp_path_factory.mktemp("meaning") / "quotes.db"
    with Store.open(path) as store:
        store.load(read(EPISODE.read_bytes(), EPISODE.name), source=EPISODE.name)
        lines: list[tuple[str | None, float | None, str]] = [
            ("浣熊", 60.0 * at, f"第{at}夜，浣熊又去翻垃圾桶了，桶里什么吃的也没有。") for at in range(30)
        ]
        store.load(transcript(lines), source="浣熊.txt")
        fill(store.passages, encoder)
    return path


@pytest.fixture
def asking(path: Path, encoder: BuiltInEncoder) -> Iterator[Store]:
    with Store.open(path, Meaning(LazyEncoder(lambda: encoder), patient=True)) as store:
        yield store


@pytest.fixture
def by_words(path: Path) -> Iterator[Store]:
    with Store.open(path) as store:
        yield store


def ask(store: Store, typed: str, *, speaker: str | None = None, episode: int | None = EPISODE_ID) -> Answer:
    return store.search(store.parse(typed, speaker=speaker, episode=episode))


@pytest.mark.parametrize(
    ("typed", "clocks"),
    [
        ("他们觉得程序员会失业吗", {"43:35", "44:24"}),
        ("程序员会失业吗", {"43:35", "44:24"}),
        ("will AI put engineers out of work", {"43:35", "44:24"}),
        ("普通公司是不是玩不起这个，太烧钱", {"35:14", "36:58", "41:36", "40:26"}),
    ],
)
def test_what_is_meant_is_found_in_other_words_and_another_language(
    asking: Store, typed: str, clocks: set[str]
) -> None:
    answer = ask(asking, typed)
    assert clocks & {quote.turn.clock for quote in (*answer.quotes, *answer.closest)}


def test_a_sure_quote_says_that_it_was_found_by_meaning_and_marks_only_words_that_were_asked_for(asking: Store) -> None:
    answer = ask(asking, "什么都开源给你你也玩不动")
    meant = [quote for quote in answer.quotes if quote.match == "meaning"]
    assert answer.closest == ()
    assert meant
    for quote in meant:
        assert quote.sure
        assert {quote.excerpt[begin:end] for begin, end in quote.highlights} <= {"开源", "不动"}
        assert quote.score < 25


def test_quotes_that_are_only_likely_stand_apart_and_are_not_sure(asking: Store) -> None:
    answer = ask(asking, "就是那段吐槽显卡贵的")
    assert answer.quotes == ()
    assert answer.total == 0
    assert 0 < len(answer.closest) <= 5
    assert not any(quote.sure for quote in answer.closest)
    assert len({quote.turn.id for quote in answer.closest}) == len(answer.closest)


@pytest.mark.parametrize(
    "typed",
    ["自来水直接喝安全吗", "learning to play the violin as an adult", "黄金首饰怎么回收划算", "量子纠缠", "火锅", "?!"],
)
@pytest.mark.parametrize("episode", [EPISODE_ID, None])
def test_what_nobody_says_is_not_answered(asking: Store, typed: str, episode: int | None) -> None:
    try:
        answer = ask(asking, typed, episode=episode)
    except Exception as error:
        assert type(error).__name__ == "EmptyQuestion"
        return
    assert answer.quotes == ()


@pytest.mark.parametrize("typed", ["开源", "力大砖飞", "大模型", "@孙天祥 开源", '"开源"', "开源 -模型", "开源 | 闭源"])
def test_what_words_find_stays_as_it_is(asking: Store, by_words: Store, typed: str) -> None:
    found, by_words_alone = ask(asking, typed), ask(by_words, typed)
    assert found.quotes[: len(by_words_alone.quotes)] == by_words_alone.quotes
    if by_words_alone.total >= FEW:
        assert found == by_words_alone


def test_of_one_speaker_only_his_turns_are_quoted(asking: Store) -> None:
    answer = ask(asking, "普通公司是不是玩不起这个，太烧钱", speaker="孙天祥")
    assert {quote.turn.speaker for quote in (*answer.quotes, *answer.closest)} <= {"孙天祥"}


def test_a_page_further_on_goes_on_where_the_first_ended(asking: Store) -> None:
    question = asking.parse("什么都开源给你你也玩不动", episode=EPISODE_ID)
    whole = asking.search(question, limit=10).quotes
    pages = [asking.search(question, limit=1, offset=at) for at in range(len(whole))]
    assert tuple(quote for page in pages for quote in page.quotes) == whole
    assert {page.total for page in pages} == {len(whole)}


def test_until_the_encoder_is_there_words_alone_answer(path: Path, by_words: Store) -> None:
    def never() -> BuiltInEncoder:
        raise AssertionError("nobody waits for it")

    with Store.open(path, Meaning(LazyEncoder(never))) as store:
        assert ask(store, "程序员会失业吗") == ask(by_words, "程序员会失业吗")


def test_an_encoder_that_cannot_be_made_is_told_of_once_and_words_answer(
    path: Path, by_words: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> BuiltInEncoder:
        raise OSError("no model")

    with Store.open(path, Meaning(LazyEncoder(broken), patient=True)) as store:
        for typed in ("程序员会失业吗", "就是那段吐槽显卡贵的"):
            assert ask(store, typed) == ask(by_words, typed)
    assert len(caplog.records) == 1


def test_a_library_is_asked_as_a_whole_too(asking: Store) -> None:
    answer = ask(asking, "学界不断把好用的办法定下来再往上研究", episode=None)
    assert "23:03" in [quote.turn.clock for quote in (*answer.quotes, *answer.closest)]


def test_a_library_of_one_episode_is_asked_as_that_episode(tmp_path: Path, encoder: BuiltInEncoder) -> None:
    with Store.open(tmp_path / "one.db", Meaning(LazyEncoder(lambda: encoder), patient=True)) as store:
        store.load(read(EPISODE.read_bytes(), EPISODE.name), source=EPISODE.name)
        fill(store.passages, encoder)
        typed = "就是那段吐槽显卡贵的"
        assert ask(store, typed, episode=None) == ask(store, typed)
        assert ask(store, typed).closest


def test_a_vector_that_is_damaged_costs_what_is_meant_and_nothing_else(
    tmp_path: Path, path: Path, by_words: Store, encoder: BuiltInEncoder
) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(path.read_bytes())
    with Store.open(damaged, Meaning(LazyEncoder(lambda: encoder), patient=True)) as store:
        store.db.execute("UPDATE passages SET vector = x'00'")
        store.db.execute("UPDATE meanings SET signs = x'0102'")
        for episode in (EPISODE_ID, None):
            typed = "就是那段吐槽显卡贵的"
            assert ask(store, typed, episode=episode) == ask(by_words, typed, episode=episode)
