"""Speakers: their names, aliases and labels, who is meant by each, and how much each said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from store.library.people import is_anonymous
from store.models import Speaker
from store.sql.rows import AMONG, NAME, SPEAKER, listed
from store.sql.writing import count_voices, speaker_id, touch
from store.storage.catalog import Naming

_SPEAKS = "SELECT speaker_id FROM voices JOIN speakers ON speakers.id = speaker_id WHERE name = ?"
# A naming of an episode has its number, one that holds everywhere none: compared as 0, as the unique index has it.
_NAMING = "label_id = ? AND coalesce(episode_id, 0) = coalesce(?, 0)"


class Speakers:
    """The speakers of an open library; see `storage.catalog.Speakers`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # Who speaks

    def all(self, *, episode: int | None = None) -> tuple[Speaker, ...]:
        """Return who speaks, in one episode or in all, most turns first."""
        return self._all("WHERE episode_id = ?", [episode], episode) if episode is not None else self._all("", [], None)

    def called(self, names: Iterable[str]) -> tuple[Speaker, ...]:
        """Return the speakers who are called one of these names: themselves, by an alias or by a label."""
        rows = self._db.execute(
            f"WITH said AS (SELECT id FROM speakers WHERE name {AMONG}"  # noqa: S608
            f" UNION SELECT speaker_id FROM aliases WHERE name {AMONG})"
            " SELECT id FROM said UNION SELECT speaker_id FROM namings JOIN said ON label_id = said.id",
            [listed(names)] * 2,
        )
        return self._all(f"WHERE speaker_id {AMONG}", [listed(sorted(person for (person,) in rows))], None)

    def foremost(self, most: int) -> tuple[str, ...]:
        """Return the names of at most so many speakers, most turns first."""
        rows = self._db.execute("SELECT name FROM speakers WHERE said > 0 ORDER BY said DESC, name LIMIT ?", [most])
        return tuple(name for (name,) in NAME.each(rows))

    def _all(self, where: str, values: Sequence[int | str], episode: int | None) -> tuple[Speaker, ...]:
        rows = SPEAKER.each(
            self._db.execute(
                "SELECT speaker_id, name, sum(turns), sum(seconds)"  # noqa: S608
                f" FROM voices JOIN speakers ON speakers.id = speaker_id {where}"
                " GROUP BY speaker_id, name ORDER BY sum(turns) DESC, name",
                values,
            )
        )
        also = self._aliases(frozenset(person for person, *_ in rows), episode)
        return tuple(Speaker(name, turns, seconds, also.get(person, ())) for person, name, turns, seconds in rows)

    def _aliases(self, persons: frozenset[int], episode: int | None) -> dict[int, tuple[str, ...]]:
        """Return the other names under which these persons may be asked for, by the person's number.

        Beside those that people gave, the labels under which transcripts name them, but for a recogniser's numbers.
        """
        found: dict[int, list[str]] = {}
        values = {"persons": listed(sorted(persons)), "episode": episode}
        given = self._db.execute(
            "WITH meant AS ("
            " SELECT value AS person, value AS label FROM json_each(:persons) UNION"
            " SELECT speaker_id, label_id FROM namings"
            " WHERE episode_id IS NULL AND speaker_id IN (SELECT value FROM json_each(:persons)))"
            " SELECT coalesce(namings.speaker_id, aliases.speaker_id), name"
            " FROM (SELECT DISTINCT label FROM meant) AS labels JOIN aliases ON aliases.speaker_id = label"
            " LEFT JOIN namings ON label_id = aliases.speaker_id AND namings.episode_id IS NULL"
            " WHERE aliases.episode_id IS NULL OR aliases.episode_id = :episode ORDER BY aliases.id",
            values,
        ).fetchall()
        labels = self._db.execute(
            "SELECT speaker_id, name FROM namings JOIN speakers ON speakers.id = label_id"
            " WHERE speaker_id IN (SELECT value FROM json_each(:persons))"
            " AND label_id <> speaker_id AND (episode_id IS NULL OR episode_id = :episode) ORDER BY namings.id",
            values,
        ).fetchall()
        for person, name in [*given, *((person, name) for person, name in labels if not is_anonymous(name))]:
            found.setdefault(person, []).append(name)
        return {person: tuple(dict.fromkeys(names)) for person, names in found.items()}

    # Persons and labels by their numbers

    def number(self, name: str) -> int:
        """Return the number of the speaker of this very name, made where there is none."""
        return speaker_id(self._db, name)

    def name(self, person: int) -> str:
        """Return the name that has this number."""
        (name,) = self._db.execute("SELECT name FROM speakers WHERE id = ?", [person]).fetchone()
        return str(name)

    def speaking(self, name: str, *, episode: int | None = None) -> int | None:
        """Return the number of the person of this very name, if that one speaks, in an episode or anywhere."""
        within, values = ("", [name]) if episode is None else (" AND episode_id = ?", [name, episode])
        row = self._db.execute(f"{_SPEAKS}{within} LIMIT 1", values).fetchone()
        return int(row[0]) if row else None

    def episodes(self, person: int) -> tuple[int, ...]:
        """Return the episodes (ids) in which a person speaks, in any order."""
        rows = self._db.execute("SELECT episode_id FROM voices WHERE speaker_id = ?", [person])
        return tuple(episode for (episode,) in rows)

    def labels(self, person: int, episode: int) -> tuple[int, ...]:
        """Return the labels under which a person speaks in an episode."""
        rows = self._db.execute(
            "SELECT DISTINCT coalesce(label_id, speaker_id) FROM turns WHERE episode_id = ? AND speaker_id = ?",
            [episode, person],
        )
        return tuple(label for (label,) in rows)

    # Namings

    def meant(self, label: int, episode: int | None) -> int | None:
        """Return the person whom a naming makes of a label, in an episode or everywhere; None where none does."""
        row = self._db.execute(f"SELECT speaker_id FROM namings WHERE {_NAMING}", [label, episode]).fetchone()  # noqa: S608
        return int(row[0]) if row else None

    def namings(self, person: int) -> tuple[Naming, ...]:
        """Return the namings by which labels mean this person."""
        rows = self._db.execute("SELECT label_id, episode_id, speaker_id FROM namings WHERE speaker_id = ?", [person])
        return tuple(Naming(*row) for row in rows.fetchall())

    def put_namings(self, namings: Iterable[Naming]) -> None:
        """Keep namings, and write who speaks in every turn that they are about; one that means nobody takes it back.

        Those of episodes that are gone are passed over.
        """
        namings = tuple(namings)
        for one in namings:
            if one.episode is None or self._is_there(one.episode):
                self._put(one)
        touched: set[int] = set()
        for label, episode in dict.fromkeys((one.label, one.episode) for one in namings):
            touched |= self._rewrite(label, episode)
        for at in sorted(touched):
            count_voices(self._db, at)
        touch(self._db)

    def settle(self, episode: int) -> None:
        """Write who speaks in the turns of an episode, by the namings that stand now."""
        labels = self._db.execute(
            "SELECT DISTINCT coalesce(label_id, speaker_id) FROM turns WHERE episode_id = ?", [episode]
        )
        for (label,) in labels.fetchall():
            if label is not None:
                self._rewrite(label, episode)
        count_voices(self._db, episode)
        touch(self._db)

    def _is_there(self, episode: int) -> bool:
        return self._db.execute("SELECT 1 FROM episodes WHERE id = ?", [episode]).fetchone() is not None

    def _put(self, one: Naming) -> None:
        self._db.execute(f"DELETE FROM namings WHERE {_NAMING}", [one.label, one.episode])  # noqa: S608
        if one.person is not None:
            self._db.execute(
                "INSERT INTO namings (label_id, episode_id, speaker_id) VALUES (?, ?, ?)",
                [one.label, one.episode, one.person],
            )

    def _rewrite(self, label: int, episode: int | None) -> set[int]:
        """Write anew who speaks in the turns of a label; return the episodes in which that changed anything."""
        within = "" if episode is None else " AND episode_id = :episode"
        rows = self._db.execute(
            "UPDATE turns SET speaker_id = meant.person, label_id = nullif(:label, meant.person) FROM ("  # noqa: S608
            " SELECT turns.id AS turn, coalesce("
            "  (SELECT speaker_id FROM namings WHERE label_id = :label AND namings.episode_id = turns.episode_id),"
            "  (SELECT speaker_id FROM namings WHERE label_id = :label AND namings.episode_id IS NULL), :label"
            f" ) AS person FROM turns WHERE coalesce(label_id, speaker_id) = :label{within}"
            ") AS meant WHERE turns.id = meant.turn AND turns.speaker_id <> meant.person RETURNING episode_id",
            {"label": label, "episode": episode},
        ).fetchall()
        return {at for (at,) in rows}

    # Aliases

    def add_alias(self, name: str, person: int, episode: int | None) -> bool:
        """Let a person be found by another name, in an episode or everywhere; False where that is so already."""
        added = self._db.execute(
            "INSERT INTO aliases (name, speaker_id, episode_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            [name, person, episode],
        ).fetchone()
        touch(self._db)
        return added is not None

    def remove_alias(self, name: str, person: int, episode: int | None) -> None:
        """Take an alias away again."""
        self._db.execute(
            "DELETE FROM aliases WHERE name = ? AND speaker_id = ? AND coalesce(episode_id, 0) = coalesce(?, 0)",
            [name, person, episode],
        )
        touch(self._db)
