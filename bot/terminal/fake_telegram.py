"""A fake Telegram with one private chat, which is shown in a terminal.

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
from telegram.constants import MessageLimit
from telegram.request import BaseRequest, RequestData

from bot.terminal.fake_telegram_parts import Json, Refused, described, entities, keyboard, units, what_it_does
from bot.terminal.text import BadEntities, bare, harmless, plain

TOKEN = "1:terminal"  # noqa: S105 - opens nothing: PTB wants one, and it goes nowhere
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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A message of the chat, and how its text was shown."""

    message: Json
    shown: str


class FakeTelegram(BaseRequest):
    """Telegram for one private chat, printed to `out`; `ansi` is for a terminal that shows bold.

    Buttons of the messages that the last line typed brought about are numbered from 1; older numbers end with them.
    """

    __slots__ = (
        "_ansi", "_asked_inline", "_buttons", "_files", "_folder", "_ids", "_line_is_new", "_messages", "_methods",
        "_out", "_printed",
    )  # fmt: skip

    def __init__(self, out: TextIO, *, ansi: bool = False) -> None:
        self._out = out
        self._ansi = ansi
        self._ids = count(1)
        self._messages: dict[int, _Kept] = {}
        self._buttons: dict[int, tuple[int, Json]] = {}
        self._asked_inline = ""
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
            "editMessageMedia": self._edit_media,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer_press,
            "answerInlineQuery": self._offer,
            "setMessageReaction": self._react,
            "sendChatAction": self._act,
            "getFile": self._get_file,
            **{f"send{kind}": partial(self._send_file, kind=kind.lower()) for kind in _FILES},
        }

    # What a person does

    def typed(self, line: str) -> Json | None:
        """Return the update that a typed line makes: a button's press, a message, or None where there is no update.

        A number that stands at a shown button presses it. A button that would do something in Telegram's own program
        (open an address, copy, share) tells what, and makes no update; nor does an empty line. A line that begins with
        the bot's @name asks inline, as in any chat: what is offered has numbers too, and choosing one sends it.
        """
        text = line.encode("utf-8", "replace").decode().strip()  # half a character, as a terminal may type it, is none
        if not text:
            return None
        self._line_is_new = True
        shown = self._buttons.get(int(text)) if re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) else None
        if shown is not None:
            return self._pressed(*shown)
        name, _, rest = text.partition(" ")
        return self._typing(rest.strip()) if name.lower() == f"@{BOT['username']}" else self._said(text)

    def _said(self, text: str) -> Json:
        return self._update("message", self._keep(PERSON, text=text, entities=entities(text)))

    def _typing(self, query: str, offset: str = "") -> Json:
        self._asked_inline = query
        asked = {"id": str(next(self._ids)), "from": PERSON, "query": query, "offset": offset}
        return self._update("inline_query", asked)

    def _pressed(self, message_id: int, button: Json) -> Json | None:
        match button:
            case {"callback_data": data}:
                message = self._messages[message_id].message
                where = {"inline_message_id": str(message_id)} if "via_bot" in message else {"message": message}
                press = {"id": str(next(self._ids)), "from": PERSON, "chat_instance": "terminal", **where, "data": data}
                return self._update("callback_query", press)
            case {"url": str(url)} if url.startswith(f"https://t.me/{BOT['username']}?start="):
                return self._said(f"/start {url.partition('=')[2]}")
            case {"start_parameter": parameter}:
                return self._said(f"/start {parameter}")
            case {"next_offset": offset}:
                return self._typing(self._asked_inline, offset)
            case {"input_message_content": _} | {"voice_file_id": _}:
                return self._update("chosen_inline_result", self._choose(button))
        self._show(what_it_does(button, BOT["username"]))
        return None

    def _choose(self, result: Json) -> Json:
        """Send a result of inline mode into this chat, as the person who chose it does."""
        if (path := self._files.get(result.get("voice_file_id", ""))) is not None:
            caption, shown = self._worded(result, "caption")
            voice = {"caption": caption, **described("voice", path), **keyboard(result)}
            message = self._keep(PERSON, f"[voice] {path}\n{shown}", via_bot=BOT, **voice)
            self._show_message(message)
            return {"result_id": result["id"], "from": PERSON, "query": self._asked_inline}
        content = result.get("input_message_content", {"message_text": "…"})
        text, shown = self._worded({"text": content["message_text"], "parse_mode": content.get("parse_mode")}, "text")
        message = self._keep(PERSON, shown, text=text, via_bot=BOT, **keyboard(result))
        self._show_message(message)
        sent_as = {"inline_message_id": str(message["message_id"])} if "reply_markup" in message else {}
        return {"result_id": result["id"], "from": PERSON, "query": self._asked_inline, **sent_as}

    def _update(self, kind: str, content: Json) -> Json:
        return {"update_id": next(self._ids), kind: content}

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
        message = self._keep(BOT, shown, text=text, **keyboard(values))
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
        message = self._keep(BOT, shown, caption=caption, **described(kind, path), **keyboard(values))
        self._show_message(message)
        return message

    def _send_group(self, values: Json, uploads: Mapping[str, Any]) -> list[Json]:
        return [self._send_file(item, uploads, kind=item["type"]) for item in values["media"]]

    def _edit(self, values: Json, _: object, *, field: str | None = None) -> Json | bool:
        kept = self._messages.get(int(values.get("inline_message_id") or values.get("message_id") or 0))
        if kept is None or BOT not in (kept.message["from"], kept.message.get("via_bot")):
            raise Refused("message to edit not found")
        changed = {name: value for name, value in kept.message.items() if name != "reply_markup"} | keyboard(values)
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
        return True if "via_bot" in changed else changed

    def _edit_media(self, values: Json, uploads: Mapping[str, Any]) -> Json:
        media = values["media"]
        kept = self._messages.get(int(values.get("message_id") or 0))
        upload = uploads.get(str(media["media"]).removeprefix("attach://"))
        if kept is None or kept.message["from"] != BOT or upload is None:
            raise Refused("message to edit not found")
        path = self._save(upload)
        caption, shown = self._worded(media, "caption")
        shown = f"[{media['type']}] {path}" + (f"\n{shown}" if shown else "")
        content = {"caption": caption, **described(media["type"], path), **keyboard(values)}
        changed = {name: kept.message[name] for name in ("message_id", "date", "chat", "from")} | content
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
        if units(text) > limit:
            raise Refused("message is too long" if field == "text" else "message caption is too long")
        return text, shown

    def _answer_press(self, values: Json, _: object) -> bool:
        self._show(*(f"({harmless(values[key])})" for key in ("text", "url") if values.get(key)))
        return True

    def _offer(self, values: Json, _: object) -> bool:
        """Show what can be sent, as Telegram does above the line that is being typed."""
        results = values["results"]
        results = json.loads(results) if isinstance(results, str) else results  # on the wire both are the same
        if any(result.get("voice_file_id", "") not in ("", *self._files) for result in results):
            raise Refused("wrong file identifier/HTTP URL specified")  # as after a restart: the files are a session's
        self._buttons.clear()
        self._line_is_new = False
        lines = []
        if notice := values.get("button"):
            lines.append(self._number(0, notice, notice["text"]))
        for result in results:
            lines.append(self._number(0, result, result["title"]))
            lines += [f"    {harmless(line)}" for line in result.get("description", "").splitlines()]
        if values.get("next_offset"):
            lines.append(self._number(0, {"next_offset": values["next_offset"]}, "…"))
        self._show(*lines)
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
            yield "  ".join(self._number(message["message_id"], button, button["text"]) for button in row)

    def _number(self, message_id: int, button: Json, said: str) -> str:
        """Return what a button says, behind the number that presses it from now on."""
        number = max(self._buttons, default=0) + 1
        self._buttons[number] = (message_id, button)
        return f"[{number}] {harmless(said)}"

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
