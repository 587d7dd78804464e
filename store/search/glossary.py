"""Corrections that people keep: what was meant where the recogniser wrote something else, and words that mean the same.

A correction never rewrites the transcript; it only lets a question find it. One correction is one line of text:

    Ray = 瑞 | RE ! 佳瑞        Ray was heard as 瑞 or RE, but not in 佳瑞
    fine-tuning ~ 微调          the two mean the same, both ways
    # a remark
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from store.errors import NotACorrection
from store.models import Correction, Relation
from store.text.normalize import clean, normalize

_LINE = re.compile(r"(?P<meant>[^=~＝～!！|｜]++)(?P<relation>[=~＝～])(?P<heard>[^=~＝～!！]++)(?:[!！](?P<but>.+))?")
_OR = re.compile(r"[|｜]")
_LONGEST_LINE = 500


def parse(line: str, *, episode: int | None = None) -> Correction:
    """Return the correction that a line of text holds. Raises NotACorrection."""
    line = clean(line).strip()
    match = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if match is None:
        raise NotACorrection(line)
    heard = forms_of(match["heard"])
    if not normalize(match["meant"]).key or not heard:
        raise NotACorrection(line)
    relation: Relation = "=" if match["relation"] in "=＝" else "~"
    return Correction(match["meant"].strip(), relation, heard, forms_of(match["but"] or ""), episode)


def forms_of(written: str) -> tuple[str, ...]:
    """Return the forms that stand between bars: `瑞 | RE` gives 瑞 and RE."""
    return tuple(part for part in map(str.strip, _OR.split(written)) if normalize(part).key)


def parse_lines(text: str, *, episode: int | None = None) -> tuple[Correction, ...]:
    """Return the corrections of a text, one a line; blank lines and remarks are passed over. Raises NotACorrection."""
    found = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                found.append(parse(line, episode=episode))
            except NotACorrection as error:
                raise NotACorrection(error.line, number) from error
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another form to look for: as it was `heard`, what was `meant` by it, where, and within which words it is not."""

    heard: str
    meant: str
    exceptions: tuple[str, ...]
    episode_id: int | None


class Corrections:
    """The corrections of a library by the words asked for."""

    def __init__(self, kept: Iterable[Correction] = ()) -> None:
        self._by_key: dict[str, list[Alternative]] = defaultdict(list)
        groups: dict[str, set[str]] = defaultdict(set)
        kept = tuple(kept)
        for one in kept:
            if one.relation == "~":
                same = {normalize(word).key for word in (one.meant, *one.heard)}
                for key in same:
                    groups[key] |= same
            for word in (one.meant, *one.heard) if one.relation == "~" else (one.meant,):
                for other in (one.meant, *one.heard):
                    if normalize(other).key != normalize(word).key:
                        self._by_key[normalize(word).key].append(
                            Alternative(other, word, one.exceptions, one.episode_id)
                        )
        # What was heard for one of two words that mean the same answers a question for the other, too.
        for key, same in groups.items():
            for other in same - {key}:
                self._by_key[key] += [a for a in self._by_key[other] if normalize(a.heard).key not in same]
        self.keys = frozenset(self._by_key)

    def of(self, key: str) -> list[Alternative]:
        """Return the other forms to look for when this is asked for."""
        return self._by_key.get(key, [])
