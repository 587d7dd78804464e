"""One question being answered: looks into the index, one lesser kind of answer after the other, until it is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from store.errors import UnknownEpisode
from store.models import Episode, Question, Quote, Turn
from store.search import keywords, names, ranking, speakers
from store.search.budget import Budget
from store.search.excerpt import excerpt
from store.search.expansion import Sighting, seek
from store.search.initials import spelled_out
from store.search.keywords import Piece
from store.search.postings import Postings, postings, thinned
from store.search.query import Query, Term, all_of, any_of, terms_in
from store.search.ranking import Looked, LookedPiece, Spoken, Standing
from store.search.scope import Scope
from store.storage import Index, TurnRow
from store.text.normalize import Heard, episode_term, hear, speaker_term

Stands = Callable[[Spoken], Standing | None]

ENOUGH = 20
"""With so many answers of a better kind, no worse kind is looked for."""
_HOW_MUCH = frozenset("多少大小高低长短久")
"""Characters that say nothing when they are all that is left of a question: 谁说的最多."""
_SENTENCE = 8  # characters: its words say more than its likeness
_LONG = 5  # characters: so few turns hold what sounds like more that what stands literally is among them
_MOST_COMMON_WORDS = 4
MOST_CANDIDATES = 200
MOST_NEAR_CANDIDATES = 70
_MOST_ROWS = 2_000
_MOST_PROMISING = 120
_MOST_HEARD = 20_000
_NOBODY = Term(speaker_term(0))


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

    row: TurnRow
    standing: Standing

    @property
    def place(self) -> tuple[float, int, int]:
        """The place among the answers: by score, then the latest episode, then by time."""
        return -round(self.standing.score, 2), -self.row.episode_id, self.row.position

    def lowered(self) -> Found:
        """Return the same for a question of which only a part was looked for."""
        return replace(self, standing=replace(self.standing, score=self.standing.score * ranking.PART_OF_QUESTION))


@dataclass(frozen=True, slots=True)
class _SightedPiece:
    """A piece of the question, and the turns that hold each of its words, or all of it together."""

    looked: LookedPiece
    words: tuple[Postings, ...]
    whole: Postings


class Search:
    """One question being answered: the same restrictions and exclusions apply to every look into the index."""

    def __init__(self, index: Index, scope: Scope, heard: HeardTurns, asked: Question) -> None:
        self.index = index
        self.budget = Budget()
        self.scope = replace(scope, thin=self._thin)
        self._rarest = scope.thin
        self.heard = heard
        self.asked = asked
        self._names: dict[str, str] = {}
        self._seen: dict[Query, tuple[int, ...]] = {}
        self.phrases = [seek(phrase, self.scope) for phrase in asked.phrases]
        self.restrictions = self._restrictions()
        self.without = [seek(word, self.scope).literally for word in asked.without]

    def _thin(self, terms: Sequence[Query]) -> list[Query]:
        """Return a few of several terms; which are the rarest is asked of the index, as long as the budget lasts."""
        return self._rarest(terms) if self.budget.look(0) else thinned(terms)

    def _restrictions(self) -> list[Query]:
        """Return the queries that every answer must hold. Raises UnknownEpisode, UnknownSpeaker or AmbiguousSpeaker."""
        found: list[Query] = []
        if self.asked.episode is not None:
            if self.index.episode(self.asked.episode) is None:
                raise UnknownEpisode(f"№ {self.asked.episode}", ())
            found.append(Term(episode_term(self.asked.episode)))
        if self.asked.speaker is not None:
            name = speakers.name_of(self.index, self.asked.speaker, episode=self.asked.episode)
            found.append(self.index.said_by(name, self.asked.episode) or _NOBODY)
        return found

    def found(self) -> list[Found]:
        """Return every answer that was found, best first."""
        if any(phrase.literal is None for phrase in self.phrases):
            return []
        best: dict[int, Found] = {}
        for text in self.asked.texts or (" ".join(self.asked.phrases),):
            for one in self._for_text(text):
                known = best.get(one.row.id)
                if known is None or one.standing.score > known.standing.score:
                    best[one.row.id] = one
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
        if not found and (phrase := spelled_out(self.index, text, self.scope, self.asked.episode)):
            found = {one.row.id: one.lowered() for one in self._for_text(phrase)}
        return list(found.values())

    def _plainly(self, whole: Sighting, rows: list[TurnRow], found: dict[int, Found]) -> list[TurnRow]:
        """Keep the rows that plainly hold the whole, without a closer look; return the others.

        Most questions are for a common word, and most of its candidates need no more than this.
        """
        if not whole.literally.plain or self.phrases or self.without:
            return rows
        core, standing = whole.literally.core, ranking.plain_standing(whole.literally)
        others = []
        for row in rows:
            if core in row.text and len(row.text) > ranking.LONG_TURN:
                found[row.id] = Found(row, standing)
            else:
                others.append(row)
        return others

    def _nearly(self, whole: Sighting, found: dict[int, Found]) -> None:
        """Look for the whole with a slip in it, one place of the slip after the other."""

        def stands(turn: Spoken) -> Standing | None:
            if whole.is_latin:  # near spellings of a short word are among its forms
                return ranking.as_whole(whole.sought, turn)
            return ranking.nearly_whole(whole.literally, whole.sound, turn)

        for query in whole.nearly:
            if len(found) < ENOUGH:
                self._look(query, stands, found, most=MOST_NEAR_CANDIDATES)

    def _look(self, query: Query, stands: Stands, found: dict[int, Found], most: int = MOST_CANDIDATES) -> None:
        """Look at each candidate of a query, and keep those that stand and break no condition."""
        self._look_at(self._fetched(self._restricted(query), most), stands, found)

    def _fetched(self, query: Query, most: int = MOST_CANDIDATES) -> list[TurnRow]:
        """Return the candidates of a query; where that is all of them, they are remembered by their ids."""
        if not self.budget.look(terms_in(query)):
            return []
        rows = self.index.candidates(query, most)
        if len(rows) < most:
            self._seen[query] = tuple(row.id for row in rows)
        return rows

    def _look_at(self, rows: Iterable[TurnRow], stands: Stands, found: dict[int, Found]) -> None:
        for row in rows:
            if row.id in found:
                continue
            if not self.budget.look_closely():
                break
            turn = Spoken(self.heard.of(row.id, row.text), self._name(row.speaker), row.episode_id)
            standing = stands(turn)
            if standing is not None and self._may(turn):
                found[row.id] = Found(row, standing)

    def _restricted(self, query: Query) -> Query:
        """Return a query under the conditions of the question: speaker and episode are asked of the index."""
        phrases = [phrase.literal for phrase in self.phrases if phrase.literal]
        return all_of([query, *phrases, *self.restrictions])

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
                found |= {one.row.id: one.lowered() for one in self._for_text(core)}
            return
        pieces = [self._sighted(piece) for piece in heard]
        looked = [piece.looked for piece in pieces]
        needed = ranking.enough(text) * sum(piece.weight for piece in looked)
        rows = self.index.turns(self._promising(pieces, needed))
        self._look_at(rows, lambda turn: ranking.by_words(looked, turn, text), found)

    def _sighted(self, piece: Piece) -> _SightedPiece:
        """Return a piece with the turns that hold it and each of its words, and what they weigh in this library."""
        sightings = [seek(word.core, self.scope) for word in piece.words]
        words, held = [], []
        for word, sighting in zip(piece.words, sightings, strict=True):
            is_name = word.core in self.scope.names
            ways = [self._said_by(word.core, sighting.any_form)] if is_name else sighting.any_form
            held.append(self._postings(ways))
            weight = word.weight * (0.4 + 0.6 * ranking.rarity(held[-1].turns, self.scope.turns))
            words.append(Looked(sighting.sought, weight, is_name))
        if len(words) == 1:
            [whole] = sightings
            return _SightedPiece(
                LookedPiece(piece, whole.sought, whole.sound, tuple(words)), tuple(held), Postings.none()
            )
        whole = seek(piece.core, self.scope)
        looked = LookedPiece(piece, whole.sought, whole.sound, tuple(words))
        # A phrase one of whose words nobody says may have been misheard in that word: 脑机接口 as 脑滴接口.
        misheard = whole.nearly if any(not one.turns for one in held) else ()
        return _SightedPiece(looked, tuple(held), self._postings([*whole.any_form, *misheard]))

    def _postings(self, ways: Sequence[Query]) -> Postings:
        """Return the turns that hold one of several queries; where all were looked at before, from memory."""
        if not ways:
            return Postings.none()
        query = self._restricted(any_of(ways))
        seen = [self._seen.get(self._restricted(way)) for way in ways]
        if None not in seen:
            ids = sorted({turn for ids in seen if ids for turn in ids}, reverse=True)
            return Postings(query, tuple(ids), len(ids), complete=True)
        if not self.budget.look(terms_in(query)):
            return Postings.none()
        found = postings(self.index, query, self.scope.newest, self.scope.turns, _MOST_ROWS)
        self.budget.rows -= len(found.ids)
        return found

    def _promising(self, pieces: Sequence[_SightedPiece], needed: float) -> list[int]:
        """Return the turns that may hold enough weight, those that surely hold most of it first.

        The turns of rare words are counted; common words may be anywhere. Where common words alone weigh enough, the
        index is asked for turns that hold enough of them together.
        """
        sure: dict[int, float] = defaultdict(float)
        common: list[tuple[float, Query]] = []
        for piece in pieces:
            weights: dict[int, float] = defaultdict(float)
            for word, held in zip(piece.looked.words, piece.words, strict=True):
                if held.complete or held.query is None:
                    for turn in held.ids:
                        weights[turn] += word.weight
                else:
                    common.append((word.weight, held.query))
            for turn in piece.whole.ids:
                weights[turn] = piece.looked.weight
            for turn, weight in weights.items():
                sure[turn] += weight
        anywhere = sum(weight for weight, _ in common)
        ids = [turn for turn, weight in sure.items() if weight + anywhere >= needed]
        ids.sort(key=lambda turn: (-sure[turn], -turn))
        if anywhere >= needed:
            heaviest = sorted(common, key=lambda one: -one[0])[:_MOST_COMMON_WORDS]
            sets = [all_of(query for _, query in chosen) for chosen in smallest_sets(heaviest, needed)]
            if sets and self.budget.look(terms_in(query := any_of(sets))):
                ids += self.index.ids(query, None, _MOST_PROMISING)
        return list(dict.fromkeys(ids))[:_MOST_PROMISING]

    def _said_by(self, name: str, said: Sequence[Query]) -> Query:
        """Return the query for turns that hold a name or were said by whoever is called so."""
        ways = [self.index.said_by(one, self.asked.episode) for one in names.names_of_key(self.index, name)]
        return any_of([way for way in (*said, *ways) if way] or [_NOBODY])

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

    def quotes(self, page: Sequence[Found]) -> tuple[Quote, ...]:
        """Return what was found as quotes: each with its excerpt, and what to highlight in it."""
        whole = self.index.in_full([one.row for one in page]) if page else []
        return tuple(self._quote(one.standing, turn, of) for one, (turn, of) in zip(page, whole, strict=True))

    def _quote(self, standing: Standing, turn: Turn, of: Episode) -> Quote:
        heard = self.heard.of(turn.id or 0, turn.text)
        shown, highlights = excerpt(turn.text, standing.places(heard))
        score = round(standing.score, 1)
        return Quote(turn, of, shown, highlights, standing.match, score, standing.heard, standing.meant)


def smallest_sets(words: Sequence[tuple[float, Query]], needed: float) -> Iterator[tuple[tuple[float, Query], ...]]:
    """Yield the sets of words whose weights reach what is needed and would not without any one of them."""
    for size in range(1, len(words) + 1):
        for chosen in combinations(words, size):
            weight = sum(w for w, _ in chosen)
            if weight >= needed and weight - min(w for w, _ in chosen) < needed:
                yield chosen
