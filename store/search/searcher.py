"""Searching: the index is asked for one kind of match after the other, best first, until there are enough quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from store.errors import UnknownEpisode
from store.models import Episode, Question, Quote, Turn
from store.search import keywords, names, ranking, speakers
from store.search.budget import Budget
from store.search.english.frames import unframed
from store.search.excerpt import excerpt
from store.search.expansion import Expansion, expand
from store.search.initials import spelled_out
from store.search.keywords import Piece
from store.search.matching import SHORTEST_NEAR
from store.search.postings import Postings, postings, thinned
from store.search.query import Query, Term, all_of, any_of, terms_in
from store.search.question import possessive
from store.search.ranking import Candidate, Score, WeighedPiece, WeighedWord
from store.search.scope import Scope
from store.storage.index import Index, TurnRow
from store.text.normalize import NormalizedText, normalize
from store.text.terms import episode_term, speaker_term

Scorer = Callable[[Candidate], Score | None]

ENOUGH = 20
"""With so many answers of a better kind, no worse kind is looked for."""
_HOW_MUCH = frozenset("多少大小高低长短久")
"""Characters that say nothing when they are all that is left of a question: 谁说的最多."""
_SENTENCE = 8  # characters: its words say more than its likeness
_LONG = 5  # characters: so few turns hold what sounds like more that what stands literally is among them
_MOST_COMMON_WORDS = 4
"""The heaviest: all sets of them that weigh enough are asked for in one query."""
_MOST_CANDIDATES = 200
"""Of one query, latest first: a question costs the same in a library of any size."""
_MOST_NEAR_CANDIDATES = 70
"""A phrase with a slip takes several queries, one for each place of the slip, and a closer look at each candidate."""
_MOST_IDS = 2_000
"""Turns of one word whose weights are added up; what stands in more of them is a common word."""
_MOST_PROMISING = 120
_MOST_NORMALIZED = 20_000
_NOBODY = Term(speaker_term(0))


class NormalizedTurns:
    """Normalized turns, kept by their id; a turn never changes its words under one id. The oldest go first."""

    def __init__(self) -> None:
        self._kept: dict[int, NormalizedText] = {}

    def of(self, turn_id: int, text: str) -> NormalizedText:
        """Return the turn, normalized."""
        normalized = self._kept.get(turn_id)
        if normalized is None:
            if len(self._kept) >= _MOST_NORMALIZED:
                for oldest in list(self._kept)[: _MOST_NORMALIZED // 4]:
                    del self._kept[oldest]
            normalized = self._kept[turn_id] = normalize(text)
        return normalized


class Hit(NamedTuple):
    """A turn that answers, and how well; a tuple, since it is made for each of hundreds of turns."""

    row: TurnRow
    score: Score

    def place(self) -> tuple[float, int, int]:
        """Return the place among the answers: by score, then the latest episode, then by time."""
        row = self.row
        return -round(self.score.points, 2), -row.episode_id, row.position

    def lowered(self) -> Hit:
        """Return the same for a question of which only a part was looked for."""
        return self._replace(score=replace(self.score, points=self.score.points * ranking.PART_OF_QUESTION))


@dataclass(frozen=True, slots=True)
class _ExpandedPiece:
    """A piece of the question, and the turns that hold each of its words, or all of it together."""

    weighed: WeighedPiece
    words: tuple[Postings, ...]
    whole: Postings


class Search:
    """One question being answered: the same restrictions and exclusions apply to every look into the index."""

    def __init__(self, index: Index, scope: Scope, normalized: NormalizedTurns, asked: Question) -> None:
        self.index = index
        self.budget = Budget()
        self.scope = replace(scope, thin=self._thin)
        self._rarest = scope.thin
        self.normalized = normalized
        self.asked = asked
        self._names: dict[str, str] = {}
        self._seen: dict[Query, tuple[int, ...]] = {}
        self.phrases = [expand(phrase, self.scope) for phrase in asked.phrases]
        self.restrictions = self._restrictions()
        self.without = [expand(word, self.scope).literally for word in asked.without]

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

    def found(self) -> list[Hit]:
        """Return every answer that was found, best first."""
        if any(phrase.literal is None for phrase in self.phrases):
            return []
        best: dict[int, Hit] = {}
        for text in self.asked.texts or (" ".join(self.asked.phrases),):
            for one in self._for_text(text):
                known = best.get(one.row.id)
                if known is None or one.score.points > known.score.points:
                    best[one.row.id] = one
        return sorted(best.values(), key=Hit.place)

    def _for_text(self, text: str) -> list[Hit]:
        """Look for one text: as it stands, by its sound and other forms, with a slip in it, and by its words."""
        whole = expand(text, self.scope)
        found: dict[int, Hit] = {}
        is_long = len(whole.literally.key) > _LONG
        if whole.literal and not (is_long and whole.sound_holds_all):
            rows = self._plainly(whole, self._fetched(self._restricted(whole.literal)), found)
            self._look_at(rows, lambda turn: ranking.as_whole(whole.literally, turn), found)
        if len(found) < ENOUGH and whole.others:
            self._look(whole.others, lambda turn: ranking.as_whole(whole.pattern, turn), found)
        if len(found) >= ENOUGH:
            return list(found.values())
        is_sentence = len(whole.literally.key) > _SENTENCE
        if not found and not is_sentence and ranking.is_phrase(text):
            self._nearly(whole, found)
        if not found and (of := self._speaker_asked(whole)):
            return list(self._of_speaker(text, *of).values())
        if not found:
            self._said_nearly(whole, found, longest=_SENTENCE)
        self._by_words(text, found)
        if not found and is_sentence:
            self._nearly(whole, found)
            self._said_nearly(whole, found, longest=len(text))
        if not found and (phrase := spelled_out(self.index, text, self.scope, self.asked.episode)):
            found = {one.row.id: one.lowered() for one in self._for_text(phrase)}
        return list(found.values())

    def _plainly(self, whole: Expansion, rows: list[TurnRow], found: dict[int, Hit]) -> list[TurnRow]:
        """Keep the rows that plainly hold the whole, without a closer look; return the others.

        Most questions are for a common word, and most of its candidates need no more than this.
        """
        if not whole.literally.plain or self.phrases or self.without:
            return rows
        key, score = whole.literally.key, ranking.plain_score(whole.literally)
        others = []
        for row in rows:
            text = row.text
            if key in text and len(text) > ranking.LONG_TURN:
                found[row.id] = Hit(row, score)
            else:
                others.append(row)
        return others

    def _nearly(self, whole: Expansion, found: dict[int, Hit]) -> None:
        """Look for the whole with a slip in it, one place of the slip after the other."""

        def score_of(turn: Candidate) -> Score | None:
            if whole.is_latin:  # near spellings of a short word are among its forms
                return ranking.as_whole(whole.pattern, turn)
            return ranking.nearly_whole(whole.literally, whole.sound, turn)

        for query in whole.nearly:
            if len(found) < ENOUGH:
                self._look(query, score_of, found, most=_MOST_NEAR_CANDIDATES)

    def _speaker_asked(self, whole: Expansion) -> tuple[str, str] | None:
        """Return (whose, what of his is asked for) of 孙天祥的老师是谁, where one of that name speaks; else None."""
        name, rest = possessive(whole.typed) or ("", "")
        if not name or name not in self.scope.names:
            return None
        words = [word.key for piece in keywords.pieces(rest, self.scope.known_in(rest)) for word in piece.words]
        return (name, rest if rest.isascii() else " ".join(words)) if words else None

    def _of_speaker(self, text: str, name: str, rest: str) -> dict[int, Hit]:
        """Return the speaker's own turns with what of his is asked for; what else answers comes behind them."""
        found: dict[int, Hit] = {}
        self._by_words(text, found)
        everywhere, self.restrictions = self.restrictions, [*self.restrictions, self._said_by(name, ())]
        own = {one.row.id: one.lowered() for one in self._for_text(rest)}
        self.restrictions = everywhere
        return {turn: one.lowered() if own else one for turn, one in found.items()} | own

    def _said_nearly(self, whole: Expansion, found: dict[int, Hit], *, longest: int) -> None:
        """Look with a slip for what a question asks somebody to have said, unless it stands anywhere without one.

        有没有人说过脑机接口 finds 脑滴接口, as 脑机接口 does; of a longer sentence its words say more.
        """
        key = whole.literally.key
        asked = keywords.said(key, self.scope.known_in(key))
        if not SHORTEST_NEAR <= len(asked) <= longest:
            return
        meant = expand(asked, self.scope)
        stands: dict[int, Hit] = {}
        if meant.others:
            self._look(meant.others, lambda turn: ranking.as_whole(meant.pattern, turn), stands, most=1)
        if not stands:
            self._nearly(meant, found)

    def _look(self, query: Query, score_of: Scorer, found: dict[int, Hit], most: int = _MOST_CANDIDATES) -> None:
        """Look at each candidate of a query, and keep those that stand and break no condition."""
        self._look_at(self._fetched(self._restricted(query), most), score_of, found)

    def _fetched(self, query: Query, most: int = _MOST_CANDIDATES) -> list[TurnRow]:
        """Return the candidates of a query; where that is all of them, they are remembered by their ids."""
        if not self.budget.look(terms_in(query)):
            return []
        rows = self.index.candidates(query, most)
        if len(rows) < most:
            self._seen[query] = tuple(row.id for row in rows)
        return rows

    def _look_at(self, rows: Iterable[TurnRow], score_of: Scorer, found: dict[int, Hit]) -> None:
        for row in rows:
            if row.id in found:
                continue
            if not self.budget.look_closely():
                break
            turn = Candidate(self.normalized.of(row.id, row.text), self._name(row.speaker), row.episode_id)
            score = score_of(turn)
            if score is not None and self._may(turn):
                found[row.id] = Hit(row, score)

    def _restricted(self, query: Query) -> Query:
        """Return a query under the conditions of the question: speaker and episode are asked of the index."""
        phrases = [phrase.literal for phrase in self.phrases if phrase.literal]
        return all_of([query, *phrases, *self.restrictions])

    def _name(self, speaker: str | None) -> str:
        if speaker is None:
            return ""
        if speaker not in self._names:
            self._names[speaker] = normalize(speaker).key
        return self._names[speaker]

    def _may(self, turn: Candidate) -> bool:
        holds = all(ranking.as_whole(p.literally, turn) for p in self.phrases)
        return holds and not any(ranking.as_whole(word, turn) for word in self.without)

    def _by_words(self, text: str, found: dict[int, Hit]) -> None:
        """Look for turns that hold the words of a text, wherever in them, or enough of their weight.

        A text that is one word between small ones (谁提到了微信读书) is looked for as that word, unless it only
        says how much (谁说的最多).
        """
        if not found and (rest := unframed(text)):
            found |= {one.row.id: one.lowered() for one in self._for_text(rest)}
            return
        pieces = keywords.pieces(text, self.scope.known_in(text))
        if not pieces:
            return
        if len(pieces) == 1 and len(pieces[0].words) == 1:
            key = pieces[0].key
            if not found and key != normalize(text).key and key not in _HOW_MUCH:
                found |= {one.row.id: one.lowered() for one in self._for_text(key)}
            return
        expanded = self._balanced([self._expanded(piece) for piece in pieces])
        weighed = [piece.weighed for piece in expanded]
        needed = ranking.enough(text) * sum(piece.weight for piece in weighed)
        rows = self.index.turns(self._promising(expanded, needed))
        self._look_at(rows, lambda turn: ranking.by_words(weighed, turn, text), found)

    def _balanced(self, pieces: list[_ExpandedPiece]) -> list[_ExpandedPiece]:
        """Return the pieces with a speaker's name weighing no more than all that is asked beside it."""
        words = [word for piece in pieces for word in piece.weighed.words]
        named = sum(word.weight for word in words if word.is_name)
        beside = sum(word.weight for word in words if not word.is_name)
        if not beside or named <= beside:
            return pieces
        return [replace(one, weighed=one.weighed.with_names_by(beside / named)) for one in pieces]

    def _expanded(self, piece: Piece) -> _ExpandedPiece:
        """Return a piece with the turns that hold it and each of its words, and what they weigh in this library."""
        expansions = [expand(word.key, self.scope) for word in piece.words]
        words, held = [], []
        for word, expansion in zip(piece.words, expansions, strict=True):
            is_name = word.key in self.scope.names
            ways = [self._said_by(word.key, expansion.any_variant)] if is_name else expansion.any_variant
            held.append(self._postings(ways))
            weight = word.weight * (0.4 + 0.6 * ranking.rarity(held[-1].turns, self.scope.turns))
            words.append(WeighedWord(expansion.pattern, weight, is_name))
        if len(words) == 1:
            [whole] = expansions
            return _ExpandedPiece(
                WeighedPiece(piece, whole.pattern, whole.sound, tuple(words)), tuple(held), Postings.none()
            )
        whole = expand(piece.key, self.scope)
        weighed = WeighedPiece(piece, whole.pattern, whole.sound, tuple(words))
        # A phrase one of whose words nobody says may have been misheard in that word: 脑机接口 as 脑滴接口.
        misheard = whole.nearly if any(not one.turns for one in held) else ()
        return _ExpandedPiece(weighed, tuple(held), self._postings([*whole.any_variant, *misheard]))

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
        found = postings(self.index, query, self.scope.newest, self.scope.turns, _MOST_IDS)
        self.budget.rows -= len(found.ids)
        return found

    def _promising(self, pieces: Sequence[_ExpandedPiece], needed: float) -> list[int]:
        """Return the turns that may hold enough weight, those that surely hold most of it first.

        The turns of rare words are counted; common words may be anywhere. Where common words alone weigh enough, the
        index is asked for turns that hold enough of them together.
        """
        sure: dict[int, float] = defaultdict(float)
        common: list[tuple[float, Query]] = []
        for piece in pieces:
            weights: dict[int, float] = defaultdict(float)
            for word, held in zip(piece.weighed.words, piece.words, strict=True):
                if held.complete or held.query is None:
                    for turn in held.ids:
                        weights[turn] += word.weight
                else:
                    common.append((word.weight, held.query))
            for turn in piece.whole.ids:
                weights[turn] = piece.weighed.weight
            for turn, weight in weights.items():
                sure[turn] += weight
        anywhere = sum(weight for weight, _ in common)
        ids = [turn for turn, weight in sure.items() if weight + anywhere >= needed]
        ids.sort(key=lambda turn: (-sure[turn], -turn))
        if anywhere >= needed:
            heaviest = sorted(common, key=lambda one: -one[0])[:_MOST_COMMON_WORDS]
            sets = [all_of(query for _, query in chosen) for chosen in ranking.smallest_sets(heaviest, needed)]
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
                words = [word.key for word in piece.words if len(word.key) > 1]
                found += [piece.key] if self._stands(piece.key) else filter(self._stands, words)
        return tuple(dict.fromkeys(found))

    def _stands(self, key: str) -> bool:
        return any(one.score.match == "exact" for one in self._literally(key))

    def _literally(self, key: str) -> Iterable[Hit]:
        expansion = expand(key, self.scope)
        found: dict[int, Hit] = {}
        if expansion.literal:
            self._look(expansion.literal, lambda turn: ranking.as_whole(expansion.literally, turn), found, most=5)
        return found.values()

    def quotes(self, page: Sequence[Hit]) -> tuple[Quote, ...]:
        """Return what was found as quotes: each with its excerpt, and what to highlight in it."""
        whole = self.index.in_full([one.row for one in page]) if page else []
        return tuple(self._quote(one.score, turn, of) for one, (turn, of) in zip(page, whole, strict=True))

    def _quote(self, score: Score, turn: Turn, of: Episode) -> Quote:
        places = score.places(self.normalized.of(turn.id or 0, turn.text))
        shown, highlights = excerpt(turn.text, places)
        return Quote(turn, of, shown, highlights, score.match, round(score.points, 1), score.heard, score.meant)
