"""The wire: Telegram as the bot sees it, in the test's own process, under PTB's real HTTPXRequest.

    telegram = Telegram()
    application = build(settings, request=telegram.request())

It keeps chats and messages, answers as Telegram does, refuses what Telegram refuses (in Telegram's words), and records
what was sent. What it refused unasked stands in `refused`, which `conftest` holds to be empty at the end of each test.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs

import httpx
from telegram.request import HTTPXRequest

from tests.bot.entities import BadHtml, Json, piece, read, units

BOT: Json = {
    "id": 4711, "is_bot": True, "first_name": "Quotes", "username": "Tanuki_Quote_bot", "can_join_groups": True,
    "can_read_all_group_messages": False, "supports_inline_queries": True,
}  # fmt: skip

NOW = 1_700_000_000
_JSON_FIELDS = {"reply_markup", "reply_parameters", "link_preview_options", "entities", "allowed_updates"}
_KNOWN_BUTTON = {"callback_data", "url", "copy_text", "switch_inline_query_chosen_chat"}


class Refused(Exception):
    """Telegram refuses a call: a status, a description, perhaps parameters."""

    def __init__(self, description: str, code: int = 400, **parameters: Any) -> None:
        super().__init__(description)
        self.description, self.code, self.parameters = description, code, parameters

    def body(self) -> Json:
        told = {400: "Bad Request", 403: "Forbidden", 429: "Too Many Requests"}.get(self.code, "Error")
        answer: Json = {"ok": False, "error_code": self.code, "description": f"{told}: {self.description}"}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


@dataclass
class Call:
    """A call the bot made, with its parameters as Telegram gets them."""

    method: str
    values: Json


@dataclass
class Sent:
    """A message of the bot's as it stands in the chat now."""

    chat: Json
    id: int
    values: Json
    text: str
    entities: list[Json]
    rows: list[list[Json]]
    reply_to: int | None
    topic: int | None
    edits: int = 0

    def of_type(self, kind: str) -> list[str]:
        """The pieces of the text that an entity of this type is about."""
        return [piece(self.text, one["offset"], one["length"]) for one in self.entities if one["type"] == kind]

    @property
    def bold(self) -> list[str]:
        return self.of_type("bold")

    @property
    def quoted(self) -> str:
        """What stands in the blockquote; there is one."""
        [said] = self.of_type("blockquote")
        return said

    @property
    def links(self) -> dict[str, str]:
        """Linked words and where they lead."""
        linked = [one for one in self.entities if one["type"] == "text_link"]
        return {piece(self.text, one["offset"], one["length"]): one["url"] for one in linked}

    @property
    def labels(self) -> list[list[str]]:
        """What the buttons say, row by row."""
        return [[button["text"] for button in row] for row in self.rows]

    def data(self, label: str) -> str:
        """The callback data of the button that says this."""
        for row in self.rows:
            for button in row:
                if button["text"] == label:
                    return str(button["callback_data"])
        raise AssertionError(f"no button {label!r} among {self.labels}")

    def as_json(self) -> Json:
        made: Json = {"message_id": self.id, "date": NOW, "chat": self.chat, "from": BOT, "text": self.text}
        if self.entities:
            made["entities"] = self.entities
        if self.rows:
            made["reply_markup"] = {"inline_keyboard": self.rows}
        if self.topic is not None:
            made |= {"message_thread_id": self.topic, "is_topic_message": True}
        return made


