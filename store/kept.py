"""Questions kept for the buttons under their answers: the words alone, for 90 days, under a short random id."""

from __future__ import annotations

import json
import secrets
import threading
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from store.later import Write, later
from store.models import Question

KEPT_DAYS = 90
_MOST_UNWRITTEN = 4_000

# For a question that an earlier one with the same words was written before: that one's id stays, and this one's leads
# to the same words for as long as the program runs.
_KEEP = "INSERT INTO kept_questions VALUES (?, ?, ?) ON CONFLICT (question) DO UPDATE SET asked_on = excluded.asked_on"

_unwritten: dict[str, str] = {}
_remembering = threading.Lock()


def today() -> date:
    """Return the date in UTC, by which questions grow old."""
    return datetime.now(UTC).date()


def keep(db: Database, question: Question) -> str:
    """Return the id of the question, kept from today on; the same question keeps its id. Old ones are forgotten.

    An answer does not wait until the file can be written: until then the question is kept in memory.
    """
    written = json.dumps(
        [question.typed, question.texts, question.phrases, question.without, question.speaker, question.episode],
        ensure_ascii=False,
    )
    asked_on = today().isoformat()
    row = db.execute("SELECT id, asked_on FROM kept_questions WHERE question = ?", [written]).fetchone()
    if row and row[1] == asked_on:
        return str(row[0])
    question_id = str(row[0]) if row else secrets.token_urlsafe(6)
    at_once = later(db).write(
        db,
        _forget_old(),
        (_KEEP, (question_id, written, asked_on)),
    )
    if not at_once:
        _remember(question_id, written)
        return question_id
    # Another store may have been the first to write it.
    return str(db.execute("SELECT id FROM kept_questions WHERE question = ?", [written]).fetchone()[0])


def forget_old(db: Database) -> None:
    """Forget the questions whose days are over."""
    later(db).write(db, _forget_old())


def _forget_old() -> Write:
    return "DELETE FROM kept_questions WHERE asked_on < ?", ((today() - timedelta(days=KEPT_DAYS)).isoformat(),)


def _remember(question_id: str, written: str) -> None:
    with _remembering:
        while len(_unwritten) >= _MOST_UNWRITTEN:
            del _unwritten[next(iter(_unwritten))]
        _unwritten[question_id] = written


def kept(db: Database, question_id: str) -> Question | None:
    """Return the question kept under this id; None if there is none or its days are over."""
    oldest = (today() - timedelta(days=KEPT_DAYS)).isoformat()
    row = db.execute(
        "SELECT question FROM kept_questions WHERE id = ? AND asked_on >= ?", [question_id, oldest]
    ).fetchone()
    written = row[0] if row else _unwritten.get(question_id)
    if written is None:
        return None
    typed, texts, phrases, without, speaker, episode = json.loads(written)
    return Question(typed, tuple(texts), tuple(phrases), tuple(without), speaker, episode)
