"""Matching a pattern in a turn: exactly, by sound, nearly, or by the glossary."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from store.models import MatchKind
from store.search.english.forms import is_form
from store.text.han import is_han, sound_class, toned_readings
from store.text.normalize import NormalizedText
from store.text.segment import cut_apart, is_made_of_words, is_part_of_a_word

WHOLE, ACROSS, BEGINNING, FORM, BY_SOUND, BY_SOUND_FROM, KNOWN, NEARLY = 1.0, 0.995, 0.98, 0.97, 0.96, 0.86, 0.9, 0.8
"""How good a match is: the whole, the whole across punctuation, the beginning of a word, another form of it, its sound
(0.86 to 0.96), a kept correction, a near spelling."""

_STRICT_SYLLABLES = 2
"""So few agree in tone, too. Tried (see `ranking`): with 1, one question is answered that nothing answers; with 3, two
homophones are not found."""
SHORTEST_NEAR = 4
"""In characters: of less, none may be wrong. Tried: with 5, 18 of the damaged pieces are not found. With 3, one more
question and one more piece are, in a library of one episode."""
_MISSING, _SOUNDS_ONLY = 0.6, 0.3
"""What a missing character costs, and one that only sounds the same; a wrong one costs 1. Tried: if a missing one costs
as much as a wrong one, one damaged piece falls behind; the same are right for less."""
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SoundPattern:
    """A row of sounds, at each place all codes that share a reading with what is sought there."""

    kin: tuple[str, ...]
    anchor: int

    def spans(self, sound: str) -> list[tuple[int, int]]:
        """Return where the row stands in the sound of a turn, in order.

        The place with the fewest codes, the anchor, is looked for first. A regular expression of the same would take
        longer to make than to use.
        """
        found = []
        for code in self.kin[self.anchor]:
            at = sound.find(code, self.anchor)
            while at >= 0:
                begin = at - self.anchor
                row = sound[begin : begin + len(self.kin)]
                if len(row) == len(self.kin) and all(map(str.__contains__, self.kin, row)):
                    found.append((begin, begin + len(row)))
                at = sound.find(code, at + 1)
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way in which something sought may stand in a turn: as another key or, for pinyin, as a row of sounds.

    A kept correction may hold in one `episode` only, and never inside one of the `exceptions`, longer words. Pinyin
    keeps its `syllables` as typed.
    """

    form: str | SoundPattern
    match: MatchKind
    quality: float
    episode: int | None = None
    exceptions: tuple[str, ...] = ()
    heard: str | None = None
    meant: str | None = None
    syllables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word or a phrase, in every form in which it counts.

    `spellings` are the ways to write it (gpt3, gptthree); `sound` is a pattern on the sound of a turn, and
    `variants` are near spellings, pinyin and kept corrections. What is `plain` is written in Han characters alone and
    in one way, so that it stands wherever they do.
    """

    spellings: tuple[str, ...]
    sound: SoundPattern | None = None
    variants: tuple[Variant, ...] = ()
    plain: bool = False

    @property
    def key(self) -> str:
        """The sought words as typed, folded."""
        return self.spellings[0]


@dataclass(frozen=True, slots=True)
class Match:
    """Where something sought stands in a turn's key, how it matched, and how good that is (0 to 1)."""

    spans: Spans
    match: MatchKind
    quality: float
    heard: str | None = None
    meant: str | None = None


def sound_pattern(key: str, sound: str) -> SoundPattern | None:
    """Return the pattern of what sounds like this; None where one syllable or none is too little to go by."""
    if sum(map(is_han, key)) < _STRICT_SYLLABLES:
        return None
    return pattern_of(sound)


def pattern_of(sound: str) -> SoundPattern:
    """Return the pattern of a row of sounds; it must not be empty."""
    kin = tuple(map(sound_class, sound))
    return SoundPattern(kin, min(range(len(kin)), key=lambda place: len(kin[place])))


def find(pattern: Pattern, turn: NormalizedText, episode: int) -> Match | None:
    """Return the best way in which this stands in a turn of that episode; None if it does not."""
    for spelling in pattern.spellings:
        spans = literally(spelling, turn)
        if spans:
            whole = tuple(span for span in spans if turn.begins(span[1]))
            if not whole:
                return Match(tuple(_whole_form(span, spelling, turn) for span in spans), "exact", BEGINNING)
            return Match(whole, "exact", WHOLE if spelling in turn.folded.replace(" ", "") else ACROSS)
    best: Match | None = None
    if pattern.sound is not None:
        best = _by_sound(pattern, turn)
    for variant in pattern.variants:
        if (best is not None and best.quality >= variant.quality) or variant.episode not in (None, episode):
            continue
        spans = _in_variant(variant, turn)
        if spans:
            best = Match(spans, variant.match, variant.quality, variant.heard, variant.meant)
    return best


def literally(spelling: str, turn: NormalizedText) -> Spans:
    """Return where a key stands in a turn's key as it is, from the beginning of a word on."""
    found = []
    at = turn.key.find(spelling)
    while at >= 0:
        if turn.begins(at):
            found.append((at, at + len(spelling)))
            at = turn.key.find(spelling, at + len(spelling))
        else:
            at = turn.key.find(spelling, at + 1)
    return tuple(found)


def _whole_form(span: tuple[int, int], spelling: str, turn: NormalizedText) -> tuple[int, int]:
    """Return where the whole word stands that begins so, if it is another form of it: all of models for model."""
    begin, end = span
    while not turn.begins(end):
        end += 1
    return (begin, end) if is_form(spelling, turn.key[begin:end]) else span


