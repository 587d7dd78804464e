"""JSON of Chinese recognisers: FunASR, Volcengine and those made like it, iFlytek, Bilibili's subtitles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from store.errors import NotATranscript
from store.models import Transcript
from store.text.marks import HAN
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption
from store.transcripts.captions.words import TimedWord, phrases
from store.transcripts.formats.any_json import at, episode_of, reader_at, refuse_error
from store.transcripts.parsing.json_fields import finite, name_of
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source

_SENTENCES = ("sentence_info", "stamp_sents", "sentences")
_TOKEN = re.compile(rf"[{HAN}]|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*|[^\w\s]+|\s+")


def _results(data: object) -> list[Mapping[str, object]]:
    """Return FunASR's results: a list of objects, one object, or one under `result`."""
    found = at(data, ("result",)) if isinstance(data, dict) and "result" in data else data
    items = found if isinstance(found, list) else [found]
    return [item for item in items if isinstance(item, dict)]


def _fits(source: Source) -> bool:
    return any(
        any(isinstance(result.get(key), list) for key in _SENTENCES)
        or (isinstance(result.get("text"), str) and _stamps(result) is not None)
        for result in _results(peek_json(source))[:3]
    )


def _stamps(result: Mapping[str, object]) -> list[tuple[float, float]] | None:
    """Return the times of the words in seconds where they are pairs of milliseconds, else None."""
    pairs = result.get("timestamp")
    if not isinstance(pairs, list) or not pairs:
        return None
    stamps = [
        (start, end)
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2
        if (start := _milliseconds(pair[0])) is not None and (end := _milliseconds(pair[1])) is not None
    ]
    return stamps if len(stamps) == len(pairs) else None


def _read(source: Source) -> Transcript:
    """Return FunASR's sentences as turns; where it gives only a text with times, the sentences of that."""
    data = parse_json(source)
    captions: list[Caption] = []
    for result in _results(data):
        sentences = list(_sentences(result))
        captions += sentences or _whole(result)
    if not captions:
        refuse_error(source, data)
        raise NotATranscript(source.name, "no_sentences")
    return from_captions(source, captions, episode=episode_of(source, data), what="sentence")


def _sentences(result: Mapping[str, object]) -> Iterator[Caption]:
    """Yield the sentences of a result with their speakers (`spk`, a number)."""
    found = next((result[key] for key in _SENTENCES if isinstance(result.get(key), list)), None)
    for item in found if isinstance(found, list) else ():
        if not isinstance(item, dict):
            continue
        text = next((value for key in ("text", "sentence", "text_seg") if isinstance(value := item.get(key), str)), "")
        mark = item.get("punc")
        if "text_seg" in item:
            text = _unspaced(text) + (mark if isinstance(mark, str) else "")
        start, end = (_milliseconds(item.get(key)) for key in ("start", "end"))
        yield Caption(start, end, text, None, name_of(item.get("spk")))


def _whole(result: Mapping[str, object]) -> list[Caption]:
    """Return a text with a time for each of its words (each character, in Chinese) as phrases."""
    text, stamps = result.get("text"), _stamps(result)
    if not isinstance(text, str) or not text.strip():
        return []
    tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
    if stamps is None or sum(token[0].isalnum() for token in tokens) != len(stamps):
        start, end = (stamps[0][0], stamps[-1][1]) if stamps else (None, None)
        return [Caption(start, end, _unspaced(text))]
    times = iter(stamps)
    return phrases(TimedWord(token, *next(times)) if token[0].isalnum() else TimedWord(token) for token in tokens)


def _unspaced(text: str) -> str:
    """Return a text without the spaces that FunASR sets between Chinese characters."""
    return re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", text)


def _milliseconds(value: object) -> float | None:
    """Return milliseconds in seconds, None where the value is no number."""
    number = finite(value)
    return None if number is None or number < 0 else number / 1000


FUNASR = Reader(
    "funasr", "FunASR JSON", '[{"sentence_info": [{"text": "你好", "start": 0, "end": 900, "spk": 0}]}]', _fits, _read
)
BILIBILI = reader_at(
    "bilibili",
    "Bilibili subtitles (CC JSON, BCC)",
    '{"body": [{"from": 0.5, "to": 2.1, "content": "你好"}]}',
    ("body",),
    "from",
    "content",
)
VOLCENGINE = reader_at(
    "volcengine",
    "Volcengine JSON (火山引擎)",
    '{"result": {"utterances": [{"text": "你好", "start_time": 0, "end_time": 900}]}}',
    ("result", "utterances"),
    "text",
    "start_time",
)
