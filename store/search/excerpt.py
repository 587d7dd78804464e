"""The excerpt of a quote: whole sentences round the match."""

from __future__ import annotations

import re

from store.text.marks import CLOSING, SENTENCE_ENDS

EXCERPT_LENGTH = 180
"""About how many characters an excerpt has, the … at its ends not counted."""

_SENTENCE = re.compile(rf"[^{SENTENCE_ENDS}；;\n]*(?:[{SENTENCE_ENDS}；;\n]+[{CLOSING}]*|$)\s*|.", re.DOTALL)
_CLAUSE = re.compile(r"[，,、：:\s]")
_FULL_STOP = re.compile(r"(?<=[a-z0-9][.!?])\s+(?=[A-Z])")

Spans = tuple[tuple[int, int], ...]

_FILLERS = re.compile(
    r"(?:对|是|嗯|恩|好|的|行|啊|哦|噢|喔|呃|额|诶|哎|欸|呀|吧|嘛|啦|了|哈|明白|没错|可以|确实|当然|谢谢|没问题|问题|不错|"
    r"有道理|这样|就是|那|然后|ok|okay|yes|yeah|right|uh|um|mhm|so|嘿|咦|哇|唉|听得到|知道|理解|懂|非常|很)+"
)


def says_something(key: str) -> bool:
    """Say whether a turn, given as its key, holds more than 对。 and the like."""
    return bool(key) and not _FILLERS.fullmatch(key)


def excerpt(text: str, spans: Spans, length: int = EXCERPT_LENGTH) -> tuple[str, Spans]:
    """Return the part of the text to show, whole sentences round most of the spans, and where the spans are in it.

    `spans` are [from, to) pairs in order. A … stands where something was left out; spans outside are left out too.
    """
    if len(text.strip()) <= length + length // 5:
        begin, end = 0, len(text)
    else:
        begin, end = _window(text, _densest(text, spans, length * 3 // 4), length)
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    head = "…" if text[:begin].strip() else ""
    tail = "…" if text[end:].strip() else ""
    shift = len(head) - begin
    shown = tuple((max(a, begin) + shift, min(b, end) + shift) for a, b in spans if a < end and b > begin)
    return head + text[begin:end].replace("\n", " ") + tail, shown


def _densest(text: str, spans: Spans, most: int) -> tuple[int, int]:
    """Return [from, to) of the shortest stretch, of at most so many characters, that holds most of what was found.

    What was found twice counts once, and the longer it is the more; of equal stretches the first is taken.
    """
    best, stretch = (0, 0), (0, 0)
    all_said = {text[from_:to].lower() for from_, to in spans}
    for at, (begin, _) in enumerate(spans):
        said: set[str] = set()
        for other in range(at, len(spans)):
            from_, to = spans[other]
            if to - begin > most and said:
                break
            said.add(text[from_:to].lower())
            if (held := (sum(map(len, said)), begin - to)) > best:
                best, stretch = held, (begin, to)
            if len(said) == len(all_said):  # more would only make it longer
                break
    return stretch


def _window(text: str, first: tuple[int, int], length: int) -> tuple[int, int]:
    """Return [from, to) of whole sentences round the first match; of a long sentence, clauses."""
    ends = sentence_ends(text)
    begin = max((e for e in ends if e <= first[0]), default=0)
    end = min((e for e in ends if e >= first[1] and e > begin), default=len(text))
    if end - begin > length:
        return _inside(text, begin, end, first, length)
    before = [e for e in [0, *ends] if e < begin]
    after = [e for e in ends if e > end]
    while before or after:  # what follows explains more than what went before: one before, two after
        grown = False
        for side in ("before", "after", "after"):
            if side == "before" and before and end - before[-1] <= length:
                begin, grown = before.pop(), True
            elif side == "after" and after and after[0] - begin <= length:
                end, grown = after.pop(0), True
        if not grown:
            break
    return begin, end


def sentence_ends(text: str) -> list[int]:
    """Return where sentences end, in order, the end of the text included."""
    ends = {match.end() for match in _SENTENCE.finditer(text) if match.group()}
    ends |= {match.end() for match in _FULL_STOP.finditer(text)}
    return sorted(ends | {len(text)})


def _inside(text: str, begin: int, end: int, first: tuple[int, int], length: int) -> tuple[int, int]:
    """Return a part of one long sentence with the match in its middle, cut at commas or blanks where there are."""
    room = max(length - (first[1] - first[0]), 0)
    low = max(begin, first[0] - room // 3)
    high = min(end, max(low + length, first[1]))
    low = max(begin, min(low, high - length))
    if low > begin:
        cut = _CLAUSE.search(text, low, first[0])
        low = cut.end() if cut else low
    if high < end:
        cuts = [match.end() for match in _CLAUSE.finditer(text, first[1], high)]
        high = cuts[-1] if cuts else high
    return low, high
