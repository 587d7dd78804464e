"""Rendering: results of queries into messages, as Telegram HTML and buttons. Pure functions, without a database."""

from bot.render.chat_settings import Rights, Status, languages, privacy, status, usage
from bot.render.context import in_context
from bot.render.episodes import episodes, speakers, topics, welcome
from bot.render.moments import not_said_then
from bot.render.parts import (
    Button,
    Copy,
    LinkButton,
    Message,
    Share,
    clock,
    deep_link,
    moment_link,
    names,
    sentence,
    title_of,
)
from bot.render.quotes import VOICE_CARD, InlineCard, VoiceCard, caption, cards, voice_card
from bot.render.results import notice, result

__all__ = [
    "VOICE_CARD",
    "Button",
    "Copy",
    "InlineCard",
    "LinkButton",
    "Message",
    "Rights",
    "Share",
    "Status",
    "VoiceCard",
    "caption",
    "cards",
    "clock",
    "deep_link",
    "episodes",
    "in_context",
    "languages",
    "moment_link",
    "names",
    "not_said_then",
    "notice",
    "privacy",
    "result",
    "sentence",
    "speakers",
    "status",
    "title_of",
    "topics",
    "usage",
    "voice_card",
    "welcome",
]
