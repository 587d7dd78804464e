"""People and chats: what they do goes through the real application, what they see comes back.

chat = scene.private(ANNA)
answer = chat.ask("力大砖飞")
chat.press(answer, "▶")
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from telegram import Update

from bot.context import Bot
from tests.bot.entities import Json, units
from tests.bot.wire import NOW, Sent, Telegram

ANNA: Json = {"id": 77, "is_bot": False, "first_name": "Anna <b>", "language_code": "zh-hans"}
BRUNO: Json = {"id": 78, "is_bot": False, "first_name": "Bruno", "language_code": "en"}
CHEN: Json = {"id": 79, "is_bot": False, "first_name": "陳", "language_code": "zh-TW"}
NO_LANGUAGE: Json = {"id": 80, "is_bot": False, "first_name": "?"}

_COMMAND_OR_MENTION = re.compile(r"(?<!\S)/\w{1,32}(?:@\w{3,32})?|(?<![\w@])@[A-Za-z]\w{2,31}", re.ASCII)


@dataclass
class Scene:
    """A started application, and the Telegram it talks to."""

    runner: asyncio.Runner
    bot: Bot
    telegram: Telegram

    def private(self, person: Json = ANNA) -> Chat:
        """The private chat with somebody."""
        return self._chat({"id": person["id"], "type": "private", "first_name": person["first_name"]}, person)

    def group(self, *topics: int, kind: str = "supergroup") -> Chat:
        """A group; with numbers of topics, a forum."""
        chat: Json = {"id": -100500, "type": kind, "title": "Tanuki & friends"}
        if topics:
            chat["is_forum"] = True
            self.telegram.topics[chat["id"]] = set(topics)
        return self._chat(chat, ANNA)

    def type(self, query: str, *, by: Json = ANNA, offset: str = "") -> Offered | None:
        """Type behind the bot's name in any chat; returns what is shown, if anything."""
        telegram = self.telegram
        before = len(telegram.calls)
        self.feed(inline_query=self.query(query, by=by, offset=offset))
        answers = [call.values for call in telegram.calls[before:] if call.method == "answerInlineQuery"]
        return Offered(telegram, answers[-1]) if answers else None

    def query(self, query: str, *, by: Json = ANNA, offset: str = "") -> Json:
        """An inline query as Telegram writes it."""
        made: Json = {"id": str(self.telegram.new_id()), "from": by, "query": query, "offset": offset}
        self.telegram.open_queries.add(made["id"])
        return made

    def choose(self, offered: Offered, number: int = 0, *, by: Json = ANNA) -> Sent:
        """Choose one of the rows, which sends it; Telegram tells the bot so."""
        result = offered.answer["results"][number]
        sent = self.telegram.send_inline(result)
        told = {"result_id": result["id"], "from": by, "query": "", "inline_message_id": sent.inline_id}
        self.feed(chosen_inline_result=told)
        return sent

    def call_as_guest(self, text: str, *, by: Json = BRUNO, **more: Any) -> Sent | None:
        """Call the bot in a group that it never joined; returns what it sent there."""
        stranger: Json = {"id": -100999, "type": "supergroup", "title": "Strangers"}
        query_id = f"guest-{self.telegram.new_id()}"
        self.telegram.open_queries.add(query_id)
        before = set(self.telegram.inline)
        message = Chat(self, stranger, by).message(text, guest_query_id=query_id, **more)
        self.feed(guest_message=message)
        sent = [sent for inline_id, sent in self.telegram.inline.items() if inline_id not in before]
        return sent[0] if sent else None

    def _chat(self, chat: Json, person: Json) -> Chat:
        self.telegram.chats[chat["id"]] = chat
        return Chat(self, chat, person)

    def feed(self, **content: Json) -> None:
        """Hand the application an update and wait until it is done with it."""
        self.feed_all([content])

    def settle(self) -> None:
        """Wait until the bot is done with what it does beside the answers."""

        async def settled() -> None:
            while tasks := self.bot.bot_data.background_tasks:
                await asyncio.wait(set(tasks))

        self.runner.run(settled())

    def feed_all(self, contents: list[dict[str, Json]]) -> None:
        """Hand the application several updates at once, and wait until it is done with all."""

        async def handled() -> None:
            for content in contents:
                update = Update.de_json({"update_id": self.telegram.new_id(), **content}, self.bot.bot)
                await self.bot.update_queue.put(update)
            await self.bot.update_queue.join()

        self.runner.run(handled())


