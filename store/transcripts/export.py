"""Writing a transcript as a file for other programs: captions, JSON, Markdown, Feishu's text.

Podcasting 2.0 JSON keeps everything (`formats.podcast_json` reads it back to the same turns). What the others lose is
said at each, and held to by a test.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from store.errors import StoreError
from store.models import Episode, Turn
from store.text.marks import CLOSING, SENTENCE_ENDS
from store.timing import Moments

NOBODY = "未知发言人"
"""Who speaks where the transcript names nobody and the format must name somebody."""

_CAPTION_UNITS = 84  # two lines of 42 Latin letters, or of 21 Han characters
_LONGEST_CAPTION_S = 8.0
_BREAKS = re.compile(rf".*?(?:[{SENTENCE_ENDS}；;]+[{CLOSING}]*\s*|(?<=[a-z0-9][.])\s+|\n+|$)", re.DOTALL)
_CLAUSES = re.compile(r".*?(?:[，,、：:]\s*|$)", re.DOTALL)
_WORDS = re.compile(r".*?(?:\s+|$)", re.DOTALL)
_PARTS = (_BREAKS, _CLAUSES, _WORDS)
_MARKDOWN = re.compile(r"[\\`*_\[\]<>&~|]")
_LINE_START = re.compile(r"^(?=[#+=-]|\d+[.)])", re.MULTILINE)


class NoTimes(StoreError):
    """The format needs times, and the transcript has none."""

    def __init__(self, format: str) -> None:
        super().__init__(f"This transcript has no times, and {format} needs them; Markdown and JSON do not.")
        self.format = format


class UnknownExport(StoreError):
    """There is no such format to write."""

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        super().__init__(f"No format is called {asked}; known: {', '.join(known)}.")
        self.asked, self.known = asked, tuple(known)


@dataclass(frozen=True, slots=True)
class Export:
    """A format to write: its name and title, the ending of its files, its media type, and what of a turn is lost."""

    name: str
    title: str
    ending: str
    media_type: str
    lost: str
    write: Callable[[Episode, Sequence[Turn]], str]


def export(episode: Episode, turns: Sequence[Turn], format: str) -> str:
    """Return a transcript as the text of a file in one of `EXPORTS` (by name), with line ends as on Unix.

    Raises UnknownExport; NoTimes where captions are asked for and no turn has a time.
    """
    if format not in EXPORTS:
        raise UnknownExport(format, tuple(EXPORTS))
    return EXPORTS[format].write(episode, turns)


def file_name(episode: Episode, format: str) -> str:
    """Return what to call the file: the episode's title, without what file systems do not take."""
    if format not in EXPORTS:
        raise UnknownExport(format, tuple(EXPORTS))
    title = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", episode.title)
    shown = " ".join(title.split())[:80].strip(". ") or "transcript"
    return f"{shown}{EXPORTS[format].ending}"


def _json(episode: Episode, turns: Sequence[Turn]) -> str:
    """Return Podcasting 2.0 JSON; `segmentation`, `clock` and `cues` are what this program adds.

    https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md
    """
    about = {
        "version": "1.0.0",
        "title": episode.title,
        "date": episode.date,
        "keywords": list(episode.keywords) or None,
        "audio": _address(episode.audio),
        "page": episode.page,
        "segmentation": "turns",
    }
    segments = []
    for turn in turns:
        segment = {
            "speaker": turn.speaker or "",  # left out, it would be the speaker before
            "startTime": turn.start_s,
            "endTime": turn.end_s,
            "body": turn.text,
            "clock": turn.clock,
            "cues": [[cue.at, cue.start_s] for cue in turn.cues] or None,
        }
        segments.append({key: value for key, value in segment.items() if value is not None})
    whole = {key: value for key, value in about.items() if value is not None} | {"segments": segments}
    # Other kinds of line ends would be taken for such in the file.
    return re.sub(
        "[\x7f-\x9f\u2028\u2029\ufeff]",
        lambda found: f"\\u{ord(found.group()):04x}",
        json.dumps(whole, ensure_ascii=False, indent=1) + "\n",
    )


@dataclass(frozen=True, slots=True)
class _Caption:
    """What stands on the screen from one second to another; `first` says that its turn begins with it."""

    speaker: str | None
    start_s: float
    end_s: float
    text: str
    first: bool


def _srt(episode: Episode, turns: Sequence[Turn]) -> str:
    """Return SubRip; the speaker stands in front of the first caption of a turn."""
    blocks = []
    for number, one in enumerate(_captions(turns, "SRT"), 1):
        name = f"{one.speaker}：" if one.first and one.speaker else ""
        blocks.append(
            f"{number}\n{_time(one.start_s, ',')} --> {_time(one.end_s, ',')}\n{name}{one.text.replace('-->', '→')}\n"
        )
    return "\n".join(blocks)


def _vtt(episode: Episode, turns: Sequence[Turn]) -> str:
    """Return WebVTT, with the speaker of each cue as its voice. https://www.w3.org/TR/webvtt1/"""
    blocks = ["WEBVTT\n"]
    for one in _captions(turns, "WebVTT"):
        voice = f"<v {html.escape(' '.join(one.speaker.split()), quote=False)}>" if one.speaker else ""
        text = html.escape(one.text, quote=False)
        blocks.append(f"{_time(one.start_s, '.')} --> {_time(one.end_s, '.')}\n{voice}{text}\n")
    return "\n".join(blocks)