@dataclass
class Telegram:
    """Telegram's side: what is there, and what the bot did."""

    calls: list[Call] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    chats: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, set[int]] = field(default_factory=dict)
    heard: dict[int, set[int]] = field(default_factory=dict)
    sent: dict[tuple[int, int], Sent] = field(default_factory=dict)
    open_presses: set[str] = field(default_factory=set)
    _ids: Iterator[int] = field(default_factory=lambda: count(100))
    _faults: dict[str, deque[Refused | Exception]] = field(default_factory=dict)

    def request(self) -> HTTPXRequest:
        """A wire for `build`."""
        return HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(self._respond)})

    def new_id(self) -> int:
        return next(self._ids)

    def made(self, *methods: str) -> list[Call]:
        """The calls of these methods, in order."""
        return [call for call in self.calls if call.method in methods]

    def fail(self, method: str, fault: Refused | Exception) -> None:
        """Answer the next call of a method with this; an exception breaks the connection."""
        self._faults.setdefault(method, deque()).append(fault)

    # What the bot calls

    def _respond(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rsplit("/", 1)[-1]
        values = _values(request.content.decode())
        self.calls.append(Call(method, values))
        if faults := self._faults.get(method):
            fault = faults.popleft()
            if isinstance(fault, Refused):
                return httpx.Response(fault.code, json=fault.body())
            raise fault
        try:
            result = self._methods()[method](values)
        except Refused as refusal:
            self.refused.append(f"{method}: {refusal.description}")
            return httpx.Response(refusal.code, json=refusal.body())
        return httpx.Response(200, json={"ok": True, "result": result})

    def _methods(self) -> dict[str, Callable[[Json], object]]:
        return {
            "getMe": lambda _: BOT,
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
            "answerCallbackQuery": self._answer_callback_query,
        }

    def _send_message(self, values: Json) -> Json:
        chat_id, topic = int(values["chat_id"]), values.get("message_thread_id")
        if chat_id not in self.chats:
            raise Refused("chat not found")
        if topic is not None and int(topic) not in self.topics.get(chat_id, ()):
            raise Refused("message thread not found")
        text, entities = _worded(values)
        sent = Sent(
            self.chats[chat_id], self.new_id(), values, text, entities, _rows(values),
            self._reply_to(chat_id, values), None if topic is None else int(topic),
        )  # fmt: skip
        self.sent[chat_id, sent.id] = sent
        return sent.as_json()

    def _reply_to(self, chat_id: int, values: Json) -> int | None:
        reply = values.get("reply_parameters")
        if reply is None:
            return None
        known = self.heard.get(chat_id, set()) | {id for chat, id in self.sent if chat == chat_id}
        if reply["message_id"] in known:
            return int(reply["message_id"])
        if not reply.get("allow_sending_without_reply"):
            raise Refused("message to be replied not found")
        return None

    def _edit_message_text(self, values: Json) -> Json | bool:
        text, entities = _worded(values)
        rows = _rows(values)
        if "inline_message_id" in values:
            return True
        sent = self.sent.get((int(values["chat_id"]), int(values["message_id"])))
        if sent is None:
            raise Refused("message to edit not found")
        if (sent.text, sent.entities, sent.rows) == (text, entities, rows):
            raise Refused(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        sent.text, sent.entities, sent.rows, sent.values = text, entities, rows, values
        sent.edits += 1
        return sent.as_json()

    def _answer_callback_query(self, values: Json) -> bool:
        if values["callback_query_id"] not in self.open_presses:
            raise Refused("query is too old and response timeout expired or query ID is invalid")
        self.open_presses.remove(values["callback_query_id"])
        if units(values.get("text", "")) > 200:
            raise Refused("MESSAGE_TOO_LONG")
        return True


def _values(body: str) -> Json:
    values = {name: found[0] for name, found in parse_qs(body, keep_blank_values=True).items()}
    return {name: json.loads(value) if name in _JSON_FIELDS else value for name, value in values.items()}


def _worded(values: Json) -> tuple[str, list[Json]]:
    """Return a message's text and entities; refuses what Telegram refuses, and what it would silently drop."""
    try:
        text, entities = read(values["text"]) if values.get("parse_mode") == "HTML" else (values["text"].strip(), [])
    except BadHtml as error:
        raise Refused(f"can't parse entities: {error}") from error
    if not text:
        raise Refused("message text is empty")
    if units(text) > 4096:
        raise Refused("message is too long")
    if len(entities) > 100:
        raise Refused("100 entities are kept, the rest is dropped")
    if "disable_web_page_preview" in values:
        raise Refused("disable_web_page_preview stands beside link_preview_options")
    return text, entities


def _rows(values: Json) -> list[list[Json]]:
    rows: list[list[Json]] = (values.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        raise Refused("BUTTON_COUNT_INVALID")
    for button in buttons:
        if not button["text"].strip() or len(_KNOWN_BUTTON & set(button)) != 1:
            raise Refused("BUTTON_TYPE_INVALID")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refused("BUTTON_DATA_INVALID")
    return rows
