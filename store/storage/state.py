"""What a database must do for a bot: remember chats, answers, questions, updates, clips and notes.

All of it is read and written as values; see `store.storage`. It need not be the database that keeps the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from store.models import Question


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What a chat chose, None where nothing: its language, the episode its questions are asked of (an id)."""

    language: str | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that answered a question, and the episode it quoted (an id), if it was one."""

    message: int
    episode: int | None


@dataclass(frozen=True, slots=True)
class Clip:
    """Which part of which recording, in milliseconds, for which of the messenger's accounts."""

    audio: str
    begin_ms: int
    end_ms: int
    account: int


class Chats(Protocol):
    """What chats chose, and which message answered which. A chat is a number; a person's is that of the private chat.

    What is only noted by the way (`keep_random`, `left`, `joined`, `keep_answer`) may be written a little later.
    """

    def settings(self, chat: int) -> ChatSettings:
        """Return what a chat chose."""

    def choose_language(self, chat: int, language: str | None) -> None:
        """Keep a chat's language; None for no choice."""

    def choose_episode(self, chat: int, episode: int | None) -> None:
        """Keep the episode of which a chat asks; None for all of them."""

    def last_random(self, chat: int) -> int | None:
        """Return the turn that a chat was shown last by chance, as kept by `keep_random`; it may be gone."""

    def keep_random(self, chat: int, turn: int) -> None:
        """Keep which turn a chat was shown by chance."""

    def move(self, old: int, new: int) -> None:
        """Give a chat's settings to the number under which it goes on; what was chosen there already stays."""

    def left(self, chat: int) -> None:
        """Note that a chat wants nothing more: its settings are forgotten some weeks later."""

    def joined(self, chat: int) -> None:
        """Note that a chat is there (again)."""

    def forget(self, chat: int) -> None:
        """Forget all that is kept of a chat, now or with an error, in which case nothing is forgotten."""

    def keep_answer(self, chat: int, question: int, answer: Answered) -> None:
        """Keep for some days which message answered a message of this chat."""

    def answer_to(self, chat: int, question: int) -> Answered | None:
        """Return the message that answered a message of this chat; None if there was none, or too long ago."""

    def answered_with(self, chat: int, message: int) -> Answered | None:
        """Return the answer that a message of this chat is; None if it is none, or too old."""

    def forget_old(self) -> None:
        """Forget the chats that left long ago, and the answers that are too old to be asked for."""


class SavedQuestions(Protocol):
    """Questions for the buttons under their answers: the words alone, for 90 days, under a short id."""

    def put(self, question: Question) -> str:
        """Return the id of the question, kept from today on; the same question keeps its id."""

    def remember(self, question: Question) -> str:
        """Return the id of a question as `put` does, but write nothing: it is found while this program runs."""

    def get(self, question_id: str) -> Question | None:
        """Return the question kept under this id; None if there is none or its days are over."""

    def forget_old(self) -> None:
        """Forget the questions whose days are over."""


class Updates(Protocol):
    """What came in: the numbers of updates that a bot has seen, and the updates left for its next start."""

    def unseen(self, numbers: Sequence[int], *, bot: int) -> list[int]:
        """Return those of these numbers that this bot did not see before, in order; from now on they count as seen.

        However many processes ask at once, each number is new to one of them.
        """

    def leave(self, waiting: Iterable[tuple[int, Mapping[str, Any]]], *, bot: int) -> None:
        """Keep updates, by number and content, for the bot's next start: all of them or none."""

    def take_left(self, *, bot: int) -> list[dict[str, Any]]:
        """Return the content of the updates that this bot left, in order, and forget them; not those too old."""

    def forget_old(self) -> None:
        """Forget the numbers that are too old to come again."""


class Clips(Protocol):
    """Where the messenger keeps clips that were sent once, for a quarter of a year."""

    def get(self, clip: Clip) -> str | None:
        """Return where the messenger keeps a clip; None where it is not known (any more)."""

    def put(self, clip: Clip, file_id: str) -> None:
        """Keep where the messenger has a clip."""

    def forget(self, *file_ids: str) -> None:
        """Forget clips that the messenger no longer has, by where it kept them."""

    def forget_old(self) -> None:
        """Forget the clips that are to be cut anew."""


class Notes(Protocol):
    """Small texts kept under a name, for whoever needs to know later what was done."""

    def get(self, name: str) -> str | None:
        """Return what was kept under this name; None if nothing was."""

    def put(self, name: str, text: str) -> None:
        """Keep a text under a name, in the place of an earlier one."""

    def probe(self) -> None:
        """Write something small, at once; raises the engine's error where nothing can be written."""


class ChosenQuotes(Protocol):
    """How often people chose to send a quote on."""

    def add(self, turn: int) -> None:
        """Count that somebody chose to send this turn on; one that is gone is not counted."""

    def most(self, limit: int) -> tuple[int, ...]:
        """Return the turns (ids) that people chose most often, the most chosen first."""


class State(Protocol):
    """All that a bot remembers."""

    @property
    def chats(self) -> Chats:
        """What chats chose, and what answered them."""

    @property
    def questions(self) -> SavedQuestions:
        """Questions for buttons."""

    @property
    def updates(self) -> Updates:
        """Updates seen, and left for the next start."""

    @property
    def clips(self) -> Clips:
        """Clips that were sent once."""

    @property
    def notes(self) -> Notes:
        """Small texts under a name."""

    @property
    def chosen(self) -> ChosenQuotes:
        """Quotes that people sent on."""

    def forget_old(self) -> None:
        """Forget questions, chats that left, answers, numbers of updates and clips whose time is over."""
