"""The plain values that travel between the rooms: Episode, Turn, Quote, Question and their kin. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.offsets import NO_OFFSETS, Offsets
from store.wording.kinds import Remark

MatchKind = Literal["exact", "sound", "near", "glossary", "meaning"]
Relation = Literal["=", "~"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A finer time inside a turn: the words from character `at` on were said at `start_s`."""

    at: int
    start_s: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said until the next one spoke; the words are kept as heard.

    `id` is None until the turn stands in a database. `speaker` is None where the transcript names nobody. Times are
    seconds from the start, None where unknown; `clock` is the time as the transcript writes it.
    """

    speaker: str | None
    start_s: float | None
    end_s: float | None
    text: str
    clock: str | None = None
    cues: tuple[Cue, ...] = ()
    id: int | None = None
    episode_id: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One recording with its transcript. `date` is ISO 8601 (2024-09-13); `id` is None until it is loaded.

    `offsets` are where the recording runs earlier or later than the transcript, as far as that stands in the database.
    """

    title: str
    date: str | None = None
    keywords: tuple[str, ...] = ()
    audio: str | None = None
    page: str | None = None
    id: int | None = None
    offsets: Offsets = NO_OFFSETS


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript as read from a file: the episode, its turns in order, and what a person should know of it."""

    episode: Episode
    turns: tuple[Turn, ...]
    format: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class EpisodeSummary:
    """An episode and what is in it; `seconds` is None where the transcript has no times."""

    episode: Episode
    turns: int
    seconds: float | None
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice, and how much it said: turns, and seconds (None where no time is known); `aliases` are found, too."""

    name: str
    turns: int
    seconds: float | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, parsed once.

    `texts` are the alternatives of `甲 | 乙`, each free words; `phrases` must stand as quoted; `without` must not be
    there. `speaker` and `episode` (an id) restrict the answer. `typed` is the question as it was typed.
    """

    typed: str
    texts: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    speaker: str | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """An answer: a turn, the excerpt to show, where in it the match stands, and how it matched.

    `highlights` are [from, to) pairs of character positions in `excerpt`, in order, never touching one another.
    `score` is 0 to 100, higher is better. A `glossary` match says what was `heard` and what was `meant`. What was found
    by meaning and is only likely to be meant is not `sure`.
    """

    turn: Turn
    episode: Episode
    excerpt: str
    highlights: tuple[tuple[int, int], ...]
    match: MatchKind
    score: float
    heard: str | None = None
    meant: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of quotes, best first, and how many there are in all.

    Where there is none, `found_words` are the words of the question that do stand in the library. `closest` are quotes
    that are likely meant and not surely: they are never shown in the place of an answer.
    """

    quotes: tuple[Quote, ...]
    total: int
    found_words: tuple[str, ...] = ()
    closest: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What was `meant`, and what was `heard` instead (`=`) or means the same (`~`); not inside one of `exceptions`.

    It holds in one episode, or, where `episode_id` is None, in the whole library.
    """

    meant: str
    relation: Relation
    heard: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    episode_id: int | None = None

    def __str__(self) -> str:
        but = f" ! {' | '.join(self.exceptions)}" if self.exceptions else ""
        return f"{self.meant} {self.relation} {' | '.join(self.heard)}{but}"
