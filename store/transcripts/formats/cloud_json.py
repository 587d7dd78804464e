"""JSON of speech services: AWS Transcribe, Speechmatics, Deepgram, Google, Watson, Azure, Rev AI, BBC Kaldi.

All of them tell words; these are put together to phrases and turns. Others (AssemblyAI, Gladia, ElevenLabs, …) need no
reader of their own, see `any_json`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts.captions.assemble import from_captions
from store.transcripts.captions.captions import Caption
from store.transcripts.captions.words import TimedWord, phrases
from store.transcripts.formats.any_json import at, episode_of, refuse_error, speaker_names
from store.transcripts.parsing.json_fields import finite, name_of, piece_of
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source
from store.wording.kinds import Format

_TICK_S = 1e-7


def _objects(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list, none if it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _word(item: Mapping[str, object], *keys: str, unit: float = 1.0, speaker: str | None = None) -> TimedWord | None:
    """Return an object as a word whose text stands under the first of `keys` that it has."""
    text = next((value for key in keys if isinstance(value := item.get(key), str)), None)
    piece = piece_of({**item, "text": text}, speaker) if text else None
    if piece is None:
        return None
    start, end = (
        None if time is None else round(time.number * (unit if time.unit is None else time.unit), 3)
        for time in (piece.start, piece.end)
    )
    return TimedWord(piece.text, start, end, piece.speaker)


def _reader(
    name: str,
    title: str,
    example: str,
    seen: Callable[[object], bool],
    read: Callable[[object], Sequence[Caption]],
) -> Reader:
    """Return a reader for files of which `seen` says at a glance that they are this service's."""

    def transcript(source: Source) -> Transcript:
        data = parse_json(source)
        captions = read(data)
        if not captions:
            refuse_error(source, data)
            raise NotATranscript(source.name, "no_words_in_format", format=Format(name, title))
        names = speaker_names(data)
        named = [replace(c, speaker=names.get(c.speaker, c.speaker)) if c.speaker else c for c in captions]
        return from_captions(source, named, episode=episode_of(source, data), what="phrase")

    return Reader(name, title, example, lambda source: seen(peek_json(source)), transcript)


def _in_order(captions: Sequence[Caption]) -> list[Caption]:
    """Return captions of channels that stand one after the other in the order of their times."""
    return sorted(captions, key=lambda caption: caption.start_s or 0.0)


def _alternatives(items: object) -> list[Mapping[str, object]]:
    """Return the best alternatives of the first results, to see how they are made."""
    return [best for item in _objects(items)[:20] for best in _objects(item.get("alternatives"))[:1]]


# AWS Transcribe: results.items[].alternatives[0].content, punctuation without times; Speechmatics: results[] likewise.


def _items(data: object) -> list[Caption]:
    """Return the phrases of AWS Transcribe or Speechmatics."""
    items = _objects(at(data, ("results", "items"))) or _objects(at(data, ("results",)))
    labels = _labels(at(data, ("results", "speaker_labels")))
    words: list[TimedWord] = []
    for item in items:
        best = _objects(item.get("alternatives"))[:1]
        if not best or "content" not in best[0]:
            continue
        mark = item.get("type") == "punctuation"
        speaker = name_of(item.get("speaker_label")) or name_of(best[0].get("speaker"))
        speaker = speaker or labels.get(str(item.get("start_time"))) or name_of(item.get("channel_label"))
        word = _word({"start": item.get("start_time"), "end": item.get("end_time"), **best[0]}, "content")
        if word is not None:
            words.append(TimedWord(word.text) if mark else replace(word, speaker=None if speaker == "UU" else speaker))
    return _in_order(phrases(words)) if at(data, ("results", "channel_labels")) else phrases(words)


def _labels(found: object) -> dict[str, str]:
    """Return who speaks at each start time, where AWS lists that apart from the words."""
    return {
        str(item.get("start_time")): speaker
        for segment in _objects(at(found, ("segments",)))
        for item in _objects(segment.get("items"))
        if (speaker := name_of(item.get("speaker_label") or segment.get("speaker_label"))) is not None
    }