def _by_sound(pattern: Pattern, turn: NormalizedText) -> Match | None:
    """Return the places that sound like what is sought; the nearer their tones and characters, the better."""
    spans, best = [], 0.0
    for begin, end in pattern.sound.spans(turn.sound) if pattern.sound else ():
        if not turn.begins(begin):
            continue
        alike = _alike(pattern.key, turn.key[begin:end])
        if alike is None or (end - begin == _STRICT_SYLLABLES and cut_apart(turn.key, begin, end)):
            continue
        spans.append((begin, end))
        best = max(best, alike)
    return Match(tuple(spans), "sound", BY_SOUND_FROM + (BY_SOUND - BY_SOUND_FROM) * best) if spans else None


def _alike(key: str, heard: str) -> float | None:
    """Return how much alike two texts of the same folded sound are, 0 to 1; None where that is too little.

    What is short must agree more closely, or everything sounds like something: of two syllables both agree in tone
    and without folds, of three at least two.
    """
    pairs = [(a, b) for a, b in zip(key, heard, strict=True) if is_han(a)]
    same = sum(a == b for a, b in pairs)
    toned = sum(a != b and not toned_readings(a).isdisjoint(toned_readings(b)) for a, b in pairs)
    if len(pairs) - same - toned > max(0, len(pairs) - _STRICT_SYLLABLES) and len(pairs) <= 3:
        return None
    return (same + 0.7 * toned + 0.4 * (len(pairs) - same - toned)) / len(pairs)


def _in_variant(variant: Variant, turn: NormalizedText) -> Spans:
    if isinstance(variant.form, SoundPattern):
        return tuple(
            (begin, end)
            for begin, end in variant.form.spans(turn.sound)
            if end - begin > _STRICT_SYLLABLES or _read_so(turn.key[begin:end], variant.syllables)
        )
    spans = tuple(span for span in literally(variant.form, turn) if turn.begins(span[1]))
    if not spans or variant.match != "glossary":
        return spans
    taken = [place for word in variant.exceptions for place in literally(word, turn)]
    return tuple(
        (begin, end)
        for begin, end in spans
        if not any(a <= begin and end <= b for a, b in taken)
        and not (end - begin == 1 and is_part_of_a_word(turn.key, begin))
    )


def _read_so(heard: str, syllables: tuple[str, ...]) -> bool:
    """Say whether characters are read as typed, without folds."""
    return all(
        any(reading[:-1] == syllable for reading in toned_readings(char))
        for char, syllable in zip(heard, syllables, strict=True)
    )


def allowed_slips(length: int) -> int:
    """Return how many characters of a phrase may be wrong or missing: none under four, then one for every four."""
    return 0 if length < SHORTEST_NEAR else length // SHORTEST_NEAR


def find_nearly(pattern: Pattern, sound: str, turn: NormalizedText) -> Match | None:
    """Return where a phrase stands with a few characters wrong or missing; None if it does not.

    `sound` is the sound of what is sought. The fewer characters there are, the more of them must be the very ones.
    """
    key = pattern.key
    slips = allowed_slips(len(key))
    if not slips or sum(map(turn.folded.__contains__, key)) < len(key) - slips - _may_differ(len(key)):
        return None
    gap = _with_one_more(key, turn.key)
    if gap:
        return Match((gap,), "near", NEARLY * (1 - _MISSING / len(key)))
    window = fuzz.partial_ratio_alignment(sound, turn.sound, score_cutoff=100 * (1 - 2 * slips / len(key)))
    if window is None:
        return None
    best: tuple[float, int, int] | None = None
    for begin in range(max(0, window.dest_start - 1), window.dest_start + 2):
        for end in range(max(begin + 1, window.dest_end - 1), min(len(turn.sound), window.dest_end + 1) + 1):
            cost = _slips(key, sound, turn.key[begin:end], turn.sound[begin:end])
            if cost is not None and (best is None or cost < best[0]):
                best = cost, begin, end
    if best is None:
        return None
    cost, begin, end = best
    return Match(((begin, end),), "near", NEARLY * (1 - cost / len(key)))


def _with_one_more(key: str, heard: str) -> tuple[int, int] | None:
    """Return where a phrase stands with one character more inside, which was not typed: all that was typed is there."""
    size = len(key)
    begin = heard.find(key[0])
    while 0 <= begin < len(heard) - size:
        if heard[begin + size] == key[-1]:
            window = heard[begin : begin + size + 1]
            alike = next((at for at in range(size) if key[at] != window[at]), size - 1)
            if key[alike:] == window[alike + 1 :]:
                return begin, begin + size + 1
        begin = heard.find(key[0], begin + 1)
    return None


def _may_differ(length: int) -> int:
    """Return how many characters beside the slips may only sound the same."""
    return max(0, length - SHORTEST_NEAR) // 2


def _slips(key: str, sound: str, heard: str, heard_sound: str) -> float | None:
    """Return how far a stretch of a turn is from what is sought, in characters; None if too far.

    A character that only sounds the same costs a little, one missing less than a wrong one, since all that was typed
    is there.
    """
    slips = allowed_slips(len(key))
    by_sound = Levenshtein.editops(sound, heard_sound)
    if len(by_sound) > slips or not by_sound:
        return None
    literal = Levenshtein.distance(key, heard)
    if literal - len(by_sound) > _may_differ(len(key)):
        return None
    wrong = [op for op in by_sound if op.tag != "insert"]
    if wrong and len(key) == SHORTEST_NEAR:
        # Three characters are left: let them be the very ones, of a phrase that is no good words (点球大战, 安全事件).
        at_an_end = any(op.src_pos in (0, len(key) - 1) for op in wrong)
        if is_made_of_words(key) or (at_an_end and literal > 1):
            return None
    return _MISSING * len(by_sound) + (1 - _MISSING) * len(wrong) + _SOUNDS_ONLY * (literal - len(by_sound))
