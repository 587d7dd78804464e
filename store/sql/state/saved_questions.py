"""Questions kept for the buttons under their answers: the words alone, for 90 days, under a short id.

The id is made of the question with a key that each library has for itself. So the same question has the same id in
every process, whether it is written yet or not, and nobody can reckon out the id of a question to see whether it was
ever asked.
"""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from sqlite_utils import Database

from store.models import Question
from store.sql import facts
from store.sql.deferred import later

KEPT_DAYS: Final = 90

MOST_BYTES: Final = 128 * 2**20
"""Of all questions in the file; beyond it the oldest go.

Room for 800,000 usual questions, 9,000 a day. A person who is allowed 20 a minute, and asks new ones of 300 characters
day and night, writes 30 MB a day: beside them the others' buttons go on working for four days. Where each question
names somebody who could be eight people, and so has eight buttons, for half a day.
"""
LONGEST_BYTES: Final = 1_900
"""Of one question in the file: two fit on a page of it. Longer ones than that are only remembered."""
BESIDE_BYTES: Final = 100
"""What a question takes beside its words: its id twice, its date, what a page leaves empty: measured, 50 to 200."""
_DIGEST_BYTES: Final = 9  # 12 characters; a million questions share one with a chance of 1 in 10 thousand million
_MOST_REMEMBERED: Final = 4_000

_KEEP: Final = (
    "INSERT INTO kept_questions (number, id, question, asked_on)"
    " VALUES ((SELECT coalesce(max(number), 0) FROM kept_questions) + ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE"
    " SET number = excluded.number, question = excluded.question, asked_on = excluded.asked_on"
)
_MAKE_ROOM: Final = "DELETE FROM kept_questions WHERE number <= (SELECT max(number) FROM kept_questions) - ?"


class _Memory:
    """The newest questions, by id, for as long as the program runs."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}
        self._lock = threading.Lock()

    def put(self, question_id: str, written: str) -> None:
        with self._lock:
            self._written.pop(question_id, None)
            while len(self._written) >= _MOST_REMEMBERED:
                del self._written[next(iter(self._written))]
            self._written[question_id] = written

    def get(self, question_id: str) -> str | None:
        return self._written.get(question_id)


_unwritten, _passing = _Memory(), _Memory()


def today() -> date:
    """Return the date in UTC, by which questions grow old."""
    return datetime.now(UTC).date()


class SavedQuestions:
    """The saved questions of an open library; see `storage.state.SavedQuestions`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, question: Question) -> str:
        """Return the id of the question, kept from today on; the same question keeps its id.

        An answer does not wait until the file can be written: until then the question is kept in memory.
        """
        question_id, written = self._known_by(question)
        asked_on = today().isoformat()
        row = self._db.execute("SELECT asked_on FROM kept_questions WHERE id = ?", [question_id]).fetchone()
        if row and row[0] == asked_on:
            return question_id
        size = len(written.encode())
        values = (size + BESIDE_BYTES, question_id, written, asked_on)
        kept = size <= LONGEST_BYTES and later(self._db).write(self._db, (_KEEP, values), (_MAKE_ROOM, (MOST_BYTES,)))
        if not kept:
            _unwritten.put(question_id, written)
        return question_id

    def remember(self, question: Question) -> str:
        """Return the id of a question whose button nobody may ever see, as of what is offered while somebody types.

        It is in memory alone, as one of the newest; whoever presses that button asks it, and then it is kept.
        """
        question_id, written = self._known_by(question)
        _passing.put(question_id, written)
        return question_id

    def get(self, question_id: str) -> Question | None:
        """Return the question kept under this id; None if there is none or its days are over."""
        row = self._db.execute(
            "SELECT question FROM kept_questions WHERE id = ? AND asked_on >= ?", [question_id, _oldest()]
        ).fetchone()
        written = row[0] if row else _unwritten.get(question_id) or _passing.get(question_id)
        return _read(written) if written is not None else None

    def forget_old(self) -> None:
        """Forget the questions whose days are over."""
        later(self._db).write(self._db, ("DELETE FROM kept_questions WHERE asked_on < ?", (_oldest(),)))

    def _known_by(self, question: Question) -> tuple[str, str]:
        """Return the id of a question, and the question as it is written."""
        written = _written(question)
        # Whatever a damaged file holds there.
        key = (facts.get(self._db, "key of questions") or "").encode()[: blake2b.MAX_KEY_SIZE]
        digest = blake2b(written.encode(), digest_size=_DIGEST_BYTES, key=key)
        return urlsafe_b64encode(digest.digest()).decode(), written


def _oldest() -> str:
    return (today() - timedelta(days=KEPT_DAYS)).isoformat()


def _written(question: Question) -> str:
    """Return a question as JSON; what stands in the words as typed is given by its place there."""

    def places(parts: Iterable[str]) -> list[str | list[int]]:
        found = ((part, question.typed.find(part)) for part in parts)
        return [part if at < 0 else [at, at + len(part)] for part, at in found]

    parts = map(places, (question.texts, question.phrases, question.without))
    written = json.dumps(
        [question.typed, *parts, question.speaker, question.episode], ensure_ascii=False, separators=(",", ":")
    )
    return written.encode("utf-8", "replace").decode()  # no file takes halves of characters


def _read(written: Any) -> Question | None:
    """Return the question that was written so; None for what is damaged."""
    try:
        typed, *lists, speaker, episode = json.loads(written)
        texts, phrases, without = (
            tuple(typed[part[0] : part[1]] if isinstance(part, list) else str(part) for part in one) for one in lists
        )
        whole = isinstance(typed, str) and isinstance(speaker, str | None) and isinstance(episode, int | None)
    except (ValueError, TypeError, IndexError, RecursionError):
        return None
    return Question(typed, texts, phrases, without, speaker, episode) if whole else None
