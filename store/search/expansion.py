"""From a word or phrase to what is sought: its spellings, its sound, near spellings, pinyin, kept corrections."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from store.search import candidates
from store.search.candidates import Thin
from store.search.matching import BY_SOUND, KNOWN, NEARLY, Form, Sought, pattern_of, sound_pattern
from store.search.scope import Scope
from store.search.spelling import LONG_ENOUGH, Vocabulary
from store.text import numbers, pinyin
from store.text.normalize import hear, is_han, is_unspaced, runs


class Sighting:
    """What is sought, and the expressions under which candidates for it are found, the surest kind first.

    The lesser kinds are worked out only when they are asked for: most questions are answered by what stands literally.
    """

    def __init__(self, typed: str, scope: Scope) -> None:
        self._typed = typed
        self._scope = scope
        self._heard = hear(typed)
        self.sound = self._heard.sound
        spellings = numbers.spellings(self._heard.core)
        plain = len(spellings) == 1 and all(map(is_han, self._heard.core))
        self.literally = Sought(spellings, plain=plain)

    @cached_property
    def literal(self) -> str | None:
        """The expression for turns that hold it as it stands; None where the library cannot hold it so."""
        vocabulary, thin = self._scope.vocabulary, self._scope.thin
        ways = [candidates.literal(spelling, vocabulary, thin) for spelling in self.literally.spellings]
        return candidates.any_of(way for way in ways if way) if any(ways) else None

    @cached_property
    def _by_sound(self) -> str | None:
        return candidates.by_sound(self.literally.core, self.sound, self._scope.vocabulary, self._scope.thin)

    @property
    def sound_holds_all(self) -> bool:
        """Whether turns can be found by what it sounds like, and all that hold it literally are among them.

        What is spelled in several ways sounds like the first.
        """
        return self._by_sound is not None and len(self.literally.spellings) == 1

    @cached_property
    def _forms(self) -> list[tuple[Form, str]]:
        return [
            *_corrected(self.literally.spellings, self._scope),
            *(_in_pinyin(self._typed, self._scope.thin) if self.is_latin else []),
        ]

    @cached_property
    def _near_forms(self) -> list[tuple[Form, str]]:
        return _near(self.literally.spellings, self._scope.vocabulary) if self.is_latin else []

    @property
    def is_latin(self) -> bool:
        """Whether it is written without a Han character or its like."""
        return not any(map(is_unspaced, runs(self.literally.core)))

    @cached_property
    def sought(self) -> Sought:
        """What is sought, in every form."""
        sound = sound_pattern(self.literally.core, self.sound) if self._by_sound else None
        return replace(self.literally, sound=sound, forms=tuple(form for form, _ in (*self._forms, *self._near_forms)))

    @cached_property
    def others(self) -> str | None:
        """The expression for turns that hold it in another form; None if nothing in the library can be one."""
        ways = [expression for _, expression in self._forms]
        if self._by_sound:
            ways.append(self._by_sound)
        if len(self.literally.core) >= LONG_ENOUGH:
            ways += [expression for _, expression in self._near_forms]
        return candidates.any_of(ways) if ways else None

    @cached_property
    def nearly(self) -> tuple[str, ...]:
        """Expressions for what is only worth a look where nothing better stands.

        A phrase of Han characters with a slip in it, near spellings of a short Latin word.
        """
        near = () if len(self.literally.core) >= LONG_ENOUGH else (expression for _, expression in self._near_forms)
        return (*candidates.nearly(self.literally.core, self.sound, self._scope.thin), *near)

    @property
    def any_form(self) -> tuple[str, ...]:
        """The expressions for every form but a slip in a phrase; () if nothing in the library can be one."""
        near = () if any(map(is_unspaced, self.literally.core)) else self.nearly
        literal = None if self.sound_holds_all else self.literal
        return tuple(way for way in (literal, self.others, *near) if way)


def seek(typed: str, scope: Scope) -> Sighting:
    """Return what is sought when this is typed; `typed` must hold a letter, a digit or a Han character."""
    return Sighting(typed, scope)


def _corrected(spellings: tuple[str, ...], scope: Scope) -> list[tuple[Form, str]]:
    found = []
    for other in (one for spelling in spellings for one in scope.corrections.of(spelling)):
        core = hear(other.heard).core
        expression = candidates.literal(core, scope.vocabulary, scope.thin)
        if expression is None:
            continue
        inside = {hear(word).core for word in other.exceptions} | scope.names.holding(core)
        form = Form(
            core,
            "glossary",
            KNOWN,
            episode=other.episode_id,
            exceptions=tuple(word for word in inside if len(word) > len(core)),
            heard=other.heard,
            meant=other.meant,
        )
        found.append((form, expression))
    return found


def _near(spellings: tuple[str, ...], vocabulary: Vocabulary) -> list[tuple[Form, str]]:
    found = []
    for spelling in spellings:
        for word, likeness in vocabulary.near(spelling):
            form = Form(word, "near", NEARLY * likeness)
            found.append((form, candidates.quoted(word)))
    return found


def _in_pinyin(typed: str, thin: Thin) -> list[tuple[Form, str]]:
    found = []
    for way in pinyin.syllables(typed):
        codes = pinyin.codes(way)
        if codes:
            found.append(
                (Form(pattern_of(codes), "sound", BY_SOUND, syllables=way), candidates.by_syllables(codes, thin))
            )
    return found
