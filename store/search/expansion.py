"""Expanding a word or phrase: its spellings, its sound, near spellings, pinyin, the glossary's corrections."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice, pairwise, product

from store.search.keywords import uncontracted
from store.search.matching import (
    BY_SOUND,
    FORM,
    KNOWN,
    NEARLY,
    SHORTEST_NEAR,
    Pattern,
    Variant,
    pattern_of,
    sound_pattern,
)
from store.search.postings import Thin
from store.search.query import Query, Term, all_of, any_of
from store.search.scope import Scope
from store.search.spelling import LONG_ENOUGH, Vocabulary
from store.text import numbers, pinyin
from store.text.han import is_han, syllables_of
from store.text.normalize import NormalizedText, is_unspaced, normalize, runs

_SINGLY_NEAR, _SHORT_NEAR, _LONGEST_NEAR = 5, 8, 24
"""In characters: up to these a slip is looked for place by place, at two places at a time, by thirds; see below."""
_FEW_PAIRS = 2
_LONGEST_SPLIT, _MOST_SPLITS = 40, 24
"""A run of letters is read as several words up to this length, and in so many ways at most."""
_MOST_INFLECTED, _MOST_FORMS = 4, 16
"""A phrase of so many words at most is looked for in other forms, and in so many at most."""


class Expansion:
    """What is sought, and the queries by which candidates for it are found, the surest kind first.

    The lesser kinds are worked out only when they are asked for: most questions are answered by what stands literally.
    """

    def __init__(self, typed: str, scope: Scope) -> None:
        self.typed = typed
        self._scope = scope
        self._normalized = normalize(typed)
        self.sound = self._normalized.sound
        spellings = numbers.spellings(self._normalized.key)
        plain = len(spellings) == 1 and all(map(is_han, self._normalized.key))
        self.literally = Pattern(spellings, plain=plain)

    @cached_property
    def literal(self) -> Query | None:
        """The query for turns that hold it as it stands; None where the library cannot hold it so."""
        vocabulary, thin = self._scope.vocabulary, self._scope.thin
        ways = [literal_query(spelling, vocabulary, thin) for spelling in self.literally.spellings]
        return any_of(way for way in ways if way) if any(ways) else None

    @cached_property
    def _by_sound(self) -> Query | None:
        return sound_query(self.literally.key, self.sound, self._scope.vocabulary, self._scope.thin)

    @property
    def sound_holds_all(self) -> bool:
        """Whether turns can be found by what it sounds like, and all that hold it literally are among them.

        What is spelled in several ways sounds like the first.
        """
        return self._by_sound is not None and len(self.literally.spellings) == 1

    @cached_property
    def _variants(self) -> list[tuple[Variant, Query]]:
        return [
            *_corrected(self.literally.spellings, self._scope),
            *(_forms(self._normalized, self._scope.vocabulary) if self.is_latin else []),
            *(_in_pinyin(self.typed, self._scope.thin) if self.is_latin else []),
        ]

    @cached_property
    def _near_variants(self) -> list[tuple[Variant, Query]]:
        return _near(self.literally.spellings, self._scope.vocabulary) if self.is_latin else []

    @property
    def is_latin(self) -> bool:
        """Whether it is written without a Han character or its like."""
        return not any(map(is_unspaced, runs(self.literally.key)))

    @cached_property
    def pattern(self) -> Pattern:
        """What is sought, in every form."""
        sound = sound_pattern(self.literally.key, self.sound) if self._by_sound else None
        return replace(
            self.literally,
            sound=sound,
            variants=tuple(variant for variant, _ in (*self._variants, *self._near_variants)),
        )

    @cached_property
    def others(self) -> Query | None:
        """The query for turns that hold it in another form; None if nothing in the library can be one."""
        ways = [query for _, query in self._variants]
        if self._by_sound:
            ways.append(self._by_sound)
        if len(self.literally.key) >= LONG_ENOUGH:
            ways += [query for _, query in self._near_variants]
        return any_of(ways) if ways else None

    @cached_property
    def nearly(self) -> tuple[Query, ...]:
        """Queries for what is only worth a look where nothing better stands.

        A phrase of Han characters with a slip in it, near spellings of a short Latin word.
        """
        near = () if len(self.literally.key) >= LONG_ENOUGH else (query for _, query in self._near_variants)
        return (*slip_queries(self.literally.key, self.sound, self._scope.thin), *near)

    @property
    def any_variant(self) -> tuple[Query, ...]:
        """The queries for every form but a slip in a phrase; () if nothing in the library can be one."""
        near = () if any(map(is_unspaced, self.literally.key)) else self.nearly
        literal = None if self.sound_holds_all else self.literal
        return tuple(way for way in (literal, self.others, *near) if way)


def expand(typed: str, scope: Scope) -> Expansion:
    """Return what is sought when this is typed; `typed` must hold a letter, a digit or a Han character."""
    return Expansion(typed, scope)


def _corrected(spellings: tuple[str, ...], scope: Scope) -> list[tuple[Variant, Query]]:
    found = []
    for other in (one for spelling in spellings for one in scope.corrections.of(spelling)):
        key = normalize(other.heard).key
        query = literal_query(key, scope.vocabulary, scope.thin)
        if query is None:
            continue
        inside = {normalize(word).key for word in other.exceptions} | scope.names.holding(key)
        variant = Variant(
            key,
            "glossary",
            KNOWN,
            episode=other.episode_id,
            exceptions=tuple(word for word in inside if len(word) > len(key)),
            heard=other.heard,
            meant=other.meant,
        )
        found.append((variant, query))
    return found


def _near(spellings: tuple[str, ...], vocabulary: Vocabulary) -> list[tuple[Variant, Query]]:
    found: list[tuple[Variant, Query]] = []
    for spelling in spellings:
        for word, likeness in vocabulary.near(spelling):
            variant = Variant(word, "near", NEARLY * likeness)
            found.append((variant, Term(word)))
    return found


def _forms(typed: NormalizedText, vocabulary: Vocabulary) -> list[tuple[Variant, Query]]:
    """Return an English word or phrase in other forms that the library holds; see `english.forms`."""
    words = re.findall(r"[^\W_]+", uncontracted(typed.folded))
    if len(words) > _MOST_INFLECTED:
        return []
    ways = islice(product(*([word, *vocabulary.forms(word)] for word in words)), _MOST_FORMS)
    each = (way for way in ways if all(map(vocabulary.turns, way)))
    return [(Variant("".join(way), "near", FORM), all_of(map(Term, way))) for way in each if "".join(way) != typed.key]


def _in_pinyin(typed: str, thin: Thin) -> list[tuple[Variant, Query]]:
    found = []
    for way in pinyin.syllables(typed):
        codes = pinyin.codes(way)
        if codes:
            found.append((Variant(pattern_of(codes), "sound", BY_SOUND, syllables=way), syllable_query(codes, thin)))
    return found


# The queries


def literal_query(key: str, vocabulary: Vocabulary, thin: Thin) -> Query | None:
    """Return the query for a key as it stands; None where the library has not got one of its Latin words.

    `thin` chooses among the pairs of a long run, here as below: fewer terms find more than is sought, never less.
    """
    parts: list[Query] = []
    found = runs(key)
    for run in found:
        if is_unspaced(run):
            parts.extend(thin([Term(a + b) for a, b in pairwise(run)] or [Term(run)]))
            continue
        latin = _latin(run, vocabulary, open_end=run is found[-1])
        if latin is None:
            return None
        parts.append(latin)
    return all_of(parts)


def _latin(run: str, vocabulary: Vocabulary, *, open_end: bool) -> Query | None:
    """Return the query for a run of Latin letters and digits, which may stand as one word or as several."""

    def ends(word: str) -> list[str]:
        return vocabulary.beginning(word) if open_end else [word] if vocabulary.turns(word) else []

    vocabulary.look_up(run)
    ways: list[Query] = [Term(word) for word in ends(run)]
    for *heads, last in _splits(run, vocabulary):
        if tails := ends(last):
            ways.append(all_of([*map(Term, heads), any_of(map(Term, tails))]))
    return any_of(ways) if ways else None


def _splits(run: str, vocabulary: Vocabulary) -> list[list[str]]:
    """Return the ways to read a run as two or three words of the library: chatgpt as chat, gpt; gpt3 as gpt, 3."""
    twos = [[run[:at], run[at:]] for at in range(1, min(len(run), _LONGEST_SPLIT)) if vocabulary.turns(run[:at])]
    threes = [
        [head, tail[:at], tail[at:]] for head, tail in twos for at in range(1, len(tail)) if vocabulary.turns(tail[:at])
    ]
    known = (words for words in twos + threes if vocabulary.has_beginning(words[-1]))
    return list(islice(known, _MOST_SPLITS))


def sound_query(key: str, sound: str, vocabulary: Vocabulary, thin: Thin) -> Query | None:
    """Return the query for what sounds like this key.

    Han characters count in pairs; a lone one, and Latin words, as they stand. None where there is no pair.
    """
    pairs = _sound_pair_terms(sound)
    if not pairs:
        return None
    alone = [literal_query(run, vocabulary, thin) for run in runs(key) if len(run) == 1 or not is_unspaced(run)]
    if None in alone:
        return None
    return all_of([*thin(pairs), *(one for one in alone if one)])


def _sound_pair_terms(sound: str) -> list[Query]:
    return [term for a, b in pairwise(sound) if (term := _sound_pair(a, b))]


@lru_cache(maxsize=16_384)
def _sound_pair(a: str, b: str) -> Query | None:
    """Return the query for two neighbouring sounds, in every reading; None if one of them is a letter."""
    pairs = [Term(x + y) for x, y in product(syllables_of(a), syllables_of(b))]
    return any_of(pairs) if pairs else None


def syllable_query(codes: str, thin: Thin) -> Query:
    """Return the query for a row of single syllables, as typed in pinyin: two of them at least."""
    return all_of(thin([Term(a + b) for a, b in pairwise(codes)]))


def slip_queries(key: str, sound: str, thin: Thin) -> tuple[Query, ...]:
    """Return queries for a phrase of Han characters with a slip in it, wrong or missing; () for other phrases.

    In a short phrase there is one for each place of the slip (in a longer one, two places at a time): the pairs that
    do not touch it, and a lone character cut off with it. A long phrase is cut in thirds, of which one must be whole.
    They are asked one by one, since the common ones would crowd out the rare ones.
    """
    pairs = _sound_pair_terms(sound)
    if len(pairs) != len(key) - 1 or not SHORTEST_NEAR <= len(key) <= _LONGEST_NEAR:
        return ()
    if len(key) > _SHORT_NEAR:
        third = -(-len(key) // 3)
        return tuple(all_of(pairs[at : at + third - 1]) for at in range(0, len(key) - third + 1, third))
    step = 1 if len(key) <= _SINGLY_NEAR else 2
    ways = []
    for first in range(0, len(key), step):
        last = min(first + step, len(key)) - 1
        kept = pairs[: max(0, first - 1)] + pairs[last + 1 :]
        if len(kept) <= _FEW_PAIRS:  # too few to be rare: what else must be there narrows them down, at a price
            kept += [Term(key[0])] if first == 1 else []
            kept += [Term(key[-1])] if last == len(key) - 2 else []
            kept += [any_of(map(Term, key[first : last + 1]))] if last > first else []  # one of the two is right
        ways.append(all_of(thin(kept)))
    return tuple(ways)
