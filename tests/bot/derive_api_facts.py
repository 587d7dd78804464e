"""Write api_facts.json: what the methods of the Bot API take that this bot calls, for `api_rules`.

    python -m tests.bot.derive_api_facts PATH

PATH is a machine-readable Bot API, api.min.json of https://github.com/PaulSonOfLars/telegram-bot-api-spec. A method
that is new here is a name in METHODS; of types that come in kinds, only the kinds in KINDS are taken.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

FACTS = Path(__file__).with_name("api_facts.json")

METHODS = (
    "answerCallbackQuery", "answerGuestQuery", "answerInlineQuery", "deleteMessage", "deleteMyCommands",
    "deleteWebhook", "editMessageMedia", "editMessageText", "getChatMember", "getFile", "getMe", "getUpdates",
    "sendChatAction", "sendDocument", "sendMessage", "sendPhoto", "sendVoice", "setMyCommands", "setMyDescription",
    "setMyShortDescription",
)  # fmt: skip
KINDS = {
    "InlineQueryResult": ("InlineQueryResultArticle", "InlineQueryResultCachedVoice"),
    "InputMessageContent": ("InputTextMessageContent",),
    "InputMedia": ("InputMediaPhoto",),
    "BotCommandScope": (
        "BotCommandScopeAllPrivateChats", "BotCommandScopeAllGroupChats", "BotCommandScopeAllChatAdministrators",
        "BotCommandScopeChat",
    ),
}  # fmt: skip
SIMPLE = {"String", "Integer", "Float", "Boolean", "True"}
# What a parameter may be too, and never is here: with their own parts they would be most of the file.
LEFT_OUT = {"InputRichMessage", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply", "WebAppInfo", "LoginUrl",
            "CallbackGame", "SuggestedPostParameters", "MessageEntity"}  # fmt: skip


def derive(api: dict[str, Any]) -> dict[str, Any]:
    """Return the facts: for each method and type, its fields as {name: {"types": […], "required": bool, "is": …}}."""
    types: dict[str, Any] = {}
    methods = {name: _fields(api["methods"][name], api, types) for name in METHODS}
    return {"version": api["version"], "methods": methods, "types": dict(sorted(types.items())), "kinds": KINDS}


def _fields(of: dict[str, Any], api: dict[str, Any], types: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field in of.get("fields", ()):
        kept = [one for one in field["types"] if _bare(one) not in LEFT_OUT]
        if not kept:
            continue
        fields[field["name"]] = {"types": kept, "required": field["required"]}
        # What tells one kind from another: "Scope type, must be all_private_chats".
        if field["name"] == "type" and (told := re.search(r"must be ([a-z_]+)", field["description"])):
            fields["type"]["is"] = told[1]
        for one in map(_bare, kept):
            for kind in KINDS.get(one, (one,)):
                if kind not in SIMPLE and kind not in types:
                    types[kind] = {}
                    types[kind] = _fields(api["types"][kind], api, types)
    return fields


def _bare(kind: str) -> str:
    while kind.startswith("Array of "):
        kind = kind.removeprefix("Array of ")
    return kind


if __name__ == "__main__":
    api = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    FACTS.write_text(json.dumps(derive(api), indent=1) + "\n", encoding="utf-8")
