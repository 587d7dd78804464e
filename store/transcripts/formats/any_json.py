"""JSON of recognisers in general: whatever it is called, a list of objects with words and with times or speakers.

Formats differ in their names for things and in where the list stands, hardly in anything else; so one reader takes them
all, also those that nobody has told it of. Formats with ways of their own have readers of their own, tried before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from store.errors import NotATranscript
from store.models import Episode, Transcript
from store.transcripts.captions.assemble import from_captions, from_turns
from store.transcripts.captions.captions import Caption
from store.transcripts.captions.words import TimedWord, are_words, phrases
from store.transcripts.parsing.chat_json import refuse_chat
from store.transcripts.parsing.decode import clean
from store.transcripts.parsing.json_fields import JsonPiece, Time, name_of, piece_of, plain_key, speaker_of, unit_of
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source
from store.wording.kinds import Format, Remark

_LOOKS_LIKE_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[{\["]|\]\s*$))')
_OWN_TURNS = ("turns", "utterances", "paragraphs", "conversation", "conversations", "messages", "dialogue", "dialog")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST_TITLE = 200
_THREE_YEARS_S = 1e8  # no recording begins so late: such times are dates
_MESSAGES = ("msg", "message", "errormessage", "errmsg", "error", "detail")
_CODES = ("code", "errcode", "errorcode", "status", "statuscode")


@dataclass(slots=True)
class Table:
    """All pieces that stand at one place of a file (`segments[]`, `results.items[]`), in file order."""

    path: tuple[str, ...]
    pieces: list[JsonPiece] = field(default_factory=list)

    @property
    def characters(self) -> int:
        """Return how much is said in it."""
        return sum(len(piece.text.strip()) for piece in self.pieces)

    def share(self, name: str) -> float:
        """Return for how many of its pieces the field is known, 0 to 1."""
        return sum(getattr(piece, name) is not None for piece in self.pieces) / len(self.pieces)

    @property
    def is_conversation(self) -> bool:
        """Return whether it tells who speaks and somebody speaks again; a list of tests or rules has names, too."""
        speakers = {piece.speaker for piece in self.pieces}
        again = len(speakers) < len(self.pieces) or (bool(self.path) and self.path[-1] in _OWN_TURNS)
        return self.share("speaker") >= 0.5 and (again or all(piece.voiced for piece in self.pieces))


def tables(data: object) -> list[Table]:
    """Return every place of a file where objects with words stand."""
    found: dict[tuple[str, ...], Table] = {}
    _walk(data, (), None, found)
    return list(found.values())


def _walk(value: object, path: tuple[str, ...], speaker: str | None, found: dict[tuple[str, ...], Table]) -> None:
    """Collect the pieces inside a value; `speaker` is the one named nearest above it."""
    if isinstance(value, dict):
        own = speaker_of(value)
        for key, child in value.items():
            if isinstance(child, dict | list):
                _walk(child, (*path, _step(key)), speaker if own is None else own, found)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, str):  # ["SPEAKER_04", [{…}]]
                speaker = name_of(item) if any(isinstance(other, list) for other in value) else speaker
            elif isinstance(item, dict):
                piece = piece_of(item, speaker)
                if piece is not None:
                    found.setdefault(path, Table(path)).pieces.append(piece)
                _walk(item, (*path, "[]"), speaker, found)
            elif isinstance(item, list):
                _walk(item, (*path, "[]"), speaker, found)


def _step(key: str) -> str:
    """Return a key as a step of a path; names of files and numbers are all one step, since each holds a part."""
    return "*" if "." in key or key.isdigit() else plain_key(key)


def best_table(found: Sequence[Table]) -> Table | None:
    """Return the table that holds the transcript: the most words, with times, with speakers; None if none can be it."""
    usable = [table for table in found if table.characters and (table.share("start") >= 0.5 or table.is_conversation)]
    if not usable:
        return None
    most = max(table.characters for table in usable)
    full = [table for table in usable if table.characters * 5 >= most * 4]
    return max(full, key=lambda table: (table.share("speaker") >= 0.5, table.share("start") >= 0.5, -len(table.pieces)))


def read_table(source: Source, data: object, table: Table, remarks: Sequence[Remark] = ()) -> Transcript:
    """Return the pieces of a table as the transcript of a file."""
    names = speaker_names(data)
    timed = [piece for piece in table.pieces if piece.start is not None]
    unit = unit_of(timed)
    begun = _beginning(timed, unit)
    words: list[TimedWord] = []
    for piece in table.pieces:
        start = _in_seconds(piece.start, unit, begun)
        end = _in_seconds(piece.end, unit, begun)
        if end is None and start is not None and piece.duration is not None:
            end = round(start + _seconds(piece.duration, unit), 3)
        speaker = None if piece.speaker is None else names.get(piece.speaker, piece.speaker)
        words.append(TimedWord(clean(piece.text), start, end, speaker))
    episode = episode_of(source, data)
    if are_words([word.text for word in words]):
        return from_captions(source, phrases(words), episode=episode, remarks=remarks, what="phrase")
    captions = [Caption(word.start_s, word.end_s, word.text, None, word.speaker) for word in words]
    if (table.path and table.path[-1] in _OWN_TURNS) or not timed:
        return from_turns(source, captions, episode=episode, remarks=remarks)
    return from_captions(source, captions, episode=episode, remarks=remarks, what="segment")


def _beginning(pieces: Sequence[JsonPiece], unit: float) -> float:
    """Return the moment from which times count: 0, or the first one where they are moments of a year."""
    starts = [_seconds(piece.start, unit) for piece in pieces if piece.start is not None]
    return min(starts) if starts and min(starts) > _THREE_YEARS_S else 0.0


def _seconds(time: Time, unit: float) -> float:
    return time.number * (unit if time.unit is None else time.unit)


def _in_seconds(time: Time | None, unit: float, begun: float) -> float | None:
    """Return a time in seconds from the beginning."""
    if time is None:
        return None
    number = _seconds(time, unit) - begun
    return round(number, 3) if number >= 0 else None


def speaker_names(data: object) -> dict[str, str]:
    """Return the names of speakers where a file lists them by id: `"speakers": {"spk_0": "Luciano"}`."""
    names: dict[str, str] = {}
    for speakers in _listed(data):
        if isinstance(speakers, dict):
            for key, value in speakers.items():
                if (name := name_of(value)) is not None and not isinstance(value, int):
                    names[str(key)] = name
        else:
            for entry in speakers:
                if isinstance(entry, dict) and (name := name_of(entry.get("name") or entry.get("label"))) is not None:
                    for key in ("id", "speaker_id", "speakerId", "label", "speaker"):
                        if (known := name_of(entry.get(key))) is not None:
                            names[known] = name
    return names


def _listed(data: object) -> Iterator[dict[str, object] | list[object]]:
    """Yield what stands under `speakers` in a file, three levels down at most."""
    level: list[object] = [data]
    for _ in range(3):
        following: list[object] = []
        for value in level:
            if isinstance(value, dict):
                for key, child in value.items():
                    if plain_key(key) in ("speakers", "speakermap", "speakernames") and isinstance(child, dict | list):
                        yield child
                    elif isinstance(child, dict):
                        following.append(child)
        level = following


def episode_of(source: Source, data: object) -> Episode:
    """Return the episode that a file names at its top, else one with the file's name as title."""
    title, date = source.stem, None
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str) and plain_key(key) in ("title", "episodetitle") and value.strip():
                title = " ".join(value.split())[:_LONGEST_TITLE]
            elif (
                isinstance(value, str) and plain_key(key) in ("date", "published", "meetingdate") and _DATE.match(value)
            ):
                date = value[:10]
    return Episode(title, date)


