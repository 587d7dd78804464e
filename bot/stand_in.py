"""A stand-in for Telegram: the far end of the wire for one private chat, which is a terminal.

PTB hands every call of the Bot API to a BaseRequest; this one answers by itself. What the bot sends is printed, the
buttons under it get numbers, and what a person types comes back as the updates that Telegram would send.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import unquote

from telegram._utils.types import ODVInput
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit
from telegram.request import BaseRequest, RequestData

from bot.plain import BadEntities, bare, harmless, plain

TOKEN = "1:terminal"  # noqa: S105 - opens nothing: PTB wants one, and it goes nowhere
Json = dict[str, Any]

BOT: Json = {
    "id": 1, "is_bot": True, "first_name": "Quotes", "username": "episode_quote_bot", "can_join_groups": True,
    "can_read_all_group_messages": False, "supports_inline_queries": True,
}  # fmt: skip
PERSON: Json = {"id": 2, "is_bot": False, "first_name": "You"}
CHAT: Json = {"id": 2, "type": "private", "first_name": "You"}

# What a single private chat can say about itself; every method that is named nowhere here is answered with True.
_FACTS: dict[str, object] = {
    "getMe": BOT,
    "getUpdates": [],
    "getMyCommands": [],
    "getChatAdministrators": [],
    "getChat": {**CHAT, "accent_color_id": 0, "max_reaction_count": 1},
    "getChatMember": {"status": "member", "user": PERSON},
    "getMyName": {"name": BOT["first_name"]},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}

_FILES = ("Photo", "Voice", "Audio", "Document", "Video", "Animation")
_COMMAND_OR_MENTION = re.compile(
    r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?!\w)|(?<![\w@])@[A-Za-z0-9_]{3,32}"
)


class Refused(Exception):
    """Telegram would refuse this call; `str()` is the reason in its words."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A message of the chat, and how its text was shown."""

    message: Json
    shown: str


