"""What can go wrong in the store. Every error of this family may be shown to a person."""

from __future__ import annotations

from store.wording.english import sentence
from store.wording.kinds import Field, Foreign, Refusal, RefusalKind


class StoreError(Exception):
    """A fault that has a sentence for the person who met it; `str()` gives that sentence in English."""


class EmptyQuestion(StoreError):
    """Nothing to look for was left in the question."""

    def __init__(self) -> None:
        super().__init__("There is no word to look for in this question.")


class QuestionTooLong(StoreError):
    """The question is longer than anything a person would type."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"The question has {length} characters; at most {limit} are looked at.")
        self.length, self.limit = length, limit


class UnknownSpeaker(StoreError):
    """Nobody of that name speaks here."""

    def __init__(self, asked: str, known: tuple[str, ...]) -> None:
        super().__init__(f"No speaker called {asked}. Here: {', '.join(known) or 'nobody is named'}.")
        self.asked, self.known = asked, known


class AmbiguousSpeaker(StoreError):
    """More than one speaker fits the name."""

    def __init__(self, asked: str, fitting: tuple[str, ...]) -> None:
        super().__init__(f"{asked} could be {' or '.join(fitting)}.")
        self.asked, self.fitting = asked, fitting


class UnknownEpisode(StoreError):
    """No episode of that name is in the library."""

    def __init__(self, asked: str, known: tuple[str, ...]) -> None:
        super().__init__(f"No episode called {asked}. Here: {', '.join(known) or 'no episode yet'}.")
        self.asked, self.known = asked, known


class NotATranscript(StoreError):
    """A file could not be read as a transcript; `refusal` names the file, what was wrong, and where."""

    def __init__(self, name: str, kind: RefusalKind, line: int | None = None, **fields: Field) -> None:
        self.refusal = Refusal(name, kind, line, **fields)
        self.line = line
        super().__init__(sentence(self.refusal))


class NotACorrection(StoreError):
    """A line is no correction of the glossary."""

    def __init__(self, line: str, number: int | None = None) -> None:
        place = f"Line {number}: " if number is not None else ""
        self.refusal = Refusal(None, "no_correction", text=f"{place}{line[:60]!r}")
        super().__init__(sentence(self.refusal))
        self.line, self.number = line, number


class NewerDatabase(StoreError):
    """The database was written by a newer program."""

    def __init__(self, path: str, unknown: str) -> None:
        self.refusal = Refusal(None, "newer_database", path=path, unknown=unknown)
        super().__init__(sentence(self.refusal))
        self.path, self.unknown = path, unknown


class DatabaseProblem(StoreError):
    """The database cannot be opened, read or written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class DatabaseBusy(DatabaseProblem):
    """Somebody else writes just now, a load perhaps; nothing was written, and it can be tried again."""


class NotWritten(StoreError):
    """Something in a transcript is nothing that the database takes; nothing of that transcript was written."""


def refusal_of(error: StoreError) -> Refusal:
    """Return why a file was not read or written, as a value that every language can word."""
    if isinstance(error, NotATranscript | NotACorrection | NewerDatabase):
        return error.refusal
    if isinstance(error, DatabaseProblem):
        return Refusal(error.path, "system", cause=Foreign(error.reason))
    return Refusal(None, "other", words=str(error))
