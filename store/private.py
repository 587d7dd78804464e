"""A folder of our own for what is made once and read again: nobody else can put anything there."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from pathlib import Path

_OURS = "podcast-quote-bot"


def private_folder(name: str) -> Path:
    """Return a folder that only this user can look into: in the user's cache, or else one that goes with the process.

    The latter where there is no home, it cannot be written to, or the folder there is somebody else's.
    """
    try:
        cache = os.environ.get("XDG_CACHE_HOME") or ""
        home = Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = home / _OURS
        for one in (folder, folder / name):
            one.mkdir(mode=0o700, exist_ok=True)
            if not _is_ours(one):
                raise PermissionError(one)
        if os.access(folder / name, os.W_OK | os.X_OK):
            return folder / name
    except (OSError, RuntimeError):
        pass
    passing = tempfile.mkdtemp(prefix=f"{_OURS}-")
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return Path(passing)


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
