"""Parsing a question: operators are taken out of what was typed, everything else is left as words."""

from __future__ import annotations

import re

from store.errors import QuestionTooLong
from store.models import Question
from store.text.normalize import clean, normalize

LONGEST_QUESTION = 300
"""In characters. Nine in ten turns of the shipped episode are shorter as a whole, and the longest of the questions that
are measured with has 27. One of a thousand takes up to twice as long to answer as one of this length."""
_MOST_ALTERNATIVES = 8
_MOST_CONDITIONS = 8
"""Phrases, and exclusions: each is looked for in every candidate. Nobody types so many; more are passed over."""

_QUOTED = re.compile(r'"([^"]+)"|“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|〝([^〝〞]+)〞')
_WITHOUT = re.compile(r"(?:(?<=\s)|^)[-－−]([^\W\d_][^\s|｜]*)")
_EITHER = re.compile(r"[|｜]")
_ASKED_OF = re.compile(r"\s*[@＠]([^\s:：,，]{1,40})[\s:：,，]*")
_NAMED = re.compile(r"\s*+([^:：\n\"“「|｜]{1,30}+)[:：](?!//)\s*")

_POSSESSIVE = re.compile(r"([^\n的'’]{2,30}+)(?:的|['’]s\s)(.+)")


def parse(typed: str, *, speaker: str | None = None, episode: int | None = None) -> Question:
    """Return the question: `"整句"` becomes a phrase, `-不要` an exclusion, `甲 | 乙` alternatives, `@某人` a speaker.

    A `speaker` given beside the words wins over one in them. What looks like an operator and has nothing to work on
    stays what it is: words. Raises QuestionTooLong.
    """
    typed = clean(typed).strip()
    if len(typed) > LONGEST_QUESTION:
        raise QuestionTooLong(len(typed), LONGEST_QUESTION)
    rest = typed
    named = _ASKED_OF.match(rest)
    if speaker is None and named:
        speaker, rest = named[1], rest[named.end() :]
    quoted = (phrase for groups in _QUOTED.findall(rest) for phrase in groups if normalize(phrase).key)
    phrases = tuple(dict.fromkeys(quoted))
    rest = _QUOTED.sub(" ", rest)
    without = tuple(dict.fromkeys(word for word in _WITHOUT.findall(rest) if normalize(word).key))
    kept = _WITHOUT.sub(" ", rest)
    if without and not normalize(kept).key and not phrases:
        without, kept = (), rest
    texts = tuple(dict.fromkeys(text for text in map(str.strip, _EITHER.split(kept)) if normalize(text).key))
    phrases, without = (tuple(dict.fromkeys(each))[:_MOST_CONDITIONS] for each in (phrases, without))
    return Question(typed, texts[:_MOST_ALTERNATIVES], phrases, without, speaker, episode)


def named_at_start(typed: str) -> tuple[str, str] | None:
    """Return (name, rest) of `名字：其余`, for the caller to see whether anyone is called so; else None."""
    match = _NAMED.match(typed)
    return (match[1].strip(), typed[match.end() :]) if match and match[1].strip() else None


def possessive(typed: str) -> tuple[str, str] | None:
    """Return (a key that may be a name, rest) of 名字的其余 or Name's rest; None where nothing is asked so."""
    match = _POSSESSIVE.fullmatch(typed.strip())
    return (normalize(match[1]).key, match[2]) if match else None
