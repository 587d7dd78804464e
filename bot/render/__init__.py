"""Values in, messages out: Telegram HTML and buttons. Pure: no clock, no database, nothing to wait for."""

from bot.render.chat_settings import Rights, Status, languages, privacy, status, usage
from bot.render.context import in_context
from bot.render.episodes import episodes, topics, voices, welcome
from bot.render.outcomes import notice, outcome
from bot.render.parts import (
    Button,
    Copy,
    Link,
    Message,
    Share,
    clock,
    deep_link,
    moment_link,
    names,
    sentence,
    title_of,
)
from bot.render.quotes import VOICE_CARD, Card, VoiceCard, caption, cards, voice_card

__all__ = [
    "VOICE_CARD",
    "Button",
    "Card",
    "Copy",
    "Link",
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
    "notice",
    "outcome",
    "privacy",
    "sentence",
    "status",
    "title_of",
    "topics",
    "usage",
    "voice_card",
    "voices",
    "welcome",
]
