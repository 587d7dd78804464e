"""The YAML block that may stand above a Markdown transcript: title, date, keywords, links.

Only the few shapes that such blocks use are read (scalars, quoted scalars, lists), and what else stands there is
skipped: no file can make this program run a YAML parser on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.transcripts.parsing.dates import iso_date

_KEY = re.compile(r"([A-Za-z_\u4e00-\u9fff](?:[\w\u4e00-\u9fff -]{0,39}?[\w\u4e00-\u9fff-])??)\s*+:(?:\s++(.*))?$")
_DATES = (
    "date",
    "published",
    "publish_date",
    "pubdate",
    "published_at",
    "upload_date",
    "recorded",
    "日期",
    "时间",
)
_PAGES = ("page", "url", "link", "source_url", "youtube_url", "media", "source", "source_file", "website")
_AUDIO = ("audio", "audio_url", "enclosure", "mp3")
_SPEECH = ("speakers", "speaker", "guest", "guests", "host", "hosts", "transcript_by", "media", "podcast", "video_id")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block says; `end` is the number of lines it takes, 0 where there is none.

    `speech` tells that it speaks of a recording: of speakers, guests, a transcriber, a video.
    """

    end: int
    title: str | None = None
    date: str | None = None
    keywords: tuple[str, ...] = ()
    page: str | None = None
    audio: str | None = None
    speech: bool = False


def front_matter(lines: Sequence[str]) -> FrontMatter:
    """Return what the block between two `---` lines at the head of a file says."""
    first = next((at for at, line in enumerate(lines[:20]) if line.strip()), None)
    if first is None or lines[first].strip() != "---":
        return FrontMatter(0)
    last = next(
        (at for at in range(first + 1, min(len(lines), first + _LONGEST)) if lines[at].strip() in ("---", "...")), None
    )
    if last is None:
        return FrontMatter(0)
    fields = _fields(lines[first + 1 : last])
    return FrontMatter(
        last + 1,
        title=_scalar(fields, ("title", "标题", "episode_title")),
        date=next((day for key in _DATES if (day := iso_date(_scalar(fields, (key,)) or ""))), None),
        keywords=tuple(word for key in ("keywords", "关键词", "tags") for word in fields.get(key, ()))[:50],
        page=next((link for key in _PAGES if (link := _link(fields, key))), None),
        audio=next((link for key in _AUDIO if (link := _link(fields, key))), None),
        speech=any(key in fields for key in _SPEECH),
    )


def _fields(lines: Sequence[str]) -> dict[str, list[str]]:
    """Return the keys of a block with their values; a scalar is a list of one, folded lines are joined."""
    fields: dict[str, list[str]] = {}
    key = ""
    listed = False
    for line in lines:
        found = _KEY.match(line)
        if found and not line[0].isspace():
            key, value = found.group(1).lower(), (found.group(2) or "").strip()
            listed = value.startswith("[")
            fields[key] = _list(value) if listed else [value] if value not in ("", "|", ">", "|-", ">-") else []
        elif key and line.strip().startswith("- "):
            fields[key].append(line.strip()[2:].strip())
            listed = True
        elif key and line[:1].isspace() and line.strip() and not listed:
            fields[key] = [f"{fields[key][0]} {line.strip()}"] if fields[key] else [line.strip()]
    return {key: [_unquoted(value) for value in values] for key, values in fields.items()}


def _list(value: str) -> list[str]:
    """Return the items of `[a, "b"]`."""
    return [item.strip() for item in value.strip("[]").split(",") if item.strip()]


def _unquoted(value: str) -> str:
    """Return a scalar without its quotes."""
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'").strip()
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1]).strip()
    return value


def _scalar(fields: Mapping[str, Sequence[str]], keys: Sequence[str]) -> str | None:
    """Return the first of `keys` that has one value."""
    return next((fields[key][0] for key in keys if len(fields.get(key, ())) == 1 and fields[key][0]), None)


def _link(fields: Mapping[str, Sequence[str]], key: str) -> str | None:
    """Return the value of `key` where it is a web address."""
    value = _scalar(fields, (key,)) or ""
    return value if re.fullmatch(r"https?://\S{3,500}", value) else None