class StandIn(BaseRequest):
    """Telegram for one private chat, printed to `out`; `ansi` is for a terminal that shows bold.

    Buttons of the messages that the last line typed brought about are numbered from 1; older numbers end with them.
    """

    __slots__ = (
        "_ansi", "_buttons", "_files", "_folder", "_ids", "_line_is_new", "_messages", "_methods", "_out", "_printed",
    )  # fmt: skip

    def __init__(self, out: TextIO, *, ansi: bool = False) -> None:
        self._out = out
        self._ansi = ansi
        self._ids = count(1)
        self._messages: dict[int, _Kept] = {}
        self._buttons: dict[int, tuple[int, Json]] = {}
        self._line_is_new = False
        self._files: dict[str, Path] = {}
        self._folder: Path | None = None
        self._printed = False
        self._methods: dict[str, Callable[[Json, Mapping[str, Any]], object]] = {
            "sendMessage": self._send,
            "sendMediaGroup": self._send_group,
            "editMessageText": partial(self._edit, field="text"),
            "editMessageCaption": partial(self._edit, field="caption"),
            "editMessageReplyMarkup": self._edit,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer_press,
            "setMessageReaction": self._react,
            "sendChatAction": self._act,
            "getFile": self._get_file,
            **{f"send{kind}": partial(self._send_file, kind=kind.lower()) for kind in _FILES},
        }

    # What a person does

    def typed(self, line: str) -> Json | None:
        """Return the update that a typed line makes: a button's press, a message, or None where there is no update.

        A number that stands at a shown button presses it. A button that would do something in Telegram's own program
        (open an address, copy, share) tells what, and makes no update; nor does an empty line.
        """
        text = line.encode("utf-8", "replace").decode().strip()  # half a character, as a terminal may type it, is none
        if not text:
            return None
        self._line_is_new = True
        shown = self._buttons.get(int(text)) if re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) else None
        if shown is None:
            message = self._keep(PERSON, text=text, entities=_entities(text))
            return {"update_id": next(self._ids), "message": message}
        message_id, button = shown
        if "callback_data" not in button:
            self._show(_what_it_does(button))
            return None
        press = {
            "id": str(next(self._ids)), "from": PERSON, "chat_instance": "terminal",
            "message": self._messages[message_id].message, "data": button["callback_data"],
        }  # fmt: skip
        return {"update_id": next(self._ids), "callback_query": press}

    # What PTB asks of a wire

    @property
    def read_timeout(self) -> float | None:
        """No answer takes time here."""
        return None

    async def initialize(self) -> None:
        """Nothing has to be opened."""

    async def shutdown(self) -> None:
        """Nothing has to be closed."""

    async def do_request(  # noqa: PLR0917 - PTB's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer one call as Telegram would: the HTTP status and the body."""
        name = unquote(url.rsplit("/", 1)[-1])
        if method == "GET":
            path = self._files.get(name)
            return (200, path.read_bytes()) if path is not None else (404, b'{"ok": false, "description": "Not Found"}')
        values = dict(request_data.parameters) if request_data is not None else {}
        uploads = dict(request_data.multipart_data) if request_data is not None else {}
        try:
            answer: Json = {"ok": True, "result": self._answer(name, values, uploads)}
        except (Refused, BadEntities) as error:
            reason = f"Bad Request: {error}"
            return 400, json.dumps({"ok": False, "error_code": 400, "description": reason}).encode()
        return 200, json.dumps(answer).encode()

    def _answer(self, name: str, values: Json, uploads: Mapping[str, Any]) -> object:
        method = self._methods.get(name)
        if method is not None:
            return method(values, uploads)
        return _FACTS.get(name, True)

    # Messages

    def _keep(self, sender: Json, shown: str = "", **content: Any) -> Json:
        message = {"message_id": next(self._ids), "date": int(time.time()), "chat": CHAT, "from": sender, **content}
        self._messages[message["message_id"]] = _Kept(message, shown)
        return message

    def _send(self, values: Json, _: object) -> Json:
        text, shown = self._worded(values, "text")
        if not text:
            raise Refused("message text is empty")
        message = self._keep(BOT, shown, text=text, **_keyboard(values))
        self._show_message(message)
        return message

    def _send_file(self, values: Json, uploads: Mapping[str, Any], *, kind: str) -> Json:
        given = str(values.get(kind, values.get("media")))
        upload = uploads.get(kind) or uploads.get(given.removeprefix("attach://"))
        path = self._save(upload) if upload is not None else self._files.get(given)
        if path is None and not given.startswith(("http://", "https://")):
            raise Refused("wrong file identifier/HTTP URL specified")
        caption, shown = self._worded(values, "caption")
        shown = f"[{kind}] {path or given}" + (f"\n{shown}" if shown else "")
        message = self._keep(BOT, shown, caption=caption, **_described(kind, path), **_keyboard(values))
        self._show_message(message)
        return message

    def _send_group(self, values: Json, uploads: Mapping[str, Any]) -> list[Json]:
        return [self._send_file(item, uploads, kind=item["type"]) for item in values["media"]]

    def _edit(self, values: Json, _: object, *, field: str | None = None) -> Json | bool:
        if "inline_message_id" in values:
            return True
        kept = self._messages.get(values.get("message_id", 0))
        if kept is None or kept.message["from"] is not BOT:
            raise Refused("message to edit not found")
        changed = {name: value for name, value in kept.message.items() if name != "reply_markup"} | _keyboard(values)
        shown = kept.shown
        if field is not None:
            changed[field], shown = self._worded(values, field)
        if (changed, shown) == (kept.message, kept.shown):
            raise Refused(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        self._messages[changed["message_id"]] = _Kept(changed, shown)
        self._show_message(changed)
        return changed

    def _delete(self, values: Json, _: object) -> bool:
        if self._messages.pop(values.get("message_id", 0), None) is None:
            raise Refused("message to delete not found")
        self._forget_buttons(values["message_id"])
        return True

    def _worded(self, values: Json, field: str) -> tuple[str, str]:
        """Return the words of a message and how they are shown. Raises BadEntities, and Refused for too long ones."""
        given = str(values.get(field) or "")
        if str(values.get("parse_mode", "")).upper() == "HTML":
            text, shown = bare(given), plain(given, ansi=self._ansi)
        else:
            text, shown = given.strip(), harmless(given).strip()
        limit = MessageLimit.MAX_TEXT_LENGTH if field == "text" else MessageLimit.CAPTION_LENGTH
        if _units(text) > limit:
            raise Refused("message is too long" if field == "text" else "message caption is too long")
        return text, shown

    def _answer_press(self, values: Json, _: object) -> bool:
        self._show(*(f"({harmless(values[key])})" for key in ("text", "url") if values.get(key)))
        return True

    def _react(self, values: Json, _: object) -> bool:
        self._show(*(f"({sign['emoji']})" for sign in values.get("reaction") or () if "emoji" in sign))
        return True

    def _act(self, values: Json, _: object) -> bool:
        if self._ansi:
            self._show(f"\x1b[2m… {str(values.get('action')).replace('_', ' ')}\x1b[22m")
        return True

    # Files

    def _save(self, upload: tuple[str, Any, str]) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="episode-quotes-"))
        name, content, _ = upload
        path = self._folder / f"{next(self._ids)}-{Path(name).name}"
        path.write_bytes(content if isinstance(content, bytes) else content.read())
        self._files[path.name] = path
        return path

    def _get_file(self, values: Json, _: object) -> Json:
        name = str(values.get("file_id"))
        path = self._files.get(name)
        if path is None:
            raise Refused("wrong file_id or the file is temporarily unavailable")
        return {"file_id": name, "file_unique_id": name, "file_size": path.stat().st_size, "file_path": name}

    # Printing

    def _show_message(self, message: Json) -> None:
        self._show(self._messages[message["message_id"]].shown, *self._numbered(message))

    def _numbered(self, message: Json) -> Iterator[str]:
        """Yield a line for each row of buttons, and remember which number presses which."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        self._forget_buttons(message["message_id"])
        if rows and self._line_is_new:
            self._buttons.clear()
            self._line_is_new = False
        for row in rows:
            words = []
            for button in row:
                number = max(self._buttons, default=0) + 1
                self._buttons[number] = (message["message_id"], button)
                words.append(f"[{number}] {harmless(button['text'])}")
            yield "  ".join(words)

    def _forget_buttons(self, message_id: int) -> None:
        self._buttons = {number: held for number, held in self._buttons.items() if held[0] != message_id}

    def _show(self, *lines: str) -> None:
        """Print the lines, an empty one between them and what was printed before."""
        if not lines:
            return
        if self._printed:
            print(file=self._out)
        self._printed = True
        print(*lines, sep="\n", file=self._out, flush=True)


def _keyboard(values: Json) -> Json:
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


def _described(kind: str, path: Path | None) -> Json:
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


def _units(text: str) -> int:
    """Return a length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _entities(text: str) -> list[Json]:
    """Return the commands and mentions in a text as Telegram marks them; offsets and lengths in UTF-16 units."""
    return [
        {
            "type": "bot_command" if found[0].startswith("/") else "mention",
            "offset": _units(text[: found.start()]),
            "length": _units(found[0]),
        }
        for found in _COMMAND_OR_MENTION.finditer(text)
    ]


def _what_it_does(button: Json) -> str:
    """Tell what a button does that Telegram's own program carries out."""
    if "url" in button:
        return f"(opens {harmless(button['url'])})"
    if "copy_text" in button:
        return f"(copies: {harmless(button['copy_text']['text'])})"
    for key, place in {"switch_inline_query_current_chat": "here", "switch_inline_query": "in another chat"}.items():
        if key in button:
            return f"(asks {place}: @{BOT['username']} {harmless(button[key])})"
    if "switch_inline_query_chosen_chat" in button:
        query = button["switch_inline_query_chosen_chat"].get("query", "")
        return f"(asks in another chat: @{BOT['username']} {harmless(query)})"
    return "(only in Telegram)"
