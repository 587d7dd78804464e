"""Telegram HTML: measured as Telegram measures, cut before it is tagged, and escaped once, at the very end.

https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from store.text.normalize import is_blank

Spans = Sequence[tuple[int, int]]
"""[from, to) pairs of character positions."""

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]+[”』」\"’）)\s]*|[^。！？!?\n]+", re.DOTALL)

# What Telegram drops or refuses: control characters (line breaks apart) and halves of surrogate pairs. And marks that
# would turn round what the bot itself says behind them.
_UNSAYABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def escape(text: str) -> str:
    """Return text from outside as HTML that shows it as it is; what Telegram cannot show becomes a blank."""
    return html.escape(_UNSAYABLE.sub(" ", text))


def label(text: str, limit: int) -> str:
    """Return text from outside as a button's label of at most `limit` UTF-16 units; a blank one becomes …."""
    return shorten(_UNSAYABLE.sub(" ", text).strip(), limit) or "…"


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units, so that most emoji count for two.

    >>> units("利大专飞"), units("🦝")
    (4, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2  # looking at each character took twenty times as long


def shorten(text: str, limit: int) -> str:
    """Return the text in at most `limit` UTF-16 units, with … where its end was cut off, or where none can be seen.

    >>> shorten("浣熊夜谈", 3)
    '浣熊…'
    """
    if text and is_blank(text):
        return "…"
    return text if units(text) <= limit else head(text, limit - 1) + "…"


def sayable(text: str) -> str:
    """Return text from outside as plain text that Telegram takes, for places that know no HTML."""
    return _UNSAYABLE.sub(" ", text)


def shorten_head(text: str, limit: int) -> str:
    """Return the text in at most `limit` UTF-16 units, with … where its beginning was cut off."""
    return text if units(text) <= limit else "…" + tail(text, limit - 1)


def pieces(text: str, limit: int) -> list[str]:
    """Return the text in pieces of at most `limit` UTF-16 units each, cut between sentences where there are any.

    Joined they give the text again; an empty text is one empty piece.
    """
    cut: list[str] = [""]
    for sentence in _SENTENCE.findall(text):
        if units(cut[-1]) + units(sentence) > limit and cut[-1]:
            cut.append("")
        rest = sentence
        while units(rest) > limit:
            cut[-1] = head(rest, limit) or rest[0]
            rest = rest[len(cut[-1]) :]
            cut.append("")
        cut[-1] += rest
    return cut


def bold(text: str) -> str:
    """Return the text in bold."""
    return f"<b>{escape(text)}</b>"


def link(text: str, url: str | None) -> str:
    """Return the text as a link; without an address, the text alone."""
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)


def quoted(inner: str, *, folded: bool = False) -> str:
    """Return HTML as a blockquote; `folded` shows its first lines, and all of it at a touch."""
    return f"<blockquote{' expandable' if folded else ''}>{inner}</blockquote>"


def marked(text: str, spans: Spans, *, limit: int, most: int) -> str:
    """Return the text as HTML with the spans in bold: at most `limit` UTF-16 units and `most` bold runs.

    Spans with nothing but blanks or punctuation between them become one. A longer text is cut round the first span,
    with … where something is left out.
    """
    joined = join(text, spans)
    text, joined = _window(text, joined, limit)
    pieces: list[str] = []
    at = 0
    for begin, end in joined[:most]:
        pieces += [escape(text[at:begin]), bold(text[begin:end])]
        at = end
    return "".join([*pieces, escape(text[at:])])


def cut_round(text: str, spans: Spans, limit: int) -> str:
    """Return at most `limit` UTF-16 units of the text round its first span, with … where something is left out."""
    return _window(text, join(text, spans), limit)[0]


def join(text: str, spans: Spans) -> list[tuple[int, int]]:
    """Return the spans in order and inside the text, those merged that overlap or have no letter between them.

    >>> join("chat GPT 与 GPT", [(0, 4), (5, 8), (11, 14)])
    [(0, 8), (11, 14)]
    """
    joined: list[tuple[int, int]] = []
    for begin, end in sorted((max(a, 0), min(b, len(text))) for a, b in spans):
        if begin >= end:
            continue
        if joined and not any(map(str.isalnum, text[joined[-1][1] : begin])):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def lines(parts: Iterable[str | None]) -> str:
    """Return the parts that there are, one a line."""
    return "\n".join(part for part in parts if part)


def _window(text: str, spans: list[tuple[int, int]], limit: int) -> tuple[str, list[tuple[int, int]]]:
    """Return at most `limit` units of the text round the first span, and the spans there."""
    if units(text) <= limit:
        return text, spans
    room = limit - 2  # for … at both ends
    first = spans[0][0] if spans else 0
    ahead = tail(text[:first], room // 3)
    begin = first - len(ahead)
    kept = head(text[begin:], room)
    if begin + len(kept) == len(text):  # the end of the text is in sight: show more of what goes before
        kept = tail(text, room)
        begin = len(text) - len(kept)
    end = begin + len(kept)
    while 0 < begin < first and not text[begin].isalnum():  # … and then a comma would look odd
        begin += 1
    lead = "…" if begin else ""
    shift = len(lead) - begin
    inside = [(max(a, begin) + shift, min(b, end) + shift) for a, b in spans if a < end and b > begin]
    return lead + text[begin:end] + ("…" if end < len(text) else ""), inside


def head(text: str, limit: int) -> str:
    """Return the longest beginning of at most `limit` UTF-16 units."""
    kept = text[: max(limit, 0)]  # no character is less than a unit
    while kept and units(kept) > limit:
        kept = kept[: -max(1, (units(kept) - limit) // 2)]
    return kept


def tail(text: str, limit: int) -> str:
    """Return the longest end of at most `limit` UTF-16 units."""
    return head(text[::-1][: max(limit, 0)], limit)[::-1]
