"""What was kept long enough goes, also where nobody asks anything that would take its place."""

from __future__ import annotations

from store.sql import clips, saved_questions, updates
from store.store import Store


def forget_old(store: Store) -> None:
    """Forget questions, chats that left, answers, numbers of updates and clips whose time is over."""
    store.chats.forget_old()
    saved_questions.forget_old(store.db)
    updates.forget_old(store.db)
    clips.forget_old(store.db)
