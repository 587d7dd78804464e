"""Telling what kind of file bytes are that are no text, for the kinds that people send by mistake."""

from __future__ import annotations

from store.wording.kinds import RefusalKind

# How such files begin. No text does, in any encoding.
_BEGINNINGS: tuple[tuple[bytes, RefusalKind], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_office"),
    (b"\x89PNG\r\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"SQLite format 3\x00", "database"),
    (b"bplist00", "property_list"),
)
# How others begin; so might a text, but none has a NUL so near.
_BEGINNINGS_WITH_NUL: tuple[tuple[bytes, RefusalKind], ...] = (
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"BZh", "archive"),
)
_NEAR = 64
# Names of parts that stand in a zip archive, and what such an archive is called.
_PARTS: tuple[tuple[bytes, RefusalKind], ...] = (
    (b"word/", "word"),
    (b"xl/", "excel"),
    (b"ppt/", "powerpoint"),
    (b"mimetypeapplication/vnd.oasis", "opendocument"),
    (b"mimetypeapplication/epub", "e_book"),
)


def known_as(data: bytes) -> RefusalKind | None:
    """Return what the bytes of a file are (`word` for a document of Word), None where they may be text."""
    if data.startswith(b"PK\x03\x04"):
        return next((kind for part, kind in _PARTS if part in data), "zip")
    near = data[:_NEAR]
    known = _BEGINNINGS + (_BEGINNINGS_WITH_NUL if b"\x00" in near else ())
    told = next((kind for beginning, kind in known if near.startswith(beginning)), None)
    return told or (_container(near) if b"\x00" in near else None)


def _container(near: bytes) -> RefusalKind | None:
    """Return what a file is that says so behind its first bytes."""
    if near.startswith(b"RIFF"):
        return "video" if near[8:12] == b"AVI " else "picture" if near[8:12] == b"WEBP" else "audio"
    if near[4:8] == b"ftyp":
        return "audio" if near[8:11] == b"M4A" else "video"
    return "audio" if near[0] == 0xFF and near[1] in (0xFB, 0xF3, 0xF2, 0xF1, 0xF9) else None
