r"""The label of a line: who speaks, at what time, and the rest of the line.

    **Adam:** \[04:01\] words      **Koji：** 话      **[00:03] SPEAKER_06:** words     **0:51** · Lex Fridman: words
    Lenny (00:12:34): words        (00:12:34):        [00:24] Lenny: words              [Speaker 1] [00:00] words
    NVK: 00:01:30                  ### 张三 `00:01`   [00:24] 张三                      0:31 words

A label is what the line looks like; whether the name in it is a name, only the whole file can say (`labelled`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from store.transcripts.names.names import tidy
from store.transcripts.parsing.clock import seconds

Kind = Literal["bold", "clocked", "clock", "heading", "prefix", "bracketed", "joined"]

_TIME = r"\d{1,3}:[0-5]?\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
_OPEN = r"(?:\\?[\[(（【「]|`|\*\*){1,8}+\s*+(?:[Tt]ime:?\s++)?+"
_CLOSE = r"\s*(?:\\?[\])）】」]|`|\*\*)+"
_RANGE = r"(?:\s*(?:--?>|→|[-–—~]|to|至|到)\s*{time})?"
BRACKETED = rf"{_OPEN}(?:{_TIME}){_RANGE.format(time=_TIME)}{_CLOSE}"
_CLOCK = re.compile(rf"{_OPEN}(?P<clock>{_TIME}){_RANGE.format(time=_TIME)}{_CLOSE}")
_BARE = re.compile(rf"(?P<clock>{_TIME}){_RANGE.format(time=_TIME)}(?=\s|$|[:：])")
# A line that is a name and a bare clock, with a dash before it or a colon behind it: `James 00:02:46:`.
_TAILED = re.compile(
    rf"(?P<name>[^\W\d](?:[^:：\[\]()（）]{{0,57}}?[^:：\[\]()（）\s])??)"
    rf"\s++(?:[–—-]\s*+(?P<dashed>{_TIME})\s*+[:：]?|(?P<clock>{_TIME})\s*+[:：])\s*$"
)
_GLUED = re.compile(rf"(?P<clock>{_TIME})(?P<colon>[:：])?")
_LEAD = re.compile(r"(?P<heading>#{1,6}\s+)?(?P<quote>(?:>\s?)*)(?P<bullet>(?:[-*+•]\s+)?)")
_BOLD = re.compile(r"(?P<mark>\*\*|__)(?P<inside>[^*\n]{1,120}?)(?P=mark)(?P<after>.*)", re.DOTALL)
_HTML_BOLD = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_COLON = ":："
_LONGEST_HEAD = 160
_BETWEEN = re.compile(r"\s*[·|–—-]\s+")
_BRACKETED_NAME = re.compile(r"\\?[\[【](?P<name>[^\[\]【】]{1,40}?)\\?[\]】]\s*")
_PREFIX = re.compile(r"(?P<name>[^:：\n](?:[^:：\n]{0,58}?[^:：\s])??)\s*+[:：](?!//)\s*(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before the words of a line. `rest` is those words, still with their markup.

    `firm` tells that a colon, a clock or bold type sets the name apart beyond doubt (`**Adam:**`, not `**Adam**:`).
    """

    kind: Kind
    name: str | None
    clock: str | None
    rest: str
    firm: bool = True
    bullet: bool = False
    heading: bool = False

    @property
    def start_s(self) -> float | None:
        """Return the label's time in seconds."""
        return seconds(self.clock) if self.clock else None

    def as_clock(self) -> Label:
        """Return the label of `[00:05] [sighs] words` as a clock alone: what stands in the brackets is no name."""
        if self.kind != "clocked" or self.firm:
            return self
        return replace(self, kind="clock", name=None, rest=f"[{self.name}] {self.rest}".strip(), firm=True)


def take_clock(text: str, bare: bool = False) -> tuple[str | None, str]:
    """Return the clock that `text` begins with (in brackets, or `bare`), and what follows it."""
    found = _CLOCK.match(text) or (_BARE.match(text) if bare else None)
    if found is None or seconds(found["clock"]) is None:
        return None, text
    return found["clock"], text[found.end() :]


def label(line: str) -> Label | None:
    """Return the label that a line begins with, or None if it begins with words."""
    if not line or len(line) > 100_000:
        return None
    lead = _LEAD.match(line.strip())
    body = line.strip()[lead.end() :] if lead else line.strip()
    heading = bool(lead and lead["heading"])
    bullet = bool(lead and lead["bullet"])
    if "<" in body[:8]:
        body = _HTML_BOLD.sub("**", body)
    found = _bold(body) or _clock_first(body) or _name_first(body)
    if found is None and heading and body.strip():
        found = Label("heading", tidy(body), None, "")
    if found is None or not (heading or bullet):
        return found
    return Label(found.kind, found.name, found.clock, found.rest, found.firm, bullet, heading)


