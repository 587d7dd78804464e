"""Reading without a question: a turn where it stands in its episode, quotes by chance, quotes that people like."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlite_utils import Database

from store.library import listing
from store.models import Episode, Quote, Turn
from store.search.excerpt import excerpt, says_something, sentence_ends
from store.sql.columns import TURN_COLUMNS
from store.sql.deferred import later
from store.text.normalize import normalize

_TRIES = 12
_SHORTEST, _LONGEST = 12, 160
_WHOLE = re.compile(r"[。！？!?.…][”』」\"’）)]*\s*$")


@dataclass(frozen=True, slots=True)
class Standing:
    """A turn where it stands: number `number` of `total` in its episode, with its neighbours (None at the ends)."""

    turn: Turn
    episode: Episode
    before: Turn | None
    after: Turn | None
    number: int
    total: int


def holds(db: Database, episodes: int) -> bool:
    """Say whether the library holds at least so many episodes; asked with each quote, so it counts no further."""
    return db.execute("SELECT 1 FROM episodes LIMIT 1 OFFSET ?", [episodes - 1]).fetchone() is not None


def count_turns(db: Database, episode: int) -> int:
    """Return how many turns an episode has."""
    (number,) = db.execute("SELECT count(*) FROM turns WHERE episode_id = ?", [episode]).fetchone()
    return int(number)


def count_episodes(db: Database) -> int:
    """Return how many episodes there are."""
    return int(db.execute("SELECT count(*) FROM episodes").fetchone()[0])


def standing(db: Database, turn_id: int) -> Standing | None:
    """Return a turn where it stands in its episode; None if it is gone."""
    near = listing.around(db, turn_id, 1, 1)
    at = next((at for at, turn in enumerate(near) if turn.id == turn_id), None)
    if at is None:
        return None
    turn = near[at]
    episode_id = turn.episode_id or 0
    episode = listing.episode(db, episode_id)
    if episode is None:
        return None
    total = db.execute("SELECT count(*) FROM turns WHERE episode_id = ?", [episode_id]).fetchone()[0]
    before = near[at - 1] if at else None
    after = near[at + 1] if at + 1 < len(near) else None
    return Standing(turn, episode, before, after, (turn.position or 0) + 1, total)


def quote_at(db: Database, turn_id: int, at: int) -> Quote | None:
    """Return a turn as a quote, its excerpt the sentences round character `at`; None if the turn is gone."""
    found = listing.quote(db, turn_id)
    return _shown_at(found, at) if found else None


def place_in_turn(quote: Quote) -> int:
    """Return where in its turn a quote's match begins, else its excerpt: what `quote_at` finds it again by."""
    head = len(quote.excerpt) - len(quote.excerpt.lstrip("…"))
    body = quote.excerpt[head:].rstrip("…")
    begin = quote.turn.text.replace("\n", " ").find(body)
    if begin < 0:
        return 0
    first = quote.highlights[0][0] - head if quote.highlights else 0
    return begin + max(first, 0)


def by_chance(
    db: Database, *, speaker: str | None = None, episode: int | None = None, without: frozenset[int] = frozenset()
) -> Quote | None:
    """Return something worth quoting, whole sentences, of anyone or one speaker; None where nobody says anything.

    The turns `without` are given only where there is no other.
    """
    lesser: Quote | None = None
    for episode_id in _episodes_by_chance(db, speaker, episode):
        for turn in _turns_by_chance(db, episode_id, speaker):
            found = _whole_sentences(turn)
            of = listing.episode(db, episode_id)
            if found is None or of is None:
                continue
            quote = _shown_at(listing.quote_of(turn, of), found)
            if turn.id not in without:
                return quote
            lesser = lesser or quote
    return lesser or _anything(db, speaker, episode, without)


def count_chosen(db: Database, turn_id: int) -> None:
    """Count that somebody chose to send this turn on; one that is gone is not counted."""
    later(db).write(
        db,
        (
            "INSERT INTO chosen_quotes SELECT id, 1 FROM turns WHERE id = ?"
            " ON CONFLICT (turn_id) DO UPDATE SET times = times + 1",
            (turn_id,),
        ),
    )


