"""The questions by which speed is measured: sixty of each class, about the library of `corpus`, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tests.bench import corpus, damage

_SENTENCES = (
    "有没有人聊过{a}和{b}的关系？",
    "为什么{a}要这样，{b}不行吗",
    "谁说过{b}？是在讲{a}的时候吗",
    "{a}到底怎么样",
)
_STRANGERS = ("wombat", "Zanzibar", "quokka", "marzipan", "Ouagadougou", "kiwifruit")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its class, and the speaker it is restricted to."""

    text: str
    kind: str
    speaker: str | None = None


def questions(each: int = 60) -> list[Asked]:
    """Return the questions of all classes, class by class."""
    rng = random.Random(23)
    words = corpus.vocabulary()
    common = words.common(30)
    middling = words.common(3_000)[300:]
    rare = corpus.rare_words()
    texts, names = [], []
    for transcript in islice(corpus.transcripts(2_000), 2):
        texts += [turn.text for turn in transcript.turns]
        names += sorted({turn.speaker for turn in transcript.turns if turn.speaker})
    pieces = iter(damage.pieces(texts, rng))
    latin = sorted({word for text in texts for word in text.split() if word.isascii() and len(word) > 5})
    classes: dict[str, Iterator[Asked]] = {
        "common word": (Asked(rng.choice(common), "common word") for _ in iter(int, 1)),
        "rare word": (Asked(rng.choice(rare), "rare word") for _ in iter(int, 1)),
        "two words": (Asked(f"{rng.choice(common)} {rng.choice(middling)}", "two words") for _ in iter(int, 1)),
        "speaker": (Asked(rng.choice(common), "speaker", rng.choice(names)) for _ in iter(int, 1)),
        "homophone": (Asked(one, "homophone") for one in (damage.misheard(piece, rng) for piece in pieces) if one),
        "near": (Asked(one, "near") for one in _near(pieces, latin, rng)),
        "sentence": (
            Asked(rng.choice(_SENTENCES).format(a=rng.choice(common), b=rng.choice(middling)), "sentence")
            for _ in iter(int, 1)
        ),
        "nothing": (Asked(one, "nothing") for one in _nothing(words.unsaid, rng)),
    }
    return [asked for stream in classes.values() for asked in islice(stream, each)]


def _near(pieces: Iterator[str], latin: list[str], rng: random.Random) -> Iterator[str]:
    """Yield phrases with a character missing or wrong, and in between Latin words with a letter missing."""
    for piece in pieces:
        if one := damage.mistyped(piece, rng):
            yield one
        if latin:
            word = rng.choice(latin)
            at = rng.randrange(1, len(word))
            yield word[:at] + word[at + 1 :]


def _nothing(unsaid: tuple[str, ...], rng: random.Random) -> Iterator[str]:
    while True:
        yield rng.choice(unsaid)
        yield rng.choice(_STRANGERS)
