"""Timing within a turn: known at its ends and its cues, estimated in between.

In between, words are taken to be said at an even pace, counted by what costs time to say: a Han character is a
syllable, a Latin word is a few.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from store.models import Turn

_PACE = 4.5  # syllables a second, where nothing says when a turn ends
_SLOWEST = 1.5  # nobody says less in a second; what a turn has left after that is silence or music
_SURE_S = 4.0  # between known moments so near to one another, an estimate is as good as known
# Whatever is said as one syllable a character, Hangul and kana too; so more than `marks.HAN`.
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3041-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_SYLLABLE = re.compile(rf"[{_HAN}\d]")
_LETTER = re.compile(rf"[^\W\d{_HAN}]")
_OF_A_LETTER = 0.4  # an English syllable has some 2.5 letters


class Moments:
    """The moments of one turn that has a time, in seconds, by places in its words."""

    def __init__(self, turn: Turn, start_s: float) -> None:
        self._text = turn.text
        self._places = [0]
        self._times = [start_s]
        for cue in turn.cues:  # only times that go on: a transcript with wrong ones is better off without
            if self._places[-1] < cue.at < len(turn.text) and cue.start_s >= self._times[-1]:
                self._places.append(cue.at)
                self._times.append(cue.start_s)
        left = syllables(turn.text[self._places[-1] :])
        end_s = turn.end_s
        told = end_s is not None and end_s > self._times[-1]
        if end_s is None or not told:
            end_s = self._times[-1] + left / _PACE
        longest = self._times[-1] + left / _SLOWEST
        self._end_known = told and end_s <= longest
        self._places.append(max(len(turn.text), self._places[-1]))
        self._times.append(min(end_s, longest))

    @property
    def end_s(self) -> float:
        """Return when the last word was said."""
        return self._times[-1]

    def at(self, place: int) -> tuple[float, bool]:
        """Return when the word at a place is said, and whether that is known and no estimate."""
        after = min(max(1, bisect_right(self._places, place)), len(self._places) - 1)
        begin, end = self._places[after - 1], self._places[after]
        begin_s, end_s = self._times[after - 1], self._times[after]
        if place <= begin:
            return begin_s, True
        known = after < len(self._places) - 1 or self._end_known
        if place >= end:
            return end_s, known
        whole = syllables(self._text[begin:end])
        share = syllables(self._text[begin:place]) / whole if whole else 0.0
        return begin_s + (end_s - begin_s) * share, known and end_s - begin_s <= _SURE_S

    def place(self, second: float) -> int:
        """Return the place of the word that is said at a second: known at cues, estimated in between."""
        after = min(max(1, bisect_right(self._times, second)), len(self._times) - 1)
        begin, end = self._places[after - 1], self._places[after]
        begin_s, end_s = self._times[after - 1], self._times[after]
        if second <= begin_s or end_s <= begin_s:
            return begin
        left = syllables(self._text[begin:end]) * min(1.0, (second - begin_s) / (end_s - begin_s))
        for place in range(begin, end):
            left -= syllables(self._text[place])
            if left < 0:
                return place
        return max(begin, end - 1)


def turn_span(turn: Turn) -> tuple[float, float] | None:
    """Return from when to when a turn is said, in the transcript's seconds; None where it has no time.

    Where the transcript does not say when it ends, the usual pace of speech does.
    """
    if turn.start_s is None:
        return None
    if turn.end_s is not None and turn.end_s >= turn.start_s:
        return turn.start_s, turn.end_s
    return turn.start_s, Moments(turn, turn.start_s).end_s


def syllables(text: str) -> float:
    """Return how long words take to say, in syllables."""
    return len(_SYLLABLE.findall(text)) + _OF_A_LETTER * len(_LETTER.findall(text))
