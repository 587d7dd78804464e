"""What Telegram takes: every call the bot makes is held to it by the wire, and one that Telegram would refuse fails.

    values = checked("sendMessage", {"chat_id": "77", "text": "狸猫"})

The parameters of each method and their types are in api_facts.json, the limits here, from
https://core.telegram.org/bots/api and https://limits.tginfo.me. Lengths are UTF-16 units unless they are bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.bot.entities import BadHtml, Json, check_address, read, units

_FACTS: Json = json.loads(Path(__file__).with_name("api_facts.json").read_text(encoding="utf-8"))
_SCALARS: dict[str, type] = {"String": str, "Integer": int, "Float": float, "Boolean": bool, "True": bool}
_LABELS = {"text", "icon_custom_emoji_id", "style"}
_ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
            "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}  # fmt: skip


class Broken(Exception):
    """A rule of Telegram's is broken; `str()` says which, in Telegram's words where they are known."""


def checked(method: str, sent: dict[str, str], uploads: dict[str, bytes] | None = None) -> Json:
    """Return the parameters of a call, each as what it is; raises Broken for a call that Telegram would refuse."""
    fields = _FACTS["methods"].get(method)
    if fields is None:
        raise Broken(f"{method}: not among the methods in api_facts.json")
    values = {name: _parsed(name, word, fields) for name, word in sent.items()}
    uploads = dict(uploads or {})
    for name in set(uploads) & set(fields):
        values[name] = uploads.pop(name)
    if "media" in values and isinstance(values["media"], dict):
        values["media"]["media"] = uploads.pop(values["media"]["media"].removeprefix("attach://"), values["media"])
    _hold(not uploads, "a file was uploaded that nothing speaks of")
    _check_fields(method, values, fields)
    rule = _RULES.get(method)
    if rule is not None:
        rule(values)
    return values


def worded(values: Json, field: str = "text") -> tuple[str, list[Json]]:
    """Return the text and the entities of a message as people will see them."""
    html = values.get("parse_mode") == "HTML"
    try:
        text, entities = read(values[field]) if html else (values[field].strip(), [])
    except BadHtml as error:
        raise Broken(f"can't parse entities: {error}") from error
    _hold(text, "message text is empty")
    if field == "caption":
        _hold(units(text) <= 1024, "message caption is too long")
    _hold(units(text) <= 4096, "message is too long")
    _hold(len(entities) <= 100, "100 entities are kept, the rest is dropped")
    return text, entities


def rows(values: Json) -> list[list[Json]]:
    """Return the buttons under a message, row by row."""
    found: list[list[Json]] = (values.get("reply_markup") or {}).get("inline_keyboard", [])
    return found


# Parameters and their types


def _parsed(name: str, word: str, fields: Json) -> object:
    """Return what a form's value stands for: all is text on the wire, and what should be text stays it."""
    kinds = fields[name]["types"] if name in fields else ["String"]
    if "Integer" in kinds and re.fullmatch(r"-?[0-9]+", word):
        return int(word)
    if "Boolean" in kinds and word in ("true", "false"):
        return word == "true"
    if "String" in kinds or not kinds:
        return word
    try:
        return json.loads(word)
    except ValueError as error:
        raise Broken(f"can't parse {name}") from error


def _check_fields(of: str, values: Json, fields: Json) -> None:
    if unknown := set(values) - set(fields):
        raise Broken(f"{of} takes no {', '.join(sorted(unknown))}")
    for name, fact in fields.items():
        if name in values:
            _hold(any(_fits(values[name], kind) for kind in fact["types"]), f"{of}: {name} is no {fact['types']}")
            _hold(fact.get("is", values[name]) == values[name], f"{of}: {name} is not {fact.get('is')}")
        else:
            _hold(not fact["required"], f"{of}: {name} is missing")


def _fits(value: object, kind: str) -> bool:
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_fits(one, kind.removeprefix("Array of ")) for one in value)
    if isinstance(value, bytes):  # a file
        return kind in ("InputFile", "String")
    if kind in _SCALARS:
        return isinstance(value, _SCALARS[kind]) and (kind in ("Boolean", "True") or not isinstance(value, bool))
    if not isinstance(value, dict):
        return False
    kinds = [(name, _FACTS["types"][name]) for name in _FACTS["kinds"].get(kind, (kind,))]
    told = [one for one in kinds if one[1].get("type", {}).get("is", "") == value.get("type")]
    name, fields = (told or kinds)[0]
    _check_fields(name, value, fields)
    return True


def _hold(rule: object, complaint: str) -> None:
    if not rule:
        raise Broken(complaint)


# The rules of each method


def _message(values: Json) -> None:
    worded(values)
    _keyboard(values)


def _edit(values: Json) -> None:
    in_chat, sent_inline = {"chat_id", "message_id"} & set(values), "inline_message_id" in values
    _hold(
        (len(in_chat) == 2) != sent_inline and (not sent_inline or not in_chat), "message identifier is not specified"
    )
    _message(values)


def _keyboard(values: Json) -> None:
    buttons = [button for row in rows(values) for button in row]
    _hold(len(buttons) <= 100 and all(1 <= len(row) <= 8 for row in rows(values)), "BUTTON_COUNT_INVALID")
    for button in buttons:
        _hold(button["text"].strip(), "inline keyboard button text is empty")
        _hold(units(button["text"]) <= 128, "nobody could read so long a label")
        does = set(button) - _LABELS
        _hold(len(does) == 1, "BUTTON_TYPE_INVALID")
        _hold(button.get("style", "primary") in ("primary", "success", "danger"), "BUTTON_STYLE_INVALID")
        _act(does.pop(), button)


