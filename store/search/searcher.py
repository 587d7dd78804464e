"""One question being answered: looks into the index, one lesser kind of answer after the other, until it is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sqlite_utils import Database

from store.errors import UnknownEpisode
from store.library import listing
from store.models import Episode, Question, Quote
from store.search import candidates, keywords, ranking
from store.search.budget import Budget
from store.search.candidates import Row, Rows
from store.search.excerpt import excerpt
from store.search.expansion import Sighting, seek
from store.search.initials import spelled_out
from store.search.keywords import Piece
from store.search.ranking import Looked, LookedPiece, Spoken, Standing
from store.search.scope import Scope
from store.sql import name_index, speaker_query
from store.sql.rows import turn_of
from store.text.normalize import Heard, episode_term, hear, speaker_term

Stands = Callable[[Spoken], Standing | None]

ENOUGH = 20
"""With so many answers of a better kind, no worse kind is looked for."""
_HOW_MUCH = frozenset("多少大小高低长短久")
"""Characters that say nothing when they are all that is left of a question: 谁说的最多."""
_SENTENCE = 8  # characters: its words say more than its likeness
_LONG = 5  # characters: so few turns hold what sounds like more that what stands literally is among them
_MOST_COMMON_WORDS = 4
_MOST_ROWS = 2_000
_MOST_PROMISING = 120
_MOST_HEARD = 20_000


class HeardTurns:
    """Turns as heard, kept by their id; a turn never changes its words under one id. The oldest go first."""

    def __init__(self) -> None:
        self._kept: dict[int, Heard] = {}

    def of(self, turn_id: int, text: str) -> Heard:
        """Return the turn as heard."""
        heard = self._kept.get(turn_id)
        if heard is None:
            if len(self._kept) >= _MOST_HEARD:
                for oldest in list(self._kept)[: _MOST_HEARD // 4]:
                    del self._kept[oldest]
            heard = self._kept[turn_id] = hear(text)
        return heard


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that answers, its row and how it stands."""

    row: Row
    standing: Standing

    @property
    def place(self) -> tuple[float, int, int]:
        """The place among the answers: by score, then the latest episode, then by time."""
        return -round(self.standing.score, 2), -self.row[1], self.row[2]

    def lowered(self) -> Found:
        """Return the same for a question of which only a part was looked for."""
        return replace(self, standing=replace(self.standing, score=self.standing.score * ranking.PART_OF_QUESTION))


@dataclass(frozen=True, slots=True)
class _SightedPiece:
    """A piece of the question, and the rows that hold each of its words, or all of it together."""

    looked: LookedPiece
    words: tuple[Rows, ...]
    whole: Rows


