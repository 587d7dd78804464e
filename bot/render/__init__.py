"""Values in, messages out: Telegram HTML and buttons. Pure: no clock, no database, nothing to wait for."""

from bot.render.context import in_context
from bot.render.house import Rights, Status, languages, privacy, status, usage
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
)
from bot.render.quotes import Card, cards
from bot.render.shelf import episodes, topics, voices, welcome

__all__ = [
    "Button",
    "Card",
    "Copy",
    "Link",
    "Message",
    "Rights",
    "Share",
    "Status",
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
    "topics",
    "usage",
    "voices",
    "welcome",
]
