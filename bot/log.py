"""Logging, set up once when the program starts: to standard error, one line an event, and no secret in any of them.

Secrets are taken out where records are made: a filter would hold for one handler only, and not for a traceback.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
REDACTED = "[secret]"

# The pattern of a bot token, also as an address spells its colon, for tokens that nobody told us of.
_ANY_TOKEN = re.compile(r"(?<![0-9])[0-9]{6,}+(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)

# What PTB 22.8 logs at any level with the words of messages in it: told without them.
_PTB_WITH_WORDS = (
    "Error while parsing updates!",
    "Can not load invalid JSON data:",
    "Error while building CallbackContext for update",
)

# Where an exception quotes something, that may be what somebody wrote; a path of at least two folders is not.
_QUOTED = re.compile(
    r"""(?<![A-Za-z0-9])(["'])(?!/(?!\1)[!-~](?:(?!\1)[!-.0-~])*+/(?:(?!\1)[!-~])++\1)(?:(?!\1).)*+\1"""
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_FRAME = re.compile(r'\s+File "[^"]*", line [0-9]+')

_CONTROL = {code: repr(chr(code))[1:-1] for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029)}


class Redactor:
    """Takes secrets out of a text: those it was told, as they are and as an address spells them, and any bot token."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings: set[str] = set()
        for secret in secrets:
            # The part of a token in front of the colon is public, so the part behind it is as good as the whole.
            for part in (secret, secret.partition(":")[2]):
                if len(part) < 4:  # a word that short stands everywhere
                    continue
                escaped = quote(part, safe="")
                spellings |= {part, escaped, quote_plus(part), re.sub("%..", lambda hexa: hexa[0].lower(), escaped)}
        longest_first = sorted(map(re.escape, spellings), key=len, reverse=True)
        self._told = re.compile("|".join(longest_first)) if longest_first else None

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced."""
        if self._told is not None:
            text = self._told.sub(REDACTED, text)
        return _ANY_TOKEN.sub(REDACTED, text)


class Formatter(logging.Formatter):
    """Writes a record on one line, a traceback below it where there is one, and redacts the whole at the end."""

    def __init__(self, redact: Redactor, fmt: str = FORMAT) -> None:
        super().__init__(fmt)
        self._redact = redact

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the record's line; a line break in it, which came from outside, is written as \\n."""
        return super().formatMessage(record).translate(_CONTROL)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written, without secrets."""
        return self._redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON, a traceback in it included, and redacts the whole at the end."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written, without secrets."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            told["exception"] = record.exc_text
        if record.stack_info:
            told["stack"] = record.stack_info
        return self._redact(json.dumps(told, ensure_ascii=False).translate(_CONTROL))


def setup(level: str, secrets: Iterable[str] = (), form: str = "human") -> None:
    """Send every record of `level` and above to standard error, redacted; call it once, before anything is logged.

    The form is `human` or `json`. Whatever handler a library adds later gets redacted records too, since they are made
    so. Exceptions that nobody caught, in any thread, are logged like all others.
    """
    redact = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if form == "json" else Formatter(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    threshold = logging.getLevelNamesMapping()[level]
    # httpx tells every address at INFO, and ours hold the token; PTB tells whole messages at DEBUG.
    for name, lowest in {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.INFO}.items():
        logging.getLogger(name).setLevel(max(threshold, lowest))
    logging.setLogRecordFactory(_factory(redact))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _factory(redact: Redactor) -> Any:
    """Return a maker of records that hold no secret: message, arguments, traceback and stack."""

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = logging.LogRecord(*args, **kwargs)
        try:
            message = record.getMessage()
        except Exception:  # a slip in a call of the log must not end what is being done
            message = f"{record.msg if isinstance(record.msg, str) else type(record.msg)} (with unfit arguments)"
        if record.name.startswith("telegram"):
            message = next((f"{words} …" for words in _PTB_WITH_WORDS if message.startswith(words)), message)
        if record.exc_info:
            error = record.exc_info[1]
            if record.name.startswith("telegram") and _is_of_telegram(error):
                # The library's own trouble with the network: its traceback shows its inside and never the fault.
                message = f"{message} ({type(error).__name__}: {error})"
            else:
                record.exc_text = redact(without_words(logging.Formatter().formatException(record.exc_info)))
                record.fault = type(error).__name__
            # A formatter prints the text that is there; without the exception itself none can print it unredacted.
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        record.msg, record.args = redact(message), None
        return record

    return make


def _is_of_telegram(error: BaseException | None) -> bool:
    """Say whether an exception is a `telegram.error.TelegramError`, by its module: the log imports no library."""
    return any(kind.__module__ == "telegram.error" for kind in type(error).__mro__)


def without_words(text: str) -> str:
    """Return a traceback, or the words of an exception, without what may quote somebody: the program's own code stays.

    >>> without_words("invalid literal for int() with base 10: '安静'")
    'invalid literal for int() with base 10: …'
    """
    told, code = [], False
    for line in text.split("\n"):
        frame = _FRAME.match(line) is not None
        is_code = frame or (code and line.startswith("    "))
        told.append(line if is_code else _NOT_ASCII.sub("…", _QUOTED.sub("…", line)))
        code = is_code
    return "\n".join(told)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("bot").critical("The program ended by a fault of its own.", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(fault: threading.ExceptHookArgs) -> None:
    if fault.exc_value is None:
        return
    name = fault.thread.name if fault.thread is not None else "?"
    exc_info = (fault.exc_type, fault.exc_value, fault.exc_traceback)
    logging.getLogger("bot").critical("The thread %s ended by a fault of its own.", name, exc_info=exc_info)