def refuse_error(source: Source, data: object) -> None:
    """Raise NotATranscript where the file is the answer of a server that had no transcript to give."""
    if not isinstance(data, dict) or tables(data):
        return
    keys = {plain_key(key): value for key, value in data.items()}
    said: object = next((keys[key] for key in _MESSAGES if keys.get(key)), None)
    code: object = next((keys[key] for key in _CODES if key in keys), None)
    if isinstance(said, dict):
        code = said.get("code", code)
        said = said.get("message") or said.get("msg")
    if (said is None and (code is None or len(keys) > 4)) or (code is None and len(keys) > 8):
        return
    words = None if said is None else " ".join(str(said).split())[:120]
    number = None if code is None else str(code)[:20]
    if words is None and number is None:
        raise NotATranscript(source.name, "error_answer_silent")
    if words is None:
        raise NotATranscript(source.name, "error_answer_silent_code", code=number or "")
    if number is None:
        raise NotATranscript(source.name, "error_answer", words=words)
    raise NotATranscript(source.name, "error_answer_code", words=words, code=number)


def _fits(source: Source) -> bool:
    return bool(_LOOKS_LIKE_JSON.match(source.text)) and (peek_json(source) is not None or _is_broken(source))


def _is_broken(source: Source) -> bool:
    """Say whether a file that is no JSON as a whole is one all the same: cut off, broken, or in lines."""
    return '":' in source.text[:2000] or '" :' in source.text[:2000]


