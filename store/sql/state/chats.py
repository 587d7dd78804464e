"""Chats: their settings, and which message answered which question.

A chat is a number. A person's settings are those of the private chat with that person.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from store.sql.deferred import later
from store.sql.transaction import transaction
from store.storage.state import Answered, ChatSettings

ANSWERS_KEPT = timedelta(days=2)
INACTIVE_KEPT = timedelta(days=30)


def now() -> datetime:
    """Return the time in UTC, by which answers and chats grow old."""
    return datetime.now(UTC)


class Chats:
    """The chats of an open library; see `storage.state.Chats`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # Settings

    def settings(self, chat: int) -> ChatSettings:
        """Return what a chat chose."""
        row = self._db.execute("SELECT language, episode_id FROM chats WHERE id = ?", [chat]).fetchone()
        return ChatSettings(*row) if row else ChatSettings()

    def choose_language(self, chat: int, language: str | None) -> None:
        """Keep a chat's language; None for no choice."""
        self._choose(chat, "language", language)

    def choose_episode(self, chat: int, episode: int | None) -> None:
        """Keep the episode of which a chat asks; None for all of them."""
        self._choose(chat, "episode_id", episode)

    def last_random(self, chat: int) -> int | None:
        """Return the turn that a chat was shown last by chance, as kept by `keep_random`; it may be gone."""
        row = self._db.execute("SELECT last_random FROM chats WHERE id = ?", [chat]).fetchone()
        return row[0] if row else None

    def keep_random(self, chat: int, turn: int) -> None:
        """Keep which turn a chat was shown by chance."""
        later(self._db).write(
            self._db,
            (
                "INSERT INTO chats (id, last_random) VALUES (?, ?)"
                " ON CONFLICT (id) DO UPDATE SET last_random = excluded.last_random, inactive_on = NULL",
                (chat, turn),
            ),
        )

    def move(self, old: int, new: int) -> None:
        """Give a chat's settings to the number under which it goes on; what was chosen there already stays."""
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO chats (id, language, episode_id, last_random)"
                " SELECT ?, language, episode_id, last_random FROM chats WHERE id = ? AND true"
                " ON CONFLICT (id) DO UPDATE SET language = coalesce(chats.language, excluded.language),"
                " episode_id = coalesce(chats.episode_id, excluded.episode_id)",
                [new, old],
            )
            self._db.execute("DELETE FROM chats WHERE id = ?", [old])

    # Coming and going

    def left(self, chat: int) -> None:
        """Note that a chat wants nothing more: its settings are forgotten INACTIVE_KEPT later."""
        today = now().date().isoformat()
        left = ("UPDATE chats SET inactive_on = ? WHERE id = ? AND inactive_on IS NULL", (today, chat))
        later(self._db).write(self._db, left)

    def joined(self, chat: int) -> None:
        """Note that a chat is there (again)."""
        later(self._db).write(self._db, ("UPDATE chats SET inactive_on = NULL WHERE id = ?", (chat,)))

    def forget(self, chat: int) -> None:
        """Forget all that is kept of a chat. Raises sqlite3.OperationalError, with nothing forgotten."""
        later(self._db).settle(self._db)  # what was put off must not come back afterwards
        with transaction(self._db):
            self._db.execute("DELETE FROM chats WHERE id = ?", [chat])
            self._db.execute("DELETE FROM answers WHERE chat_id = ?", [chat])

    def forget_old(self) -> None:
        """Forget the chats that left long ago, and the answers that are too old to be asked for."""
        oldest = (now() - INACTIVE_KEPT).date().isoformat()
        left = ("DELETE FROM chats WHERE inactive_on < ?", (oldest,))
        later(self._db).write(self._db, left, self._forget_old_answers())

    # Which message answered which

    def keep_answer(self, chat: int, question: int, answer: Answered) -> None:
        """Keep for ANSWERS_KEPT which message answered a message of this chat."""
        kept = (chat, question, answer.message, answer.episode, _written(now()))
        later(self._db).write(
            self._db,
            self._forget_old_answers(),
            (
                "INSERT INTO answers (chat_id, question_id, answer_id, episode_id, answered_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (chat_id, question_id) DO UPDATE SET answer_id = excluded.answer_id,"
                " episode_id = excluded.episode_id, answered_at = excluded.answered_at",
                kept,
            ),
        )

    def answer_to(self, chat: int, question: int) -> Answered | None:
        """Return the message that answered a message of this chat; None if there was none, or too long ago."""
        return self._answered("question_id", chat, question)

    def answered_with(self, chat: int, message: int) -> Answered | None:
        """Return the answer that a message of this chat is; None if it is none, or too old."""
        return self._answered("answer_id", chat, message)

    def _answered(self, column: str, chat: int, message: int) -> Answered | None:
        row = self._db.execute(
            f"SELECT answer_id, episode_id FROM answers WHERE chat_id = ? AND {column} = ? AND answered_at >= ?",  # noqa: S608
            [chat, message, _written(now() - ANSWERS_KEPT)],
        ).fetchone()
        return Answered(*row) if row else None

    def _forget_old_answers(self) -> tuple[str, tuple[str]]:
        return "DELETE FROM answers WHERE answered_at < ?", (_written(now() - ANSWERS_KEPT),)

    def _choose(self, chat: int, column: str, value: str | int | None) -> None:
        self._db.execute(
            f"INSERT INTO chats (id, {column}) VALUES (?, ?)"  # noqa: S608
            f" ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}, inactive_on = NULL",
            [chat, value],
        )


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
