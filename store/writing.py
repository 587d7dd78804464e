"""Writing a transcript into the tables. The caller holds the transaction."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlite_utils import Database

from store.indexing import IndexedTranscript, IndexedTurn
from store.models import Episode, Turn
from store.text import episode_term, speaker_term

_SAME_EPISODE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: a `new` episode, a `changed` one, or nothing since the `same` was there."""

    episode_id: int
    status: Literal["new", "same", "changed"]
    turns: int


def write(db: Database, indexed: IndexedTranscript, *, source: str) -> Loaded:
    """Write a transcript: its episode, its turns, their terms. Nothing is written where the same is there already."""
    turns = len(indexed.turns)
    there = db.execute("SELECT id FROM episodes WHERE digest = ?", [indexed.digest]).fetchone()
    if there:
        _fill_in(db, there[0], indexed.transcript.episode)
        return Loaded(there[0], "same", turns)
    episode_id = _earlier_version(db, indexed, source)
    status: Literal["new", "changed"] = "new" if episode_id is None else "changed"
    episode_id = _write_episode(db, indexed, source, episode_id)
    standing = _standing_turns(db, episode_id) if status == "changed" else {}
    speakers = _speaker_ids(db, {turn.turn.speaker for turn in indexed.turns})
    _write_turns(db, episode_id, indexed.turns, speakers, standing)
    _write_voices(db, episode_id, indexed.transcript.turns, speakers)
    db.conn.executemany(
        "INSERT INTO latin_words VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET turns = turns + excluded.turns",
        sorted(indexed.latin.items()),
    )
    db.execute("INSERT INTO facts VALUES ('loads', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")
    return Loaded(episode_id, status, turns)


def _fill_in(db: Database, episode_id: int, episode: Episode) -> None:
    """Keep what the person added to a transcript that is there already: its audio, its page, its date."""
    db.execute(
        "UPDATE episodes SET audio = coalesce(?, audio), page = coalesce(?, page), date = coalesce(?, date)"
        " WHERE id = ?",
        [episode.audio, episode.page, episode.date, episode_id],
    )


def _earlier_version(db: Database, indexed: IndexedTranscript, source: str) -> int | None:
    """Return the episode of which this is a changed transcript: the same title or file, and turns in common."""
    rows = db.execute(
        "SELECT id FROM episodes WHERE source = ? OR title = ?", [source, indexed.transcript.episode.title]
    ).fetchall()
    new = {turn.turn.text for turn in indexed.turns}
    for (episode_id,) in rows:
        old = {text for (text,) in db.execute("SELECT text FROM turns WHERE episode_id = ?", [episode_id])}
        if len(new & old) >= _SAME_EPISODE_SHARE * min(len(new), len(old)):
            return int(episode_id)
    return None


def _write_episode(db: Database, indexed: IndexedTranscript, source: str, episode_id: int | None) -> int:
    episode = indexed.transcript.episode
    values = [
        episode.title,
        episode.date,
        json.dumps(episode.keywords, ensure_ascii=False),
        episode.audio,
        episode.page,
        indexed.transcript.format,
        source,
        indexed.digest,
        datetime.now(UTC).isoformat(timespec="seconds"),
    ]
    if episode_id is None:
        row = db.execute(
            "INSERT INTO episodes (title, date, keywords, audio, page, format, source, digest, loaded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            values,
        ).fetchone()
        return int(row[0])
    db.execute(
        "UPDATE episodes SET title = ?, date = coalesce(?, date), keywords = ?, audio = coalesce(?, audio),"
        " page = coalesce(?, page), format = ?, source = ?, digest = ?, loaded_at = ? WHERE id = ?",
        [*values, episode_id],
    )
    return episode_id


def _standing_turns(db: Database, episode_id: int) -> dict[tuple[str | None, str], deque[int]]:
    """Return the ids of the turns that stand now, in order, by who said what."""
    standing: dict[tuple[str | None, str], deque[int]] = defaultdict(deque)
    for turn_id, speaker, text in db.execute(
        "SELECT turns.id, speakers.name, text FROM turns LEFT JOIN speakers ON speakers.id = speaker_id"
        " WHERE episode_id = ? ORDER BY position",
        [episode_id],
    ):
        standing[speaker, text].append(turn_id)
    return standing


def _speaker_ids(db: Database, names: set[str | None]) -> dict[str | None, int | None]:
    ids: dict[str | None, int | None] = {None: None}
    for name in sorted(name for name in names if name is not None):
        row = db.execute("SELECT id FROM speakers WHERE name = ?", [name]).fetchone()
        ids[name] = row[0] if row else db.execute("INSERT INTO speakers (name) VALUES (?)", [name]).lastrowid
    return ids


def _write_turns(
    db: Database,
    episode_id: int,
    turns: tuple[IndexedTurn, ...],
    speakers: dict[str | None, int | None],
    standing: dict[tuple[str | None, str], deque[int]],
) -> None:
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'turns'").fetchone()
    next_id = (last[0] if last else 0) + 1
    written, indexed, moved = [], [], []
    for position, one in enumerate(turns):
        turn = one.turn
        cues = json.dumps([[cue.at, cue.start_s] for cue in turn.cues]) if turn.cues else None
        kept = standing.get((turn.speaker, turn.text))
        if kept:
            moved.append((position, turn.start_s, turn.end_s, turn.clock, cues, kept.popleft()))
            continue
        speaker_id = speakers[turn.speaker]
        written.append(
            (next_id, episode_id, position, speaker_id, turn.start_s, turn.end_s, turn.clock, turn.text, cues)
        )
        spoken = f" {speaker_term(speaker_id)}" if speaker_id is not None else ""
        indexed.append((next_id, f"{one.terms} {episode_term(episode_id)}{spoken}"))
        next_id += 1
    gone = [(turn_id,) for ids in standing.values() for turn_id in ids]
    db.conn.executemany("DELETE FROM turns WHERE id = ?", gone)
    db.conn.executemany(
        "UPDATE turns SET position = ?, start_s = ?, end_s = ?, clock = ?, cues = ? WHERE id = ?", moved
    )
    db.conn.executemany("INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", written)
    db.conn.executemany("INSERT INTO turn_terms (rowid, terms) VALUES (?, ?)", indexed)


def _write_voices(
    db: Database, episode_id: int, turns: tuple[Turn, ...], speakers: dict[str | None, int | None]
) -> None:
    """Write how much each speaker said: turns, and the seconds between a turn's start and its end where both are."""
    counts: dict[int, int] = defaultdict(int)
    seconds: dict[int, float] = {}
    for turn in turns:
        speaker_id = speakers[turn.speaker]
        if speaker_id is None:
            continue
        counts[speaker_id] += 1
        if turn.start_s is not None:
            seconds.setdefault(speaker_id, 0.0)
            seconds[speaker_id] += max(0.0, (turn.end_s or turn.start_s) - turn.start_s)
    db.execute("DELETE FROM voices WHERE episode_id = ?", [episode_id])
    db.conn.executemany(
        "INSERT INTO voices VALUES (?, ?, ?, ?)",
        [(episode_id, speaker_id, turns, seconds.get(speaker_id)) for speaker_id, turns in counts.items()],
    )