def _read(source: Source) -> Transcript:
    """Return the transcript in a JSON file; objects line by line (JSON Lines) are read as one list."""
    remarks: list[Remark] = []
    in_lines = _lines(source, remarks)
    data = parse_json(source) if in_lines is None else in_lines
    table = best_table(tables(data))
    if table is None:
        refuse_error(source, data)
        if not isinstance(data, dict):
            raise NotATranscript(source.name, "no_words_in_list")
        raise NotATranscript(source.name, "no_list_with_words", keys=", ".join(list(data)[:8]))
    if table.share("end") < 0.5 and table.share("duration") < 0.5:
        refuse_chat(source, data)
    return read_table(source, data, table, remarks)


def _lines(source: Source, remarks: list[Remark]) -> list[object] | None:
    """Return the objects of a file with one a line, None if it is not such a file; a broken line is remarked on."""
    numbered = [(number, line) for number, line in enumerate(source.lines, 1) if line.strip()]
    if len(numbered) < 2 or not all(line.lstrip().startswith("{") for _, line in numbered[:2]):
        return None
    objects: list[object] = []
    broken: list[int] = []
    for number, line in numbered:
        try:
            objects.append(parse_json(Source(source.name, line, source.encoding)))
        except NotATranscript:
            broken.append(number)
    if len(broken) * 2 > len(numbered) or not objects:
        return None
    if broken:
        remarks.append(Remark("lines_no_json", count=len(broken), line=broken[0]))
    return objects


def reader_at(name: str, title: str, example: str, path: Sequence[str], *keys: str) -> Reader:
    """Return a reader for files whose pieces stand at `path` and whose first piece has all of `keys`."""

    def fits(source: Source) -> bool:
        items = at(peek_json(source), path)
        return isinstance(items, list) and any(
            isinstance(item, Mapping) and all(key in item for key in keys) for item in items[:5]
        )

    def read(source: Source) -> Transcript:
        data = parse_json(source)
        wanted = tuple(map(plain_key, path))
        table = next((table for table in tables(data) if table.path == wanted), None)
        if table is None:
            refuse_error(source, data)
            raise NotATranscript(source.name, "no_words_at", format=Format(name, title), path=".".join(path))
        return read_table(source, data, table)

    return Reader(name, title, example, fits, read)


def at(data: object, path: Sequence[str]) -> object | None:
    """Return what stands at a path of keys in a file, None if nothing does."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


READER = Reader(
    "json", "JSON of other recognisers, JSON Lines", '{"start": 1.5, "end": 2.0, "text": "你好"}', _fits, _read
)
