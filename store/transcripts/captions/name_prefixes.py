"""Names in front of what is said: `MATT: Hello`, `张三：你好`, `[Alba] Hola`, `>> Hello`.

Not every word before a colon is a name: 字幕：, 标题：, 步骤：and "Three things:" are none. A prefix is a name only
where the whole file says so: names come again, stand at turns all through the file, and prevail over other prefixes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from store.text.marks import HAN, is_han
from store.transcripts.captions.captions import Caption, carry, join
from store.transcripts.names.names import explicit, surname_first
from store.transcripts.names.not_names import PARTICLES, is_field, is_sound, is_word_before_colon

_PREFIX = re.compile(
    r"(?P<mark>\s*+(?:[-–—•]\s*+|>>++\s*+)?+)(?P<name>[^:：\n](?:[^:：\n]{0,46}?[^:：\s])??)\s*+[:：](?![/\d])\s*"
)
_BRACKET = re.compile(r"\s*(?:[-–—]\s*)?[(\[（【［](?P<name>[^()\[\]（）【】［］\n]{1,32})[)\]）】］]\s*(?:[:：]\s*)?")
_MARKS = re.compile(r"[:：>(\[（【［]")  # without one of these there is no name
_CHANGE = re.compile(r"\s*>>+\s*")
_INNER = re.compile(r"(?<=[.?!。？！…\"”\]\)—–-])\s*+(?:>>++\s*+)?+(?P<name>[^.:：?!。？！]{1,48}+)[:：]\s*")
_ASIDE = re.compile(r"(?:(?<!\s)\s++)?+[(\[（【][^()\[\]（）【】]*+[)\]）】]\s*")
_HAN = re.compile(f"[{HAN}\u3041-\u30ff]")
_LETTER = re.compile(r"[^\W\d_]")
_NO_NAME_MARK = re.compile(r"[,，。！？!?;；…\"“”<>|=*#@/\\{}~^%$\[\]【】]|^[^()（）]*[()（）][^()（）]*$")
_TAG = re.compile(r"[a-z][\w.-]{1,24}(?:\(\))?")
_SHORT_HAN, _SHORT_LATIN = 4, 8
_OFTEN = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d$")
_FULL_STOP = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Dr|Mr|Ms|St|Jr|Sr))(?<!\bMrs)\.(?:\s|$)")


@dataclass(frozen=True, slots=True)
class _Found:
    """Names that a file was found to use, and how: before a colon, or in brackets."""

    names: frozenset[str]
    brackets: frozenset[str]
    changes: bool


def name_speakers(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions cut where a speaker is named in the text, each with its speaker; the names leave the text.

    Where names stand only at a change, the captions after it are the same person's. Where they stand on nearly every
    caption (Zoom), one without a name stays without. In a file whose prefixes are no names, nothing changes.
    """
    found = _names(captions)
    if not (found.names or found.brackets or found.changes):
        return list(captions)
    named = [piece for caption in captions for piece in _split(caption, found)]
    if _on_every_caption(named):
        return named
    return _to_the_end_of_sentences(named) if _only_asides(named, found) else carry(named)


def _names(captions: Sequence[Caption]) -> _Found:
    """Return what the whole file says about names."""
    named: Counter[str] = Counter()
    others = 0
    first: dict[str, int] = {}
    bracketed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    changes = 0
    for place, caption in enumerate(captions):
        if not _MARKS.search(caption.text):
            continue
        for line in _starts(caption.text):
            changes += bool(_CHANGE.match(line))
            if prefix := _PREFIX.match(line):
                name = prefix["name"].strip()
                if could_be_a_name(name):
                    named[name] += 1
                    first.setdefault(name, place)
                else:
                    others += 1
                    tags[name] += _TAG.fullmatch(name) is not None
            if bracket := _BRACKET.match(line):
                name = bracket["name"].strip()
                bracketed[name] += 1
                alone[name] += bracket.end() >= len(caption.text.rstrip())
    told = sum(tags.values()) + sum(named.values())
    if told * 5 >= len(captions) * 4 and (len(tags) + len(named)) * 5 <= told and not any(map(is_field, tags)):
        named, others = named + tags, 0  # names of accounts, which begin lower case, on nearly every caption
        first = {name: first.get(name, 0) for name in named}
    return _Found(
        _accepted(named, others, first, len(captions)),
        _accepted_brackets(bracketed, alone, len(captions)),
        changes >= 3,
    )


