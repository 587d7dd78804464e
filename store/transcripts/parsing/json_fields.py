"""Field names in recognisers' JSON: what each format calls words, start, end, duration, speaker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from store.text.normalize import LONGEST_NAME
from store.transcripts.parsing.clock import seconds


def _keys(text: str) -> tuple[str, ...]:
    """Return keys in order of preference, as they are compared: in lower case, without `_` and `-`."""
    return tuple(text.split())


_TEXT = _keys(
    """text punctuatedword punct body content transcript sentence finalsentence onebest display word utterance caption
    message transcription line subtitle"""
)
_START = _keys(
    """start starttime starts begin begintime from startms starttimems beginms startseconds starttimestamp startoffset
    bg st timestamp timestamps offsets offset offsetinticks ts time tstartms t onset timestart startsec"""
)
_END = _keys(
    """end endtime ends to endms endtimems finish stop endseconds endtimestamp endoffset ed et stoptime timeend endsec
    finishtime"""
)
_DURATION = _keys("duration dur ddurationms durationms durationinticks length durationseconds durationsec")
_SPEAKER = _keys(
    """speakername voice speaker speakerlabel spk speakerid speakertag spkid participant participantname username
    displayname role user author name speakerpublic"""
)
_VOICE = frozenset(_SPEAKER) - {"username", "displayname", "user", "author", "name"}  # keys that only a voice has
_ISO_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LATEST = 1e18  # the year 2001 in ticks, and more than any recording has in any unit

_MILLI, _MICRO, _TICKS = 1e-3, 1e-6, 1e-7
_SLOWEST = 0.05  # characters a second; nobody speaks so slowly, so fewer to a unit means that the unit is smaller


@dataclass(frozen=True, slots=True)
class Time:
    """A time as a file has it: a number, and how many seconds its unit is; None where only the whole file tells."""

    number: float
    unit: float | None


@dataclass(frozen=True, slots=True)
class JsonPiece:
    """One object of a file that holds words: the words, its times as they stand there, its speaker or None.

    `voiced` tells that a key of it names who speaks beyond doubt (`speaker`, not `name`).
    """

    text: str
    start: Time | None
    end: Time | None
    duration: Time | None
    speaker: str | None
    voiced: bool = False


@lru_cache(maxsize=1024)
def plain_key(key: str) -> str:
    """Return a key as it is compared: `start_time`, `startTime` and `StartTime` are one."""
    return key.lower().replace("_", "").replace("-", "")


def speaker_of(item: Mapping[str, object]) -> str | None:
    """Return who speaks, as the object names it: a name, an id or a number as text; None if it does not say."""
    return _speaker({plain_key(key): value for key, value in item.items()})


def _speaker(keys: Mapping[str, object]) -> str | None:
    for key in _SPEAKER:
        if key in keys and (name := name_of(keys[key])) is not None:
            return name
    additions = keys.get("additions")
    return speaker_of(additions) if isinstance(additions, dict) else None


def name_of(value: object) -> str | None:
    """Return a name or id as text, None if the value is neither."""
    if isinstance(value, str):
        name = " ".join(value.split())
        return name if 0 < len(name) <= LONGEST_NAME else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        for key in ("name", "display_name", "displayName", "user_name", "userName", "username", "label", "id"):
            if (inside := name_of(value.get(key))) is not None:
                return inside
    return None


def piece_of(item: Mapping[str, object], speaker: str | None) -> JsonPiece | None:
    """Return an object of a file as a piece, None if it holds no words; `speaker` is whom the file names above it."""
    keys = {plain_key(key): value for key, value in item.items()}
    text = next((words for name in _TEXT if isinstance(words := keys.get(name), str)), None)
    if text is None:
        return None
    start, end = _first_time(keys, _START)
    ending, _ = _first_time(keys, _END)
    duration, _ = _first_time(keys, _DURATION)
    own = _speaker(keys)
    voiced = not _VOICE.isdisjoint(keys)
    return JsonPiece(text, start, ending or end, duration, speaker if own is None else own, voiced)


def _first_time(keys: Mapping[str, object], names: Sequence[str]) -> tuple[Time | None, Time | None]:
    """Return the time under the first of the names that has one, and an end where that tells both."""
    for name in names:
        if name in keys:
            times = _times(name, keys[name])
            if times[0] is not None:
                return times
    return None, None


def _times(key: str, value: object) -> tuple[Time | None, Time | None]:
    """Return the time that a value tells, and the end where it tells both ([0.5, 2.1], {"from": 500, "to": 2100})."""
    unit = _MILLI if key.endswith(("ms", "millis")) else _TICKS if key.endswith("ticks") else None
    if isinstance(value, list):
        return (_time(value[0], unit), _time(value[1], unit)) if len(value) == 2 else (None, None)
    if isinstance(value, dict):
        if "from" in value and "to" in value:
            return _time(value["from"], unit), _time(value["to"], unit)
        whole, nanos = _time(value.get("seconds", 0), 1.0), _time(value.get("nanos", 0), 1.0)
        if ("seconds" in value or "nanos" in value) and whole and nanos:
            return Time(whole.number + nanos.number / 1e9, 1.0), None
        return None, None
    return _time(value, unit), None


def finite(value: object) -> float | None:
    """Return a number of JSON, None for anything else, for NaN and infinity, and for what no time can be."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LATEST <= value <= _LATEST:
        return None
    return float(value)


def _time(value: object, unit: float | None) -> Time | None:
    """Return a time: a number, in quotes or not, or one of the spellings of `_spelt`."""
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            return _spelt(text)
        value = float(text)
    number = finite(value)
    return None if number is None else Time(number, unit)


def _spelt(text: str) -> Time | None:
    """Return the seconds of `1.5s`, `PT1.5S`, a clock, or a date of ISO 8601."""
    if text.endswith("s") and _NUMBER.fullmatch(text[:-1].rstrip("m ")):
        return _time(text[:-1].rstrip("m "), _MILLI if text.endswith("ms") else 1.0)
    if (found := _ISO_DURATION.fullmatch(text)) and any(found.groups()):
        hours, minutes, secs = (float(part or 0) for part in found.groups())
        return _time(hours * 3600 + minutes * 60 + secs, 1.0)
    if _ISO_TIME.match(text):
        try:
            return Time(datetime.fromisoformat(text).timestamp(), 1.0)
        except ValueError:
            return None
    clock = seconds(re.sub(r"(?<=\d)_(?=\d\d)", ":", text))
    return None if clock is None else Time(clock, 1.0)


def unit_of(pieces: Sequence[JsonPiece]) -> float:
    """Return how many seconds the numbers of a file without units count: 1, a thousandth, a millionth, or ticks.

    Speech tells: people say 4 to 20 characters a second, in any language.
    """
    said = sum(len(piece.text) for piece in pieces)
    starts = [piece.start.number for piece in pieces if piece.start and piece.start.unit is None]
    total = sum(map(_span, pieces)) or sum(b - a for a, b in pairwise(starts) if b > a)
    rate = said / total if total > 0 else _SLOWEST
    if rate >= _SLOWEST:
        return 1.0
    return _MILLI if rate >= _SLOWEST * _MILLI else _MICRO if rate >= 3e-6 else _TICKS


def _span(piece: JsonPiece) -> float:
    """Return how long a piece takes in the units of the file, 0 where that is not told in them."""
    if piece.start is None or piece.start.unit is not None:
        return 0.0
    if piece.end is not None:
        return max(0.0, piece.end.number - piece.start.number)
    return max(0.0, piece.duration.number) if piece.duration is not None and piece.duration.unit is None else 0.0
