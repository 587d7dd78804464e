"""The query for a speaker's turns: the labels under which they stand in the index; see `library.people`."""

from __future__ import annotations

from sqlite_utils import Database

from store.search.query import Not, Query, Term, all_of, any_of
from store.text.terms import episode_term, speaker_term


def said_by(db: Database, name: str, *, episode: int | None) -> Query | None:
    """Return the query for the turns of a person in the index, which holds labels; None where there are none.

    With an `episode`, it holds for that episode's turns only, and the caller asks for these.
    """
    row = db.execute("SELECT id FROM speakers WHERE name = ?", [name]).fetchone()
    if row is None:
        return None
    person = row[0]
    labels: dict[int, dict[int | None, int]] = {person: {}}
    rows = db.execute(
        "SELECT label_id, episode_id, speaker_id FROM namings WHERE label_id = :person"
        " OR label_id IN (SELECT label_id FROM namings WHERE speaker_id = :person) ORDER BY id",
        {"person": person},
    )
    for label, at, who in rows:
        labels.setdefault(label, {})[at] = who
    ways = [_labelled(label, namings, person, episode) for label, namings in labels.items()]
    found = [way for way in ways if way]
    return any_of(found) if found else None


def _labelled(label: int, namings: dict[int | None, int], person: int, episode: int | None) -> Query | None:
    """Return the query for the turns under a label that are this person's; `namings` say whom it means, by episode."""
    everywhere = namings.get(None, label)
    spoken = Term(speaker_term(label))
    if episode is not None:
        return spoken if namings.get(episode, everywhere) == person else None
    differ = [at for at, who in namings.items() if at is not None and (who == person) != (everywhere == person)]
    of = [Term(episode_term(at)) for at in differ]
    if everywhere == person:
        return Not(spoken, any_of(of)) if of else spoken
    return all_of([spoken, any_of(of)]) if of else None
