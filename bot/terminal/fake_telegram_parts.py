"""Parts of the fake Telegram: keyboards, files, entities in a text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from telegram.constants import InlineKeyboardButtonLimit

from bot.terminal.text import harmless

Json = dict[str, Any]

_COMMAND_OR_MENTION = re.compile(
    r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?!\w)|(?<![\w@])@[A-Za-z0-9_]{3,32}"
)


class Refused(Exception):
    """Telegram would refuse this call; `str()` is the reason in its words."""


def keyboard(values: Json) -> Json:
    """Return the buttons under a message as a field of it. Raises Refused for data that Telegram would not carry."""
    markup = values.get("reply_markup")
    if isinstance(markup, str):
        markup = json.loads(markup)
    rows = (markup or {}).get("inline_keyboard")
    if not rows:
        return {}
    carried = (button["callback_data"] for row in rows for button in row if "callback_data" in button)
    if not all(1 <= len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA for data in carried):
        raise Refused("BUTTON_DATA_INVALID")
    return {"reply_markup": {"inline_keyboard": rows}}


def described(kind: str, path: Path | None) -> Json:
    """Return a file as a field of the message that carries it."""
    name = path.name if path is not None else "remote"
    file = {"file_id": name, "file_unique_id": name, "file_size": path.stat().st_size if path is not None else 0}
    picture = {"width": 1, "height": 1}
    match kind:
        case "photo":
            return {kind: [{**file, **picture}]}
        case "voice" | "audio":
            return {kind: {**file, "duration": 0}}
        case "video" | "animation":
            return {kind: {**file, **picture, "duration": 0}}
    return {kind: {**file, "file_name": name}}


def units(text: str) -> int:
    """Return a length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entities(text: str) -> list[Json]:
    """Return the commands and mentions in a text as Telegram marks them; offsets and lengths in UTF-16 units."""
    return [
        {
            "type": "bot_command" if found[0].startswith("/") else "mention",
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
        }
        for found in _COMMAND_OR_MENTION.finditer(text)
    ]


def what_it_does(button: Json, bot: str) -> str:
    """Tell what a button does that Telegram's own program carries out."""
    if "url" in button:
        return f"(opens {harmless(button['url'])})"
    if "copy_text" in button:
        return f"(copies: {harmless(button['copy_text']['text'])})"
    for key, place in {"switch_inline_query_current_chat": "here", "switch_inline_query": "in another chat"}.items():
        if key in button:
            return f"(asks {place}: @{bot} {harmless(button[key])})"
    if "switch_inline_query_chosen_chat" in button:
        query = button["switch_inline_query_chosen_chat"].get("query", "")
        return f"(asks in another chat: @{bot} {harmless(query)})"
    return "(only in Telegram)"