def _markdown(episode: Episode, turns: Sequence[Turn]) -> str:
    r"""Return Markdown: what is known of the episode on top, then `**Speaker:** \[51:29\] words`."""
    lists = f"[{', '.join(_quoted(word) for word in episode.keywords)}]" if episode.keywords else None
    fields = (
        ("title", _quoted(episode.title)),
        ("date", episode.date),
        ("keywords", lists),
        ("audio", _address(episode.audio)),
        ("page", episode.page),
    )
    top = "\n".join(f"{key}: {value}" for key, value in fields if value)
    parts = [f"---\n{top}\n---", f"# {_escaped(' '.join(episode.title.split()))}"]
    for turn in turns:
        clock = _clock_of(turn)
        time = f" \\[{clock}\\]" if clock else ""
        words = _LINE_START.sub(r"\\", _escaped(turn.text)).replace("\n", "\n\n")
        parts.append(f"**{_escaped(turn.speaker or NOBODY)}:**{time} {words}")
    return "\n\n".join(parts) + "\n"


def _feishu(episode: Episode, turns: Sequence[Turn]) -> str:
    """Return the text that Feishu Minutes writes: a `speaker clock` line above each turn, in whole seconds."""
    parts = [" ".join(episode.title.split())]
    if episode.date:
        parts.append(episode.date)
    if episode.keywords:
        parts.append(f"关键词:\n{'、'.join(episode.keywords)}")
    parts.append("文字记录:")
    head = "\n\n".join(parts)
    said = "\n\n".join(
        f"{' '.join((turn.speaker or NOBODY).split())} {_clock_of(turn) or '00:00'}\n{turn.text}" for turn in turns
    )
    return f"{head}\n\n{said}\n"


def _captions(turns: Sequence[Turn], format: str) -> Iterator[_Caption]:
    """Yield the turns as captions, two lines and eight seconds each; a turn without a time follows the one before."""
    if all(turn.start_s is None for turn in turns):
        raise NoTimes(format)
    at = 0.0
    for turn in turns:
        start_s = at if turn.start_s is None else turn.start_s
        moments = Moments(turn, start_s)
        place = 0
        for piece in _pieces(turn.text, moments):
            begin_s, end_s = moments.at(place)[0], moments.at(place + len(piece))[0]
            text = " ".join(piece.split())
            if text:
                yield _Caption(turn.speaker, begin_s, max(end_s, begin_s), text, place == 0)
            place += len(piece)
        at = max(at, moments.end_s)


def _pieces(text: str, moments: Moments) -> Iterator[str]:
    """Yield a turn's words in pieces that fit on the screen, cut at the end of a sentence, else of a clause or word."""
    place, kept = 0, ""
    for piece in _cut(text, 0, moments, _PARTS):
        if kept and _is_long(kept + piece, place, moments):
            yield kept
            place, kept = place + len(kept), ""
        kept += piece
    if kept:
        yield kept


def _cut(text: str, place: int, moments: Moments, parts: Sequence[re.Pattern[str]]) -> Iterator[str]:
    """Yield sentences; of one that is too long, its clauses; of one of these that is too long, its words, and so on."""
    if not _is_long(text, place, moments):
        yield text
    elif not parts:
        while _units(text) > _CAPTION_UNITS:
            fits = next(n for n in range(1, len(text) + 1) if _units(text[: n + 1]) > _CAPTION_UNITS)
            yield text[:fits]
            text = text[fits:]
        yield text
    else:
        for found in parts[0].finditer(text):
            if found.group():
                yield from _cut(found.group(), place + found.start(), moments, parts[1:])


def _is_long(text: str, place: int, moments: Moments) -> bool:
    seconds = moments.at(place + len(text))[0] - moments.at(place)[0]
    return _units(text.strip()) > _CAPTION_UNITS or seconds > _LONGEST_CAPTION_S


def _units(text: str) -> int:
    """Return how wide text is on a screen: a Han character as two Latin letters."""
    return sum(2 if one >= "\u1100" else 1 for one in text)


def _time(seconds: float, point: str) -> str:
    milliseconds = max(0, round(seconds * 1000))
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _clock_of(turn: Turn) -> str | None:
    """Return the second at which a turn begins, as 51:29 or 01:11:41."""
    if turn.start_s is None:
        return None
    minutes, seconds = divmod(max(0, int(turn.start_s)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def _address(audio: str | None) -> str | None:
    """Return where the recording is; None where that is a file of this machine, of which nobody else should know."""
    return audio if audio and re.match("https?://", audio, re.IGNORECASE) else None


def _escaped(text: str) -> str:
    """Return words that Markdown leaves as they are."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def _quoted(text: str) -> str:
    """Return a string as YAML's double quotes hold it."""
    inside = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


EXPORTS: dict[str, Export] = {
    one.name: one
    for one in (
        Export(
            "srt", "SubRip (SRT)", ".srt", "application/x-subrip", "turns, paragraphs; names stand in the words", _srt
        ),
        Export("vtt", "WebVTT", ".vtt", "text/vtt", "turns, paragraphs", _vtt),
        Export("json", "Podcasting 2.0 JSON", ".json", "application/json", "nothing", _json),
        Export("md", "Markdown", ".md", "text/markdown", "parts of seconds, ends, finer times", _markdown),
        Export("feishu", "Feishu Minutes", ".txt", "text/plain", "parts of seconds, ends, finer times, links", _feishu),
    )
}
"""The formats that can be written, by name."""
