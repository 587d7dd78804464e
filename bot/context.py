"""What a handler finds in its `context`, typed: the library, the settings, the sentences in the asker's language."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.library import Library
from bot.settings import Settings
from bot.texts import Texts, choose_language, texts_in


class Services:
    """What lives as long as the application does; `application.build` fills it."""

    library: Library
    settings: Settings


Data = dict[Any, Any]
"""Data by person or chat, as PTB would keep in memory: not used, since all that must last is in the database."""


class Context(CallbackContext[ExtBot[None], Data, Data, Services]):
    """The context of one update."""

    _language_code: str | None = None

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Context, Any, Any, Any, Any]) -> Context:
        """Return the context of an update, speaking the language of whoever sent it."""
        context = super().from_update(update, application)
        person = update.effective_user if isinstance(update, Update) else None
        context._language_code = person.language_code if person else None
        return context

    @property
    def language(self) -> str:
        """The asker's language, one of bot.texts.LANGUAGES."""
        return choose_language(self._language_code, self.bot_data.settings.language)

    @property
    def library(self) -> Library:
        """The episodes, to be asked."""
        return self.bot_data.library

    @property
    def texts(self) -> Texts:
        """The sentences in the asker's language."""
        return texts_in(self.language)

    @property
    def bot_name(self) -> str:
        """The bot's @name, without the @."""
        return self.bot.username


Bot = Application[ExtBot[None], Context, Data, Data, Services, None]
"""The application, with its types."""