# Deepgram: results.channels[].alternatives[0], with paragraphs or words; several channels are several voices.


def _deepgram(data: object) -> list[Caption]:
    """Return the sentences of Deepgram's paragraphs, else its words as phrases."""
    channels = _objects(at(data, ("results", "channels")))
    captions: list[Caption] = []
    for number, channel in enumerate(channels):
        best = next(iter(_objects(channel.get("alternatives"))), {})
        voice = f"channel {number}" if len(channels) > 1 else None
        heard = (_word(item, "punctuated_word", "word", speaker=voice) for item in _objects(best.get("words")))
        words = [word for word in heard if word is not None]
        sentences = list(_sentences(best, voice))
        whole = sum(len(said.text.split()) for said in sentences) * 10 >= len(words) * 9
        captions += sentences if sentences and whole else phrases(words)
    return captions if len(channels) == 1 else _in_order(captions)


def _sentences(best: Mapping[str, object], voice: str | None) -> Iterator[Caption]:
    """Yield the sentences of Deepgram's paragraphs."""
    for paragraph in _objects(at(best, ("paragraphs", "paragraphs"))):
        speaker = name_of(paragraph.get("speaker")) or voice
        for item in _objects(paragraph.get("sentences")):
            if (said := _word(item, "text", speaker=speaker)) is not None:
                yield Caption(said.start_s, said.end_s, said.text, None, said.speaker)


# Google: results[].alternatives[0].words, the last result again with a speakerTag; Watson: .timestamps, speaker_labels.


def _google(data: object) -> list[Caption]:
    """Return the words of Google's or Watson's results as phrases."""
    answers = _answers(data)
    results = [result for answer in answers for result in _objects(answer.get("results"))]
    speakers = _watson_speakers(label for answer in answers for label in _objects(answer.get("speaker_labels")))
    words: list[list[TimedWord]] = []
    for result in results:
        best = next(iter(_objects(result.get("alternatives"))), {})
        words.append([*_google_words(best), *_watson_words(best, speakers)])
    tagged = words[-1:] if words and any(word.speaker for word in words[-1]) and not speakers else words
    return [caption for said in ([word for part in tagged for word in part],) for caption in phrases(said)]


def _answers(data: object) -> list[Mapping[str, object]]:
    """Return what holds the results: the file, what Google wraps in `response`, Watson's answers one by one."""
    outer = _objects(at(data, ("results",)))
    inner = [answer for answer in outer if isinstance(answer.get("results"), list)]
    return inner or _objects([at(data, ("response",)), data])[:1]


def _google_words(best: Mapping[str, object]) -> Iterator[TimedWord]:
    for item in _objects(best.get("words")):
        tag = name_of(item.get("speakerLabel")) or name_of(item.get("speakerTag"))
        word = _word({key: value for key, value in item.items() if not key.startswith("speaker")}, "word")
        if word is not None:
            yield replace(word, start_s=word.start_s or 0.0, speaker=None if tag == "0" else tag)  # 0 s is left out


def _watson_words(best: Mapping[str, object], speakers: Mapping[float, str]) -> Iterator[TimedWord]:
    stamps = best.get("timestamps")
    for stamp in stamps if isinstance(stamps, list) else ():
        if isinstance(stamp, list) and len(stamp) == 3:
            text, start, end = stamp
            begins = finite(start)
            if isinstance(text, str) and begins is not None:
                yield TimedWord(text, begins, finite(end), speakers.get(begins))


def _watson_speakers(labels: Iterable[Mapping[str, object]]) -> dict[float, str]:
    return {
        start: str(label["speaker"])
        for label in labels
        if (start := finite(label.get("from"))) is not None and "speaker" in label
    }


# BBC Kaldi: retval.words[] with `punct`, and segments of speakers beside them.