class Search:
    """One question being answered: the same restrictions and exclusions apply to every look into the index."""

    def __init__(self, db: Database, scope: Scope, heard: HeardTurns, asked: Question) -> None:
        self.db = db
        self.budget = Budget()
        self.scope = replace(scope, thin=self._thin)
        self._rarest = scope.thin
        self.heard = heard
        self.asked = asked
        self._names: dict[str, str] = {}
        self._episodes: dict[int, Episode] = {}
        self._seen: dict[str, tuple[int, ...]] = {}
        self.phrases = [seek(phrase, self.scope) for phrase in asked.phrases]
        self.restrictions = self._restrictions()
        self.without = [seek(word, self.scope).literally for word in asked.without]

    def _thin(self, terms: Sequence[str]) -> list[str]:
        """Return a few of several terms; which are the rarest is asked of the index, as long as the budget lasts."""
        return self._rarest(terms) if self.budget.look("") else candidates.thinned(terms)

    def _restrictions(self) -> list[str]:
        """Return the terms that every answer must hold. Raises UnknownEpisode, UnknownSpeaker or AmbiguousSpeaker."""
        terms = []
        if self.asked.episode is not None:
            if listing.episode(self.db, self.asked.episode) is None:
                raise UnknownEpisode(f"№ {self.asked.episode}", ())
            terms.append(candidates.quoted(episode_term(self.asked.episode)))
        if self.asked.speaker is not None:
            name = listing.speaker_called(self.db, self.asked.speaker, episode=self.asked.episode)
            spoken = speaker_query.said_by(self.db, name, episode=self.asked.episode)
            terms.append(spoken or candidates.quoted(speaker_term(0)))
        return terms

    def found(self) -> list[Found]:
        """Return every answer that was found, best first."""
        if any(phrase.literal is None for phrase in self.phrases):
            return []
        best: dict[int, Found] = {}
        for text in self.asked.texts or (" ".join(self.asked.phrases),):
            for one in self._for_text(text):
                known = best.get(one.row[0])
                if known is None or one.standing.score > known.standing.score:
                    best[one.row[0]] = one
        return sorted(best.values(), key=lambda one: one.place)

    def _for_text(self, text: str) -> list[Found]:
        """Look for one text: as it stands, by its sound and other forms, with a slip in it, and by its words."""
        whole = seek(text, self.scope)
        found: dict[int, Found] = {}
        is_long = len(whole.literally.core) > _LONG
        if whole.literal and not (is_long and whole.sound_holds_all):
            rows = self._plainly(whole, self._fetched(self._restricted(whole.literal)), found)
            self._look_at(rows, lambda turn: ranking.as_whole(whole.literally, turn), found)
        if len(found) < ENOUGH and whole.others:
            self._look(whole.others, lambda turn: ranking.as_whole(whole.sought, turn), found)
        if len(found) >= ENOUGH:
            return list(found.values())
        is_sentence = len(whole.literally.core) > _SENTENCE
        if not found and not is_sentence and ranking.is_phrase(text):
            self._nearly(whole, found)
        self._by_words(text, found)
        if not found and is_sentence:
            self._nearly(whole, found)
        if not found and (phrase := spelled_out(self.db, text, self.scope, self.asked.episode)):
            found = {one.row[0]: one.lowered() for one in self._for_text(phrase)}
        return list(found.values())

    def _plainly(self, whole: Sighting, rows: list[Row], found: dict[int, Found]) -> list[Row]:
        """Keep the rows that plainly hold the whole, without a closer look; return the others.

        Most questions are for a common word, and most of its candidates need no more than this.
        """
        if not whole.literally.plain or self.phrases or self.without:
            return rows
        core, standing = whole.literally.core, ranking.plain_standing(whole.literally)
        others = []
        for row in rows:
            if core in row[7] and len(row[7]) > ranking.LONG_TURN:
                found[row[0]] = Found(row, standing)
            else:
                others.append(row)
        return others

    def _nearly(self, whole: Sighting, found: dict[int, Found]) -> None:
        """Look for the whole with a slip in it, one place of the slip after the other."""

        def stands(turn: Spoken) -> Standing | None:
            if whole.is_latin:  # near spellings of a short word are among its forms
                return ranking.as_whole(whole.sought, turn)
            return ranking.nearly_whole(whole.literally, whole.sound, turn)

        for expression in whole.nearly:
            if len(found) < ENOUGH:
                self._look(expression, stands, found, most=candidates.MOST_NEAR_CANDIDATES)

    def _look(
        self, expression: str, stands: Stands, found: dict[int, Found], most: int = candidates.MOST_CANDIDATES
    ) -> None:
        """Look at each candidate of an expression, and keep those that stand and break no condition."""
        self._look_at(self._fetched(self._restricted(expression), most), stands, found)

    def _fetched(self, expression: str, most: int = candidates.MOST_CANDIDATES) -> list[Row]:
        """Return the candidates of an expression; where that is all of them, they are remembered by their ids."""
        if not self.budget.look(expression):
            return []
        rows = candidates.fetch(self.db, expression, most)
        if len(rows) < most:
            self._seen[expression] = tuple(row[0] for row in rows)
        return rows

    def _look_at(self, rows: Iterable[Row], stands: Stands, found: dict[int, Found]) -> None:
        for row in rows:
            if row[0] in found:
                continue
            if not self.budget.look_closely():
                break
            turn = Spoken(self.heard.of(row[0], row[7]), self._name(row[3]), row[1])
            standing = stands(turn)
            if standing is not None and self._may(turn):
                found[row[0]] = Found(row, standing)

    def _restricted(self, expression: str) -> str:
        """Return an expression under the conditions of the question: speaker and episode are asked of the index."""
        phrases = [phrase.literal for phrase in self.phrases if phrase.literal]
        return candidates.all_of([expression, *phrases, *self.restrictions])

    def _name(self, speaker: str | None) -> str:
        if speaker is None:
            return ""
        if speaker not in self._names:
            self._names[speaker] = hear(speaker).core
        return self._names[speaker]

    def _may(self, turn: Spoken) -> bool:
        holds = all(ranking.as_whole(p.literally, turn) for p in self.phrases)
        return holds and not any(ranking.as_whole(word, turn) for word in self.without)

    def _by_words(self, text: str, found: dict[int, Found]) -> None:
        """Look for turns that hold the words of a text, wherever in them, or enough of their weight.

        A text that is one word between small ones (谁提到了微信读书) is looked for as that word, unless it only
        says how much (谁说的最多).
        """
        heard = keywords.pieces(text, self.scope.known_in(text))
        if not heard:
            return
        if len(heard) == 1 and len(heard[0].words) == 1:
            core = heard[0].core
            if not found and core != hear(text).core and core not in _HOW_MUCH:
                found |= {one.row[0]: one.lowered() for one in self._for_text(core)}
            return
        pieces = [self._sighted(piece) for piece in heard]
        looked = [piece.looked for piece in pieces]
        needed = ranking.enough(text) * sum(piece.weight for piece in looked)
        rows = candidates.fetch_rows(self.db, self._promising(pieces, needed))
        self._look_at(rows, lambda turn: ranking.by_words(looked, turn, text), found)

    def _sighted(self, piece: Piece) -> _SightedPiece:
        """Return a piece with the rows that hold it and each of its words, and what they weigh in this library."""
        sightings = [seek(word.core, self.scope) for word in piece.words]
        words, rows = [], []
        for word, sighting in zip(piece.words, sightings, strict=True):
            is_name = word.core in self.scope.names
            ways = [self._said_by(word.core, sighting.any_form)] if is_name else sighting.any_form
            rows.append(self._rows(ways))
            weight = word.weight * (0.4 + 0.6 * ranking.rarity(rows[-1].turns, self.scope.turns))
            words.append(Looked(sighting.sought, weight, is_name))
        if len(words) == 1:
            [whole] = sightings
            return _SightedPiece(LookedPiece(piece, whole.sought, whole.sound, tuple(words)), tuple(rows), Rows.none())
        whole = seek(piece.core, self.scope)
        looked = LookedPiece(piece, whole.sought, whole.sound, tuple(words))
        # A phrase one of whose words nobody says may have been misheard in that word: 脑机接口 as 脑滴接口.
        misheard = whole.nearly if any(not row.turns for row in rows) else ()
        return _SightedPiece(looked, tuple(rows), self._rows([*whole.any_form, *misheard]))

    def _rows(self, ways: Sequence[str]) -> Rows:
        """Return the rows that hold one of several expressions; where all were looked at before, from memory."""
        if not ways:
            return Rows.none()
        expression = self._restricted(candidates.any_of(ways))
        seen = [self._seen.get(self._restricted(way)) for way in ways]
        if None not in seen:
            ids = sorted({row for rows in seen if rows for row in rows}, reverse=True)
            return Rows(expression, tuple(ids), len(ids), complete=True)
        if not self.budget.look(expression):
            return Rows.none()
        found = candidates.rows(self.db, expression, self.scope.newest, self.scope.turns, _MOST_ROWS)
        self.budget.rows -= len(found.ids)
        return found

    def _promising(self, pieces: Sequence[_SightedPiece], needed: float) -> list[int]:
        """Return the turns that may hold enough weight, those that surely hold most of it first.

        The rows of rare words are counted; common words may be anywhere. Where common words alone weigh enough, the
        index is asked for turns that hold enough of them together.
        """
        sure: dict[int, float] = defaultdict(float)
        common: list[tuple[float, str]] = []
        for piece in pieces:
            weights: dict[int, float] = defaultdict(float)
            for word, rows in zip(piece.looked.words, piece.words, strict=True):
                if rows.complete:
                    for row in rows.ids:
                        weights[row] += word.weight
                else:
                    common.append((word.weight, rows.expression))
            for row in piece.whole.ids:
                weights[row] = piece.looked.weight
            for row, weight in weights.items():
                sure[row] += weight
        anywhere = sum(weight for weight, _ in common)
        ids = [row for row, weight in sure.items() if weight + anywhere >= needed]
        ids.sort(key=lambda row: (-sure[row], -row))
        if anywhere >= needed:
            heaviest = sorted(common, reverse=True)[:_MOST_COMMON_WORDS]
            sets = [candidates.all_of(e for _, e in chosen) for chosen in smallest_sets(heaviest, needed)]
            if sets and self.budget.look(expression := candidates.any_of(sets)):
                ids += candidates.latest(self.db, expression, _MOST_PROMISING)
        return list(dict.fromkeys(ids))[:_MOST_PROMISING]

    def _said_by(self, name: str, said: Sequence[str]) -> str:
        """Return the expression for turns that hold a name or were said by whoever is called so."""
        names = name_index.of_core(self.db, name)
        ways = [speaker_query.said_by(self.db, one, episode=self.asked.episode) for one in names]
        return candidates.any_of([way for way in (*said, *ways) if way] or [candidates.quoted(speaker_term(0))])

    def words_that_stand(self) -> tuple[str, ...]:
        """Return the words of an unanswered question that do stand in the library, to be asked for one by one."""
        found: list[str] = []
        for text in self.asked.texts:
            for piece in keywords.pieces(text, self.scope.known_in(text)):
                words = [word.core for word in piece.words if len(word.core) > 1]
                found += [piece.core] if self._stands(piece.core) else filter(self._stands, words)
        return tuple(dict.fromkeys(found))

    def _stands(self, core: str) -> bool:
        return any(one.standing.match == "exact" for one in self._literally(core))

    def _literally(self, core: str) -> Iterable[Found]:
        sighting = seek(core, self.scope)
        found: dict[int, Found] = {}
        if sighting.literal:
            self._look(sighting.literal, lambda turn: ranking.as_whole(sighting.literally, turn), found, most=5)
        return found.values()

    def quote(self, one: Found) -> Quote:
        """Return what was found as a quote: its excerpt, and what to highlight in it."""
        turn = turn_of(one.row)
        heard = self.heard.of(one.row[0], turn.text)
        shown, highlights = excerpt(turn.text, one.standing.places(heard))
        standing = one.standing
        return Quote(
            turn,
            self._episode(one.row[1]),
            shown,
            highlights,
            standing.match,
            round(standing.score, 1),
            standing.heard,
            standing.meant,
        )

    def _episode(self, number: int) -> Episode:
        """Return an episode that a turn is from, read once for a page of quotes."""
        if number not in self._episodes:
            episode = listing.episode(self.db, number)
            if episode is None:
                raise LookupError(number)
            self._episodes[number] = episode
        return self._episodes[number]


def smallest_sets(words: Sequence[tuple[float, str]], needed: float) -> Iterator[tuple[tuple[float, str], ...]]:
    """Yield the sets of words whose weights reach what is needed and would not without any one of them."""
    for size in range(1, len(words) + 1):
        for chosen in combinations(words, size):
            weight = sum(w for w, _ in chosen)
            if weight >= needed and weight - min(w for w, _ in chosen) < needed:
                yield chosen