def _starts(text: str) -> Iterator[str]:
    """Yield the places of a caption where a name may stand: its whole text, and each further line."""
    lines = text.split("\n")
    whole = ""
    for line in lines:
        whole = join(whole, line.strip())
    yield whole
    yield from lines[1:]


def _accepted(named: Counter[str], others: int, first: dict[str, int], captions: int) -> frozenset[str]:
    """Return the prefixes that are names: none, if the file does not use prefixes as names."""
    again = {name for name, times in named.items() if times >= 2}
    total = sum(named.values())
    if not again:
        if total == 1 and others == 0:
            ((name, place),) = first.items()
            return frozenset({name}) if place <= 1 and full_name(name) else frozenset()
        if not (captions <= 12 and total >= 2 and total * 2 >= captions and others == 0):
            return frozenset()
    begins = min(first[name] for name in again or named)
    throughout = (begins <= 5 and total * 150 >= captions) or (
        begins <= max(20, captions // 5) and total * 25 >= captions
    )
    opening = any(first[name] == 0 and named[name] >= _OFTEN and full_name(name) for name in again)
    if not throughout or (total <= others and not opening):
        return frozenset()
    return frozenset(again | {name for name in named if not again or full_name(name) or alike(name, again)})


def could_be_a_name(text: str) -> bool:
    """Say whether a text before a colon has the form of a speaker's name; whether it is one, only the file can say.

    A name has at most four words besides `de` and `von` (ten characters in Chinese), begins no Latin word lower case,
    and is not one of the words that stand before colons everywhere (Note:, 字幕：).
    """
    bare = _ASIDE.sub(" ", text).strip()
    if not _LETTER.search(bare) or _YEAR.search(bare) or _NO_NAME_MARK.search(bare) or _FULL_STOP.search(bare):
        return False
    if _HAN.search(bare):
        compact = re.sub(r"\s+", "", bare)
        latin = re.findall(r"[A-Za-z]+", bare)
        return len(_HAN.findall(bare)) <= 10 and len(latin) <= 3 and not is_word_before_colon(compact)
    words = bare.split()
    if is_word_before_colon(bare) or sum(word.lower() not in PARTICLES for word in words) > 4:
        return False
    if re.fullmatch(r"[a-z][a-z0-9]*_\d+", bare):  # spk_0, speaker_1
        return True
    return not words[0][0].islower() and all(not w[0].islower() or w.lower() in PARTICLES for w in words[1:])


def full_name(name: str) -> bool:
    """Say whether a name that stands in the file once is one beyond doubt: first and last name, or 张三."""
    bare = _ASIDE.sub(" ", name).strip()
    if _HAN.search(bare):
        return surname_first(bare) or explicit(bare)
    words = bare.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() for word in words) and not bare.isupper()


def alike(name: str, again: Iterable[str]) -> bool:
    """Say whether a name that stands in the file once is made like those that come again: one word, or SPEAKER_07."""
    shape = re.sub(r"\d+", "0", name)
    if any(re.sub(r"\d+", "0", other) == shape for other in again):
        return True
    if _HAN.search(name) or not name.isalpha():
        return False
    upper = [other.isupper() for other in again if not _HAN.search(other)]
    return bool(upper) and name.isupper() == (sum(upper) * 2 > len(upper)) and name[0].isupper() and len(name) >= 2


def surely_a_name(name: str, again: set[str], likely: set[str]) -> bool:
    """Return whether a name before a colon that stands there once is one: 观众, Michael, Mic2 beside Mic1, or full."""
    bare = re.sub(r"(?:(?<!\s)\s++)?+[(（][^()（）]*+[)）]$", "", name)
    if bare in again or explicit(name) or full_name(name) or alike(name, again):
        return True
    shape = re.sub(r"\d+", "0", bare)
    if shape != bare and any(re.sub(r"\d+", "0", other) == shape for other in likely - {name}):
        return True
    short = len(bare) <= _SHORT_HAN and is_han(bare) and not is_field(bare)
    return short or (bare.isascii() and bare.isalpha() and bare[:1].isupper() and len(bare) <= _SHORT_LATIN)


