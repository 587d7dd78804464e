"""A small Bot API server on this machine: it gives out the updates it is fed, answers calls, and records them.

    with BotApi() as api:
        start_the_bot(TELEGRAM_API_URL=api.url, TELEGRAM_BOT_TOKEN=api.token)
        api.say("力大砖飞")
        [answer] = api.wait_for("sendMessage")
        api.press(answer, "▶")

It keeps Telegram's manners as far as a bot notices them: long polls, offsets, one poller at a time, 401 for a foreign
token. `api.misbehave("sendMessage", status, body)` makes it keep fewer, once, and `api.delays` makes it slow.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Json = dict[str, Any]

TOKEN = "1234567:" + "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
BOT: Json = {
    "id": 1234567, "is_bot": True, "first_name": "Quotes", "username": "episode_quote_bot", "can_join_groups": True,
    "can_read_all_group_messages": False, "supports_inline_queries": True,
}  # fmt: skip
ANNA: Json = {"id": 77, "is_bot": False, "first_name": "Anna <b>", "language_code": "zh-hans"}
PRIVATE: Json = {"id": 77, "type": "private", "first_name": "Anna <b>"}
GROUP: Json = {"id": -100500, "type": "supergroup", "title": "Tanuki & friends"}

CUT = b'{"ok": true, "resu'
"""The body of an answer whose connection is torn in its middle."""

_ANSWERS: dict[str, object] = {
    "getMe": BOT,
    "answerGuestQuery": {"inline_message_id": "sent-to-a-guest"},
    "getMyCommands": [],
    "getMyName": {"name": "Quotes"},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "getChatAdministrators": [{"status": "creator", "user": ANNA, "is_anonymous": False}],
    "getChatMember": {"status": "creator", "user": ANNA, "is_anonymous": False},
}


@dataclass(frozen=True)
class Call:
    """A call that the bot made; values are decoded from their JSON, `files` maps a field to name and content."""

    method: str
    values: Json
    result: object = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    @property
    def buttons(self) -> list[Json]:
        """The buttons under the message, row after row."""
        rows = (self.values.get("reply_markup") or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def button(self, label: str) -> Json:
        """The button whose text holds `label`."""
        for button in self.buttons:
            if label in button["text"]:
                return button
        raise AssertionError(f"no button {label}: {[button['text'] for button in self.buttons]}")


class BotApi:
    """The server; its state may be looked at from the test's thread."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.delays: dict[str, float] = {}
        """Method -> how many seconds its answers take from now on."""
        self.arrived: Counter[str] = Counter()
        """Method -> how many calls have come, those included whose answers still take their time."""
        self._changed = threading.Condition()
        self._updates: list[Json] = []
        self._ids = count(1)
        self._poll = 0
        self._faults: dict[str, deque[tuple[int, Json | bytes]]] = {}
        self.webhook: Json = {}
        """What setWebhook was called with last; empty while there is none."""
        self.undelivered: Json = {}
        """What getWebhookInfo tells of deliveries that failed."""
        self.files: dict[str, bytes] = {}
        """What people sent: a file_id -> its content; see `document`."""
        self._closing = False
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> BotApi:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    # What people do

    def feed(self, **content: Json) -> int:
        """Queue an update, as in `feed(message={…})`, and return its id."""
        update = self.update(**content)
        self.feed_again(update)
        return int(update["update_id"])

    def update(self, **content: Json) -> Json:
        """Return an update with an id of its own, without queueing it."""
        return {"update_id": next(self._ids), **content}

    def document(self, data: bytes, name: str, *, chat: Json = PRIVATE, sender: Json = ANNA) -> Json:
        """Return a message that holds a document, whose content can be fetched from here."""
        file_id = f"document-{next(self._ids)}"
        self.files[file_id] = data
        found = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(data)}
        message = self.message("", chat=chat, sender=sender)
        del message["text"]
        return {**message, "document": found}

    def feed_again(self, *updates: Json) -> None:
        """Queue updates as they are, whether or not they came before, in this order."""
        with self._changed:
            self._updates.extend(updates)
            self._changed.notify_all()

    def message(self, text: str, *, chat: Json = PRIVATE, sender: Json = ANNA, **more: Any) -> Json:
        """Return a message as Telegram writes it, commands and mentions marked."""
        entities = []
        start = 0
        for word in text.split(" "):
            if word.startswith(("/", "@")) and len(word) > 1:
                kind = "bot_command" if word.startswith("/") else "mention"
                offset = len(text[:start].encode("utf-16-le")) // 2
                entities.append({"type": kind, "offset": offset, "length": len(word.encode("utf-16-le")) // 2})
            start += len(word) + 1
        made = {"message_id": next(self._ids), "date": int(time.time()), "chat": chat, "from": sender, "text": text}
        return {**made, **({"entities": entities} if entities else {}), **more}

    def say(self, text: str, **more: Any) -> int:
        """Queue a message; keywords as in `message`. Returns the update's id."""
        return self.feed(message=self.message(text, **more))

    def say_privately(self, number: int, text: str) -> int:
        """Queue a message of the person with this number, in their private chat, which has the same number."""
        somebody = {"id": number, "first_name": "N"}
        return self.say(text, chat={**somebody, "type": "private"}, sender={**somebody, "is_bot": False})

    def press(self, shown: Call, label: str, *, sender: Json = ANNA) -> int:
        """Queue a press of the button that holds `label`, under the message that a call sent or edited."""
        press = {"id": str(next(self._ids)), "from": sender, "chat_instance": "1", "message": shown.result}
        return self.feed(callback_query={**press, "data": shown.button(label)["callback_data"]})

    # What the bot did

    def made(self, *methods: str) -> list[Call]:
        """Return the calls so far of these methods, in order."""
        return [call for call in self.calls if call.method in methods]

    def wait_for(self, *methods: str, count: int = 1, within_s: float = 20.0) -> list[Call]:
        """Return the calls of these methods as soon as there are `count`; fails when there are not in time."""
        self.wait_until(lambda: len(self.made(*methods)) >= count, f"{count} of {methods}", within_s=within_s)
        return self.made(*methods)

    def wait_until(self, fits: Callable[[], bool], what: str, *, within_s: float = 20.0) -> None:
        """Wait until something is so, looking again after each call."""
        with self._changed:
            if not self._changed.wait_for(fits, within_s):
                raise AssertionError(f"not within {within_s} s: {what}; calls: {[call.method for call in self.calls]}")

    @property
    def unconfirmed(self) -> list[int]:
        """The ids of the updates that Telegram would give out again."""
        return [update["update_id"] for update in self._updates]

    def forget_pollers(self) -> None:
        """Let go of whoever was polling and is dead: its poll gets nothing that the next one should have."""
        with self._changed:
            self._poll += 1
            self._changed.notify_all()

    # What goes wrong

    def misbehave(self, method: str, status: int, body: Json | bytes, *, times: int = 1) -> None:
        """Answer the next `times` calls of a method with this; a body of CUT tears the connection in its middle."""
        with self._changed:
            self._faults.setdefault(method, deque()).extend([(status, body)] * times)

    # The far end of the wire

    def answer(self, token: str, method: str, values: Json, files: dict[str, tuple[str, bytes]]) -> tuple[int, Any]:
        """Answer one call: the status and the body. Called in the connection's own thread."""
        self.arrived[method] += 1
        time.sleep(self.delays.get(method, 0))
        with self._changed:
            if self._faults.get(method):
                self._record(Call(method, values, files=files))
                return self._faults[method].popleft()
        if token != self.token:
            return _refusal(401, "Unauthorized")
        if method == "getUpdates":
            return self._get_updates(values)
        with self._changed:
            result = self._result(method, values)
            self._record(Call(method, values, result, files))
        return 200, {"ok": True, "result": result}

    def _record(self, call: Call) -> None:
        self.calls.append(call)
        self._changed.notify_all()

    def _get_updates(self, values: Json) -> tuple[int, Any]:
        with self._changed:
            self._record(Call("getUpdates", values))
            self._poll += 1
            mine = self._poll
            if offset := values.get("offset"):
                self._updates = [update for update in self._updates if update["update_id"] >= offset]
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._updates or self._poll != mine or self._closing, timeout=float(values.get("timeout", 0))
            )
            if self._poll != mine:
                return _refusal(409, "Conflict: terminated by other getUpdates request")
            return 200, {"ok": True, "result": self._updates[: values.get("limit") or 100]}

    def _result(self, method: str, values: Json) -> object:
        if method.startswith("send") and method not in ("sendChatAction", "sendMessageDraft"):
            content = {"text": values["text"]} if "text" in values else {}
            other = {"id": values["chat_id"], "type": "private" if values["chat_id"] > 0 else "supergroup"}
            chat = next((chat for chat in (PRIVATE, GROUP) if chat["id"] == values["chat_id"]), other)
            made = {"message_id": next(self._ids), "date": int(time.time()), "from": BOT, "chat": chat, **content}
            return {**made, **({"reply_markup": values["reply_markup"]} if values.get("reply_markup") else {})}
        if method.startswith("editMessage") and "message_id" in values:
            for call in self.calls:
                if isinstance(call.result, dict) and call.result.get("message_id") == values["message_id"]:
                    changed = {key: values[key] for key in ("text", "reply_markup") if values.get(key)}
                    return {**call.result, **changed}
            raise AssertionError(f"edits message {values['message_id']}, which was never sent")
        if method == "setWebhook":
            self.webhook = values
        if method == "deleteWebhook":
            self.webhook = {}
        if method == "getWebhookInfo":
            return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0,
                    **self.undelivered}  # fmt: skip
        if method == "getFile":
            found = {"file_id": values["file_id"], "file_unique_id": values["file_id"]}
            return {**found, "file_size": len(self.files[values["file_id"]]), "file_path": values["file_id"]}
        return _ANSWERS.get(method, True)


