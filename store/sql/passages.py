"""Passages in SQLite: a row each with its vector, and a row an episode with the signs of all its vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlite_utils import Database

from store.sql import facts
from store.sql.rows import AMONG, TURN_ROWS, listed, turn_row
from store.sql.transaction import transaction
from store.storage.index import TurnRow
from store.storage.passages import NewPassage, PassageRow, Signs

_COLUMNS = "id, episode_id, first, last, begins, ends"
_TURNS = f"{TURN_ROWS} WHERE episode_id = ? AND position BETWEEN ? AND ? ORDER BY position"
_HIGHEST = 2**62


class SqlitePassages:
    """The `Passages` of a library in an SQLite file."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def waiting(self, encoder: str) -> list[int]:
        """Return the episodes that have turns and no passages by this encoder yet, newest first."""
        rows = self._db.execute(
            "SELECT id FROM episodes WHERE NOT EXISTS"
            " (SELECT 1 FROM meanings WHERE episode_id = episodes.id AND encoder = ?)"
            " AND EXISTS (SELECT 1 FROM turns WHERE episode_id = episodes.id) ORDER BY id DESC",
            [encoder],
        )
        return [row[0] for row in rows]

    def digest(self, episode: int) -> str | None:
        """Return what tells an episode's transcript from another; None where there is no such episode."""
        row = self._db.execute("SELECT digest FROM episodes WHERE id = ?", [episode]).fetchone()
        return str(row[0]) if row else None

    def write(self, episode: int, digest: str, encoder: str, passages: Sequence[NewPassage], signs: bytes) -> bool:
        """Keep the passages of an episode in the place of earlier ones, with following ids, in one transaction.

        Nothing is written, and False returned, where its transcript is no longer the one of that digest.
        """
        with transaction(self._db):
            if self.digest(episode) != digest:
                return False
            forget_episode(self._db, episode)
            highest = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
            first = (highest[0] if highest else 0) + 1
            self._db.conn.executemany(
                f"INSERT INTO passages ({_COLUMNS}, vector) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                [
                    (number, episode, one.first, one.last, one.begin, one.end, one.vector)
                    for number, one in enumerate(passages, first)
                ],
            )
            self._db.execute(
                "INSERT INTO meanings (episode_id, encoder, first_id, count, signs) VALUES (?, ?, ?, ?, ?)",
                [episode, encoder, first, len(passages), signs],
            )
            facts.count_change(self._db)
            return True

    def forget(self) -> None:
        """Forget all passages, so that they are made anew."""
        with transaction(self._db):
            self._db.execute("DELETE FROM meanings")
            self._db.execute("DELETE FROM passages")
            facts.count_change(self._db)

    def episodes(self, encoder: str) -> dict[int, int]:
        """Return each episode that has passages by this encoder, and the id of its first one."""
        return dict(self._db.execute("SELECT episode_id, first_id FROM meanings WHERE encoder = ?", [encoder]))

    def signs(self, encoder: str, episodes: Sequence[int]) -> Iterable[Signs]:
        """Return the signs of the vectors of some episodes."""
        columns = "episode_id, first_id, count, signs"
        asked = f"SELECT {columns} FROM meanings WHERE encoder = ? AND episode_id {AMONG}"  # noqa: S608
        return map(Signs._make, self._db.execute(asked, [encoder, listed(episodes)]))

    def of_episode(self, episode: int, encoder: str) -> list[tuple[PassageRow, bytes]]:
        """Return the passages of an episode in order, each with its vector; none where they wait."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS}, vector FROM passages WHERE episode_id = ?"  # noqa: S608
            " AND EXISTS (SELECT 1 FROM meanings WHERE episode_id = ? AND encoder = ?) ORDER BY id",
            [episode, episode, encoder],
        )
        return [(PassageRow._make(row[:-1]), row[-1]) for row in rows]

    def vectors(self, ids: Sequence[int]) -> list[tuple[int, bytes]]:
        """Return some passages' vectors, in any order, without those that are gone."""
        # In the order of the file, so that neighbours are read together.
        asked = f"SELECT id, vector FROM passages WHERE id {AMONG}"  # noqa: S608
        return list(self._db.execute(asked, [listed(sorted(ids))]))

    def rows(self, ids: Sequence[int]) -> list[PassageRow]:
        """Return some passages, in any order, without those that are gone."""
        asked = f"SELECT {_COLUMNS} FROM passages WHERE id {AMONG}"  # noqa: S608
        return list(map(PassageRow._make, self._db.execute(asked, [listed(ids)])))

    def holding(self, turns: Sequence[int]) -> dict[int, list[int]]:
        """Return the passages in which some turns stand, by the id of the turn; a long one stands in several."""
        found: dict[int, list[int]] = {}
        asked = (
            "SELECT turns.id, passages.id FROM turns JOIN passages ON passages.episode_id = turns.episode_id"  # noqa: S608
            " AND first = (SELECT max(first) FROM passages WHERE episode_id = turns.episode_id AND first <= position)"
            f" WHERE turns.id {AMONG}"
        )
        for turn, passage in self._db.execute(asked, [listed(turns)]):
            found.setdefault(turn, []).append(passage)
        return found

    def turns(self, episode: int, first: int = 0, last: int | None = None) -> list[TurnRow]:
        """Return the turns of an episode in order, from one place to another."""
        reach = _HIGHEST if last is None else last
        return list(map(turn_row, self._db.execute(_TURNS, [episode, first, reach])))


def forget_episode(db: Database, episode: int) -> None:
    """Forget the passages of an episode whose transcript changes: they are made anew when there is time."""
    db.execute("DELETE FROM meanings WHERE episode_id = ?", [episode])
    db.execute("DELETE FROM passages WHERE episode_id = ?", [episode])


def faults(db: Database) -> Iterator[str]:
    """Yield where passages are not what their episode's turns and signs say."""
    wrong = """
        SELECT count(*) FROM meanings LEFT JOIN
            (SELECT episode_id AS id, count(*) AS passages, min(id) AS lowest, min(first) AS first, max(last) AS last,
             min(length(vector)) AS least, max(length(vector)) AS most FROM passages GROUP BY episode_id) AS kept
            ON kept.id = episode_id
        LEFT JOIN (SELECT episode_id AS id, max(position) AS last FROM turns GROUP BY episode_id) AS said
            ON said.id = episode_id
        WHERE kept.passages IS NOT count OR kept.lowest IS NOT first_id OR kept.first IS NOT 0
            OR kept.last IS NOT said.last OR least IS NOT most OR length(signs) IS NOT count * ((least + 63) / 64 * 8)
    """
    alone = "SELECT count(DISTINCT episode_id) FROM passages WHERE episode_id NOT IN (SELECT episode_id FROM meanings)"
    bad = sum(int(db.execute(asked).fetchone()[0]) for asked in (wrong, alone))
    if bad:
        yield f"the passages of {bad} episodes are not those of their turns: python -m store reindex"
