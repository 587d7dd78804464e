"""What people and episodes are called: the terms that each name is found by, and what may be meant by something typed.

Names with aliases, titles and keywords have an index of their own. It is asked for some hundreds at most, latest first,
and they are then looked at exactly, as `speaker_names` and `titles` say. The index may give more than what fits, never
less but for that cap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise, product

from store.search import speaker_names
from store.search.query import Query, Term, all_of, any_of
from store.storage.index import Index, NameKind
from store.text import pinyin
from store.text.han import is_han, sound_pairs, syllables_of, toned_readings
from store.text.normalize import normalize

TERMS_VERSION = 1
"""Raise this when the terms of a name change: they are worked out anew."""

# Private characters above those that stand for sounds: a term of ours is never one of what was said.
_KIND, _BEGINS, _SPELLED, _INITIALS, _LENGTH = "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3", "\uf8f4"
_LONGEST = 200
_LONGEST_INITIALS = 8
_MOST_FITTING = 500
"""Names or titles looked at closely for one way of fitting: more than anybody reads through; some 5 ms."""
_MOST_NEAR = 300
"""Of what shares pairs with something typed with a slip, the most alike."""
_LONGEST_SHARED = 24
_SURNAME_AND_TWO = 3


def terms_of(kind: str, name: str) -> set[str]:
    """Return what a name, title or keyword is found by."""
    normalized = normalize(name)
    key = normalized.key[:_LONGEST]
    found = {_KIND + kind, *_letter_pairs(key)}
    if len(key) <= _LONGEST_INITIALS:
        found.add(f"{_LENGTH}{len(key)}")
    if kind == "keyword":
        return found
    sound = normalized.sound[:_LONGEST]
    found |= {*key, *_pairs(key), *sound_pairs(sound), *(code for one in sound for code in syllables_of(one))}
    if kind == "name":
        found |= {_BEGINS + key[at : at + size] for at in range(len(key)) if normalized.begins(at) for size in (1, 2)}
        if any(map(is_han, key)):
            found |= {_SPELLED + each for each in speaker_names.spelled(key)}
    return found


def _pairs(key: str) -> list[str]:
    return [a + b for a, b in pairwise(key)]


def _letter_pairs(key: str) -> Iterator[str]:
    """Yield the pairs of initials that neighbouring Han characters may be typed by."""
    for a, b in pairwise([{reading[0] for reading in toned_readings(char)} for char in key]):
        yield from (_INITIALS + x + y for x, y in product(a, b))


def possible_names(index: Index, asked: str) -> frozenset[str]:
    """Return names and aliases that may fit what was asked: all that do, by each way of `speaker_names.fitting`."""
    wanted = normalize(asked.strip().lstrip("@"))
    if not wanted.key:
        return frozenset()
    found = set(index.names_with_key("name", wanted.key, _MOST_FITTING))
    for part in speaker_names.parts(wanted.key):
        found.update(_holding(index, "name", part, begins=part == wanted.key or len(part) == 1))
        found.update(_sounding(index, "name", normalize(part).sound) if all(map(is_han, part)) else ())
    if not any(map(is_han, wanted.key)):
        found.update(_found(index, "name", Term(_SPELLED + speaker_names.typed_pinyin(wanted.key))))
        found.update(_initials(index, "name", wanted.key, whole=True))
        found.update(_sharing(index, "name", _pairs(wanted.key)))
    return frozenset(found)


def possible_titles(index: Index, asked: str) -> frozenset[str]:
    """Return titles that may fit what was asked: all that do, by each way of `titles.surely`."""
    wanted = normalize(asked[:_LONGEST])
    if not wanted.key:
        return frozenset()
    if same := frozenset(index.names_with_key("title", wanted.key, _MOST_FITTING)):
        return same
    found = set(_holding(index, "title", wanted.key))
    if any(map(is_han, wanted.key)):
        found.update(_sounding(index, "title", wanted.sound))
    for codes in filter(None, map(pinyin.codes, pinyin.syllables(wanted.text))):
        found.update(_found(index, "title", all_of(map(Term, _pairs(codes)))))
    found.update(_initials(index, "title", wanted.key, whole=False))
    return frozenset(found)


def titles_alike(index: Index, asked: str) -> frozenset[str]:
    """Return the titles that share most with what was asked, for `titles.nearly`."""
    sound = normalize(asked[:_LONGEST]).sound
    return frozenset(_sharing(index, "title", sorted(sound_pairs(sound)) or list(syllables_of(sound))))


def names_of_key(index: Index, key: str) -> list[str]:
    """Return the names that have this very key."""
    return index.names_with_key("name", key, _MOST_FITTING)


def _holding(index: Index, kind: NameKind, part: str, *, begins: bool = False) -> list[str]:
    """Return what holds this part; with `begins`, from the beginning of a word on."""
    terms = [_KIND + kind, *(_pairs(part) or [part]), *([_BEGINS + part[:2]] if begins else [])]
    return index.names(all_of(map(Term, terms)), _MOST_FITTING, holding=part)


def _sounding(index: Index, kind: NameKind, sound: str) -> list[str]:
    """Return what holds something that sounds so, two characters at least."""
    pairs = [any_of(map(Term, sound_pairs(a + b))) for a, b in pairwise(sound)]
    return _found(index, kind, all_of(pairs)) if pairs else []


def _initials(index: Index, kind: NameKind, typed: str, *, whole: bool) -> list[str]:
    """Return what may be typed by these initials: the `whole` of it, or a part."""
    if not (2 <= len(typed) <= _LONGEST_INITIALS and typed.isascii() and typed.isalpha()):
        return []
    pairs = [Term(_INITIALS + pair) for pair in _pairs(typed)]
    return _found(index, kind, all_of([*pairs, Term(f"{_LENGTH}{len(typed)}")] if whole else pairs))


def _found(index: Index, kind: NameKind, query: Query) -> list[str]:
    return index.names(all_of([Term(_KIND + kind), query]), _MOST_FITTING)


def _sharing(index: Index, kind: NameKind, pairs: Iterable[str]) -> list[str]:
    """Return what shares the most pairs with something typed with a slip."""
    few = list(dict.fromkeys(pairs))[:_LONGEST_SHARED]
    return index.names_sharing([all_of([Term(_KIND + kind), Term(pair)]) for pair in few], _MOST_NEAR)


class LibraryNames:
    """The names and aliases of a whole library, as keys; of more than one character."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __contains__(self, key: str) -> bool:
        """Say whether anybody is called so."""
        return len(key) > 1 and bool(self._index.names_with_key("name", key, 1))

    def among(self, parts: Iterable[str]) -> frozenset[str]:
        """Return which of these are names."""
        return self._index.keys_of_names(part for part in parts if len(part) > 1)

    def holding(self, key: str) -> frozenset[str]:
        """Return the names that hold this, whole or without their surname, as people are called."""
        return with_given(frozenset(normalize(name).key for name in _holding(self._index, "name", key)))

    def by_initials(self, typed: str) -> frozenset[str]:
        """Return names, and keywords of episodes, that may have these initials."""
        kinds: tuple[NameKind, ...] = ("name", "keyword")
        return frozenset(
            normalize(name).key for kind in kinds for name in _initials(self._index, kind, typed, whole=True)
        )


def with_given(keys: frozenset[str]) -> frozenset[str]:
    """Return names with those of three characters also without the surname."""
    return keys | {key[1:] for key in keys if len(key) == _SURNAME_AND_TWO}
