"""The command menus, by kind of chat and language, and the bot's profile: what Telegram shows before anybody asks.

Each is set only where it is not what was set last: a digest of it is kept in the library.
https://core.telegram.org/bots/api#setmycommands
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.render.chat_settings import ADMIN_COMMANDS
from bot.services.library import Library
from bot.settings import Settings
from bot.texts import Texts, texts_in

log = logging.getLogger(__name__)

_ASKING = ("quote", "speaker", "speakers", "random", "topics", "episodes", "who")
PRIVATE: Final = (*_ASKING, "language", "status", "privacy", "forget", "help")
GROUPS: Final = (*_ASKING, "privacy", "help")
GROUP_ADMINS: Final = (*_ASKING, "language", "status", "privacy", "forget", "help")
BOT_ADMINS: Final = (*PRIVATE, *ADMIN_COMMANDS)

_ADMIN = "commands for admin "


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Something that Telegram should show: `content` is what, `set` sets it."""

    name: str
    content: object
    set: Callable[[], Awaitable[object]]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.content, ensure_ascii=False).encode()).hexdigest()[:16]


async def set_up(bot: Bot, library: Library, settings: Settings) -> None:
    """Set the commands and the profile where they changed; what Telegram refuses is tried again at the next start."""
    note = f"menus of {bot.id}"
    noted = await library.run(lambda store: store.state.notes.get(note))
    shown: dict[str, str] = json.loads(noted or "{}")
    wanted = list(_wanted(bot, settings))
    for one in wanted:
        if shown.get(one.name) != one.digest and await _done(one.name, one.set()):
            shown[one.name] = one.digest
            await library.run(
                lambda store: store.state.notes.put(note, json.dumps(shown))
            )  # at once: a start may be cut short
    for name in set(shown) - {one.name for one in wanted}:
        if not name.startswith(_ADMIN) or await _done(name, _remove(bot, name)):
            del shown[name]
            await library.run(lambda store: store.state.notes.put(note, json.dumps(shown)))


def languages(default: str) -> Iterator[tuple[str | None, Texts]]:
    """Give each language for which Telegram keeps its own texts: None is for all who have none of their own.

    Telegram knows languages by two letters, so 简 and 繁 share one: the default one, where that is either.
    """
    yield None, texts_in(default)
    yield "zh", texts_in(default if default.startswith("zh") else "zh-hans")
    yield "en", texts_in("en")


def _wanted(bot: Bot, settings: Settings) -> Iterator[_Wanted]:
    menus: list[tuple[str, tuple[str, ...], BotCommandScope]] = [
        ("commands in private", PRIVATE, BotCommandScopeAllPrivateChats()),
        ("commands in groups", GROUPS, BotCommandScopeAllGroupChats()),
        ("commands for group admins", GROUP_ADMINS, BotCommandScopeAllChatAdministrators()),
        *((f"{_ADMIN}{admin}", BOT_ADMINS, BotCommandScopeChat(admin)) for admin in sorted(settings.admin_ids)),
    ]
    for code, texts in languages(settings.language):
        suffix = f" ({code})" if code else ""
        for name, commands, scope in menus:
            yield _menu(bot, name + suffix, [(one, texts.commands[one].about) for one in commands], scope, code)
        yield _Wanted(
            f"description{suffix}", texts.description, partial(bot.set_my_description, texts.description, code)
        )
        short = texts.short_description
        yield _Wanted(f"short description{suffix}", short, partial(bot.set_my_short_description, short, code))


def _menu(bot: Bot, name: str, commands: list[tuple[str, str]], scope: BotCommandScope, code: str | None) -> _Wanted:
    shown = [BotCommand(command, about) for command, about in commands]
    return _Wanted(name, commands, partial(bot.set_my_commands, shown, scope, code))


async def _remove(bot: Bot, name: str) -> None:
    """Take the menu away from somebody who is no longer an admin of the bot."""
    admin, _, code = name.removeprefix(_ADMIN).removesuffix(")").partition(" (")
    await bot.delete_my_commands(BotCommandScopeChat(int(admin)), code or None)


async def _done(name: str, call: Awaitable[object]) -> bool:
    try:
        await call
    except TelegramError as error:
        log.warning("Telegram did not take the bot's %s: %s", name, error)
        return False
    return True
