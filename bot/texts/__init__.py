"""Texts: every sentence the bot says, in 简体 and English, a file each; 繁體 is made from 简体 by OpenCC.

A sentence is plain text with named places, as in `texts.unknown_speaker.format(asked=..., known=...)`; nothing in it is
HTML, so whoever sends it escapes it whole. Quotes are never translated: they stay as the transcript has them.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from functools import cache

import opencc

from bot.settings import LANGUAGES
from bot.texts.en import ENGLISH
from bot.texts.sentences import Command, Texts
from bot.texts.zh_hans import SIMPLIFIED

_TRADITIONAL = {"hant", "tw", "hk", "mo"}

LANGUAGE_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
"""What each language calls itself."""

_CALLED = {
    "zh-hans": ("简体中文", "简体", "简中", "简", "簡體中文", "簡體", "簡中", "中文", "汉语", "漢語", "chinese"),
    "zh-hant": ("繁體中文", "繁体中文", "繁體", "繁体", "繁中", "繁"),
    "en": ("english", "英文", "英语", "英語"),
}

__all__ = [
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "Command",
    "Texts",
    "choose_language",
    "language_called",
    "language_of",
    "texts_in",
]


def language_of(code: str | None) -> str | None:
    """Return the language that a person's client is set to (IETF, as in Telegram's `language_code`), if we speak it.

    >>> language_of("zh-TW"), language_of("en-GB"), language_of("de")
    ('zh-hant', 'en', None)
    """
    primary, *rest = (code or "").lower().replace("_", "-").split("-")
    if primary == "zh":
        return "zh-hant" if "hans" not in rest and _TRADITIONAL.intersection(rest) else "zh-hans"
    return "en" if primary == "en" else None


def language_called(asked: str) -> str | None:
    """Return the language that a person asks for by a name or a code, if we speak it.

    >>> language_called("English"), language_called("繁"), language_called("zh_TW"), language_called("klingon")
    ('en', 'zh-hant', 'zh-hant', None)
    """
    said = unicodedata.normalize("NFKC", asked).strip().casefold()
    called = next((language for language, names in _CALLED.items() if said in names), None)
    return called or language_of(said)


def choose_language(code: str | None, default: str, *, own: str | None = None, chat: str | None = None) -> str:
    """Return the language for a person: the one they chose, else their client's, else the chat's choice, else ours."""
    return own or language_of(code) or chat or default


@cache
def texts_in(language: str) -> Texts:
    """Return the sentences in one of LANGUAGES; any other gives 简体."""
    if language == "en":
        return ENGLISH
    return _traditional(SIMPLIFIED) if language == "zh-hant" else SIMPLIFIED


def _traditional(texts: Texts) -> Texts:
    convert = opencc.OpenCC("s2tw").convert
    sentences = {
        field.name: convert(getattr(texts, field.name))
        for field in dataclasses.fields(texts)
        if field.name not in ("commands", "wording")
    }
    commands = {
        name: Command(arguments=convert(command.arguments), about=convert(command.about))
        for name, command in texts.commands.items()
    }
    return Texts(commands=commands, wording=texts.wording.converted(convert), **sentences)