@dataclass
class Pressed:
    """What the one who pressed a button was shown: nothing, an alert, or (as a `toast`) a sentence for a moment."""

    alert: str | None
    toast: str | None
    answered_first: bool
    led_to: str | None = None
    """The link that opened."""


@dataclass
class Offered:
    """What somebody who types inline is shown; `answer` is the call that showed it."""

    telegram: Telegram
    answer: Json

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The titles and what stands below them."""
        return [(one["title"], one.get("description", "")) for one in self.answer["results"]]

    @property
    def notice(self) -> str | None:
        """What the button above the rows says."""
        return self.answer["button"]["text"] if "button" in self.answer else None

    @property
    def link(self) -> str:
        """What /start gets from the button above the rows."""
        return str(self.answer["button"]["start_parameter"])


@dataclass
class Chat:
    """A chat; whatever is said in it is said by `person` unless somebody else is named."""

    scene: Scene
    chat: Json
    person: Json
    messages: dict[int, Json] = field(default_factory=dict)

    def message(self, text: str | None = None, *, by: Json | None = None, **more: Any) -> Json:
        """A message as Telegram writes it, commands and mentions marked; other fields as given (`sender` for from)."""
        made: Json = {
            "message_id": self.scene.telegram.new_id(), "date": NOW, "chat": self.chat, "from": by or self.person,
        }  # fmt: skip
        if text is not None:
            made["text"] = text
            if marks := _marks(text):
                made["entities"] = marks
        made |= more
        self.scene.telegram.heard.setdefault(self.chat["id"], set()).add(made["message_id"])
        return made

    def say(self, text: str | None = None, **more: Any) -> list[Sent]:
        """Say something; returns what the bot sent because of it."""
        return self.hear(self.message(text, **more))

    def hear(self, message: Json) -> list[Sent]:
        """Hand the bot a message; returns what it sent because of it."""
        return self.feed(message=message)

    def feed(self, **content: Json) -> list[Sent]:
        """Hand the bot any update; returns what it sent because of it."""
        before = set(self.scene.telegram.sent)
        self.scene.feed(**content)
        return [sent for key, sent in self.scene.telegram.sent.items() if key not in before]

    def send_file(self, name: str | None, content: bytes, **more: Any) -> list[Sent]:
        """Send a document, and wait until all is done that it leads to; returns what the bot sent because of it."""
        file_id = f"file-{self.scene.telegram.new_id()}"
        self.scene.telegram.files[file_id] = content
        size = more.pop("size", len(content))
        document: Json = {"file_id": file_id, "file_unique_id": file_id, "file_size": size}
        if name is not None:
            document["file_name"] = name
        sent = self.say(document=document, **more)
        self.scene.settle()
        return sent

    def ask(self, text: str, **more: Any) -> Sent:
        """Say something to which the bot answers with one message."""
        answers = self.say(text, **more)
        assert len(answers) == 1, f"{len(answers)} answers to {text!r}"
        return answers[0]

    def press(self, answer: Sent, label: str, *, by: Json | None = None) -> Pressed:
        """Press a button under a message."""
        return self.press_data(answer, answer.data(label), by=by)

    def press_data(self, answer: Sent, data: str | None, *, by: Json | None = None, **more: Any) -> Pressed:
        """Press a button that carries this data, as somebody with a client of their own can."""
        telegram = self.scene.telegram
        where = {"inline_message_id": answer.inline_id} if answer.inline_id else {"message": answer.as_json()}
        press: Json = {
            "id": str(telegram.new_id()), "from": by or self.person, "chat_instance": "1",
            **where, **({} if data is None else {"data": data}), **more,
        }  # fmt: skip
        telegram.open_presses.add(press["id"])
        before = len(telegram.calls)
        self.scene.feed(callback_query=press)
        calls = telegram.calls[before:]
        answers = [call.values for call in calls if call.method == "answerCallbackQuery"]
        told = answers[0].get("text") if answers else None
        loud = bool(answers) and answers[0].get("show_alert", False)
        answered_first = bool(calls) and calls[0].method == "answerCallbackQuery"
        led_to = answers[0].get("url") if answers else None
        return Pressed(told if loud else None, None if loud else told, answered_first, led_to)


def _marks(text: str) -> list[Json]:
    return [
        {
            "type": "bot_command" if found[0].startswith("/") else "mention",
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
        }
        for found in _COMMAND_OR_MENTION.finditer(text)
    ]
