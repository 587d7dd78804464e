"""Telegram's refusals told apart by their words: every one of them is the same BadRequest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from telegram.error import BadRequest

# In lower case.
TOO_LATE: Final = ("query is too old", "query id is invalid", "query_id_invalid")
"""For an answer to a press, an inline query or a guest: the query was answered before, or is too old."""
NOTHING_TO_EDIT: Final = (
    "message is not modified",
    *("message to edit not found", "message can't be edited", "message_id_invalid"),
)
"""For an edit: the message shows the same already, or is gone."""
FILE_GONE: Final = (
    *("wrong file identifier", "wrong file_id", "wrong remote file", "file_reference", "can't unserialize"),
)
"""For a file that Telegram was to send again: it no longer has it, or never had it."""


def says(error: BadRequest, complaints: Sequence[str]) -> bool:
    """Say whether a refusal is one of these complaints."""
    return any(complaint in error.message.lower() for complaint in complaints)


@contextmanager
def ignored(complaints: Sequence[str]) -> Iterator[None]:
    """Let these complaints pass, and no others."""
    try:
        yield
    except BadRequest as error:
        if not says(error, complaints):
            raise
