"""The message for any result of a query."""

from __future__ import annotations

from bot.queries.intent.small_talk import Kind
from bot.queries.results import (
    InContext,
    Me,
    NothingFound,
    NotSaidThen,
    OneTurn,
    QueryResult,
    QuoteResult,
    Reply,
    Topics,
    TurnGone,
    WhichEpisode,
    WhichSpeaker,
)
from bot.render.context import in_context
from bot.render.episodes import topics
from bot.render.html import sayable, shorten
from bot.render.moments import not_said_then, which_episode
from bot.render.parts import ASKED_UNITS, Message, choice_rows, sentence
from bot.render.quotes import nothing, nothing_told, one_quote, one_turn, quote_list
from bot.texts import Texts

_NOTICE_UNITS = 60


def result(found: QueryResult, texts: Texts, me: Me, *, private: bool = False) -> Message:
    """Return the answer: a quote, a list of quotes, a turn in its context, or what to try instead.

    In a `private` chat that may be what is only likely meant.
    """
    match found:
        case QuoteResult(listed=True):
            message = quote_list(found, texts)
        case QuoteResult():
            message = one_quote(found, texts, me)
        case OneTurn():
            message = one_turn(found, texts, me)
        case InContext():
            message = in_context(found, texts, me)
        case WhichSpeaker(asked, choices):
            message = sentence(_which(asked, texts), choice_rows(choices))
        case NothingFound():
            message = nothing(found, texts, private=private)
        case TurnGone():
            message = sentence(texts.turn_gone)
        case NotSaidThen():
            message = sentence(not_said_then(found, texts))
        case WhichEpisode():
            message = which_episode(found, texts)
        case Reply():
            message = reply(found, texts)
        case Topics():
            message = topics(found, texts)
    return message


def reply(found: Reply, texts: Texts) -> Message:
    """Return a friendly line for small talk, with something to ask for."""
    said: dict[Kind, str] = {
        "fine": texts.reply_fine,
        "laugh": texts.reply_laugh,
        "hello": texts.reply_hello,
        "here": texts.reply_here,
        "night": texts.reply_night,
        "bye": texts.reply_bye,
        "thanks": texts.reply_thanks,
        "who": texts.reply_who,
    }
    return sentence(said[found.to.kind].format(example=shorten(found.example, ASKED_UNITS)))


def notice(found: NothingFound | WhichSpeaker, texts: Texts) -> str:
    """Return in a few words, as plain text, why there is nothing to choose from."""
    told = _which(found.asked, texts) if isinstance(found, WhichSpeaker) else nothing_told(found, texts)
    return shorten(sayable(told), _NOTICE_UNITS)


def _which(asked: str, texts: Texts) -> str:
    return texts.which_speaker.format(asked=shorten(asked, ASKED_UNITS))