def most_chosen(db: Database, limit: int) -> tuple[Quote, ...]:
    """Return the quotes that people chose most often, the most chosen first."""
    rows = db.execute("SELECT turn_id FROM chosen_quotes ORDER BY times DESC, turn_id DESC LIMIT ?", [limit]).fetchall()
    found = (listing.quote(db, turn_id) for (turn_id,) in rows)
    return tuple(quote for quote in found if quote)


def _shown_at(quote: Quote, at: int) -> Quote:
    at = min(max(at, 0), max(len(quote.turn.text) - 1, 0))
    shown, _ = excerpt(quote.turn.text, ((at, at + 1),))
    return replace(quote, excerpt=shown)


def _episodes_by_chance(db: Database, speaker: str | None, episode: int | None) -> Iterator[int]:
    """Yield a few episodes in which the speaker speaks, by chance."""
    if episode is not None:
        yield episode
        return
    if speaker is not None:
        rows = db.execute(
            "SELECT episode_id FROM voices JOIN speakers ON speakers.id = speaker_id WHERE name = ?", [speaker]
        ).fetchall()
        yield from random.sample([episode_id for (episode_id,) in rows], min(_TRIES, len(rows)))
        return
    total = count_episodes(db)
    for offset in random.sample(range(total), min(_TRIES, total)):
        row = db.execute("SELECT id FROM episodes ORDER BY id LIMIT 1 OFFSET ?", [offset]).fetchone()
        if row:  # another process may have removed one meanwhile
            yield row[0]


def _turns_by_chance(db: Database, episode_id: int, speaker: str | None) -> list[Turn]:
    """Return the turns of an episode that may say something, shuffled."""
    whose, values = ("AND speakers.name = ?", [speaker]) if speaker is not None else ("", [])
    rows = db.execute(
        f"SELECT {TURN_COLUMNS} FROM turns LEFT JOIN speakers ON speakers.id = turns.speaker_id"  # noqa: S608
        f" WHERE episode_id = ? AND length(text) >= {_SHORTEST} {whose}",
        [episode_id, *values],
    ).fetchall()
    random.shuffle(rows)
    return list(map(listing.turn_of, rows))


def _whole_sentences(turn: Turn) -> int | None:
    """Return where in the turn a sentence begins that is worth quoting, by chance; None if there is none."""
    begin = 0
    places = []
    for end in sentence_ends(turn.text):
        sentence = turn.text[begin:end]
        if _SHORTEST <= len(sentence.strip()) <= _LONGEST and _WHOLE.search(sentence) and _says_much(sentence):
            places.append(begin)
        begin = end
    return random.choice(places) if places else None  # noqa: S311 - no secret hangs on it


def _says_much(sentence: str) -> bool:
    key = normalize(sentence).key
    return len(key) >= _SHORTEST * 3 // 4 and says_something(key)


def _anything(db: Database, speaker: str | None, episode: int | None, without: frozenset[int]) -> Quote | None:
    """Return a quote where nobody speaks in sentences, as in transcripts without punctuation; the longest turns."""
    for episode_id in _episodes_by_chance(db, speaker, episode):
        of = listing.episode(db, episode_id)
        whose, values = ("AND speakers.name = ?", [speaker]) if speaker is not None else ("", [])
        rows = db.execute(
            f"SELECT {TURN_COLUMNS} FROM turns LEFT JOIN speakers ON speakers.id = turns.speaker_id"  # noqa: S608
            f" WHERE episode_id = ? {whose} ORDER BY length(text) DESC LIMIT 20",
            [episode_id, *values],
        ).fetchall()
        turns = [turn for turn in map(listing.turn_of, rows) if says_something(normalize(turn.text).key)]
        fresh = [turn for turn in turns if turn.id not in without] or turns
        if of and fresh:
            return listing.quote_of(random.choice(fresh), of)  # noqa: S311
    return None
