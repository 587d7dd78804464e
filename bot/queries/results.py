"""The results of queries: frozen values that `render` puts into words.

`key` is the short id under which the store keeps a question, so that a button can ask it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.queries.callback_data import (
    OpenClosest,
    OpenClosestList,
    OpenContext,
    OpenList,
    OpenQuote,
    Press,
    Shown,
)
from bot.queries.intent.small_talk import SmallTalk
from store.library.quotes import TurnInContext
from store.models import Answer, Episode, EpisodeSummary, Question, Quote, Speaker, Turn

PAGE: Final = 5
"""How many quotes, or episodes, stand on one page of a list."""

_SPOT = re.compile(r"t([0-9]{1,12})(?:-([0-9]{1,6}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Me:
    """What the bot is called (without @), and whether it may be asked inline."""

    name: str
    inline: bool
    draws: bool = False
    """Whether it has the fonts for pictures."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the library: a turn (its id) and a character in it. Written `t123-45` in links and queries."""

    turn: int
    at: int

    def __str__(self) -> str:
        return f"t{self.turn}-{self.at}" if self.at else f"t{self.turn}"

    @classmethod
    def read(cls, written: str) -> Spot | None:
        """Return the place that was written so; None for anything else."""
        found = _SPOT.fullmatch(written)
        return cls(int(found[1]), int(found[2] or 0)) if found else None


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a person may want next, as a button."""

    label: str
    press: Press


@dataclass(frozen=True, slots=True)
class QuoteResult:
    """Quotes that answer a question: one, or (`listed`) a page of them; `offset` is the place of the first, from 0.

    `spots` say for each quote where it is found again. With `several_episodes` in the library, a quote wants its
    episode's name beside it. What is only `closest` in meaning does not answer: somebody has asked to see it all the
    same.
    """

    key: str
    question: Question
    answer: Answer
    offset: int
    listed: bool
    several_episodes: bool
    spots: tuple[Spot, ...]
    closest: bool = False

    def one(self, place: int) -> OpenQuote | OpenClosest:
        """Return the button that shows the quote at a place."""
        return OpenClosest(self.key, place) if self.closest else OpenQuote(self.key, place)

    def page(self, number: int) -> OpenList | OpenClosestList:
        """Return the button that shows a page of the list; of what is closest there is one."""
        return OpenClosestList(self.key) if self.closest else OpenList(self.key, number)


@dataclass(frozen=True, slots=True)
class NothingFound:
    """No quote answers the question; `words` are those of its words that would.

    `everyone` asks it of all speakers, `anywhere` of all episodes, where that has an answer. `closest` shows what is
    likely meant: an offer for a private chat alone, where nobody takes it for an answer.
    """

    question: Question
    words: tuple[Choice, ...] = ()
    everyone: Choice | None = None
    anywhere: Choice | None = None
    no_episodes: bool = False
    closest: Press | None = None


@dataclass(frozen=True, slots=True)
class WhichSpeaker:
    """More than one speaker fits the name that was asked for."""

    asked: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class OneTurn:
    """A turn as a quote, asked for by its place; `again` is a button for another one, if it came by chance."""

    quote: Quote
    spot: Spot
    several_episodes: bool
    again: Press | None = None


@dataclass(frozen=True, slots=True)
class NotSaidThen:
    """Nothing is said in an episode at the second asked for: it has words from `begin_s` to `end_s` only.

    Both are None where its transcript has no times.
    """

    episode: Episode
    second: int
    begin_s: float | None
    end_s: float | None
    several_episodes: bool


@dataclass(frozen=True, slots=True)
class WhichEpisode:
    """More than one episode may be meant: by a moment of it (`second`), or by part of a title (`asked`)."""

    choices: tuple[Choice, ...]
    second: int | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A friendly line back: to which small talk, and something to ask for that has an answer here."""

    to: SmallTalk
    example: str


@dataclass(frozen=True, slots=True)
class InContext:
    """A turn, the part of it that holds character `at`, between its neighbours; `back` is where the walk began."""

    standing: TurnInContext
    at: int
    back: Shown
    several_episodes: bool

    def beside(self, turn: int, at: int = 0) -> OpenContext:
        """Return the button that shows another place of the same walk."""
        return OpenContext(turn, at, self.back)


@dataclass(frozen=True, slots=True)
class Picked:
    """A quote that is to be heard or seen."""

    quote: Quote
    several_episodes: bool


@dataclass(frozen=True, slots=True)
class EpisodeTurns:
    """An episode with all its turns, and the quotes that answer a question in it; `key` is the question ("-": none).

    `others` are further episodes, newest first.
    """

    episode: Episode
    turns: tuple[Turn, ...]
    key: str = "-"
    words: str | None = None
    quotes: tuple[Quote, ...] = ()
    others: tuple[Episode, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnGone:
    """The turn that a button or a link stands for is no longer in the library."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Quotes to choose from as one types, a page of them; `next_place` is where the next page begins, if there is one.

    `lasting` ones are the same whenever they are asked for. `clips` are where the messenger keeps them as voice notes.
    """

    quotes: tuple[Quote, ...]
    spots: tuple[Spot, ...]
    next_place: int | None
    several_episodes: bool
    lasting: bool = True
    clips: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """There is nothing to choose from as one types; `key` is the question, which is answered more fully elsewhere.

    The question is remembered, not written: somebody who types goes through many of them, and posts none.
    """

    found: NothingFound | WhichSpeaker
    key: str


@dataclass(frozen=True, slots=True)
class SpeakerList:
    """Who speaks here, those with the most turns first; `keys[i]` lists what `speakers[i]` said.

    `left` is how many more there are.
    """

    speakers: tuple[Speaker, ...]
    keys: tuple[str, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class Topics:
    """What an episode is about, each topic a question; without an episode there are none."""

    episode: Episode | None
    choices: tuple[Choice, ...] = ()
    several_episodes: bool = False


@dataclass(frozen=True, slots=True)
class Episodes:
    """One page of the library, newest first; `chosen` is the one of which this chat asks, if it is one.

    `total` counts all episodes, `offset` is the place of the first one here, from 0.
    """

    episodes: tuple[EpisodeSummary, ...]
    offset: int
    total: int
    chosen: Episode | None = None

    @property
    def page(self) -> int:
        """The number of this page, from 0."""
        return self.offset // PAGE


@dataclass(frozen=True, slots=True)
class NewestEpisodes:
    """The newest episodes, and a word worth asking for."""

    episodes: tuple[EpisodeSummary, ...]
    example: str | None = None


QueryResult = (
    QuoteResult | NothingFound | WhichSpeaker | OneTurn | InContext | TurnGone
    | NotSaidThen | WhichEpisode | Reply | Topics
)  # fmt: skip
