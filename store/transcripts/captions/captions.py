"""Captions joined into turns: a caption is three seconds of a screen, a turn is what a person said.

A caption is cut by the width of a screen, not by the speech: one sentence runs over three of them, and a lone word may
be one. So captions of one speaker are joined, and cut again where the speaker pauses or a sentence ends, so that a
turn is a paragraph to read (about 20 to 40 seconds, a minute at most). The times of the captions are kept as cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import merge as merge_sorted
from itertools import pairwise

from store.models import Cue, Turn
from store.text.marks import CLOSING, SENTENCE_ENDS
from store.transcripts.parsing.decode import clean

LONGEST_S = 60.0
"""No turn made of captions is longer than this, unless one caption alone is."""

_GOOD_S = 20.0  # from here on the end of a sentence ends the turn
_LONG_S = 45.0  # and from here on the best of the places before, a comma or a breath
_SHORTEST_S = 5.0  # a rest shorter than this joins the turn before it
_PAUSE_S = 3.0  # whoever is silent for so long begins anew
_BREATH_S = 1.0  # in a text without punctuation, this is the end of a sentence
_CUE_S = 2.0  # finer times than this help nobody to find a place in a recording
_MOST_CHARACTERS = 900  # a minute of fast English; holds where times are unknown or wrong

# Scripts and marks that stand without spaces: Han, kana, full-width forms, Thai, Lao, Khmer, Burmese.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3041-\u312f\u31a0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uff9f\U00020000-\U0003ffff]"
)
_CLOSING = re.compile(r"(?!\.\.|\.\d)[,.;:!?%)\]}’”…]|'(?:s|t|re|ve|ll|d|m)\b|n't\b")
_OPENING = "([{“‘¿¡"
_SENTENCE_END = re.compile(rf"[{SENTENCE_ENDS}.][{CLOSING}'\]]*$")
_NO_SENTENCE_END = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|No|e\.g|i\.e)|(?:^|\W)[A-Z])\.$")
_CLAUSE_END = re.compile(r"[,，、;；:：—-][\"'”’」』）)\]]*$")


@dataclass(frozen=True, slots=True)
class Caption:
    r"""What a file shows at one time: its words (lines apart by `\n`, markup gone), and who speaks, if it is said.

    `line` is where it begins in the file, None in formats without lines. Captions of different `track`s (two languages,
    a style for signs) are never joined. `fresh` says that another person begins here, even if no name says who.
    """

    start_s: float | None
    end_s: float | None
    text: str
    line: int | None = None
    speaker: str | None = None
    track: str = ""
    fresh: bool = False


def join(first: str, second: str) -> str:
    """Return two pieces of one text as one: a space between Latin words, none beside Han or before punctuation."""
    if not first or not second:
        return first or second
    if first[-1].isspace() or second[0].isspace():
        return f"{first.rstrip()} {second.lstrip()}"
    glued = _UNSPACED.match(first[-1]) or _UNSPACED.match(second[0]) or first[-1] in _OPENING or _CLOSING.match(second)
    return first + second if glued else f"{first} {second}"


def one_line(text: str) -> str:
    """Return the lines of a caption as one, without the breaks that only the width of a screen made."""
    whole = ""
    for line in text.split("\n"):
        stripped = " ".join(line.split())
        whole = join(whole, stripped) if whole else stripped
    return whole


def ends_sentence(text: str) -> bool:
    """Say whether a text ends where a sentence does; `Mr.` and `J.` end none."""
    return bool(_SENTENCE_END.search(text)) and not _NO_SENTENCE_END.search(text)


def carry(captions: Iterable[Caption]) -> list[Caption]:
    """Return the captions with the speaker filled in from the one before, where a format names only who is new."""
    carried: list[Caption] = []
    speaker: str | None = None
    for caption in captions:
        speaker = caption.speaker if caption.speaker is not None or caption.fresh else speaker
        carried.append(caption if caption.speaker == speaker else replace(caption, speaker=speaker))
    return carried


def turns(captions: Iterable[Caption]) -> tuple[Turn, ...]:
    """Return the captions as turns of readable length, in file order; captions without words are left out.

    Joined are neighbours of one speaker on one track, as long as time goes on and nobody pauses for long. Two captions
    with the very same times stay two turns. Several tracks are read one by one and put in the order of their times.
    """
    tracks: dict[str, list[Caption]] = {}
    for caption in captions:
        if text := clean(one_line(caption.text)).strip():
            own = caption if text == caption.text else replace(caption, text=text)
            tracks.setdefault(caption.track, []).append(own)
    made = [[_turn(piece) for run in _runs(track) for piece in _pieces(run)] for track in tracks.values()]
    if len(made) == 1:
        return tuple(made[0])
    return tuple(merge_sorted(*made, key=lambda turn: turn.start_s or 0.0))


def own_turns(captions: Iterable[Caption]) -> tuple[Turn, ...]:
    """Return one turn for each caption: for formats whose pieces are what one speaker said until the next one spoke."""
    return tuple(
        _turn([replace(caption, text=text)]) for caption in captions if (text := clean(_paragraphs(caption.text)))
    )


def _paragraphs(text: str) -> str:
    """Return the lines of a turn without outer and doubled white space; its paragraphs stay apart."""
    return "\n".join(stripped for line in text.split("\n") if (stripped := " ".join(line.split())))


def _runs(captions: Sequence[Caption]) -> Iterable[list[Caption]]:
    """Yield the stretches in which one person speaks on without a long pause and time does not go back."""
    run = [captions[0]]
    for before, caption in pairwise(captions):
        if _apart(before, caption):
            yield run
            run = []
        run.append(caption)
    yield run


def _apart(before: Caption, caption: Caption) -> bool:
    """Say whether a turn must end between two captions."""
    if caption.fresh or caption.speaker != before.speaker:
        return True
    if caption.start_s is None or before.start_s is None:
        return False
    same_time = caption.start_s == before.start_s and caption.end_s == before.end_s
    shown = before.end_s is not None and before.end_s > before.start_s
    return caption.start_s < before.start_s or (same_time and shown) or _gap(before, caption) > _PAUSE_S


def _gap(before: Caption, caption: Caption) -> float:
    """Return the silence between two captions in seconds, 0 where it is unknown."""
    if before.end_s is None or caption.start_s is None:
        return 0.0
    return max(0.0, _time_between(before.end_s, caption.start_s))


def _pieces(run: Sequence[Caption]) -> list[Sequence[Caption]]:
    """Return a run cut to readable length: at the first good place after 20 s, else at the best one before that."""
    cuts = [0]
    best = (0.0, 0)
    characters = 0
    for at, caption in enumerate(run):
        begun = cuts[-1]
        said = _seconds(run, begun, at)
        full = said > LONGEST_S or characters + len(caption.text) > _MOST_CHARACTERS
        if at > begun and (full or (said > _LONG_S and best[1] > begun)):
            cuts.append(best[1] if best[1] > begun else at)
            characters = sum(len(earlier.text) for earlier in run[cuts[-1] : at])
            best = (0.0, 0)
        characters += len(caption.text)
        if at + 1 == len(run):
            break
        strength = _strength(caption, run[at + 1])
        said = _seconds(run, cuts[-1], at)
        if strength >= 2 and said >= _GOOD_S:
            cuts.append(at + 1)
            characters, best = 0, (0.0, 0)
        elif said >= _GOOD_S / 2 and strength >= best[0]:
            best = (strength, at + 1)
    if len(cuts) > 1 and _seconds(run, cuts[-1], len(run) - 1) < _SHORTEST_S:
        whole = sum(len(caption.text) for caption in run[cuts[-2] :]) <= _MOST_CHARACTERS
        if whole and _seconds(run, cuts[-2], len(run) - 1) <= LONGEST_S:
            cuts.pop()
    return [run[begin:end] for begin, end in pairwise([*cuts, len(run)])]


def _seconds(run: Sequence[Caption], first: int, last: int) -> float:
    """Return how long the captions from the first to the last take, 0 where no time is known."""
    start, end = run[first].start_s, run[last].end_s
    end = run[last].start_s if end is None else end
    return _time_between(start, end) if start is not None and end is not None else 0.0


def _time_between(start_s: float, end_s: float) -> float:
    """Return the time in whole milliseconds, as files give it: 4.344 - 1.344 is 3.0 here, and not a little more."""
    return round(end_s - start_s, 3)


def _strength(caption: Caption, following: Caption) -> float:
    """Return how well a turn could end after this caption: from 2 on it is the end of a sentence."""
    gap = min(_gap(caption, following), 2.0)
    if ends_sentence(caption.text):
        return 2.0 + gap
    if gap >= _BREATH_S:
        return 1.0 + gap
    return (0.5 if _CLAUSE_END.search(caption.text) else 0.0) + gap / 2


def _turn(piece: Sequence[Caption]) -> Turn:
    """Return one turn of the captions of a piece."""
    text = ""
    cues: list[Cue] = []
    last = start = next((caption.start_s for caption in piece if caption.start_s is not None), None)
    for caption in piece:
        text, before = join(text, caption.text), text
        if before and caption.start_s is not None and last is not None and caption.start_s >= last + _CUE_S:
            cues.append(Cue(len(text) - len(caption.text), round(caption.start_s, 3)))
            last = caption.start_s
    ends = [caption.end_s for caption in piece if caption.end_s is not None and caption.end_s >= (start or 0.0)]
    end = max(ends, default=None)
    start, end = (None if time is None else round(time, 3) for time in (start, end))  # milliseconds, as files have them
    return Turn(piece[0].speaker, start, end, text, cues=tuple(cues))
