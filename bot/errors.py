"""Errors that end the bot."""

from __future__ import annotations


class CannotPoll(Exception):
    """Serving Telegram cannot go on; `str()` is one line for the person who runs the bot."""
