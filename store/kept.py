"""Questions kept for the buttons under their answers: the words alone, for 90 days, under a short random id."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from store.models import Question

KEPT_DAYS = 90


def today() -> date:
    """Return the date in UTC, by which questions grow old."""
    return datetime.now(UTC).date()


def keep(db: Database, question: Question) -> str:
    """Return the id of the question, kept from today on; the same question keeps its id. Old ones are forgotten."""
    written = json.dumps(
        [question.typed, question.texts, question.phrases, question.without, question.speaker, question.episode],
        ensure_ascii=False,
    )
    asked_on = today().isoformat()
    row = db.execute("SELECT id, asked_on FROM kept_questions WHERE question = ?", [written]).fetchone()
    if row and row[1] == asked_on:
        return str(row[0])
    oldest = (today() - timedelta(days=KEPT_DAYS)).isoformat()
    with db.atomic():
        db.execute("DELETE FROM kept_questions WHERE asked_on < ?", [oldest])
        row = db.execute(
            "INSERT INTO kept_questions VALUES (?, ?, ?)"
            " ON CONFLICT (question) DO UPDATE SET asked_on = excluded.asked_on RETURNING id",
            [secrets.token_urlsafe(6), written, asked_on],
        ).fetchone()
    return str(row[0])


def kept(db: Database, question_id: str) -> Question | None:
    """Return the question kept under this id; None if there is none or its days are over."""
    oldest = (today() - timedelta(days=KEPT_DAYS)).isoformat()
    row = db.execute(
        "SELECT question FROM kept_questions WHERE id = ? AND asked_on >= ?", [question_id, oldest]
    ).fetchone()
    if row is None:
        return None
    typed, texts, phrases, without, speaker, episode = json.loads(row[0])
    return Question(typed, tuple(texts), tuple(phrases), tuple(without), speaker, episode)
