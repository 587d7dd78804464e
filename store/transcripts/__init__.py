"""Readers of transcripts, one file each: text in, an Episode and its Turns out.

A new format is one module that holds a `Reader`, and one line in `READERS`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from store.errors import NotATranscript
from store.models import Transcript, Turn
from store.text.normalize import is_blank, name_of
from store.transcripts.formats import (
    any_json,
    ass,
    cloud_json,
    feishu,
    funasr_json,
    iflytek,
    lrc,
    markdown,
    plain,
    podcast_json,
    podcast_json_html,
    sbv,
    srt,
    tencent,
    tingwu,
    ttml,
    webvtt,
    whisper_json,
    whisper_text,
    youtube_json3,
)
from store.transcripts.parsing.decode import decode
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.refusals import refuse, unknown
from store.wording.kinds import Format, Remark

# Controls, line ends, and marks of direction, which can make evil.exe look like exe.live.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")

_LONGEST_S = 10_000_000  # four months

# What recognisers write under a transcript, and nobody said.
_TAIL = re.compile(
    r"(?:(?<!\s)\s*+(?:Transcribed by https?://(?:www\.)?\w+\.\w+/?|以上内容由\s?AI\s?(?:生成|整理)[，,]?(?:仅供参考)?[。.]?))++\s*$"
)
_LONGEST_TAIL = 1_000  # characters; as often as it stands there

__all__ = ["READERS", "Reader", "Source", "decode", "detect", "read"]

# In the order in which they are tried: a format that can be mistaken for another stands before it.
READERS: tuple[Reader, ...] = (
    # Captions: each has signs that no other format has.
    ass.READER,
    webvtt.READER,
    whisper_text.WHISPER_TEXT,
    whisper_text.WHISPER_TABLE,
    srt.READER,
    sbv.READER,
    ttml.TTML,
    ttml.YOUTUBE_XML,
    ttml.PODLOVE,
    ttml.SPOKENDATA,
    podcast_json_html.HTML,
    # JSON, told apart by its keys; `any_json` takes what no reader above it knows.
    youtube_json3.READER,
    podcast_json.READER,
    podcast_json_html.JSON,
    funasr_json.BILIBILI,
    funasr_json.FUNASR,
    funasr_json.VOLCENGINE,
    whisper_json.WHISPER_CPP,
    whisper_json.PODWHISPERER,
    whisper_json.READER,
    cloud_json.DEEPGRAM,
    cloud_json.AWS,
    cloud_json.GOOGLE,
    cloud_json.KALDI,
    cloud_json.REV,
    cloud_json.AZURE,
    tencent.JSON,
    any_json.READER,
    # Text for people: a `speaker clock` line above each turn; labels before the words; names; nothing.
    tencent.TEXT,
    tingwu.READER,
    iflytek.READER,
    feishu.READER,
    markdown.MARKDOWN,
    markdown.TIMED,
    lrc.READER,
    feishu.FLATTENED,
    markdown.NAMED,
    plain.READER,
)


def detect(source: Source) -> Reader:
    """Return the first reader that recognises the content of `source`; NotATranscript if none does."""
    refuse(source)
    for reader in READERS:
        if reader.fits(source):
            return reader
    raise unknown(source)


def read(data: bytes, name: str, *, format: str | None = None) -> Transcript:
    """Return the transcript that the bytes of a file hold, by the reader that fits or by the one `format` names.

    `name` is the file's name without folders. A title is one line, and nothing in it turns the line round. Raises
    NotATranscript with a sentence that says what is wrong and where.
    """
    name = _one_line(name)
    try:
        return _read(decode(data, name), name, format)
    except (ArithmeticError, RecursionError) as error:
        raise NotATranscript(name, "strange_number", fault=type(error).__name__) from error


def _read(source: Source, name: str, format: str | None) -> Transcript:
    if format is None:
        reader = detect(source)
    else:
        known = {reader.name: reader for reader in READERS}
        if format not in known:
            raise NotATranscript(name, "unknown_format", asked=format, known=", ".join(known))
        reader = known[format]
    transcript = _without_tail(reader.read(source))
    if not any(turn.text.strip() for turn in transcript.turns):
        raise NotATranscript(name, "nothing_said", format=Format(reader.name, reader.title))
    if any(not 0 <= (seconds or 0) < _LONGEST_S for turn in transcript.turns for seconds in (turn.start_s, turn.end_s)):
        raise NotATranscript(name, "impossible_time", format=Format(reader.name, reader.title))
    title = _one_line(transcript.episode.title)
    episode = replace(transcript.episode, title=name if is_blank(title) else title)
    return replace(transcript, format=reader.name, episode=episode, turns=_named(transcript.turns))


def _named(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the turns with names that can be seen and are no longer than names are."""
    tidied = {name: name_of(name) for name in {turn.speaker for turn in turns}}
    if all(name == given for given, name in tidied.items()):
        return turns
    return tuple(replace(turn, speaker=tidied[turn.speaker]) for turn in turns)


def _without_tail(transcript: Transcript) -> Transcript:
    """Return a transcript without the line of the recogniser under it."""
    last = transcript.turns[-1] if transcript.turns else None
    if last is None or (found := _TAIL.search(last.text, len(last.text) - _LONGEST_TAIL)) is None:
        return transcript
    text = last.text[: found.start()].rstrip()
    kept = (replace(last, text=text, cues=tuple(cue for cue in last.cues if cue.at < len(text))),) if text else ()
    remark = Remark("tail_left_out", words=found.group().strip()[:60])
    return replace(transcript, turns=transcript.turns[:-1] + kept, remarks=(*transcript.remarks, remark))


def _one_line(text: str) -> str:
    return _UNFIT.sub(" ", text).strip()
