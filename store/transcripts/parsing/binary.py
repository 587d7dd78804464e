"""Bytes that are no text: what they are, for the kinds that people send by mistake."""

from __future__ import annotations

_WORD = "a Word document: save it as text"
_AUDIO = "an audio file: send its transcript"
_VIDEO = "a video: send its transcript"
_PICTURE = "a picture: send the transcript as text"
_ARCHIVE = "an archive: unpack it"

# How such files begin. No text does, in any encoding.
_BEGINNINGS = (
    (b"%PDF-", "a PDF: save it as text"),
    (b"{\\rtf", "an RTF document: save it as plain text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document: save it as text"),
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"\x1aE\xdf\xa3", _VIDEO),
    (b"SQLite format 3\x00", "a database"),
    (b"bplist00", "a property list of Apple: export it as text"),
)
# How others begin; so might a text, but none has a NUL so near.
_BEGINNINGS_WITH_NUL = (
    (b"ID3", _AUDIO),
    (b"OggS", _AUDIO),
    (b"fLaC", _AUDIO),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"BZh", _ARCHIVE),
)
_NEAR = 64
# Names of parts that stand in a zip archive, and what such an archive is called.
_PARTS = (
    (b"word/", _WORD),
    (b"xl/", "an Excel sheet: save it as text"),
    (b"ppt/", "a PowerPoint file: save it as text"),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file: save it as text"),
    (b"mimetypeapplication/epub", "an e-book: save it as text"),
)


def known_as(data: bytes) -> str | None:
    """Return what the bytes of a file are (`a Word document: save it as text`), None where they may be text."""
    if data.startswith(b"PK\x03\x04"):
        return next((kind for part, kind in _PARTS if part in data), "a zip archive: unpack it")
    near = data[:_NEAR]
    known = _BEGINNINGS + (_BEGINNINGS_WITH_NUL if b"\x00" in near else ())
    told = next((kind for beginning, kind in known if near.startswith(beginning)), None)
    return told or (_container(near) if b"\x00" in near else None)


def _container(near: bytes) -> str | None:
    """Return what a file is that says so behind its first bytes."""
    if near.startswith(b"RIFF"):
        return _VIDEO if near[8:12] == b"AVI " else _PICTURE if near[8:12] == b"WEBP" else _AUDIO
    if near[4:8] == b"ftyp":
        return _AUDIO if near[8:11] == b"M4A" else _VIDEO
    return _AUDIO if near[0] == 0xFF and near[1] in (0xFB, 0xF3, 0xF2, 0xF1, 0xF9) else None