def _refusal(code: int, description: str) -> tuple[int, Json]:
    return code, {"ok": False, "error_code": code, "description": description}


def _decoded(value: str) -> Any:
    """Return a form's value as it was before PTB wrote it as JSON; a text that only looks like a number stays one."""
    if value.startswith(("{", "[")) or value in ("true", "false"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


_NUMBERS = {"chat_id", "message_id", "message_thread_id", "offset", "limit", "timeout", "user_id"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that the other end tore, as one does that is killed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _handler(api: BotApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer is one packet: two would wait 40 ms for each other
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            _, token, method = urlsplit(self.path).path.split("/", 2)  # a whole address where this plays a proxy
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:  # whoever called was killed in the middle
                self.close_connection = True
                return
            values, files = self._form(body)
            try:
                status, answer = api.answer(unquote(token).removeprefix("bot"), method, values, files)
                payload = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload) + (100 if payload == CUT else 0)))
                self.end_headers()
                self.wfile.write(payload)
                self.close_connection = self.close_connection or payload == CUT
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def do_GET(self) -> None:
            _, _, token, file_id = urlsplit(self.path).path.split("/", 3)
            data = api.files.get(file_id) if unquote(token).removeprefix("bot") == api.token else None
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def _form(self, body: bytes) -> tuple[Json, dict[str, tuple[str, bytes]]]:
            kind = self.headers.get("Content-Type", "")
            fields: dict[str, str] = {}
            files: dict[str, tuple[str, bytes]] = {}
            if kind.startswith("multipart/"):
                parsed = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
                for part in parsed.iter_parts():
                    name = part.get_param("name", header="content-disposition")
                    content = part.get_payload(decode=True)
                    if part.get_filename() is not None:
                        files[name] = (part.get_filename(), content)
                    else:
                        fields[name] = content.decode()
            else:
                fields = {name: found[0] for name, found in parse_qs(body.decode(), keep_blank_values=True).items()}
            values = {n: v if n in ("text", "caption") else _decoded(v) for n, v in fields.items()}
            return {n: int(v) if n in _NUMBERS and isinstance(v, str) else v for n, v in values.items()}, files

        def log_message(self, *_: object) -> None:
            """Say nothing: the test speaks."""

    return Handler
