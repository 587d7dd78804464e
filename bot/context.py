"""The context that handlers get, typed: the library, the settings, the sentences in the asker's language."""

from __future__ import annotations

import asyncio
from asyncio import Task
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import Application, CallbackContext, ExtBot

from bot.queries.results import Me
from bot.services.clips import ClipCutter
from bot.services.filling import Filling
from bot.services.library import Library
from bot.services.limits import Throttle
from bot.services.uploads import Uploads
from bot.settings import Settings
from bot.telegram.processor import Newest
from bot.texts import Texts, choose_language, texts_in
from store.errors import StoreError
from store.storage.state import ChatSettings
from store.store import Store

if TYPE_CHECKING:
    from bot.media.pictures.fonts import Fonts  # Typst takes a while to import, and a terminal wants to answer at once


class Services:
    """What lives as long as the application does; `application.build` fills it."""

    library: Library
    settings: Settings
    throttle: Throttle
    newest: Newest
    clip_cutter: ClipCutter
    uploads: Uploads
    filling: Filling | None = None
    """What makes passages beside the answers; None where nothing is found by meaning."""
    fonts: Fonts | None = None
    """What pictures are drawn with; None where there are no fonts, or not yet."""

    def __init__(self) -> None:
        self.startup_tasks: set[Task[None]] = set()
        """What is done beside the answers, so that it can be ended with the application."""
        self.drawing = asyncio.Lock()
        """One picture is drawn at a time: fonts are not made for more."""
        self.background_tasks: set[Task[None]] = set()
        """What people wait for beside the answers: clips that are being cut."""


Data = dict[Any, Any]
"""Data by person or chat, as PTB would keep in memory: not used, since all that must last is in the database."""


class Context(CallbackContext[ExtBot[None], Data, Data, Services]):
    """The context of one update."""

    _language_code: str | None = None
    _person: int | None = None
    _chat: int | None = None
    is_private = False
    """Whether nobody else is there: what is only likely is offered to nobody but the one who asked."""
    own = ChatSettings()
    """What the person chose, in the private chat."""
    chosen = ChatSettings()
    """What this chat chose."""

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Context, Any, Any, Any, Any]) -> Context:
        """Return the context of an update, speaking the language of whoever sent it."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            person, chat = update.effective_user, update.effective_chat
            context._language_code = person.language_code if person else None
            context._person = person.id if person else None
            # The number of a chat that the bot is only a guest in may be that of one it knows otherwise.
            context.is_private = bool(chat and chat.type == ChatType.PRIVATE and update.guest_message is None)
            context._chat = chat.id if chat and update.guest_message is None else None
        return context

    async def refresh_data(self) -> None:
        """Read what the person and the chat chose. PTB awaits this once for each update, before its handler.

        A library that cannot be read has no choices in it; whoever asks it for more will say so.
        """
        try:
            self.own, self.chosen = await self.library.run(_settings_of, self._person, self._chat)
        except StoreError:
            self.own = self.chosen = ChatSettings()

    @property
    def language(self) -> str:
        """The asker's language, one of bot.texts.LANGUAGES."""
        default = self.bot_data.settings.language
        return choose_language(self._language_code, default, own=self.own.language, chat=self.chosen.language)

    @property
    def episode(self) -> int | None:
        """The episode of which this chat asks (an id); None for all of them."""
        return self.chosen.episode

    @property
    def library(self) -> Library:
        """The episodes, to be asked."""
        return self.bot_data.library

    @property
    def texts(self) -> Texts:
        """The sentences in the asker's language."""
        return texts_in(self.language)

    @property
    def me(self) -> Me:
        """What the bot is called, and whether it may be asked inline."""
        return Me(
            self.bot.username,
            inline=bool(self.bot.supports_inline_queries),
            draws=self.bot_data.fonts is not None,
        )


def _settings_of(store: Store, *chats: int | None) -> tuple[ChatSettings, ...]:
    """Return what each of these chats chose; a person's settings are those of the private chat with them."""
    return tuple(ChatSettings() if chat is None else store.state.chats.settings(chat) for chat in chats)


Bot = Application[ExtBot[None], Context, Data, Data, Services, None]
"""The application, with its types."""
