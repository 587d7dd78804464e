"""What the library holds, read without a search: episodes, speakers, a turn and its neighbours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from store.library import people
from store.models import Answer, Cue, Episode, EpisodeSummary, Quote, Speaker, Turn
from store.offsets import Offsets
from store.search.excerpt import excerpt, says_something
from store.sql.columns import EPISODE, NAME, SPEAKER, TURN, TURN_COLUMNS, pairs, strings
from store.text.normalize import normalize
from store.transcripts.parsing import clock as clocks

_TURNS = f"SELECT {TURN_COLUMNS} FROM turns LEFT JOIN speakers ON speakers.id = turns.speaker_id"  # noqa: S608
_MOST_EPISODES = 1_000
_EPISODES = "SELECT id, title, date, keywords, audio, page, audio_offsets FROM episodes"


def turn_of(row: tuple[Any, ...]) -> Turn:
    """Return the turn that a row of TURN_COLUMNS holds; one whose transcript writes no clock is given one."""
    TURN.hold(row)
    turn_id, episode_id, position, speaker, start_s, end_s, clock, text, cues = row
    if clock is None and start_s is not None:
        clock = clocks.write(start_s)
    finer = tuple(Cue(at, start) for at, start in pairs(cues)) if cues else ()
    return Turn(speaker, start_s, end_s, text, clock, finer, turn_id, episode_id, position)


def _episode_of(row: tuple[Any, ...]) -> Episode:
    EPISODE.hold(row)
    episode_id, title, date, keywords, audio, page, points = row
    offsets = Offsets(tuple((start, shift) for start, shift in pairs(points))) if points else Offsets()
    return Episode(title, date, strings(keywords), audio, page, episode_id, offsets)


def episode(db: Database, episode_id: int) -> Episode | None:
    """Return an episode; None if there is none of that number."""
    row = db.execute(f"{_EPISODES} WHERE id = ?", [episode_id]).fetchone()
    return _episode_of(row) if row else None


def episodes(db: Database, *, limit: int | None = None, offset: int = 0) -> tuple[EpisodeSummary, ...]:
    """Return the episodes with what is in them, newest first (by date where known, then by when they came)."""
    rows = db.execute(
        f"{_EPISODES} ORDER BY date DESC NULLS LAST, id DESC LIMIT ? OFFSET ?",
        [-1 if limit is None else limit, offset],
    ).fetchall()
    return tuple(_summary(db, _episode_of(row)) for row in rows)


def _summary(db: Database, found: Episode) -> EpisodeSummary:
    turns, first, last = db.execute(
        "SELECT count(*), min(start_s), max(coalesce(end_s, start_s)) FROM turns WHERE episode_id = ?", [found.id]
    ).fetchone()
    names = db.execute(
        "SELECT name FROM voices JOIN speakers ON speakers.id = speaker_id WHERE episode_id = ?"
        " ORDER BY turns DESC, name",
        [found.id],
    ).fetchall()
    for row in names:
        NAME.hold(row)
    seconds = None if first is None else last - first
    return EpisodeSummary(found, turns, seconds, tuple(name for (name,) in names))


def episodes_of(db: Database, numbers: Iterable[int]) -> dict[int, Episode]:
    """Return the episodes of these numbers that there are, by their numbers."""
    where = "WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0]: _episode_of(row) for row in db.execute(f"{_EPISODES} {where}", [json.dumps(list(numbers))])}


def titled(db: Database, titles: Iterable[str]) -> list[Episode]:
    """Return the episodes that have one of these titles, newest first, a thousand at most."""
    where = "WHERE title IN (SELECT value FROM json_each(?)) ORDER BY date DESC NULLS LAST, id DESC LIMIT ?"
    values = [json.dumps(list(titles), ensure_ascii=False), _MOST_EPISODES]
    return [_episode_of(row) for row in db.execute(f"{_EPISODES} {where}", values)]


def speakers(db: Database, *, episode: int | None = None) -> tuple[Speaker, ...]:
    """Return who speaks, in one episode or in all, most turns first."""
    return _speakers(db, episode, None)


def speakers_called(db: Database, names: Iterable[str]) -> tuple[Speaker, ...]:
    """Return the speakers who are called one of these names, most turns first."""
    return _speakers(db, None, people.called(db, names))


def foremost_speakers(db: Database, most: int) -> tuple[str, ...]:
    """Return the names of at most so many speakers, most turns first."""
    rows = db.execute("SELECT name FROM speakers WHERE said > 0 ORDER BY said DESC, name LIMIT ?", [most])
    return tuple(name for (name,) in NAME.each(rows))


def _speakers(db: Database, episode: int | None, persons: frozenset[int] | None) -> tuple[Speaker, ...]:
    where, values = "", list[int | str]()
    if episode is not None:
        where, values = "WHERE episode_id = ?", [episode]
    elif persons is not None:
        where, values = "WHERE speaker_id IN (SELECT value FROM json_each(?))", [json.dumps(sorted(persons))]
    rows = db.execute(
        "SELECT speaker_id, name, sum(turns), sum(seconds)"  # noqa: S608
        f" FROM voices JOIN speakers ON speakers.id = speaker_id {where}"
        " GROUP BY speaker_id ORDER BY sum(turns) DESC, name",
        values,
    ).fetchall()
    for row in rows:
        SPEAKER.hold(row)
    also = people.aliases(db, frozenset(row[0] for row in rows), episode=episode)
    return tuple(Speaker(name, turns, seconds, also.get(number, ())) for number, name, turns, seconds in rows)


def quote_of(turn: Turn, of: Episode) -> Quote:
    """Return a turn as a quote with nothing highlighted."""
    shown, _ = excerpt(turn.text, ())
    return Quote(turn, of, shown, (), "exact", 100.0)


def quote(db: Database, turn_id: int) -> Quote | None:
    """Return a turn as a quote with nothing highlighted; None if the turn is gone."""
    row = db.execute(f"{_TURNS} WHERE turns.id = ?", [turn_id]).fetchone()
    if row is None:
        return None
    turn = turn_of(row)
    of = episode(db, turn.episode_id or 0)
    return quote_of(turn, of) if of else None


def around(db: Database, turn_id: int, before: int, after: int) -> tuple[Turn, ...]:
    """Return a turn with at most `before` turns before it and `after` after it, in order; () if it is gone."""
    row = db.execute("SELECT episode_id, position FROM turns WHERE id = ?", [turn_id]).fetchone()
    if row is None:
        return ()
    episode_id, position = row
    rows = db.execute(
        f"{_TURNS} WHERE episode_id = ? AND position BETWEEN ? AND ? ORDER BY position",
        [episode_id, position - before, position + after],
    )
    return tuple(map(turn_of, rows))


def turns(db: Database, episode_id: int) -> tuple[Turn, ...]:
    """Return all turns of an episode, in order."""
    return tuple(map(turn_of, db.execute(f"{_TURNS} WHERE turns.episode_id = ? ORDER BY position", [episode_id])))


def said_by(db: Database, speaker: str, *, episode: int | None = None, limit: int = 5, offset: int = 0) -> Answer:
    """Return what one person said, in order of time, without the turns that say nothing but 对。 and the like."""
    within, values = ("AND turns.episode_id = ?", [episode]) if episode is not None else ("", [])
    rows = db.execute(
        f"{_TURNS} WHERE speakers.name = ? {within} ORDER BY turns.episode_id, position", [speaker, *values]
    )
    turns = [turn for turn in map(turn_of, rows) if says_something(normalize(turn.text).key)]
    of: dict[int | None, Episode | None] = {}
    quotes = []
    for turn in turns[offset : offset + limit]:
        if turn.episode_id not in of:
            of[turn.episode_id] = _episode_or_none(db, turn.episode_id)
        found = of[turn.episode_id]
        if found:
            quotes.append(quote_of(turn, found))
    return Answer(tuple(quotes), len(turns))


def _episode_or_none(db: Database, episode_id: int | None) -> Episode | None:
    return None if episode_id is None else episode(db, episode_id)
