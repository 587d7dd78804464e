"""What is shown to a person, before it is worded: frozen values from the library to `render`.

`key` is the short id under which the store keeps a question, so that a button can ask it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store.models import Answer, EpisodeSummary, Question, Speaker

PAGE: Final = 5
"""How many quotes stand on one page of a list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question somebody may want to ask next, as a button; `listed` opens its list, else its first quote."""

    label: str
    key: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Quotes that answer a question: one, or (`listed`) a page of them; `offset` is the place of the first, from 0.

    With `several_episodes` in the library, a quote wants its episode's name beside it.
    """

    key: str
    question: Question
    answer: Answer
    offset: int
    listed: bool
    several_episodes: bool


@dataclass(frozen=True, slots=True)
class NothingFound:
    """No quote answers the question; `words` are those of its words that would, `everyone` asks it of all speakers."""

    question: Question
    words: tuple[Choice, ...] = ()
    everyone: Choice | None = None
    empty_shelf: bool = False


@dataclass(frozen=True, slots=True)
class WhichSpeaker:
    """More than one speaker fits the name that was asked for."""

    asked: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks here, those with the most turns first; `keys[i]` lists what `speakers[i]` said.

    `left` is how many more there are.
    """

    speakers: tuple[Speaker, ...]
    keys: tuple[str, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """The newest episodes, and a word worth asking for."""

    episodes: tuple[EpisodeSummary, ...]
    example: str | None = None


Outcome = Found | NothingFound | WhichSpeaker