def _act(does: str, button: Json) -> None:
    value = button[does]
    match does:
        case "callback_data":
            _hold(1 <= len(value.encode()) <= 64, "BUTTON_DATA_INVALID")
        case "url":
            _address(value)
        case "copy_text":
            _hold(1 <= units(value["text"]) <= 256, "BUTTON_COPY_TEXT_INVALID")
            _hold(value["text"].strip(), "BUTTON_COPY_TEXT_INVALID")
        case "switch_inline_query" | "switch_inline_query_current_chat":
            _hold(units(value) <= 256, "query is too long")
        case "switch_inline_query_chosen_chat":
            _hold(units(value.get("query", "")) <= 256, "query is too long")
            allowed = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
            _hold(any(value.get(kind) for kind in allowed), "at least one chat type must be allowed")
        case _:
            raise Broken(f"no button of ours is a {does}")


def _address(url: str) -> None:
    try:
        check_address(url)
    except BadHtml as error:
        raise Broken(f"BUTTON_URL_INVALID: {error}") from error


def _callback_answer(values: Json) -> None:
    _hold(re.fullmatch(r"(?:https://t\.me/\w+\?start=[A-Za-z0-9_-]{1,64})?", values.get("url", "")), "URL_INVALID")
    _hold(units(values.get("text", "")) <= 200, "MESSAGE_TOO_LONG")
    _hold(values.get("cache_time", 0) >= 0, "cache_time is negative")


def _inline_answer(values: Json) -> None:
    results = values["results"]
    _hold(len(results) <= 50, "RESULTS_TOO_MUCH")
    _hold(len({one["id"] for one in results}) == len(results), "RESULT_ID_DUPLICATE")
    _hold(len(values.get("next_offset", "").encode()) <= 64, "NEXT_OFFSET_INVALID")
    _hold(values.get("cache_time", 300) >= 0, "cache_time is negative")
    _hold(results or not values.get("next_offset"), "a next page after an empty one")
    for one in results:
        _result(one)
    if "button" in values:
        button = values["button"]
        _hold(button["text"].strip() and units(button["text"]) <= 128, "button text is empty or too long")
        _hold(set(button) == {"text", "start_parameter"}, "exactly one of web_app and start_parameter")
        _hold(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button["start_parameter"]), "START_PARAM_INVALID")


def _result(result: Json) -> None:
    _hold(result["type"] in ("article", "voice"), "RESULT_TYPE_INVALID")
    _hold(1 <= len(result["id"].encode()) <= 64, "RESULT_ID_INVALID")
    _hold(result["title"].strip(), "ARTICLE_TITLE_EMPTY")
    if result["type"] == "voice":
        worded(result, "caption")
        _keyboard(result)
        return
    content = result["input_message_content"]
    worded(content, "message_text")
    _keyboard(result)


def _voice(values: Json) -> None:
    """What is not OGG Opus, or has more than 1 MB, is shown as a file and not as a voice note."""
    sound = values["voice"]
    if isinstance(sound, bytes):
        _hold(sound.startswith(b"OggS") and b"OpusHead" in sound[:200], "no OGG Opus")
        _hold(len(sound) <= 2**20, "too large for a voice note")
    _captioned(values)


def _photo(values: Json) -> None:
    picture = values["media"]["media"] if "media" in values else values["photo"]
    if isinstance(picture, bytes):
        _hold(picture.startswith((b"\x89PNG", b"\xff\xd8")), "IMAGE_PROCESS_FAILED")
        _hold(len(picture) <= 10 * 2**20, "PHOTO_TOO_BIG")
        if picture.startswith(b"\x89PNG"):
            wide, high = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
            _hold(wide + high <= 10_000 and max(wide, high) <= 20 * min(wide, high), "PHOTO_INVALID_DIMENSIONS")
    _captioned(values.get("media", values))
    _keyboard(values)


def _document(values: Json) -> None:
    if isinstance(values["document"], bytes):
        _hold(0 < len(values["document"]) <= 50 * 2**20, "file must be non-empty and not too large")
    _captioned(values)


def _captioned(values: Json) -> None:
    if "caption" in values:
        worded(values, "caption")


def _commands(values: Json) -> None:
    commands = values["commands"]
    _hold(len(commands) <= 100, "BOT_COMMANDS_TOO_MUCH")
    _hold(len({one["command"] for one in commands}) == len(commands), "BOT_COMMAND_DUPLICATE")
    for one in commands:
        _hold(re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]), "BOT_COMMAND_INVALID")
        _hold(1 <= units(one["description"].strip()) <= 256, "BOT_COMMAND_DESCRIPTION_INVALID")
    _language(values)


def _language(values: Json) -> None:
    _hold(re.fullmatch(r"(?:[a-z]{2})?", values.get("language_code", "")), "LANG_CODE_INVALID")


def _description(values: Json) -> None:
    _hold(units(values.get("description", "")) <= 512, "BOT_DESCRIPTION_TOO_LONG")
    _language(values)


def _short_description(values: Json) -> None:
    _hold(units(values.get("short_description", "")) <= 120, "BOT_SHORT_DESCRIPTION_TOO_LONG")
    _language(values)


def _action(values: Json) -> None:
    _hold(values["action"] in _ACTIONS, "wrong parameter action in request")


_RULES: dict[str, Callable[[Json], None]] = {
    "sendMessage": _message,
    "editMessageText": _edit,
    "answerCallbackQuery": _callback_answer,
    "answerInlineQuery": _inline_answer,
    "answerGuestQuery": lambda values: _result(values["result"]),
    "setMyCommands": _commands,
    "deleteMyCommands": _language,
    "setMyDescription": _description,
    "setMyShortDescription": _short_description,
    "sendChatAction": _action,
    "sendVoice": _voice,
    "sendPhoto": _photo,
    "editMessageMedia": _photo,
    "sendDocument": _document,
}
