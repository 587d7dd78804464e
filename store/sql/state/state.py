"""SqliteState: what a bot remembers, in one SQLite file."""

from __future__ import annotations

from sqlite_utils import Database

from store.sql.state.chats import Chats
from store.sql.state.chosen_quotes import ChosenQuotes
from store.sql.state.clips import Clips
from store.sql.state.notes import Notes
from store.sql.state.saved_questions import SavedQuestions
from store.sql.state.updates import Updates


class SqliteState:
    """The state of an open file; see `storage.state.State`."""

    def __init__(self, db: Database) -> None:
        self.chats = Chats(db)
        self.questions = SavedQuestions(db)
        self.updates = Updates(db)
        self.clips = Clips(db)
        self.notes = Notes(db)
        self.chosen = ChosenQuotes(db)

    def forget_old(self) -> None:
        """Forget questions, chats that left, answers, numbers of updates and clips whose time is over."""
        self.chats.forget_old()
        self.questions.forget_old()
        self.updates.forget_old()
        self.clips.forget_old()
