from __future__ import annotations

import dataclasses
import string

import pytest

from bot.settings import LANGUAGES
from bot.texts import Texts, choose_language, texts_in
from bot.texts.en import ENGLISH
from bot.texts.zh_hans import SIMPLIFIED

SENTENCES = [field.name for field in dataclasses.fields(Texts) if field.name not in ("commands", "wording")]


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_there_in_every_language_with_the_same_places(name: str) -> None:
    said = [getattr(texts_in(language), name) for language in LANGUAGES]
    assert all(sentence.strip() for sentence in said)
    assert len({frozenset(places(sentence)) for sentence in said}) == 1


@pytest.mark.parametrize("name", SENTENCES)
def test_no_english_sentence_was_left_chinese(name: str) -> None:
    assert not any(map(is_han, getattr(ENGLISH, name)))


def test_every_command_is_told_in_every_language_within_telegrams_limit() -> None:
    for language in LANGUAGES:
        commands = texts_in(language).commands
        assert list(commands) == list(SIMPLIFIED.commands)
        assert all(1 <= len(command.about) <= 256 for command in commands.values())


@pytest.mark.parametrize("name", ["outlived", "strange_button", "closest_gone", "apology", "shut_library"])
def test_what_an_alert_says_fits_into_one(name: str) -> None:
    assert all(len(getattr(texts_in(language), name)) <= 200 for language in LANGUAGES)


def test_traditional_sentences_are_made_from_the_simplified_ones() -> None:
    traditional = texts_in("zh-hant")
    assert traditional.unknown_speaker.startswith("沒有叫")
    assert traditional.commands["quote"].arguments == "詞"
    assert places(traditional.list_head_both) == places(SIMPLIFIED.list_head_both)


def test_what_is_put_into_a_sentence_is_left_as_it_is() -> None:
    assert "{known} 龙" in ENGLISH.unknown_speaker.format(asked="{known} 龙", known="")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("zh", "zh-hans"),
        ("zh-hans", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh-Hans-HK", "zh-hans"),
        ("zh-hant", "zh-hant"),
        ("zh_TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "the default"),
        ("", "the default"),
        (None, "the default"),
    ],
)
def test_a_language_follows_the_persons_client_else_the_default(code: str | None, expected: str) -> None:
    assert choose_language(code, "the default") == expected