def _bold(body: str) -> Label | None:
    """Return the label of a line that begins in bold type."""
    found = _BOLD.match(body)
    if found is None:
        return None
    inside, after = found["inside"].strip(), found["after"]
    clock, name = take_clock(inside, bare=True)
    name = name.strip().lstrip("·|-–— ")
    colon = name.endswith(tuple(_COLON))
    name = name.rstrip(_COLON).strip()
    if clock is None and (closing := re.search(rf"\s(?:{BRACKETED}|{_TIME})$", name)):
        clock, _ = take_clock(closing.group().strip(), bare=True)
        name = name[: closing.start()]
    name = tidy(name)
    outside = re.match(r"\s*[:：]", after)
    if outside and name:
        after = after[outside.end() :]
    if clock is None:
        clock, after = take_clock(after.lstrip(), bare=bool(name))
    between = _BETWEEN.match(after)
    if between and (clock or colon or outside):
        after = after[between.end() :]
    after = re.sub(r"^\s*[:：]\s*", "", after) if clock else after
    if not name:
        return _after_clock(clock, after.strip()) if clock else None
    if not (colon or outside or clock or not after.strip()) or (not clock and any(c in name for c in _COLON)):
        return None  # bold words at the head of a sentence, or a field with what stands in it
    return Label("bold", name, clock, after.strip(), firm=colon or clock is not None)


def _after_clock(clock: str, rest: str) -> Label:
    """Return the label of a line that begins with a clock: a name may follow."""
    if bold := _BOLD.match(rest):
        inner = _bold(rest)
        if inner and inner.name and inner.kind == "bold" and bold.start() == 0:
            return Label("bold", inner.name, clock, inner.rest, inner.firm)
    bracketed = _BRACKETED_NAME.match(rest)
    if bracketed and not bracketed["name"][:1].isdigit():
        after = re.sub(r"^[:：]\s*", "", rest[bracketed.end() :])
        return Label("clocked", tidy(bracketed["name"]), clock, after, firm=False)
    return Label("clock", None, clock, rest)


def _clock_first(body: str) -> Label | None:
    """Return the label of a line that begins with a clock, in brackets or bare."""
    clock, after = take_clock(body, bare=True)
    if clock is None:
        return None
    after = re.sub(r"^\s*[:：]", "", after).strip()
    between = _BETWEEN.match(" " + after)
    return _after_clock(clock, (" " + after)[between.end() :] if between else after)


def _name_first(body: str) -> Label | None:
    """Return the label of a line that begins with a name and has a clock or a colon after it."""
    return _name_in_brackets(body) or _name_and_clock(body) or _name_and_colon(body)


def _name_in_brackets(body: str) -> Label | None:
    """Return the label of `[Speaker 1] [00:00] words`, or of `[Speaker 1] words`."""
    bracketed = _BRACKETED_NAME.match(body)
    if bracketed is None or bracketed["name"][:1].isdigit():
        return None
    clock, after = take_clock(body[bracketed.end() :])
    rest = re.sub(r"^\s*[:：]", "", after).strip()
    return Label("clocked" if clock else "bracketed", tidy(bracketed["name"]), clock, rest, firm=clock is not None)


def _name_and_clock(body: str) -> Label | None:
    """Return the label of `Lenny (00:12:34): words`, or of the same alone on its line."""
    tailed = _TAILED.match(body) if len(body) <= _LONGEST_HEAD else None
    if tailed and seconds(clock := tailed["dashed"] or tailed["clock"]) is not None:
        return Label("clocked", tidy(tailed["name"]), clock, "")
    head = body[:_LONGEST_HEAD]
    found = _CLOCK.search(head)
    if found is None or seconds(found["clock"]) is None:
        return None
    name, after = head[: found.start()].strip(), body[found.end() :]
    bare = name.rstrip(_COLON).strip()
    ends = after.strip()[:1] in ("", *_COLON) or name.endswith(tuple(_COLON))
    if not ends or not 0 < len(bare) <= 60 or any(c in bare for c in "。！？!?；;[]"):
        return None
    return Label("clocked", tidy(bare), found["clock"], re.sub(r"^\s*[:：]", "", after).strip())


def _name_and_colon(body: str) -> Label | None:
    """Return the label of `NVK: 00:01:30`, or of `张三：话`."""
    prefix = _PREFIX.match(body)
    if prefix is None or not (name := tidy(prefix["name"])) or "[" in name:
        return None
    if name[-1].isdigit() and body[prefix.end("name") :][1:2].isdigit():
        return None  # a clock in mid-sentence
    glued = _GLUED.match(prefix["rest"])
    if glued and seconds(glued["clock"]) is not None:
        return Label("clocked", name, glued["clock"], prefix["rest"][glued.end() :].strip())
    return Label("prefix", name, None, prefix["rest"], firm=False)
