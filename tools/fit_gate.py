"""Fits the gate of search by meaning, and prints its numbers for `store/meaning/gate.py`.

    python -m tools.fit_gate FOLDER...

A folder holds `episodes/`, transcripts of any format, and `questions.jsonl`, a question a line: `question`, `file` (how
the name of its episode's file begins, "" where nothing answers it), `accept` (clocks of the turns that do, `mm:ss` or
`a-b`), `speaker` (if it is asked of one). Every question is asked in its own episode and in all others, and of the
library with its own episode and without. The transcripts are other people's, so they are not part of this project.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from store.ingest import Job, find_files, shown_name
from store.ingest.job import NotUnderstood, do
from store.meaning.encoder import BuiltInEncoder
from store.meaning.fill import fill
from store.meaning.found import FEW
from store.meaning.library import LibraryLook
from store.meaning.ranking import Meant, in_episode
from store.meaning.stretches import of_episode
from store.meaning.vectors import LibraryBits
from store.sql.passages import SqlitePassages
from store.storage.passages import PassageRow
from store.store import Store

SURE, LIKELY = 0.014, 0.18
"""The shares of questions asked in a wrong place that may pass; words answer another .015 of them."""
FOLDS = 6


@dataclass(frozen=True)
class Asked:
    """A question, its episode (0: nothing answers it), and the turns that answer it."""

    text: str
    speaker: str | None
    episode: int
    right: frozenset[int]


@dataclass(frozen=True)
class Trial:
    """A question asked somewhere: whether that is the right place, what the gate sees, and what would be quoted."""

    asked: Asked
    place: int
    is_right: bool
    signals: tuple[float, ...]
    hit: bool
    """Whether one of the first three quotes by meaning is right."""
    hit_by_words: bool
    hit_by_both: bool


class Remembering:
    """The encoder, which makes the vector of each question once."""

    def __init__(self, encoder: BuiltInEncoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each text."""
        for text in texts:
            if text not in self._known:
                [self._known[text]] = self._encoder.encode([text])
        return np.stack([self._known[text] for text in texts])


class Without(SqlitePassages):
    """The passages of a library as if one episode were not in it."""

    episode = 0

    def rows(self, ids: Sequence[int]) -> list[PassageRow]:
        """Return some passages, without those of that episode."""
        return [row for row in super().rows(ids) if row.episode_id != self.episode]

    def vectors(self, ids: Sequence[int]) -> list[tuple[int, bytes]]:
        """Return some passages' vectors, without those of that episode."""
        mine = {row.id for row in self.rows(ids)}
        return [one for one in super().vectors(ids) if one[0] in mine]


def seconds(clock: str) -> int:
    """Return a clock in seconds."""
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def questions(folder: Path, store: Store, sources: dict[int, str]) -> Iterator[Asked]:
    """Yield the questions of a folder."""
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        found = [number for number, name in sources.items() if told["file"] and name.startswith(told["file"])]
        if told["file"] and len(found) != 1:
            raise SystemExit(f"{told['file']}: {len(found)} episodes begin so")
        right = set()
        for span in told["accept"] if found else ():
            begin, _, end = span.partition("-")
            low, high = seconds(begin) - 0.99, seconds(end or begin) + 0.99
            right |= {turn.id for turn in store.turns(found[0]) if turn.id and low <= (turn.start_s or 0) <= high}
        yield Asked(told["question"], told.get("speaker"), found[0] if found else 0, frozenset(right))


def load(store: Store, folders: Sequence[Path]) -> dict[int, str]:
    """Load the transcripts of the folders; return the name of each episode's file."""
    sources = {}
    for path in find_files([folder / "episodes" for folder in folders]).found:
        outcome = do(Job(name=shown_name(path), path=path, size=path.stat().st_size))
        if isinstance(outcome, NotUnderstood):
            raise SystemExit(f"{path} cannot be read")
        sources[store.write(outcome.indexed, source=path.name).episode_id] = path.name
    return sources


