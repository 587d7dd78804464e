"""Uploads: transcripts sent to the bot, kept in a private folder until it is decided whether to load them.

What is kept is known by a random key, which a button can carry; the name a file was sent under is only ever shown.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

from store.ingest.files import LARGEST_FILE
from store.ingest.isolated import IsolatedRead, load, look
from store.ingest.job import Job, NotUnderstood
from store.text.cache_folder import private_folder

KEPT_S: Final = 24 * 3600.0
"""A day, as /privacy says."""

_MOST_KEPT: Final = 20
"""Files of LARGEST_FILE at most: 400 MB in all."""
_LONGEST_NAME: Final = 80
_UNNAMED: Final = "transcript.txt"

UploadResult = IsolatedRead | NotUnderstood


def shown_name(sent: str | None) -> str:
    """Return a name that may be shown and says nothing of folders: no path, line break, or mark that turns text round.

    >>> shown_name("../../etc/pass\\u202ewd.txt")
    'passwd.txt'
    """
    last = (sent or "").replace("\\", "/").rsplit("/", 1)[-1]
    # Marks that turn the direction round are formats (Cf), line breaks are controls (Cc) or separators (Zl, Zp).
    seen = "".join(char if char.isprintable() else " " for char in last if unicodedata.category(char) != "Cf")
    name = " ".join(seen.split()).lstrip(". ")
    if len(name) > _LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: _LONGEST_NAME - 10]}{dot}{ending[:8]}" if stem else name[:_LONGEST_NAME]
    return name or _UNNAMED


class Uploads:
    """The files that were sent, each under its key. Reading and loading go one at a time, in a process of their own."""

    def __init__(self, database: Path, folder: Callable[[], Path] = lambda: private_folder("uploads")) -> None:
        self._database = database
        self._folder = folder
        self._turn = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self.loading: set[str] = set()
        """The keys of what is being loaded just now."""

    async def keep(self, data: bytes, name: str) -> str:
        """Keep a file and return its key; the oldest go where there are too many. Raises OSError, and keeps nothing."""
        key = await asyncio.to_thread(self._keep, data, name)
        self._sweep_later()
        return key

    async def name_of(self, key: str) -> str | None:
        """Return the name of a file; None where it is not kept (any more)."""
        await self.sweep()
        return await asyncio.to_thread(self._name_of, key)

    async def drop(self, key: str) -> None:
        """Erase a file."""
        await asyncio.to_thread(self._drop, key)

    async def sweep(self) -> None:
        """Erase what was kept for KEPT_S, now and when the time of the others has come."""
        if await asyncio.to_thread(self._sweep):
            self._sweep_later()

    def _sweep_later(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(KEPT_S + 1, self._sweep_now)

    def _sweep_now(self) -> None:
        self._timer = None
        if self._sweep():
            self._sweep_later()

    async def look(self, key: str, name: str) -> UploadResult:
        """Return what a file holds."""
        return await self._isolated(look, key, name)

    async def load(self, key: str, name: str) -> UploadResult:
        """Load a file into the library."""
        return await self._isolated(load, key, name)

    async def _isolated(self, work: Callable[..., UploadResult], key: str, name: str) -> UploadResult:
        ended = threading.Event()
        async with self._turn:
            path = self._path(key)
            job = Job(name, path=path, size=LARGEST_FILE)
            try:
                return await asyncio.to_thread(work, self._database, job, stop=ended.is_set)
            finally:
                ended.set()  # whoever no longer waits for it ends the process, too

    def _path(self, key: str) -> Path:
        return self._folder() / f"{key}.upload"

    def _keep(self, data: bytes, name: str) -> str:
        self._sweep(most=_MOST_KEPT - 1)
        key = secrets.token_urlsafe(9)
        try:
            self._path(key).write_bytes(data)
            self._path(key).with_suffix(".name").write_text(name, encoding="utf-8")
        except OSError:
            self._drop(key)
            raise
        return key

    def _name_of(self, key: str) -> str | None:
        try:
            return (
                self._path(key).with_suffix(".name").read_text(encoding="utf-8") if self._path(key).exists() else None
            )
        except OSError:
            return None

    def _drop(self, key: str) -> None:
        for path in (self._path(key), self._path(key).with_suffix(".name")):
            path.unlink(missing_ok=True)

    def _sweep(self, most: int = _MOST_KEPT) -> int:
        """Erase what is too old or too much; return how many are left."""
        left = 0
        for path in sorted(self._folder().glob("*.upload"), key=_age):
            if path.stem in self.loading or (left < most and _age(path) <= KEPT_S):
                left += 1
            else:
                self._drop(path.stem)
        return left


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return KEPT_S + 1
