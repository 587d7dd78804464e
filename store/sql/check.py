"""Checking a library: its file, its keys, its tables, and its index against its turns."""

from __future__ import annotations

import os
import stat
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from store.search.names import terms_of
from store.sql import passages
from store.sql.called import CALLED
from store.sql.connection import as_it_stands, foreign_faults, refuse_newer
from store.sql.damage import misplaced_in
from store.sql.index import latin_words, name_index
from store.sql.reindex import TURNS, is_stale, row_terms
from store.sql.schema import migrations
from store.text.normalize import normalize
from store.text.terms import terms

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: one sentence a fault, and what was looked at; `remarks` are no faults."""

    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    episodes: int = 0
    turns: int = 0


def check(path: Path | str) -> Checked:
    """Look at everything in a library and change nothing; takes twice as long as loading it did on one core.

    Raises DatabaseProblem for a file that cannot be opened, is missing or is no database, and NewerDatabase.
    """
    db = as_it_stands(path)
    try:
        with foreign_faults(path):
            refuse_newer(db, str(path))
            if faults := tuple(_file(db)):
                return Checked(faults, ())
            if pending := migrations.pending(db):
                told = f"not brought up to date yet: {len(pending)} migrations wait, and run when it is opened"
                return Checked((), (told,))
            if faults := tuple(misplaced_in(db)):
                return Checked(faults, ())
            found = _content(db)
            return replace(found, remarks=(*found.remarks, *_rights(Path(path))))
    finally:
        db.conn.close()


def _rights(path: Path) -> Iterator[str]:
    """Yield that others can read a file, as they can where an earlier version made it; one that is 0444 was set so."""
    open_to_all = stat.S_IROTH | stat.S_IWUSR
    if hasattr(os, "geteuid") and path.stat().st_mode & open_to_all == open_to_all:
        yield f"every user of this machine can read it: chmod 600 {path}"


def _file(db: Database) -> Iterator[str]:
    """Yield what is wrong with the file itself and with its foreign keys."""
    for (told,) in db.execute("PRAGMA integrity_check(5)").fetchall():
        if told != "ok":
            yield f"the file is damaged: {' '.join(str(told).split())}"
    for table, count in Counter(row[0] for row in db.execute("PRAGMA foreign_key_check")).items():
        yield f"{count} rows of {table} belong to something that is gone"


def _content(db: Database) -> Checked:
    episodes, turns = (db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("episodes", "turns"))  # noqa: S608
    if is_stale(db):
        return Checked((), ("its index waits to be made anew, and is when it is opened",), episodes, turns)
    faults = [*_voices(db), *_called(db), *_spelled(db), *passages.faults(db)]
    lost, missing, dead = _index(db)
    if lost:
        some = ", ".join(map(str, lost[:_MOST_TOLD])) + (", …" if len(lost) > _MOST_TOLD else "")
        faults.append(f"{len(lost)} turns are not found by their words ({some}): python -m store reindex")
    if missing:
        faults.append(f"{len(missing)} Latin words are not known, such as {missing[0]}: python -m store reindex")
    remarks = (f"{dead} dead rows in its index, which cost room only: python -m store reindex",) if dead else ()
    return Checked(tuple(faults), remarks, episodes, turns)


def _index(db: Database) -> tuple[list[int], list[str], int]:
    """Return the turns whose terms do not all stand in the index, or beside others, Latin words that are not known, and
    how many dead rows the index has.

    The index is read once from end to end; of each row only the sum of its terms' hashes is kept.
    """
    there = _rows_of(db, "turn_terms")
    known = {word for (word,) in db.execute("SELECT word FROM latin_words")}
    lost: list[int] = []
    missing: set[str] = set()
    for turn, episode, label, text in db.execute(TURNS):
        said, latin = terms(text)
        missing |= latin - known
        expected = row_terms(" ".join(said | latin), episode, label).split()
        if there.pop(turn, 0) != sum(map(hash, expected)):
            lost.append(turn)
    return lost, sorted(missing), len(there)


def _rows_of(db: Database, index: str) -> dict[int, int]:
    """Return of each row of an index the sum of its terms' hashes."""
    db.execute(f"CREATE VIRTUAL TABLE temp.index_rows USING fts5vocab('main', '{index}', 'instance')")
    there: dict[int, int] = defaultdict(int)
    for term, row in db.execute("SELECT term, doc FROM temp.index_rows"):
        there[row] += hash(term)
    db.execute("DROP TABLE temp.index_rows")
    return there


def _called(db: Database) -> Iterator[str]:
    """Yield what names, titles and keywords, and their index, disagree in with the speakers and episodes there are."""
    if name_index.is_behind(db):
        return  # it is brought up to date when the file is opened
    missing = set(db.execute(CALLED))
    there = _rows_of(db, "called_terms")
    wrong = 0
    for number, kind, name, key in db.execute("SELECT id, kind, name, core FROM called"):
        is_somebodys = kind == "keyword" or (kind, name) in missing  # keywords that are gone stay
        is_found = key == normalize(name).key and there.get(number) == sum(map(hash, terms_of(kind, name)))
        wrong += not (is_somebodys and is_found)
        missing.discard((kind, name))
    sums = "SELECT speaker_id, sum(turns) AS turns FROM voices GROUP BY speaker_id"
    differ = (
        f"SELECT count(*) FROM speakers LEFT JOIN ({sums}) AS sums ON speaker_id = id WHERE said <> coalesce(turns, 0)"  # noqa: S608
    )
    if bad := wrong + len(missing):
        yield f"{bad} names, titles and keywords are not found, or are nobody's: python -m store reindex"
    if said := db.execute(differ).fetchone()[0]:
        yield f"the turns of {said} speakers are summed up wrongly: python -m store reindex"


def _spelled(db: Database) -> Iterator[str]:
    """Yield how many Latin words are spelled out wrongly, not at all, or though they are in no turn."""
    if latin_words.is_behind(db):
        return
    both = "SELECT latin_words.word, spellings.* FROM latin_words LEFT JOIN spellings USING (word)"
    wrong = sum(tuple(spelled) != latin_words.spelling(word) for word, *spelled in db.execute(both))
    gone = "SELECT count(*) FROM spellings WHERE word NOT IN (SELECT word FROM latin_words)"
    if bad := wrong + db.execute(gone).fetchone()[0]:
        yield f"{bad} Latin words are spelled out wrongly: python -m store reindex"


def _voices(db: Database) -> Iterator[str]:
    """Yield where the counts of who speaks disagree with the turns."""
    rows = db.execute(
        "SELECT episode_id, count(*) FROM ("
        " SELECT episode_id, speaker_id, count(*) AS turns FROM turns WHERE speaker_id IS NOT NULL"
        " GROUP BY episode_id, speaker_id EXCEPT SELECT episode_id, speaker_id, turns FROM voices"
        ") AS counted GROUP BY episode_id"
    ).fetchall()
    for episode, speakers in rows:
        yield f"episode {episode}: the turns of {speakers} speakers are counted wrongly"
