"""How many steps a backtracking matcher takes: a small one over `re`'s own syntax trees, which counts.

It takes the way that `re` takes (https://docs.python.org/3/library/re.html), one step for each character looked at and
for each place it comes back to, and leaves out what `re` does to be quicker. So its count is a bound on the work, and
the same on every machine.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]  # the tree has no public reader
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Then = Callable[[int], bool]
Matcher = Callable[[int, Then], bool]
Tree = Any

# A repeat of a group is a call of its own in each round: as many as the longest text has characters, some frames each.
_FRAMES = 200_000


class TooManySteps(Exception):
    """The budget is used up."""


def of(pattern: re.Pattern[str], text: str, *, scanning: bool, whole: bool = False, most: int = 10**7) -> int:
    """Return how many steps it takes to go through a text; TooManySteps where it is more than `most`.

    `scanning` looks for all finds from every place on, as `sub` does; else only the beginning is tried, to the very end
    where it is the `whole` that must match.
    """
    machine = Machine(pattern, text, most)
    frames = sys.getrecursionlimit()
    sys.setrecursionlimit(max(frames, _FRAMES))
    try:
        at = 0
        while at <= len(text):
            end = machine.match(at, whole=whole)
            if not scanning:
                break
            at = end if end is not None and end > at else at + 1
    finally:
        sys.setrecursionlimit(frames)  # what is nested too deeply must end in an error elsewhere, and not in a crash
    return most - machine.left


@lru_cache(maxsize=4096)
def tree(pattern: str, flags: int) -> Tree:
    """Return the syntax tree of a pattern."""
    return parser.parse(pattern, flags)


class Machine:
    """A pattern on one text, as functions that call one another; groups are put back on the way back."""

    def __init__(self, pattern: re.Pattern[str], text: str, most: int) -> None:
        self.text, self.left, self.flags = text, most, pattern.flags
        self.signs = set(text)
        self.groups: dict[int, tuple[int, int]] = {}
        self.start = self._row(tree(str(pattern.pattern), pattern.flags))

    def match(self, at: int, *, whole: bool) -> int | None:
        """Return where the match from a place ends."""
        ends: list[int] = []
        self.groups.clear()
        end = len(self.text)

        def done(place: int) -> bool:
            if whole and place != end:
                return False
            ends.append(place)
            return True

        return ends[0] if self.start(at, done) else None

    def step(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooManySteps

    def _row(self, items: Tree) -> Matcher:
        return _chained([self._one(kind, about) for kind, about in items])

    def _one(self, kind: Any, about: Any) -> Matcher:
        if kind in ONE_SIGN:
            return self._sign(kind, about)
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, body = about
            if len(body) == 1 and body[0][0] in ONE_SIGN:
                return self._run(kind, least, int(most), self._members(*body[0]))
            return _REPEATS[kind](self, least, int(most), self._row(body))
        return getattr(self, f"_{str(kind).lower()}")(about)  # type: ignore[no-any-return]

    # One character

    def _members(self, kind: Any, about: Any) -> frozenset[str]:
        return frozenset(sign for sign in self.signs if holds(kind, about, sign, self.flags))

    def _sign(self, kind: Any, about: Any) -> Matcher:
        members, text, end = self._members(kind, about), self.text, len(self.text)

        def match(at: int, then: Then) -> bool:
            self.step()
            return at < end and text[at] in members and then(at + 1)

        return match

    def _run(self, kind: Any, least: int, most: int, members: frozenset[str]) -> Matcher:
        """Return the matcher of a repeat of one character, whose run is measured at once and paid for by its length."""
        many = re.compile(f"[{''.join(map(re.escape, members))}]*" if members else "", re.DOTALL)
        text = self.text

        def match(at: int, then: Then) -> bool:
            found = many.match(text, at)
            last = min(found.end(), at + most) if found else at
            first = at + least
            self.step()
            if last < first:
                self.step(last - at)
                return False
            if kind is op.POSSESSIVE_REPEAT:
                self.step(last - at)
                return then(last)
            if kind is op.MIN_REPEAT:
                self.step(least)
                places = range(first, last + 1)
            else:
                self.step(last - at)
                places = range(last, first - 1, -1)
            for place in places:
                self.step()
                if then(place):
                    return True
            return False

        return match

    # Groups

    def _subpattern(self, about: Any) -> Matcher:
        number, added, removed, items = about
        before = self.flags
        self.flags = (self.flags | added) & ~removed
        body = self._row(items)
        self.flags = before
        if number is None:
            return body
        groups = self.groups

        def match(at: int, then: Then) -> bool:
            def behind(end: int) -> bool:
                old = groups.get(number)
                groups[number] = at, end
                if then(end):
                    return True
                if old is None:
                    del groups[number]
                else:
                    groups[number] = old
                return False

            return body(at, behind)

        return match

    def _branch(self, about: Any) -> Matcher:
        ways = [self._row(way) for way in about[1]]

        def match(at: int, then: Then) -> bool:
            for way in ways:
                self.step()
                if way(at, then):
                    return True
            return False

        return match

    def _end(self, body: Matcher, at: int) -> int | None:
        ends: list[int] = []
        return ends[0] if body(at, lambda end: ends.append(end) or True) else None  # type: ignore[func-returns-value]

    def _atomic_group(self, about: Any) -> Matcher:
        body = self._row(about)

        def match(at: int, then: Then) -> bool:
            end = self._end(body, at)
            return end is not None and then(end)

        return match

    def _assert(self, about: Any, *, wanted: bool = True) -> Matcher:
        way, items = about
        body = self._row(items)
        width = items.getwidth()[0] if way < 0 else 0

        def match(at: int, then: Then) -> bool:
            self.step()
            stands = at >= width and self._end(body, at - width) is not None
            return stands == wanted and then(at)

        return match

    def _assert_not(self, about: Any) -> Matcher:
        return self._assert(about, wanted=False)

    def _groupref(self, number: int) -> Matcher:
        groups, text = self.groups, self.text

        def match(at: int, then: Then) -> bool:
            begin, end = groups.get(number, (0, -1))
            self.step(max(1, end - begin))
            return end >= 0 and text.startswith(text[begin:end], at) and then(at + end - begin)

        return match

    def _groupref_exists(self, about: Any) -> Matcher:
        number, yes, no = about
        stands, fails = self._row(yes), self._row(no or ())

        def match(at: int, then: Then) -> bool:
            return stands(at, then) if number in self.groups else fails(at, then)

        return match

    def _failure(self, _about: Any) -> Matcher:
        return lambda at, then: False

    # Places

    def _at(self, where: Any) -> Matcher:
        text, end = self.text, len(self.text)
        lines = bool(self.flags & re.MULTILINE)

        def word(place: int) -> bool:
            return 0 <= place < end and (text[place].isalnum() or text[place] == "_")

        def stands(at: int) -> bool:
            if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
                return at == 0 or (lines and where is op.AT_BEGINNING and text[at - 1] == "\n")
            if where is op.AT_END_STRING:
                return at == end
            if where is op.AT_END:
                return at == end or (text[at] == "\n" and (lines or at == end - 1))
            return (word(at - 1) != word(at)) == (where is op.AT_BOUNDARY)

        def match(at: int, then: Then) -> bool:
            self.step()
            return stands(at) and then(at)

        return match

    # Repeats of groups

    def _greedy(self, least: int, most: int, body: Matcher) -> Matcher:
        def rounds(at: int, count: int, then: Then) -> bool:
            self.step()

            def again(end: int) -> bool:
                return (end > at or count < least) and rounds(end, count + 1, then)

            return (count < most and body(at, again)) or (count >= least and then(at))

        return lambda at, then: rounds(at, 0, then)

    def _lazy(self, least: int, most: int, body: Matcher) -> Matcher:
        def rounds(at: int, count: int, then: Then) -> bool:
            self.step()

            def again(end: int) -> bool:
                return (end > at or count < least) and rounds(end, count + 1, then)

            return (count >= least and then(at)) or (count < most and body(at, again))

        return lambda at, then: rounds(at, 0, then)

    def _possessive(self, least: int, most: int, body: Matcher) -> Matcher:
        def match(at: int, then: Then) -> bool:
            count = 0
            while count < most:
                self.step()
                end = self._end(body, at)
                if end is None or (end == at and count >= least):
                    break
                at, count = end, count + 1
            return count >= least and then(at)

        return match


ONE_SIGN = frozenset({op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN})
_REPEATS = {
    op.MAX_REPEAT: Machine._greedy,
    op.MIN_REPEAT: Machine._lazy,
    op.POSSESSIVE_REPEAT: Machine._possessive,
}


def _chained(matchers: list[Matcher]) -> Matcher:
    """Return the matcher of one thing behind the other."""
    if not matchers:
        return lambda at, then: then(at)
    if len(matchers) == 1:
        return matchers[0]
    first, rest = matchers[0], _chained(matchers[1:])
    return lambda at, then: first(at, lambda end: rest(end, then))


def holds(kind: Any, about: Any, sign: str, flags: int) -> bool:
    """Say whether a literal, a class or a dot takes this character."""
    if kind is op.ANY:
        return bool(flags & re.DOTALL) or sign != "\n"
    kins = {sign, sign.lower(), sign.upper()} if flags & re.IGNORECASE else {sign}
    codes = [ord(kin) for kin in kins if len(kin) == 1]
    if kind is op.LITERAL:
        return about in codes
    if kind is op.NOT_LITERAL:
        return about not in codes
    negated = about[0][0] is op.NEGATE
    return any(_in(item, codes, flags) for item in about) != negated


def _in(item: tuple[Any, Any], codes: list[int], flags: int) -> bool:
    kind, about = item
    if kind is op.LITERAL:
        return about in codes
    if kind is op.RANGE:
        return any(about[0] <= code <= about[1] for code in codes)
    if kind is op.CATEGORY:
        return _of_category(str(about), chr(codes[0]), ascii_only=bool(flags & re.ASCII))
    return False


def _of_category(category: str, sign: str, *, ascii_only: bool) -> bool:
    plain = sign.isascii() or not ascii_only
    if category.endswith("DIGIT"):
        stands = plain and unicodedata.category(sign) == "Nd"
    elif category.endswith("SPACE"):
        stands = plain and sign.isspace()
    else:
        stands = plain and (sign.isalnum() or sign == "_")
    return stands != ("_NOT_" in category)
