"""The cache folder: private, so that nobody else can put a file there that we would read."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import stat
import tempfile
import threading
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)

_OURS = "podcast-quote-bot"
_making = threading.Lock()


def private_folder(name: str) -> Path:
    """Return a folder that only this user can look into: in the user's cache, or else one that goes with the process.

    The latter, the same for all who ask in this process, where there is no home, it cannot be written to, or the folder
    there is somebody else's. Raises OSError where there is no temporary folder either.
    """
    try:
        given = os.environ.get("XDG_CACHE_HOME") or ""
        home = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _made(home / _OURS, name)
    except (OSError, RuntimeError) as error:
        with _making:
            first = not _passing.cache_info().currsize
            passing = _passing()
        if first:
            log.warning("The cache folder cannot be used (%s): until the end, %s is in its place.", error, passing)
        return _made(passing, name)


def _made(ours: Path, name: str) -> Path:
    """Return a folder inside one of ours, both there and closed to all others. Raises OSError."""
    for one in (ours, ours / name):
        one.mkdir(mode=0o700, exist_ok=True)
        if not _is_ours(one) or not os.access(one, os.W_OK | os.X_OK):
            raise PermissionError(f"{one} is somebody else's, or cannot be written to")
    return ours / name


@cache
def _passing() -> Path:
    """Return a temporary folder that is removed at the end of the process; the same at each call."""
    folder = tempfile.mkdtemp(prefix=f"{_OURS}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _is_ours(folder: Path) -> bool:
    """Say whether a folder, and no link to one, belongs to this user and is closed to all others; close it if open."""
    found = folder.lstat()
    if not hasattr(os, "geteuid"):  # where folders of a user are closed by themselves
        return stat.S_ISDIR(found.st_mode)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return False
    if found.st_mode & 0o077:
        # What others could write to before may hold what they wrote.
        if found.st_mode & 0o022:
            for inside in folder.iterdir():
                if inside.is_file() or inside.is_symlink():
                    inside.unlink()
        folder.chmod(0o700)
    return True
