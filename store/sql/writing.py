"""Writing transcripts into the tables; the caller holds the transaction."""

from __future__ import annotations

import json
from collections import Counter, defaultdict, deque
from datetime import UTC, datetime

from sqlite_utils import Database

from store.models import Episode
from store.search.indexing import IndexedTranscript, Row
from store.sql import facts, passages
from store.sql.index import latin_words, name_index
from store.storage.catalog import Loaded, Status
from store.text.terms import episode_term, speaker_term

People = dict[str | None, tuple[int | None, int | None]]
"""Whom a transcript names: to the speaker of that very name, and to the person who is meant."""

_SAME_EPISODE_SHARE = 0.2
# While many episodes are written, the parts of the index are left unmerged: `upkeep.tidy` merges them once, in the end.
_MANY = (("hashsize", 48 * 2**20), ("automerge", 0), ("crisismerge", 1_000))
_USUAL = (("hashsize", 8 * 2**20), ("automerge", 16), ("crisismerge", 32))


class Writer:
    """Writes one transcript or several in one transaction; the terms of all of them go into the index at the end.

    Until `finish`, only ordinary tables are written to, so that a savepoint around each `write` costs next to nothing:
    one that is opened after the index was written to would make a part of the index by itself.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._terms: list[tuple[int, str]] = []
        self._latin: Counter[str] = Counter()
        self._changed = False

    def write(self, indexed: IndexedTranscript, *, source: str, episode_id: int | None = None) -> Loaded:
        """Write a transcript but for its terms; nothing but what was added to it where the same is there already.

        `episode_id` names the episode of which this is known to be a changed transcript; else that is found out.
        """
        db = self._db
        turns = len(indexed.rows)
        if (same := _same(db, indexed, episode_id)) is not None:
            _fill_in(db, same, indexed.episode)
            return Loaded(same, "same", turns)
        if episode_id is None:
            episode_id = _earlier_version(db, indexed, source)
        status: Status = "new" if episode_id is None else "changed"
        episode_id = _write_episode(db, indexed, source, episode_id)
        standing = _standing_turns(db, episode_id) if status == "changed" else {}
        passages.forget_episode(db, episode_id)
        people = _people(db, episode_id, {row[0] for row in indexed.rows})
        terms = _write_turns(db, episode_id, indexed.rows, people, standing)
        _write_voices(db, episode_id, indexed.rows, people)
        self._terms += terms
        self._latin.update(indexed.latin)
        self._changed = True
        return Loaded(episode_id, status, turns)

    def finish(self, *, many: bool = False) -> None:
        """Write the terms into the index, and tell that the library has changed where it has.

        With `many`, the caller tidies the index when all is loaded.
        """
        conn = self._db.conn
        if many:
            conn.executemany("INSERT INTO turn_terms (turn_terms, rank) VALUES (?, ?)", _MANY)
        conn.executemany("INSERT INTO turn_terms (rowid, terms) VALUES (?, ?)", self._terms)
        if many:
            conn.execute("SAVEPOINT written")  # makes a part of what is in memory, before merging is on again
            conn.execute("RELEASE written")
            conn.executemany("INSERT INTO turn_terms (turn_terms, rank) VALUES (?, ?)", _USUAL)
        latin_words.count(self._db, self._latin)
        if self._changed:
            touch(self._db)
        self._terms, self._latin, self._changed = [], Counter(), False


def touch(db: Database) -> None:
    """Tell that the library has changed: what was read of it before is stale, and new names are to be found."""
    name_index.catch_up(db)
    facts.count_change(db)


def status_of(db: Database, indexed: IndexedTranscript, *, source: str) -> Status:
    """Return what writing a transcript would do; nothing is written."""
    if _same(db, indexed, None) is not None:
        return "same"
    return "new" if _earlier_version(db, indexed, source) is None else "changed"


def _same(db: Database, indexed: IndexedTranscript, episode_id: int | None) -> int | None:
    """Return the episode that has this very transcript; where it is known which it must be, only that one."""
    only = "" if episode_id is None else "AND id = :id"
    row = db.execute(
        f"SELECT id FROM episodes WHERE digest = :digest {only}",  # noqa: S608
        {"digest": indexed.digest, "id": episode_id},
    ).fetchone()
    return int(row[0]) if row else None


def _fill_in(db: Database, episode_id: int, episode: Episode) -> None:
    """Keep what the person added to a transcript that is there already: its audio, its page, its date."""
    db.execute(
        "UPDATE episodes SET audio = coalesce(?, audio), page = coalesce(?, page), date = coalesce(?, date)"
        " WHERE id = ?",
        [episode.audio, episode.page, episode.date, episode_id],
    )


def _earlier_version(db: Database, indexed: IndexedTranscript, source: str) -> int | None:
    """Return the episode of which this is a changed transcript: the same title or file, and turns in common."""
    rows = db.execute("SELECT id FROM episodes WHERE source = ? OR title = ?", [source, indexed.episode.title])
    new: set[str] = set()
    for (episode_id,) in rows.fetchall():
        new = new or {row[4] for row in indexed.rows}
        old = {text for (text,) in db.execute("SELECT text FROM turns WHERE episode_id = ?", [episode_id])}
        if len(new & old) >= _SAME_EPISODE_SHARE * min(len(new), len(old)):
            return int(episode_id)
    return None


def _write_episode(db: Database, indexed: IndexedTranscript, source: str, episode_id: int | None) -> int:
    episode = indexed.episode
    values = [
        episode.title,
        episode.date,
        json.dumps(episode.keywords, ensure_ascii=False),
        episode.audio,
        episode.page,
        indexed.format,
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
    """Return the ids of the turns that stand now, in order, by whom the transcript named and what they said."""
    standing: dict[tuple[str | None, str], deque[int]] = defaultdict(deque)
    for turn_id, speaker, text in db.execute(
        "SELECT turns.id, speakers.name, text FROM turns"
        " LEFT JOIN speakers ON speakers.id = coalesce(label_id, speaker_id) WHERE episode_id = ? ORDER BY position",
        [episode_id],
    ):
        standing[speaker, text].append(turn_id)
    return standing


def _people(db: Database, episode_id: int, names: set[str | None]) -> People:
    """Return for each name the speaker of that name, made where there is none, and who that is in this episode."""
    people: People = {None: (None, None)}
    for name in sorted(name for name in names if name is not None):
        label = speaker_id(db, name)
        meant = db.execute(
            "SELECT speaker_id FROM namings WHERE label_id = ? AND (episode_id = ? OR episode_id IS NULL)"
            " ORDER BY episode_id NULLS LAST LIMIT 1",
            [label, episode_id],
        ).fetchone()
        people[name] = (label, meant[0] if meant else label)
    return people


def speaker_id(db: Database, name: str) -> int:
    """Return the number of the speaker of this very name, made where there is none."""
    row = db.execute("SELECT id FROM speakers WHERE name = ?", [name]).fetchone()
    row = row or db.execute("INSERT INTO speakers (name) VALUES (?) RETURNING id", [name]).fetchone()
    return int(row[0])


def _write_turns(
    db: Database,
    episode_id: int,
    rows: tuple[Row, ...],
    people: People,
    standing: dict[tuple[str | None, str], deque[int]],
) -> list[tuple[int, str]]:
    """Write the turns, leaving those that stand already; return the terms of the new ones by their ids."""
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'turns'").fetchone()
    next_id = (last[0] if last else 0) + 1
    written, moved, found_by = [], [], []
    of_episode = f" {episode_term(episode_id)}"
    ends = {
        name: of_episode if label is None else f"{of_episode} {speaker_term(label)}"
        for name, (label, _) in people.items()
    }
    for position, (speaker, start_s, end_s, clock, text, cues, terms) in enumerate(rows):
        kept = standing.get((speaker, text)) if standing else None
        if kept:
            moved.append((position, start_s, end_s, clock, cues, kept.popleft()))
            continue
        label, person = people[speaker]
        named = None if label == person else label
        written.append((next_id, episode_id, position, person, start_s, end_s, clock, text, cues, named))
        found_by.append((next_id, terms + ends[speaker]))
        next_id += 1
    gone = [(turn_id,) for ids in standing.values() for turn_id in ids]
    db.conn.executemany("DELETE FROM turns WHERE id = ?", gone)
    db.conn.executemany(
        "UPDATE turns SET position = ?, start_s = ?, end_s = ?, clock = ?, cues = ? WHERE id = ?", moved
    )
    db.conn.executemany(
        "INSERT INTO turns (id, episode_id, position, speaker_id, start_s, end_s, clock, text, cues, label_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        written,
    )
    return found_by


def _write_voices(db: Database, episode_id: int, rows: tuple[Row, ...], people: People) -> None:
    """Write how much each speaker said: turns, and the seconds between a turn's start and its end where both are."""
    counts: dict[int, int] = defaultdict(int)
    seconds: dict[int, float] = {}
    for speaker, start_s, end_s, *_ in rows:
        person = people[speaker][1]
        if person is None:
            continue
        counts[person] += 1
        if start_s is not None:
            length = max(0.0, end_s - start_s) if end_s is not None else 0.0
            seconds[person] = seconds.get(person, 0.0) + length
    db.execute("DELETE FROM voices WHERE episode_id = ?", [episode_id])
    db.conn.executemany(
        "INSERT INTO voices (episode_id, speaker_id, turns, seconds) VALUES (?, ?, ?, ?)",
        [(episode_id, person, turns, seconds.get(person)) for person, turns in counts.items()],
    )


def count_voices(db: Database, episode_id: int) -> None:
    """Count anew how much each speaker said in an episode, after it was changed who is who."""
    db.execute("DELETE FROM voices WHERE episode_id = ?", [episode_id])
    db.execute(
        "INSERT INTO voices (episode_id, speaker_id, turns, seconds)"
        " SELECT episode_id, speaker_id, count(*), sum(CASE WHEN end_s > start_s THEN end_s - start_s"
        " WHEN start_s IS NOT NULL THEN 0.0 END)"
        " FROM turns WHERE episode_id = ? AND speaker_id IS NOT NULL GROUP BY episode_id, speaker_id",
        [episode_id],
    )
