"""JSON of Whisper and its kin: openai-whisper, faster-whisper, whisperX, whisper.cpp, podwhisperer.

Segments are cut by the recogniser, not by the speech, so they are joined like captions. whisperX tells the speaker of
each word, and its segments may mix speakers: there the words decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from store.models import Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption, join
from store.transcripts.captions.words import TimedWord, phrases
from store.transcripts.formats.any_json import at, episode_of, reader_at, speaker_names
from store.transcripts.parsing.json_fields import name_of
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source


def _segments(data: object) -> list[Mapping[str, object]]:
    """Return the segments of a file: under `segments`, or the whole of it (whisperX as a bare array)."""
    found = data if isinstance(data, list) else at(data, ("segments",)) or at(data, ("result", "segments"))
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _is_segment(item: Mapping[str, object]) -> bool:
    words = item.get("words")
    return (
        _number(item.get("start")) is not None
        and _number(item.get("end")) is not None
        and (isinstance(item.get("text"), str) or bool(words and isinstance(words, list)))
    )


def _fits(source: Source) -> bool:
    """Say whether it is a list of segments as Whisper has them, without the names that others use for the speaker."""
    data = peek_json(source)
    segments = _segments(data)[:5]
    if not segments or not all(map(_is_segment, segments)):
        return False
    told = any(isinstance(data, dict) and key in data for key in ("word_segments", "language", "text"))
    plain = all(not {"speaker_id", "speaker_name", "speaker_label"} & set(segment) for segment in segments)
    return plain and (told or any("words" in s or "speaker" in s or "avg_logprob" in s for s in segments))


def _read(source: Source) -> Transcript:
    """Return the segments of a Whisper file as turns."""
    data = parse_json(source)
    names = speaker_names(data)
    captions = [caption for segment in _segments(data) for caption in _captions(segment, names)]
    return from_captions(source, captions, episode=episode_of(source, data), what="segment")


def _captions(segment: Mapping[str, object], names: Mapping[str, str]) -> Iterator[Caption]:
    """Yield what a segment says: once, or once for each stretch of words that have one speaker."""
    start, end = _number(segment.get("start")), _number(segment.get("end"))
    speaker = _named(segment.get("speaker"), names)
    words = _words(segment, names)
    text = segment.get("text")
    said = text if isinstance(text, str) else None
    if said is None:
        said = phrases(words)[0].text if len(phrases(words)) == 1 else _joined(words)
    heard = [word.speaker for word in words if word.speaker is not None]
    if len(set(heard)) <= 1:
        yield Caption(start, end, said, None, speaker if speaker is not None else heard[0] if heard else None)
        return
    yield from _by_speaker(Caption(start, end, said, None, speaker), words)


def _by_speaker(segment: Caption, words: list[TimedWord]) -> Iterator[Caption]:
    """Yield a segment cut where the speaker of its words changes; a word without one goes with the word before it."""
    stretches: list[list[TimedWord]] = []
    speaker: str | None = None
    for word in words:
        if not stretches or (word.speaker is not None and speaker is not None and word.speaker != speaker):
            stretches.append([])
        speaker = word.speaker if word.speaker is not None else speaker
        stretches[-1].append(word)
    rest = segment.text
    start = segment.start_s
    for place, stretch in enumerate(stretches):
        last = place + 1 == len(stretches)
        text, rest = (rest, "") if last else _cut(rest, stretch)
        ends = [word.end_s for word in stretch if word.end_s is not None]
        end = segment.end_s if last else max(ends, default=None)
        who = next((word.speaker for word in stretch if word.speaker is not None), segment.speaker)
        begins = [word.start_s for word in stretch if word.start_s is not None]
        yield Caption(start if place == 0 else min(begins, default=start), end, text, None, who)
        start = end if end is not None else start


def _cut(text: str, words: list[TimedWord]) -> tuple[str, str]:
    """Return a text cut after these words, its own spaces and marks kept; else the words joined, and the rest."""
    at_character = 0
    for word in words:
        found = text.find(word.text.strip(), at_character)
        if found < 0:
            return _joined(words), text[at_character:]
        at_character = found + len(word.text.strip())
    return text[:at_character], text[at_character:]


def _joined(words: list[TimedWord]) -> str:
    text = ""
    for word in words:
        text = join(text, word.text.strip())
    return text


def _words(segment: Mapping[str, object], names: Mapping[str, str]) -> list[TimedWord]:
    """Return the words of a segment; a number that whisperX could not align has no times."""
    items = segment.get("words")
    return [
        TimedWord(text, _number(item.get("start")), _number(item.get("end")), _named(item.get("speaker"), names))
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and isinstance(text := item.get("word", item.get("text")), str) and text.strip()
    ]


def _named(value: object, names: Mapping[str, str]) -> str | None:
    name = name_of(value)
    return None if name is None else names.get(name, name)


def _number(value: object) -> float | None:
    """Return a number of seconds, None for anything else (NaN and infinity too)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e7:
        return None
    return float(value)


READER = Reader(
    "whisper",
    "Whisper JSON (openai-whisper, whisperX)",
    '{"segments": [{"start": 0.0, "end": 2.5, "text": " 你好"}]}',
    _fits,
    _read,
)
WHISPER_CPP = reader_at(
    "whisper-cpp",
    "whisper.cpp JSON (-oj)",
    '{"transcription": [{"offsets": {"from": 0, "to": 2500}, "text": " 你好"}]}',
    ("transcription",),
    "offsets",
    "text",
)
PODWHISPERER = reader_at(
    "podwhisperer",
    "podwhisperer JSON",
    '{"speakers": {"spk_0": "Ana"}, "segments": [{"speakerLabel": "spk_0"}]}',
    ("segments",),
    "speakerLabel",
    "text",
)
