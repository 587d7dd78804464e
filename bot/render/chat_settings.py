"""Messages about a chat and its settings: help, language, what works there, privacy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.queries.callback_data import ChooseLanguage
from bot.queries.results import Me
from bot.render.parts import Button, Message, sentence, title_of
from bot.texts import LANGUAGE_NAMES, Texts
from store.models import Episode

ADMIN_COMMANDS = ("export", "alias", "fix", "delete")
"""Commands for admins of the bot."""

Rights = Literal["private", "admin", "member"]
"""What the bot is in a chat: alone with somebody, an admin who sees all messages, one among many."""


@dataclass(frozen=True, slots=True)
class Status:
    """What works in a chat. `reads_all` is privacy mode turned off; `language` is what it chose, else `default`.

    So many episodes are `waiting` to be found by meaning, too.
    """

    rights: Rights
    reads_all: bool
    guest: bool
    episode: Episode | None
    language: str | None
    default: str
    waiting: int = 0


def usage(texts: Texts, me: Me, *, in_group: bool, for_admin: bool = False) -> Message:
    """Return how to ask, with every command, those of admins `for_admin`; in a group they carry the bot's name."""
    suffix = f"@{me.name}" if in_group else ""
    commands = (
        texts.help_command.format(command=f"/{name}{suffix} {command.arguments}".rstrip(), about=command.about)
        for name, command in texts.commands.items()
        if for_admin or name not in ADMIN_COMMANDS
    )
    ways = [texts.help_tail, texts.help_groups, *([texts.help_inline] if me.inline else []), texts.help_trouble]
    return sentence("\n\n".join((texts.help_head, "\n".join(commands), *(way.format(bot=me.name) for way in ways))))


def languages(texts: Texts, chosen: str | None) -> Message:
    """Return a choice of languages, the chosen one marked."""
    each = [(name, language) for language, name in LANGUAGE_NAMES.items()]
    rows = tuple(
        (Button(("✓ " if language == chosen else "") + name, ChooseLanguage(language)),)
        for name, language in [*each, (texts.language_own, None)]
    )
    return sentence(texts.language_head, rows)


def privacy(texts: Texts) -> Message:
    """Return what is kept, and for how long."""
    return sentence(texts.privacy)


def status(now: Status, texts: Texts, me: Me) -> Message:
    """Return what works in a chat, and for what does not, how to mend it."""
    works = [
        (True, texts.status_private, ""),
        (me.inline, texts.status_inline, texts.mend_inline),
        (now.guest, texts.status_guest, texts.mend_guest),
    ]
    if now.rights != "private":
        works.append((True, texts.status_commands, ""))
        if now.rights == "admin":
            works.append((True, texts.status_reads_as_admin, ""))
        elif now.reads_all:
            works.append((True, texts.status_reads_all, ""))
        else:
            works.append((False, texts.status_reads_little, texts.mend_privacy))
    told = [
        (texts.status_works if fine else texts.status_broken).format(
            what=what.format(bot=me.name), mend=mend.format(bot=me.name)
        )
        for fine, what, mend in works
    ]
    chosen = texts.status_any_episode
    if now.episode is not None:
        chosen = texts.status_episode.format(title=title_of(now.episode))
    spoken = texts.status_any_language if now.language is None else texts.status_language
    language = LANGUAGE_NAMES[now.language or now.default]
    waiting = (texts.status_waiting.format(count=now.waiting),) if now.waiting else ()
    return sentence("\n".join((texts.status_head, *told, chosen, spoken.format(language=language), *waiting)))
