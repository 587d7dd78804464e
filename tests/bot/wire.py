"""The wire: Telegram as the bot sees it, in the test's own process, under the bot's real one.

    telegram = Telegram()
    application = build(settings, request=telegram.request())

It keeps chats and messages, answers as Telegram does, refuses what Telegram refuses (in Telegram's words; `api_rules`),
and records what was sent. What it refused unasked stands in `refused`, which `conftest` holds to be empty at the end of
each test.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from itertools import count
from typing import Any
from urllib.parse import parse_qs

import httpx

from bot.telegram.request import BotApiRequest
from tests.bot import api_rules
from tests.bot.api_rules import Broken
from tests.bot.entities import Json, piece

BOT: Json = {
    "id": 4711, "is_bot": True, "first_name": "Quotes", "username": "Tanuki_Quote_bot", "can_join_groups": True,
    "can_read_all_group_messages": False, "supports_inline_queries": True, "supports_guest_queries": True,
}  # fmt: skip

NOW = 1_700_000_000


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
    """A message of the bot's as it stands now: in a chat, or (with an `inline_id`) wherever somebody sent it."""

    chat: Json | None
    id: int
    values: Json
    text: str
    entities: list[Json]
    rows: list[list[Json]]
    reply_to: int | None
    topic: int | None
    edits: int = 0
    inline_id: str | None = None
    kind: str | None = None
    """voice, photo or document, if it is one; then `text` is the caption."""
    file: bytes = b""
    file_id: str = ""

    def of_type(self, kind: str) -> list[str]:
        """The pieces of the text that an entity of this type is about."""
        return [piece(self.text, one["offset"], one["length"]) for one in self.entities if one["type"] == kind]

    @property
    def bold(self) -> list[str]:
        return self.of_type("bold")

    @property
    def quoted(self) -> str:
        """What stands in the blockquote, folded or not; there is one."""
        [said] = self.of_type("blockquote") + self.of_type("expandable_blockquote")
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

    def button(self, label: str) -> Json:
        """The button that says this."""
        for row in self.rows:
            for button in row:
                if button["text"] == label:
                    return button
        raise AssertionError(f"no button {label!r} among {self.labels}")

    def data(self, label: str) -> str:
        """The callback data of the button that says this."""
        return str(self.button(label)["callback_data"])

    def _content(self) -> Json:
        if self.kind is None:
            return {"text": self.text, "entities": self.entities}
        file: Json = {"file_id": self.file_id, "file_unique_id": self.file_id, "file_size": len(self.file)}
        more: Json = {
            "voice": {"duration": self.values.get("duration", 0)}, "photo": {"width": 1080, "height": 1080},
            "document": {"file_name": "?"},
        }[self.kind]  # fmt: skip
        whole = file | more
        return {self.kind: [whole] if self.kind == "photo" else whole, "caption": self.text}

    def as_json(self) -> Json:
        made: Json = {"message_id": self.id, "date": NOW, "chat": self.chat, "from": BOT, **self._content()}
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
    inline: dict[str, Sent] = field(default_factory=dict)
    members: dict[tuple[int, int], str] = field(default_factory=dict)
    """(chat, person) -> what they are there, if not members."""
    me: Json = field(default_factory=lambda: dict(BOT))
    files: dict[str, bytes] = field(default_factory=dict)
    """What people and the bot sent, by file id."""
    fetched: list[str] = field(default_factory=list)
    """The ids of the files that the bot downloaded."""
    open_presses: set[str] = field(default_factory=set)
    open_queries: set[str] = field(default_factory=set)
    _ids: Iterator[int] = field(default_factory=lambda: count(100))
    _faults: dict[str, deque[Refused | Exception]] = field(default_factory=dict)
    _torn: dict[str, Exception] = field(default_factory=dict)

    def request(self) -> BotApiRequest:
        """A wire for `build`."""
        return BotApiRequest(transport=httpx.MockTransport(self._respond))

    def new_id(self) -> int:
        return next(self._ids)

    def made(self, *methods: str) -> list[Call]:
        """The calls of these methods, in order."""
        return [call for call in self.calls if call.method in methods]

    def fail(self, method: str, fault: Refused | Exception) -> None:
        """Answer the next call of a method with this; an exception breaks the connection."""
        self._faults.setdefault(method, deque()).append(fault)

    def tear(self, method: str, fault: Exception) -> None:
        """Do what the next call of a method asks for, then break the connection before the answer."""
        self._torn[method] = fault

    # What the bot calls

    def _respond(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/file/bot"):
            return self._give_file(request.url.path.rsplit("/", 1)[-1])
        method = request.url.path.rsplit("/", 1)[-1]
        try:
            sent, uploads = _form(request)
            values = api_rules.checked(method, sent, uploads)
        except Broken as broken:
            return self._refuse(method, Refused(str(broken)))
        self.calls.append(Call(method, values))
        if faults := self._faults.get(method):
            fault = faults.popleft()
            if isinstance(fault, Refused):
                return httpx.Response(fault.code, json=fault.body())
            raise fault
        try:
            result = self._methods()[method](values)
        except Refused as refusal:
            return self._refuse(method, refusal)
        if torn := self._torn.pop(method, None):
            raise torn
        return httpx.Response(200, json={"ok": True, "result": result})

    def _get_file(self, values: Json) -> Json:
        file_id, content = values["file_id"], self.files[values["file_id"]]
        if len(content) > 20 * 1024 * 1024:
            raise Refused("file is too big")
        path = f"documents/{file_id}"
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(content), "file_path": path}

    def _give_file(self, file_id: str) -> httpx.Response:
        self.fetched.append(file_id)
        return httpx.Response(200, content=self.files[file_id])

    def _refuse(self, method: str, refusal: Refused) -> httpx.Response:
        self.refused.append(f"{method}: {refusal.description}")
        return httpx.Response(refusal.code, json=refusal.body())

    def _methods(self) -> dict[str, Callable[[Json], object]]:
        return {
            "getMe": lambda _: self.me,
            "sendMessage": self._send_message,
            "sendVoice": lambda values: self._send_file("voice", values),
            "sendPhoto": lambda values: self._send_file("photo", values),
            "sendDocument": lambda values: self._send_file("document", values),
            "editMessageMedia": self._edit_message_media,
            "editMessageText": self._edit_message_text,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_query,
            "answerGuestQuery": self._answer_guest_query,
            "getFile": self._get_file,
            "getChatMember": self._get_chat_member,
            "sendChatAction": self._send_chat_action,
            **dict.fromkeys(
                ("setMyCommands", "deleteMyCommands", "setMyDescription", "setMyShortDescription"), lambda _: True
            ),
        }

    def send_inline(self, result: Json) -> Sent:
        """Send a result of inline mode somewhere, as a person does who chooses it."""
        if result["type"] == "voice":
            if result["voice_file_id"] not in self.files:
                raise Refused("wrong file identifier/HTTP URL specified")
            text, entities = api_rules.worded(result, "caption")
            sent = Sent(None, 0, result, text, entities, api_rules.rows(result), None, None,
                        inline_id=f"inline-{self.new_id()}", kind="voice")  # fmt: skip
            sent.file, sent.file_id = self.files[result["voice_file_id"]], result["voice_file_id"]
            self.inline[sent.inline_id or ""] = sent
            return sent
        content = result["input_message_content"]
        text, entities = api_rules.worded(content, "message_text")
        inline_id = f"inline-{self.new_id()}"
        sent = Sent(None, 0, content, text, entities, api_rules.rows(result), None, None, inline_id=inline_id)
        self.inline[inline_id] = sent
        return sent

    def _send_message(self, values: Json) -> Json:
        sent = self._placed(values, *api_rules.worded(values))
        return sent.as_json()

    def _send_file(self, kind: str, values: Json) -> Json:
        given = values[kind]
        if isinstance(given, str) and given not in self.files:
            raise Refused("wrong file identifier/HTTP URL specified")
        text, entities = api_rules.worded(values, "caption") if "caption" in values else ("", [])
        sent = self._placed(values, text, entities)
        self._attach(sent, kind, given)
        return sent.as_json()

    def _attach(self, sent: Sent, kind: str, given: str | bytes) -> None:
        if isinstance(given, str):
            sent.file_id, sent.file = given, self.files[given]
        else:
            sent.file_id, sent.file = f"{kind}-{self.new_id()}", given
            self.files[sent.file_id] = given
        sent.kind = kind

    def _edit_message_media(self, values: Json) -> Json:
        sent = self.sent.get((int(values["chat_id"]), int(values["message_id"])))
        if sent is None:
            raise Refused("message to edit not found")
        media = values["media"]
        sent.text, sent.entities = api_rules.worded(media, "caption") if "caption" in media else ("", [])
        sent.rows = api_rules.rows(values)
        self._attach(sent, media["type"], media["media"])
        sent.edits += 1
        return sent.as_json()

    def _placed(self, values: Json, text: str, entities: list[Json]) -> Sent:
        chat_id, topic = int(values["chat_id"]), values.get("message_thread_id")
        if chat_id not in self.chats:
            raise Refused("chat not found")
        if topic is not None and int(topic) not in self.topics.get(chat_id, ()):
            raise Refused("message thread not found")
        sent = Sent(
            self.chats[chat_id], self.new_id(), values, text, entities, api_rules.rows(values),
            self._reply_to(chat_id, values), None if topic is None else int(topic),
        )  # fmt: skip
        self.sent[chat_id, sent.id] = sent
        return sent

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
        text, entities = api_rules.worded(values)
        rows = api_rules.rows(values)
        if "inline_message_id" in values:
            sent = self.inline.get(values["inline_message_id"])
        else:
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
        return True if sent.inline_id else sent.as_json()

    def _delete_message(self, values: Json) -> bool:
        if self.sent.pop((int(values["chat_id"]), int(values["message_id"])), None) is None:
            raise Refused("message to delete not found")
        return True

    def _answer_callback_query(self, values: Json) -> bool:
        if values["callback_query_id"] not in self.open_presses:
            raise Refused("query is too old and response timeout expired or query ID is invalid")
        self.open_presses.remove(values["callback_query_id"])
        return True

    def _answer_query(self, values: Json) -> bool:
        if values["inline_query_id"] not in self.open_queries:
            raise Refused("query is too old and response timeout expired or query ID is invalid")
        if any(one["type"] == "voice" and one["voice_file_id"] not in self.files for one in values["results"]):
            raise Refused("wrong file identifier/HTTP URL specified")
        self.open_queries.remove(values["inline_query_id"])
        return True

    def _answer_guest_query(self, values: Json) -> Json:
        if values["guest_query_id"] not in self.open_queries:
            raise Refused("query is too old and response timeout expired or query ID is invalid")
        self.open_queries.remove(values["guest_query_id"])
        return {"inline_message_id": self.send_inline(values["result"]).inline_id}

    def _get_chat_member(self, values: Json) -> Json:
        chat, person = int(values["chat_id"]), int(values["user_id"])
        if chat not in self.chats:
            raise Refused("chat not found")
        status = self.members.get((chat, person), "member")
        member: Json = {"status": status, "user": {"id": person, "is_bot": False, "first_name": "?"}}
        if status == "administrator":
            may = ("be_edited", "manage_chat", "delete_messages", "manage_video_chats", "restrict_members",
                   "promote_members", "change_info", "invite_users", "post_stories", "edit_stories",
                   "delete_stories")  # fmt: skip
            member |= {f"can_{what}": False for what in may} | {"is_anonymous": False}
        elif status == "creator":
            member["is_anonymous"] = False
        elif status == "kicked":
            member["until_date"] = 0
        return member

    def _send_chat_action(self, values: Json) -> bool:
        if int(values["chat_id"]) not in self.chats:
            raise Refused("chat not found")
        return True


def _form(request: httpx.Request) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return what a call carries: words, and files by the names under which the words speak of them."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        found = parse_qs(request.content.decode(), keep_blank_values=True)
        return {name: values[0] for name, values in found.items()}, {}
    sent: dict[str, str] = {}
    uploads: dict[str, bytes] = {}
    head = f"content-type: {kind}\r\n\r\n".encode()
    for part in message_from_bytes(head + request.content, policy=policy.HTTP).iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            sent[name] = content.decode()
        else:
            uploads[name] = content
    return sent, uploads
