"""Finding the files to load: those that are named, those of a folder, those that a pattern matches."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from store.errors import NotACorrection

LARGEST_FILE = 20 * 1024 * 1024
"""In bytes: what Telegram lets a bot fetch, and fifty times the transcript of a long episode."""

# What stands beside transcripts in people's folders. Named outright, such a file is looked at all the same.
_ENDINGS = """
    .glossary .mp3 .m4a .aac .wav .flac .ogg .opus .wma .aiff .mp4 .m4v .mov .mkv .webm .avi
    .jpg .jpeg .png .gif .webp .heic .svg .pdf .zip .gz .7z .rar .tar .db .db-wal .db-shm .sqlite .exe .dmg
"""
_NO_TRANSCRIPTS = frozenset(_ENDINGS.split())
_NUMBERS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Files:
    """The files that were found, in the order to load them; what was named and is not there; how many others there are.

    `others` were passed over in folders: recordings, pictures, glossaries, hidden files.
    """

    found: tuple[Path, ...]
    missing: tuple[Path, ...]
    others: int


def find_files(paths: Iterable[Path]) -> Files:
    """Return the files behind what was named: files, folders with all that is in them, and patterns like `**/*.srt`.

    Each once; those of a folder or pattern by name, `第 2 期` before `第 10 期`, so that episodes come in their order.
    """
    found: dict[Path, None] = {}
    missing = []
    others = 0
    for path in paths:
        if path.is_dir():
            inside = [one for one in path.rglob("*") if one.is_file()]
            wanted = [one for one in inside if _may_be_transcript(one, path)]
            others += len(inside) - len(wanted)
        elif path.exists() or not glob.has_magic(str(path)):
            wanted = [path] if path.exists() else []
        else:
            wanted = [one for one in _matching(path) if one.is_file()]
        if not (wanted or path.exists()):
            missing.append(path)
        found |= dict.fromkeys(sorted(wanted, key=by_name))
    return Files(tuple(found), tuple(missing), others)


def _matching(pattern: Path) -> Iterator[Path]:
    return map(Path, glob.iglob(str(pattern), recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern


def _may_be_transcript(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() not in _NO_TRANSCRIPTS


def by_name(path: Path) -> list[tuple[int, str]]:
    """Return a key by which paths sort as people number them."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _NUMBERS.split(str(path))]


def shown_name(path: Path) -> str:
    """Return a file's name without folders, and without what would break a line, a terminal or a database."""
    return "".join(char if char.isprintable() else "\ufffd" for char in path.name)


def read_glossary(path: Path) -> str:
    """Return the text of a file of corrections. Raises NotACorrection if it cannot be read as text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise NotACorrection(f"{path.name} ({error})") from error
