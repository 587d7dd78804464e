"""Words with times, as recognisers give them, joined into captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.text.marks import CLOSING, SENTENCE_ENDS
from store.transcripts.captions.captions import Caption, join

_PAUSE_S = 0.7
_PHRASE_S = 4.0
_LONGEST_S = 12.0
_SENTENCE_END = re.compile(rf"[{SENTENCE_ENDS}.][{CLOSING}']*\s*$")
_CLAUSE_END = re.compile(r"[,，、;；:：]\s*$")
_ONLY_MARKS = re.compile(r"[^\w\s]+\s*$")


@dataclass(frozen=True, slots=True)
class TimedWord:
    """One word or mark as a recogniser gives it; times in seconds, and a speaker, where it has them."""

    text: str
    start_s: float | None = None
    end_s: float | None = None
    speaker: str | None = None


def are_words(texts: Sequence[str]) -> bool:
    """Say whether the pieces of a file are single words (or characters) and not lines."""
    spoken = [text.strip() for text in texts if text.strip()]
    single = sum(len(text.split()) == 1 and (len(text) <= 4 or text.isascii() or len(text) <= 20) for text in spoken)
    return len(spoken) >= 3 and single * 10 >= len(spoken) * 9 and sum(map(len, spoken)) <= 12 * len(spoken)


def phrases(words: Iterable[TimedWord]) -> list[Caption]:
    """Return the words as captions: cut at a change of speaker, at pauses, and where a sentence ends.

    A word or mark without a speaker belongs to the one who speaks; a word without a time to the phrase it stands in.
    Where words bring their own spaces (" Hello", ","), those are kept; else a space is set between Latin words.
    """
    all_words = [word for word in words if word.text]
    spaced = sum(word.text[0] == " " for word in all_words) * 4 >= len(all_words) or any(
        not word.text.strip() for word in all_words
    )
    captions: list[Caption] = []
    phrase: list[TimedWord] = []
    for word in all_words:
        if phrase and _begins_anew(phrase, word):
            captions.append(_caption(phrase, spaced))
            phrase = []
        phrase.append(word)
    if phrase:
        captions.append(_caption(phrase, spaced))
    return captions


def _begins_anew(phrase: Sequence[TimedWord], word: TimedWord) -> bool:
    """Say whether a word begins another phrase than the words before it."""
    speaker = next((said.speaker for said in phrase if said.speaker is not None), None)
    if word.speaker is not None and speaker is not None and word.speaker != speaker:
        return True
    if _ONLY_MARKS.match(word.text) or not word.text.strip() or word.start_s is None:
        return False
    start = next((said.start_s for said in phrase if said.start_s is not None), None)
    if start is None:
        return False
    last = phrase[-1]
    end = last.end_s if last.end_s is not None else last.start_s
    said = word.start_s - start
    return (
        word.start_s < start
        or (end is not None and word.start_s - end > _PAUSE_S)
        or said > _LONGEST_S
        or bool(_SENTENCE_END.search(last.text))
        or (said > _PHRASE_S and bool(_CLAUSE_END.search(last.text)))
    )


def _caption(phrase: Sequence[TimedWord], spaced: bool) -> Caption:
    """Return the words of a phrase as one caption."""
    text = ""
    for word in phrase:
        text = text + word.text if spaced else join(text, word.text.strip())
    starts = [word.start_s for word in phrase if word.start_s is not None]
    ends = [word.end_s for word in phrase if word.end_s is not None]
    speaker = next((word.speaker for word in phrase if word.speaker is not None), None)
    return Caption(min(starts, default=None), max(ends, default=None), " ".join(text.split()), None, speaker)