class Lab:
    """The library in which everything is tried."""

    def __init__(self, store: Store, folders: Sequence[Path]) -> None:
        self.store = store
        sources = load(store, folders)
        encoder = BuiltInEncoder()
        fill(store.passages, encoder)
        self.encoder = Remembering(encoder)
        self.asked = [one for folder in folders for one in questions(folder, store, sources)]
        self.stretches = {number: of_episode(store.passages, number, encoder.name) for number in sources}
        self.voices = {number: {turn.speaker for turn in store.turns(number)} for number in sources}
        self.bits = LibraryBits()

    def in_episodes(self) -> Iterator[Trial]:
        """Yield each question asked in each episode."""
        for asked in self.asked:
            for number, held in self.stretches.items():
                speaker = asked.speaker if asked.speaker in self.voices[number] else None
                meant = in_episode(held, self.encoder, asked.text, speaker=speaker, most=5)
                yield from self._trial(asked, number, number == asked.episode, meant, speaker)

    def in_library(self) -> Iterator[Trial]:
        """Yield each question asked of the library with its episode, and without."""
        passages = Without(self.store.db)
        scope = self.store.lexicon.scope(None)
        for asked in self.asked:
            for without in {0, asked.episode}:
                passages.episode = without
                look = LibraryLook(self.store.index, passages, self.bits, scope, self.encoder)
                speaker = None if without else asked.speaker
                meant = look.meant(asked.text, speaker=speaker, most=5)
                yield from self._trial(asked, without, bool(asked.episode) and not without, meant, speaker)

    def _trial(self, asked: Asked, place: int, is_right: bool, meant: Meant, speaker: str | None) -> Iterator[Trial]:
        if meant.signals is None:
            return
        by_words: list[int] = []
        quoted: list[int] = []
        if is_right:
            question = self.store.parse(asked.text, speaker=speaker, episode=place or None)
            by_words = [quote.turn.id or 0 for quote in self.store.search(question, limit=FEW).quotes]
            quoted = list(dict.fromkeys(meant.turn_of(one, speaker).id for one in meant.stretches))[:3]
        both = list(dict.fromkeys([*by_words, *quoted]))[:3]
        hits = (bool(asked.right & set(some)) for some in (quoted, by_words, both))
        yield Trial(asked, place, is_right, astuple(meant.signals), *hits)


def regression(seen: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return factors and constant of a logistic regression, by Newton's method, a little drawn to 0."""
    seen = np.c_[seen, np.ones(len(seen))]
    weights = np.where(wanted == 1, (wanted == 0).sum() / max(1, (wanted == 1).sum()), 1.0)
    drawn = np.r_[np.full(seen.shape[1] - 1, 3.0), 1e-6]
    found = np.zeros(seen.shape[1])
    for _ in range(40):
        odds = 1 / (1 + np.exp(-np.clip(seen @ found, -30, 30)))
        slope = seen.T @ (weights * (odds - wanted)) + drawn * found
        bend = (seen * (weights * odds * (1 - odds) + 1e-9)[:, None]).T @ seen + np.diag(drawn)
        found -= np.linalg.solve(bend, slope)
    return found


def fitted(seen: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return factors and constant for signals as they are."""
    middle, spread = seen.mean(0), seen.std(0) + 1e-9
    found = regression((seen - middle) / spread, wanted)
    factors = found[:-1] / spread
    return np.r_[factors, found[-1] - factors @ middle]


def report(name: str, trials: Sequence[Trial]) -> None:
    """Fit a gate on trials and print it; what it finds is measured on episodes that it was not fitted on."""
    seen = np.array([one.signals for one in trials])
    right, hit = (np.array([getattr(one, field) for one in trials]) for field in ("is_right", "hit"))
    useful = ~right | hit
    home = np.array([one.asked.episode for one in trials])
    place = np.array([one.place for one in trials])
    episodes = sorted(set(home) | set(place) - {0})
    sums = np.zeros(len(trials))
    for fold in range(FOLDS):
        held_out = episodes[fold::FOLDS]
        mine = np.isin(place, held_out) if name == "IN_EPISODE" else np.isin(home, held_out)
        others = useful & ~np.isin(home, held_out) & ~np.isin(place, held_out)
        found = fitted(seen[others], right[others].astype(float))
        sums[mine] = seen[mine] @ found[:-1] + found[-1]
    by_words, both = (np.array([getattr(one, field) for one in trials]) for field in ("hit_by_words", "hit_by_both"))
    print(f"# {name}: {right.sum()} questions in the right place, {(~right).sum()} in a wrong one")
    print(
        f"#   right among three by words {by_words[right].mean():.3f}, with all that is meant {both[right].mean():.3f}"
    )
    for level, share in (("sure", SURE), ("likely", LIKELY)):
        found_now = np.where(sums >= np.quantile(sums[~right], 1 - share), both, by_words)
        print(f"#   {level}: {share:.3f} of the wrong pass, {found_now[right].mean():.3f} of the right are answered")
    whole = fitted(seen[useful], right[useful].astype(float))
    # Of the gate that is printed, and not of the folds' gates: as many of the wrong pass it.
    sure, likely = np.quantile((seen @ whole[:-1] + whole[-1])[~right], [1 - SURE, 1 - LIKELY])
    factors = ", ".join(f"{one:.4g}" for one in whole[:-1])
    print(f"{name}: Final = Gate(({factors}), {whole[-1]:.4g}, likely={likely:.3f}, sure={sure:.3f})")


def main() -> None:
    """Fit both gates on the folders that are named."""
    folders = [Path(one) for one in sys.argv[1:]]
    if not folders:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "library.db") as store:
        lab = Lab(store, folders)
        report("IN_EPISODE", list(lab.in_episodes()))
        report("IN_LIBRARY", list(lab.in_library()))


if __name__ == "__main__":
    main()
