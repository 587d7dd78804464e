"""How often the right turn comes first, and how often a question that nothing answers gets no answer."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from store.models import Transcript, Turn
from tests.bench import corpus, damage
from tests.bench.peers import PEERS, Engine, Ours, cut_by_jieba
from tests.bench.tables import clock_seconds, markdown, share

QUESTIONS = Path(__file__).parent / "questions.jsonl"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Case:
    """A question of some class and what tells whether a turn answers it; `right` is None where nothing does."""

    asked: str
    kind: str
    right: Callable[[Turn], bool] | None
    speaker: str | None = None


def labelled() -> list[Case]:
    """Return the questions about the shipped episode; a label is `speaker mm:ss`."""
    cases = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = {(name, clock_seconds(clock)) for name, clock in (label.rsplit(" ", 1) for label in row["relevant"])}

        def right(turn: Turn, wanted: set[tuple[str, int]] = wanted) -> bool:
            return (turn.speaker, int(turn.start_s or 0)) in wanted

        cases.append(Case(row["q"], row["class"], right if wanted else None, row.get("speaker")))
    return cases


def damaged(texts: list[str], each: int, seed: int) -> list[Case]:
    """Return pieces of the texts, as they stand and damaged; a turn that holds the piece answers."""
    rng = random.Random(seed)
    simplified = damage.to_simplified()
    cases = []
    for kind, harm in damage.KINDS.items():
        harmed = ((piece, harm(piece, rng)) for piece in damage.pieces(texts, rng))
        for piece, asked in islice(((piece, asked) for piece, asked in harmed if asked), each):

            def right(turn: Turn, piece: str = piece) -> bool:
                return piece in turn.text or simplified(piece) in simplified(turn.text)

            cases.append(Case(asked, kind, right))
    return cases


def unsaid(texts: Sequence[str], number: int) -> list[Case]:
    """Return words that nobody says in these texts, neither literally nor by sound."""
    heard = "\n".join(damage.sounds(text) for text in texts)
    words = list(corpus.vocabulary().unsaid)
    random.Random(5).shuffle(words)
    silent = (word for word in words if 3 <= len(word) <= 6 and damage.sounds(word) not in heard)
    return [Case(word, "nobody says it", None) for word in islice(silent, number)]


@dataclass(frozen=True, slots=True)
class Score:
    """How an engine fared in one class; for questions without an answer, `first` is the share that got none."""

    number: int
    first: float
    third: float | None


def score(engine: Engine, cases: Iterable[Case]) -> tuple[dict[str, Score], list[str]]:
    """Return the scores per class, all classes with answers together as `all`, and the questions that went wrong."""
    ranks: dict[str, list[int | None]] = {}
    silent: dict[str, list[bool]] = {}
    wrong = []
    for case in cases:
        found = engine.search(case.asked, speaker=case.speaker)
        if case.right is None:
            silent.setdefault(case.kind, []).append(not found)
            if found:
                wrong.append(f"{case.kind}: {case.asked} was answered: {found[0].text[:40]}")
            continue
        rank = next((at for at, turn in enumerate(found) if case.right(turn)), None)
        for kind in (case.kind, "all"):
            ranks.setdefault(kind, []).append(rank)
        if rank is None or rank > 2:
            wrong.append(f"{case.kind}: {case.asked} → {found[0].text[:40] if found else 'nothing'}")
    ranks["all"] = ranks.pop("all", [])
    scores = {
        kind: Score(len(each), share(one == 0 for one in each), share(one is not None and one < 3 for one in each))
        for kind, each in ranks.items()
        if each
    }
    return scores | {kind: Score(len(each), share(each), None) for kind, each in silent.items()}, wrong


def table(title: str, cases: Sequence[Case], engines: Sequence[Engine]) -> tuple[str, list[str]]:
    """Return a Markdown table of hit@1 / recall@3 per class and engine, and what went wrong in the first engine."""
    scores, wrong = zip(*(score(engine, cases) for engine in engines), strict=True)
    rows = []
    for kind, own in scores[0].items():
        cells = [
            f"{one[kind].first:.2f} / {one[kind].third:.2f}" if own.third is not None else f"{one[kind].first:.2f}"
            for one in scores
        ]
        rows.append([kind, str(own.number), *cells])
    head = ["class", "questions", *(engine.name for engine in engines)]
    return f"### {title}\n\n{markdown(head, rows)}", list(wrong[0])


def _build(library: list[Transcript], cut: list[str], peers: bool) -> list[Engine]:
    engines: list[Engine] = [Ours(), *(peer() for peer in PEERS)] if peers else [Ours()]
    for engine in engines:
        engine.build(library, cut)
    return engines


def run(*, turns: int = 20_000, each: int = 100, peers: bool = True) -> Iterable[str]:
    """Yield the tables: the shipped episode's questions, and damaged pieces in a library of so many turns more."""
    episode = corpus.shipped()
    cut = cut_by_jieba(episode)
    engines = _build([episode], cut, peers)
    titles = (
        ("The shipped episode: hit@1 / recall@3 (negative: answered with nothing)", labelled()),
        ("Pieces of the shipped episode's turns: hit@1 / recall@3", damaged([t.text for t in episode.turns], each, 1)),
    )
    wrongs = []
    for title, cases in titles:
        text, wrong = table(title, cases, engines)
        wrongs += wrong
        yield text
    for engine in engines:
        engine.close()

    hay = list(corpus.transcripts(turns))
    texts, spaced = zip(*corpus.texts(turns), strict=True)
    # In the middle, so that nobody gains by liking what was loaded first, or last.
    middle, at = len(hay) // 2, sum(len(one.turns) for one in hay[: len(hay) // 2])
    engines = _build([*hay[:middle], episode, *hay[middle:]], [*spaced[:at], *cut, *spaced[at:]], peers)
    own = [turn.text for turn in episode.turns]
    cases = damaged(own, each, 2) + unsaid([*own, *texts], 2 * each)
    text, wrong = table(f"The same, with {turns:,} other turns beside the episode", cases, engines)
    yield text
    for engine in engines:
        engine.close()
    lines = [f"- {line}" for line in _first_of_each([*wrongs, *wrong])]
    yield "\n".join(["<details><summary>What went wrong in this store</summary>", "", *lines, "", "</details>"])


def _first_of_each(wrong: Iterable[str]) -> list[str]:
    """Return a dozen failures of each class, in order."""
    shown: Counter[str] = Counter()
    lines = []
    for line in wrong:
        kind = line.partition(":")[0]
        shown[kind] += 1
        if shown[kind] <= _SHOWN:
            lines.append(line)
    return lines
