"""Texts that take the most steps of a pattern, made from its own repeats: what repeats, many times, and then no end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

from tests.patterns import steps

_COMMON = "\0a1A 的\n。\t-'\"é٣"
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can be made in any length: its middle is repeated."""

    before: str
    again: str
    after: str = ""

    def of(self, size: int) -> str:
        """Return it in so many characters, or a few more."""
        room = size - len(self.before) - len(self.after)
        return self.before + self.again * max(1, -(-room // len(self.again))) + self.after


def texts(pattern: re.Pattern[str]) -> list[Text]:
    """Return texts that are made from the repeats of a pattern."""
    tree = steps.tree(str(pattern.pattern), pattern.flags)
    signs = _signs(tree, pattern.flags)
    speaker = _Speaker(signs, pattern.flags)
    repeats = list(speaker.repeats(tree, ""))
    befores = list(dict.fromkeys(["", *(before for before, _ in repeats)]))[:6]
    bodies = list(dict.fromkeys(body for _, body in repeats if body))
    begun = [text for before, body in repeats for text in (before, before + body)]
    both = [a + b for a in bodies for b in bodies if a != b][:12]
    agains = list(dict.fromkeys([*signs, *bodies, *both, *begun, speaker.said(tree)]))
    made = [Text(before, again, after) for before in befores for again in agains if again for after in ("", signs[-1])]
    return list(dict.fromkeys(made))


def _signs(tree: Any, flags: int) -> list[str]:
    """Return one character for each way in which the pattern's classes tell characters apart; one of none is last."""
    classes = list(_classes(tree))
    candidates = dict.fromkeys([*_COMMON, *(chr(code) for kind, about in classes for code in _codes(kind, about))])
    told: dict[tuple[bool, ...], str] = {}
    for sign in candidates:
        told.setdefault(tuple(steps.holds(kind, about, sign, flags) for kind, about in classes), sign)
    return sorted(
        told.values(), key=lambda sign: -sum(steps.holds(kind, about, sign, flags) for kind, about in classes)
    )


def _classes(tree: Any) -> Iterator[tuple[Any, Any]]:
    for kind, about in tree:
        if kind in steps.ONE_SIGN:
            yield kind, about
        for inner in _inside(kind, about):
            yield from _classes(inner)


def _inside(kind: Any, about: Any) -> list[Any]:
    if kind in _REPEATS:
        return [about[2]]
    if kind is op.SUBPATTERN:
        return [about[3]]
    if kind is op.BRANCH:
        return list(about[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [about[1]]
    if kind is op.GROUPREF_EXISTS:
        return [part for part in about[1:] if part]
    return [about] if kind is op.ATOMIC_GROUP else []


def _codes(kind: Any, about: Any) -> Iterator[int]:
    if kind in (op.LITERAL, op.NOT_LITERAL):
        yield about
    elif kind is op.IN:
        for inner, told in about:
            if inner is op.LITERAL:
                yield told
            elif inner is op.RANGE:
                yield from told


class _Speaker:
    """Says what a pattern takes, as shortly as it goes."""

    def __init__(self, signs: list[str], flags: int) -> None:
        self._signs, self._flags = signs, flags

    def said(self, tree: Any, *, full: bool = False) -> str:
        """Return a text that the tree takes, without what may be left out, or with each such thing once if `full`."""
        return "".join(self._one(kind, about, full=full) for kind, about in tree)

    def _one(self, kind: Any, about: Any, *, full: bool) -> str:
        if kind in steps.ONE_SIGN:
            return next((sign for sign in self._signs if steps.holds(kind, about, sign, self._flags)), "")
        if kind in _REPEATS:
            return self.said(about[2], full=full) * max(min(int(about[0]), 64), int(full and about[1] > 0))
        if kind is op.BRANCH:
            return self.said(about[1][0], full=full)
        if kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            return self.said(_inside(kind, about)[0], full=full)
        return ""

    def repeats(self, tree: Any, before: str) -> Iterator[tuple[str, str]]:
        """Yield (what stands before it, its body) of each long repeat: the body short, and with all it may hold."""
        for kind, about in tree:
            if kind in _REPEATS and about[1] > 8:
                yield before, self.said(about[2])
                yield before, self.said(about[2], full=True)
            for inner in _inside(kind, about):
                yield from self.repeats(inner, before)
            before += self._one(kind, about, full=False)