def _kaldi(data: object) -> list[Caption]:
    """Return the words of BBC Kaldi as phrases, each with the speaker of the segment in which it begins."""
    root = at(data, ("retval",)) or data
    segments = sorted(
        (start, speaker)
        for segment in _objects(at(root, ("segmentation", "segments")))
        if (start := finite(segment.get("start"))) is not None
        and (speaker := name_of(at(segment, ("speaker", "@id")) or segment.get("speaker"))) is not None
    )
    starts = [start for start, _ in segments]
    words: list[TimedWord] = []
    for item in _objects(at(root, ("words",))):
        if (word := _word(item, "punct", "word")) is not None:
            place = bisect_right(starts, word.start_s or 0.0) - 1
            words.append(replace(word, speaker=segments[place][1] if place >= 0 else None))
    return phrases(words)


# Rev AI: monologues[].elements[] of type text or punct.


def _rev(data: object) -> list[Caption]:
    """Return the elements of Rev AI's monologues as phrases."""
    one = at(data, ("monologue",))
    monologues = _objects(at(data, ("monologues",))) or _objects([one])
    captions: list[Caption] = []
    for monologue in monologues:
        speaker = name_of(monologue.get("speaker_name") or monologue.get("speaker"))
        elements = _objects(monologue.get("elements"))
        words = [
            replace(word, speaker=speaker, start_s=word.start_s if item.get("type") == "text" else None)
            for item in elements
            if (word := _word({"start": item.get("ts"), "end": item.get("end_ts"), "text": item.get("value")}, "text"))
        ]
        captions += phrases(words)
    return captions


# Azure: recognizedPhrases[] with nBest[0].display, times in ticks of 100 ns.


def _azure(data: object) -> list[Caption]:
    """Return the phrases of Azure's batch transcription in the order of their times (channels stand one by one)."""
    captions: list[Caption] = []
    for phrase in _objects(at(data, ("recognizedPhrases",))):
        best = next(iter(_objects(phrase.get("nBest"))), {})
        start, length = finite(phrase.get("offsetInTicks")), finite(phrase.get("durationInTicks"))
        if isinstance(text := best.get("display") or best.get("lexical"), str):
            start_s = None if start is None else start * _TICK_S
            end_s = None if start_s is None or length is None else start_s + length * _TICK_S
            captions.append(Caption(start_s, end_s, text, None, name_of(phrase.get("speaker"))))
    return _in_order(captions)


AWS = _reader(
    "aws-transcribe",
    "AWS Transcribe, Speechmatics JSON",
    '{"results": {"items": [{"start_time": "0.94", "alternatives": [{"content": "Hola"}]}]}}',
    lambda data: any(
        "content" in best for best in _alternatives(at(data, ("results", "items")) or at(data, ("results",)))
    ),
    _items,
)
DEEPGRAM = _reader(
    "deepgram",
    "Deepgram JSON",
    '{"results": {"channels": [{"alternatives": [{"words": [{"word": "hello", "start": 0.5}]}]}]}}',
    lambda data: bool(_objects(at(data, ("results", "channels")))),
    _deepgram,
)
GOOGLE = _reader(
    "google",
    "Google Speech-to-Text, IBM Watson JSON",
    '{"results": [{"alternatives": [{"words": [{"startTime": "0.100s", "word": "hello"}]}]}]}',
    lambda data: any(
        "words" in best or "timestamps" in best
        for answer in _answers(data)[:1]
        for best in _alternatives(answer.get("results"))
    ),
    _google,
)
KALDI = _reader(
    "kaldi",
    "BBC Kaldi JSON",
    '{"retval": {"words": [{"start": 13.02, "end": 13.17, "word": "there", "punct": "There"}]}}',
    lambda data: bool(_objects(at(data, ("retval", "words")))),
    _kaldi,
)
REV = _reader(
    "rev",
    "Rev AI JSON",
    '{"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "Hi", "ts": 0.5}]}]}',
    lambda data: bool(_objects(at(data, ("monologues",)))) or at(data, ("monologue", "elements")) is not None,
    _rev,
)
AZURE = _reader(
    "azure",
    "Azure Speech JSON",
    '{"recognizedPhrases": [{"offsetInTicks": 1000000, "nBest": [{"display": "Hi."}]}]}',
    lambda data: bool(_objects(at(data, ("recognizedPhrases",)))),
    _azure,
)
