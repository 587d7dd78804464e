"""From stretches to quotes: the turn that is most alike, its excerpt, and marked in it what was asked for literally."""

from __future__ import annotations

from functools import lru_cache

from store.meaning.ranking import Meant
from store.meaning.stretches import Stretch
from store.models import Question, Quote
from store.search import keywords
from store.search.excerpt import Spans, excerpt, sentence_ends
from store.search.matching import literally
from store.search.ranking import merged
from store.storage.index import Index, TurnRow
from store.text.normalize import normalize

_BEST: float = 24.0
"""Points of the first quote: what words find has 25 at least, unless it says next to nothing."""


def quotes(
    index: Index, meant: Meant, asked: Question, speaker: str | None, most: int, *, sure: bool
) -> tuple[Quote, ...]:
    """Return the quotes of what was meant, at most so many, best first, a turn once each."""
    chosen: dict[int, tuple[Stretch, TurnRow]] = {}
    for stretch in meant.stretches:
        turn = meant.turn_of(stretch, speaker)
        chosen.setdefault(turn.id, (stretch, turn))
    listed = list(chosen.values())[:most]
    words = _words(asked)
    found: list[Quote] = []
    for (stretch, row), (whole, of) in zip(listed, index.in_full([row for _, row in listed]), strict=True):
        shown, highlights = _excerpt(row.text, stretch.said(row), words)
        found.append(Quote(whole, of, shown, highlights, "meaning", _BEST - len(found), sure=sure))
    return tuple(found)


@lru_cache(maxsize=64)
def pieces(text: str) -> tuple[keywords.Piece, ...]:
    """Return the pieces of a question: cut once, to see whether it is worth asking, and again to mark its words."""
    return keywords.pieces(text)


def _words(asked: Question) -> list[str]:
    found = [piece for text in asked.texts for piece in pieces(text)]
    return list(dict.fromkeys(word.key for piece in found for word in piece.words if len(word.key) > 1))


def _excerpt(text: str, part: tuple[int, int], words: list[str]) -> tuple[str, Spans]:
    """Return the part of a turn to show, round the words of the question that stand in it, else from its beginning."""
    begin, end = part
    turn = normalize(text)
    spans = merged(turn.span(*span) for word in words for span in literally(word, turn))
    inside = tuple(span for span in spans if begin <= span[0] and span[1] <= end)
    if inside:
        return excerpt(text, inside)
    first = next((stop for stop in sentence_ends(text) if stop > begin + 1), len(text))
    shown, _ = excerpt(text, ((begin, min(first, end)),))
    return shown, ()
