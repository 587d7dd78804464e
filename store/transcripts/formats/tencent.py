"""Tencent: the JSON of Tencent Meeting's API, the text that exporters make of it, and Tencent Cloud's recogniser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from store.errors import NotATranscript
from store.models import Episode, Transcript
from store.transcripts.captions.captions import join
from store.transcripts.labelled.headed import GENERATED, heads, read_headed
from store.transcripts.labelled.read import read_labelled
from store.transcripts.labelled.style import layout_of
from store.transcripts.parsing.clock import write
from store.transcripts.parsing.dates import iso_date
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.refusals import machine_made
from store.transcripts.parsing.turns import Draft, draft_remarks, empty_remark, finish

_JSON = "tencent-json"
_TEXT = "tencent-text"
_MEETING = re.compile(r"^\W{0,4}(?:会议主题|会议名称|腾讯会议|会议号|会议时间)")


def _minutes(body: object) -> Mapping[str, object] | None:
    """Return the object that holds the paragraphs: `minutes`, at the top or under `data`, or the whole body."""
    if not isinstance(body, Mapping):
        return None
    inner = body.get("data")
    for holder in (body, inner):
        if isinstance(holder, Mapping):
            for candidate in (holder.get("minutes"), holder):
                if isinstance(candidate, Mapping) and _paragraphs(candidate):
                    return candidate
    return None


def _paragraphs(minutes: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the paragraphs where they are Tencent's: with sentences of words."""
    listed = minutes.get("paragraphs")
    if not isinstance(listed, list):
        return []
    found = [one for one in listed if isinstance(one, Mapping)]
    return found if any(isinstance(one.get("sentences"), list) for one in found) else []


def _seconds(value: object) -> float | None:
    """Return milliseconds, given as a number or as text, in seconds."""
    try:
        return float(value) / 1000 if isinstance(value, int | float | str) and value != "" else None
    except ValueError:
        return None


def _sentences(paragraph: Mapping[str, object]) -> Iterator[tuple[str, float | None]]:
    """Yield the words and the start of each sentence that has words."""
    listed = paragraph.get("sentences")
    for sentence in listed if isinstance(listed, list) else ():
        if not isinstance(sentence, Mapping):
            continue
        text = ""
        words = sentence.get("words")
        for word in words if isinstance(words, list) else ():
            said = word.get("text") if isinstance(word, Mapping) else None
            text = join(text, said) if isinstance(said, str) and said else text
        if not text and isinstance(whole := sentence.get("text"), str):
            text = whole
        if text.strip():
            yield text, _seconds(sentence.get("start_time"))


def _speaker(paragraph: Mapping[str, object]) -> str | None:
    """Return the name of who speaks, or the id where there is no name."""
    who = paragraph.get("speaker")
    if isinstance(who, Mapping):
        for key in ("user_name", "nick_name", "name", "userid", "user_id"):
            if isinstance(name := who.get(key), str) and name.strip():
                return " ".join(name.split())
    return " ".join(who.split()) or None if isinstance(who, str) else None


def _read_json(source: Source) -> Transcript:
    """Return a turn for each paragraph, with its own start and end; the sentences are cues."""
    body = parse_json(source)
    minutes = _minutes(body)
    if minutes is None:
        raise NotATranscript(source.name, "no_tencent_paragraphs")
    drafts = []
    for number, paragraph in enumerate(_paragraphs(minutes), 1):
        start = _seconds(paragraph.get("start_time"))
        clock = write(start) if start is not None else None
        draft = Draft(_speaker(paragraph), clock, number, start, _seconds(paragraph.get("end_time")))
        for text, at in _sentences(paragraph):
            draft.add(text, at if draft.paragraphs else None, same_paragraph=True)
        drafts.append(draft)
    top = [holder for holder in (minutes, body) if isinstance(holder, Mapping)]
    keys = ("subject", "meeting_subject", "title", "topic", "record_name")
    title = next((t for holder in top for key in keys if isinstance(t := holder.get(key), str) and t.strip()), None)
    remarks = (*draft_remarks(drafts, "paragraph"), *empty_remark(drafts, "paragraph"))
    title = (title or source.stem).strip()
    return Transcript(Episode(title, iso_date(title) or iso_date(source.stem)), finish(drafts), _JSON, remarks)


def _cloud(source: Source) -> bool:
    """Return whether the file is Tencent Cloud's: `说话人1 00:00` lines, and a note at the end."""
    last = next((line.strip() for line in reversed(source.lines) if line.strip()), "")
    return GENERATED.match(last) is not None and bool(heads(source.lines))


def _fits_text(source: Source) -> bool:
    if machine_made(source):
        return False
    if _cloud(source):
        return True
    opening = [line for line in source.lines[:12] if line.strip()]
    found = layout_of(source) if any(_MEETING.match(line) for line in opening) else None
    return found is not None and found.style in ("clocked", "bold")


def _read_text(source: Source) -> Transcript:
    if _cloud(source):
        return read_headed(source, _TEXT)
    found = layout_of(source)
    if found is None:
        raise NotATranscript(source.name, "no_tencent_line")
    return read_labelled(source, _TEXT, found)


JSON = Reader(
    name=_JSON,
    title="Tencent Meeting API (腾讯会议, JSON)",
    example='{"minutes": {"paragraphs": [{"start_time": 230797, "sentences": [{"words": [{"text": "你好"}]}]}]}}',
    fits=lambda source: _minutes(peek_json(source)) is not None,
    read=_read_json,
)
TEXT = Reader(
    name=_TEXT,
    title="Tencent Meeting exporters, Tencent Cloud (腾讯会议, text)",
    example="[00:03:50] 张三",
    fits=_fits_text,
    read=_read_text,
)
