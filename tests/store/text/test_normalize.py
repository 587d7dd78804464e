"""Folding, sounds, terms, pinyin, numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text import numbers, pinyin
from store.text.han import fold_syllable, sound_pairs
from store.text.normalize import clean, normalize
from store.text.terms import latin_words, terms


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Chat GPT，很好。", "chatgpt很好"),
        ("ＧＰＴ－３　與模型", "gpt3与模型"),
        ("國家實驗室", "国家实验室"),
        ("著作", "着作"),  # both sides are folded alike, so nothing is lost by it
        ("_a_b_", "ab"),
        ("😀", ""),
        ("Émile", "émile"),
    ],
)
def test_a_text_is_folded(text: str, key: str) -> None:
    assert normalize(text).key == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("利大专飞", "力大砖飞"),
        ("夫妻废片", "夫妻肺片"),
        ("路晨", "潞城"),
        ("奶牛", "来流"),
        ("重", "虫"),
        ("行", "航"),
    ],
)
def test_what_sounds_alike_shares_its_pairs(one: str, other: str) -> None:
    assert len(normalize(one).sound) == len(one)
    if len(one) > 1:
        assert sound_pairs(normalize(one).sound) & sound_pairs(normalize(other).sound)


@pytest.mark.parametrize(
    ("syllable", "folded"),
    [("zhong", "zon"), ("zong", "zon"), ("shi", "si"), ("niu", "liu"), ("ni", "li"), ("ng", "n"), ("an", "an")],
)
def test_common_confusions_are_folded(syllable: str, folded: str) -> None:
    assert fold_syllable(syllable) == folded


@given(st.text(max_size=80))
def test_a_place_in_the_core_is_a_place_in_the_text(text: str) -> None:
    heard = normalize(text)
    assert len(heard.sound) == len(heard.key)
    for at, char in enumerate(heard.key):
        begin, end = heard.span(at, at + 1)
        assert end == begin + 1
        assert normalize(text[begin:end]).key == char


@given(st.text("模型大chatGPT3 ，。-é", max_size=40), st.data())
def test_every_piece_of_a_text_is_among_its_terms(text: str, data: st.DataObject) -> None:
    characters, latin = terms(text)
    key = normalize(text).key
    for one, two in pairwise(key):
        if one in "模型大" and two in "模型大":
            assert one + two in characters
    assert {char for char in key if char in "模型大"} <= characters
    assert latin == latin_words(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("chat GPT", {"chat", "gpt", "chatgpt"}),
        ("用GPT3做", {"gpt", "3", "gpt3"}),
        ("don't", {"don", "t", "dont"}),
        ("chat. GPT", {"chat", "gpt", "chatgpt"}),
        ("chat, GPT", {"chat", "gpt"}),
        ("one two three four five six", {"one", "two", "three", "four", "five", "six"}),
    ],
)
def test_latin_neighbours_are_joined_in_short_runs(text: str, words: set[str]) -> None:
    assert latin_words(text) == words


def test_private_use_characters_and_nul_are_taken_out() -> None:
    assert clean("a\ue000b\0c\U000f0000") == "abc"


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("guatou", [("gua", "tou")]),
        ("fangan", [("fan", "gan"), ("fang", "an")]),
        ("fang'an", [("fang", "an")]),
        ("lì dà zhuān fēi", [("li", "da", "zhuan", "fei")]),
        ("zhi1shi4", [("zhi", "shi")]),
        ("falü", [("fa", "lv")]),
        ("falv", [("fa", "lv")]),
        ("gei wo", [("gei", "wo")]),
        ("hao", []),  # one syllable is too little
        ("transformer", []),
        ("qwertyuiop", []),
    ],
)
def test_pinyin_is_read_in_every_way(typed: str, ways: list[tuple[str, ...]]) -> None:
    assert set(ways) <= set(pinyin.syllables(typed))
    assert bool(ways) == bool(pinyin.syllables(typed))


@pytest.mark.parametrize(
    ("key", "others"),
    [
        ("gpt3", {"gptthree", "gpt三"}),
        ("gptthree", {"gpt3"}),
        ("三十二张卡", {"32张卡"}),
        ("32张卡", {"三十二张卡"}),
        ("一千零五", {"1005"}),
        ("模型", set()),
    ],
)
def test_numbers_are_spelled_in_every_way(key: str, others: set[str]) -> None:
    assert set(numbers.spellings(key)) - {key} == others


@given(st.integers(0, 9999))
def test_a_numeral_is_read_back(value: int) -> None:
    assert numbers.value_of(numbers.numeral(value)) == value
