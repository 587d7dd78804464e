"""The bot's settings: the name of each in the environment, what it may be, and its default."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from store.encoders import EncoderSettings
from store.settings import SettingsError, read_dotenv, yes_or_no

LANGUAGES = ("zh-hans", "zh-hant", "en")
LOG_FORMATS = ("human", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

Place = tuple[str, int]
"""A host and a port to listen at."""

# BotFather's form; `/test` behind it is how Telegram's test servers are asked for.
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+(/test)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the bot was told to be. `token` is None where there is none: then only a terminal can be served.

    `api_url` is the root of a Bot API server, without `/bot` and without a slash at its end. The token, the
    webhook's secret, the key of embeddings, and the proxy (which may hold a password) stay out of `repr()`.
    """

    token: str | None = field(default=None, repr=False)
    api_url: str = "https://api.telegram.org"
    proxy: str | None = field(default=None, repr=False)
    database: Path = Path("data/quotes.db")
    log_level: str = "INFO"
    language: str = "zh-hans"
    log_format: str = "human"
    admin_ids: frozenset[int] = frozenset()
    questions_per_minute: int = 40
    health_listen: Place | None = None
    webhook_url: str | None = None
    webhook_listen: Place = ("127.0.0.1", 8443)
    webhook_secret: str | None = field(default=None, repr=False)
    allow_private: bool = False
    meaning: bool = True
    embeddings_url: str | None = field(default=None, repr=False)
    embeddings_model: str | None = None
    embeddings_key: str | None = field(default=None, repr=False)

    @property
    def encoder(self) -> EncoderSettings:
        """How what is meant is looked for."""
        return EncoderSettings(
            self.meaning, self.embeddings_url, self.embeddings_model, self.embeddings_key, self.allow_private
        )

    @property
    def base_url(self) -> str:
        """Where methods are called, as PTB wants it: everything in front of the token."""
        return f"{self.api_url}/bot"

    @property
    def base_file_url(self) -> str:
        """Where files are downloaded, as PTB wants it: everything in front of the token."""
        return f"{self.api_url}/file/bot"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be read in a log: the token, the webhook's secret, the key of embeddings, and passwords."""
        passwords = [urlsplit(url).password or "" for url in (self.proxy, self.embeddings_url) if url]
        spelled = [spelling for password in passwords for spelling in (password, unquote(password))]
        told = (self.token, self.webhook_secret, self.embeddings_key, *spelled)
        return tuple(dict.fromkeys(secret for secret in told if secret))


def _token(typed: str) -> str:
    if not _TOKEN.fullmatch(typed):
        raise ValueError("not a bot token; BotFather gives one like 123456:ABC-DEF")
    return typed


def _url(typed: str, schemes: tuple[str, ...], example: str) -> str:
    try:
        parts = urlsplit(typed)
        fits = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        fits = fits and "@" not in parts.path  # a / in a password, which would be taken for the host
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s{}?#]", typed):
        raise ValueError(f"not an address like {example}")
    return typed.rstrip("/")


def _api_url(typed: str) -> str:
    root = _url(typed, ("http", "https"), "https://api.telegram.org")
    if root.endswith("/bot"):
        raise ValueError("the root of the server is wanted, without /bot")
    return root


def _proxy(typed: str) -> str:
    return _url(typed, ("http", "https", "socks5", "socks5h"), "http://127.0.0.1:3128 or socks5://127.0.0.1:1080")


def _log_level(typed: str) -> str:
    if typed.upper() not in LOG_LEVELS:
        raise ValueError(f"{typed!r} is none of {', '.join(LOG_LEVELS)}")
    return typed.upper()


def _log_format(typed: str) -> str:
    if typed.lower() not in LOG_FORMATS:
        raise ValueError(f"{typed!r} is none of {', '.join(LOG_FORMATS)}")
    return typed.lower()


def _place(typed: str) -> Place:
    host, _, port = typed.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536 or re.search(r"[\s/]", host):
        raise ValueError("not a place to listen at like 127.0.0.1:8080")
    return host, int(port)


def _webhook_url(typed: str) -> str:
    return _url(typed, ("https", "http"), "https://bot.example.org/telegram")


def _webhook_secret(typed: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,256}", typed):
        raise ValueError("not 8 to 256 letters, digits, _ and -")
    return typed


def _embeddings_url(typed: str) -> str:
    return _url(typed, ("https", "http"), "https://embeddings.example.org/v1")


def _language(typed: str) -> str:
    language = typed.lower().replace("_", "-")
    if language not in LANGUAGES:
        raise ValueError(f"{typed!r} is none of {', '.join(LANGUAGES)}")
    return language


def _admin_ids(typed: str) -> frozenset[int]:
    words = typed.replace(",", " ").split()
    for word in words:
        if not re.fullmatch(r"[0-9]{1,19}", word):
            raise ValueError(f"{word!r} is not the number of a Telegram user")
    return frozenset(map(int, words))


def _questions_per_minute(typed: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", typed):
        raise ValueError(f"{typed!r} is not a number from 0 to 9999")
    return int(typed)


@dataclass(frozen=True, slots=True)
class _Setting:
    """A name in the environment, the field of Settings it fills, and how what was typed becomes its value."""

    name: str
    field: str
    read: Callable[[str], object]


SETTINGS = (
    _Setting("TELEGRAM_BOT_TOKEN", "token", _token),
    _Setting("TELEGRAM_API_URL", "api_url", _api_url),
    _Setting("TELEGRAM_PROXY", "proxy", _proxy),
    _Setting("DATABASE", "database", Path),
    _Setting("LOG_LEVEL", "log_level", _log_level),
    _Setting("LOG_FORMAT", "log_format", _log_format),
    # Not LANGUAGE: many desktops export that one for gettext, with values such as en_US:en.
    _Setting("BOT_LANGUAGE", "language", _language),
    _Setting("ADMIN_IDS", "admin_ids", _admin_ids),
    _Setting("QUESTIONS_PER_MINUTE", "questions_per_minute", _questions_per_minute),
    _Setting("HEALTH_LISTEN", "health_listen", _place),
    _Setting("WEBHOOK_URL", "webhook_url", _webhook_url),
    _Setting("WEBHOOK_LISTEN", "webhook_listen", _place),
    _Setting("WEBHOOK_SECRET", "webhook_secret", _webhook_secret),
    _Setting("ALLOW_PRIVATE_ADDRESSES", "allow_private", yes_or_no),
    _Setting("MEANING", "meaning", yes_or_no),
    _Setting("EMBEDDINGS_URL", "embeddings_url", _embeddings_url),
    _Setting("EMBEDDINGS_MODEL", "embeddings_model", str),
    _Setting("EMBEDDINGS_KEY", "embeddings_key", str),
)


def read_settings(environ: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Return the settings: the environment's where it has the name, else those of the file `dotenv`, else the defaults.

    A name that is there and empty means its default, so `TELEGRAM_BOT_TOKEN= make run` starts without the file's token.
    A file that does not exist counts as empty. Raises SettingsError.
    """
    typed = {**(read_dotenv(dotenv) if dotenv is not None else {}), **environ}
    values: dict[str, object] = {}
    for setting in SETTINGS:
        word = typed.get(setting.name, "").strip()
        if not word:
            continue
        if not word.isprintable():
            raise SettingsError(setting.name, "holds a character that cannot be printed")
        try:
            values[setting.field] = setting.read(word)
        except ValueError as error:
            raise SettingsError(setting.name, str(error)) from None
    return Settings(**values)  # type: ignore[arg-type]  # each reader gives its field's type; the tests hold them to it