def _accepted_brackets(bracketed: Counter[str], alone: Counter[str], captions: int) -> frozenset[str]:
    """Return what stands in brackets before speech and is a name, not a sound ((laughs), [Music])."""
    names = {
        name
        for name, times in bracketed.items()
        if explicit(name) or (times >= 2 and alone[name] * 5 <= times and not is_sound(name) and could_be_a_name(name))
    }
    total = sum(bracketed[name] for name in names)
    usual = total * 2 >= captions or (len(names) >= 2 and total * 20 >= captions)
    return frozenset(names) if usual else frozenset()


def _split(caption: Caption, found: _Found) -> Iterator[Caption]:
    """Yield the parts of a caption, each said by one person; they share its times."""
    if not _MARKS.search(caption.text) and "\n" not in caption.text:
        yield caption
        return
    parts: list[tuple[str | None, bool, list[str]]] = [(None, False, [])]
    for line in _unwrapped(caption.text, found):
        rest = line
        while True:
            name, fresh, at, rest = _next_name(rest, found)
            if name is None and not fresh:
                parts[-1][2].append(at)
                break
            if at.strip():
                parts[-1][2].append(at)
            parts.append((name, fresh, []))
    for name, fresh, lines in parts:
        text = "\n".join(lines).strip()
        if text or name is not None:
            yield replace(caption, text=text, speaker=name, fresh=fresh)


def _unwrapped(text: str, found: _Found) -> list[str]:
    """Return the lines of a caption, the first two as one where a name is broken over them."""
    lines = text.split("\n")
    if len(lines) > 1 and not any(mark in lines[0] for mark in ":："):
        joined = join(lines[0].strip(), lines[1].strip())
        prefix = _PREFIX.match(joined)
        if prefix and prefix["name"].strip() in found.names and prefix.end("name") > len(lines[0].strip()):
            return [joined, *lines[2:]]
    return lines


def _next_name(line: str, found: _Found) -> tuple[str | None, bool, str, str]:
    """Return the first speaker in a line, whether somebody unnamed begins there, what stands before, and the rest."""
    if (named := _named_at_start(line, found)) is not None:
        return named[0], False, "", named[1]
    bracket = _BRACKET.match(line) if found.brackets else None
    if bracket and bracket["name"].strip() in found.brackets:
        return bracket["name"].strip(), False, "", line[bracket.end() :]
    change = _CHANGE.match(line) if found.changes else None
    if change and line[change.end() :].strip():
        return None, True, "", line[change.end() :]
    # In the middle of a line: `…that's right. Dan: Yeah`.
    for inner in _INNER.finditer(line) if ":" in line or "：" in line else ():
        if inner["name"].strip() in found.names:
            return inner["name"].strip(), False, line[: inner.start()], line[inner.end() :]
    return None, False, line, ""


def _named_at_start(line: str, found: _Found) -> tuple[str, str] | None:
    """Return the name before a colon at the start of a line and the words behind it, None if there is none."""
    prefix = _PREFIX.match(line)
    if prefix is None or prefix["name"].strip() not in found.names:
        return None
    return prefix["name"].strip(), line[prefix.end() :]


def _on_every_caption(captions: Sequence[Caption]) -> bool:
    """Say whether the file names the speaker on each caption, as Zoom does, and not only at a change."""
    spoken = [caption for caption in captions if caption.text]
    named = [caption for caption in spoken if caption.speaker is not None]
    again = sum(a.speaker == b.speaker is not None for a, b in pairwise(spoken))
    return len(named) * 5 >= len(spoken) * 4 and again * 5 >= len(named)


def _to_the_end_of_sentences(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions with a speaker carried over while the sentence goes on, in scripts that mark its end."""
    carried: list[Caption] = []
    for caption in captions:
        before = carried[-1] if carried else None
        goes_on = before is not None and before.speaker and re.search(r"[a-z,]$", before.text.rstrip())
        same = before is not None and goes_on and caption.speaker is None and not caption.fresh
        carried.append(replace(caption, speaker=before.speaker) if same and before is not None else caption)
    return carried


def _only_asides(captions: Sequence[Caption], found: _Found) -> bool:
    """Say whether names in brackets are exceptions, as in broadcast captions that name only who is out of sight."""
    named = sum(caption.speaker is not None for caption in captions)
    return not found.names and not found.changes and named * 10 < len(captions) * 3
