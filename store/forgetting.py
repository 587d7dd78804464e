"""What was kept long enough goes, also where nobody asks anything that would take its place."""

from __future__ import annotations

from store import clips, inbox, kept
from store.database import Store


def forget_old(store: Store) -> None:
    """Forget questions, chats that left, answers, numbers of updates and clips whose time is over."""
    store.chats.forget_old()
    kept.forget_old(store.db)
    inbox.forget_old(store.db)
    clips.forget_old(store.db)
