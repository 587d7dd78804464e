"""The list of sentences. A language that lacks one of them does not type-check, and does not start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """How a command is told to people: what stands after it ("" for nothing), and what it does, in a few words."""

    arguments: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Every sentence in one language; the places to fill are named in braces and are the same in all languages."""

    # Hello and help. `commands` is in the order in which /help lists them.
    commands: Mapping[str, Command]
    welcome: str
    welcome_shelf: str
    help_head: str
    help_command: str
    help_tail: str
    help_groups: str
    unknown_command: str

    # A quote.
    sound_match: str
    near_match: str
    glossary_match: str
    corrected_match: str

    # A list of quotes.
    list_head: str
    list_head_speaker: str
    list_head_both: str

    # Nothing found.
    nothing_found: str
    nothing_by_speaker: str
    nothing_quotable: str
    other_words: str
    ask_everyone: str
    empty_shelf: str

    # Speakers.
    speakers_head: str
    speaker_line: str
    speaker_line_untimed: str
    speakers_left: str
    nobody_named: str
    which_speaker: str
    unknown_speaker: str

    # What went wrong.
    empty_question: str
    long_question: str
    unknown_episode: str
    outlived: str
    strange_button: str
    shut_library: str
    apology: str

    # Between the items of a list, and after one that goes on.
    comma: str
