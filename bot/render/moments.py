"""Messages about a moment that shows no turn: none is said then, or several episodes may be meant."""

from __future__ import annotations

from bot.queries.results import NotSaidThen, WhichEpisode
from bot.render.html import shorten
from bot.render.parts import ASKED_UNITS, NAME_UNITS, Message, choice_rows, sentence
from bot.texts import Texts
from store.text.clock import clock_text


def not_said_then(found: NotSaidThen, texts: Texts) -> str:
    """Return why nothing is said at a moment, and how long the episode is, as plain text that fits into an alert."""
    title, clock = shorten(found.episode.title, NAME_UNITS), clock_text(found.second)
    if found.begin_s is None or found.end_s is None:
        return texts.moment_untimed.format(title=title, clock=clock)
    begin, end = clock_text(found.begin_s), clock_text(found.end_s)
    told = texts.moment_before if found.second < found.begin_s else texts.moment_after
    return told.format(title=title, begin=begin, end=end, clock=clock)


def which_episode(found: WhichEpisode, texts: Texts) -> Message:
    """Return the episodes that may be meant, a button each."""
    if found.second is not None:
        told = texts.which_moment.format(clock=clock_text(found.second))
    else:
        told = texts.which_episode.format(asked=shorten(found.asked or "", ASKED_UNITS))
    return sentence(told, choice_rows(found.choices))
