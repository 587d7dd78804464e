"""Search by meaning: what it finds beside words alone and beside peers, and what it costs, up to a million passages."""

from __future__ import annotations

import gc
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import bm25s
import jieba
import numpy as np

from store.meaning.encoder import BuiltInEncoder, LazyEncoder
from store.meaning.fill import fill
from store.meaning.meaning import Meaning
from store.meaning.vectors import quantized, signs
from store.models import Answer, Transcript, Turn
from store.sql.connection import bytes_of
from store.store import Store
from tests.bench import corpus, peers
from tests.bench.tables import clock_seconds, markdown, percentile, share

_QUESTIONS = Path(__file__).with_name("meaning.jsonl")
_EACH = 200
"""Passages of an episode in the large library."""
_MORE = 3
"""Rounds of the questions whose time is taken; the first is not counted."""

Asked = dict[str, object]


class Bm25s(peers.Engine):
    """bm25s over jieba's words."""

    name = "bm25s jieba"

    def build(self, library: Sequence[Transcript], cut: Sequence[str]) -> None:
        self.turns = [turn for transcript in library for turn in transcript.turns]
        self.index = bm25s.BM25()
        self.index.index([text.lower().split() for text in cut], show_progress=False)

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        words = [word for word in jieba.cut(asked.lower()) if word.strip()]
        among = [turn.speaker == speaker or speaker is None for turn in self.turns]
        points = self.index.get_scores(words) * np.array(among)
        return [self.turns[at] for at in np.argsort(-points)[:limit] if points[at] > 0]

    def close(self) -> None:
        self.turns = []


def run(*, passages: int) -> Iterator[str]:
    """Yield the tables: what is found in the shipped episode, and what it costs there and among so many passages."""
    questions = [json.loads(line) for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    before = _megabytes()
    encoder = BuiltInEncoder()
    with_encoder = _megabytes() - before
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quotes.db"
        costs = _fill(path, encoder)
        yield _found(path, encoder, questions)
        times = [("the shipped episode", *_times(path, questions, _meaning(encoder)))]
        _enlarge(path, passages)
        before = _megabytes()
        meaning = _meaning(encoder)  # held beyond the questions: what it keeps at hand counts
        times.append((f"{passages:,} passages", *_times(path, questions, meaning)))
        costs += [
            ["memory: the encoder", f"{with_encoder:.0f} MB"],
            [f"memory: asking {passages:,} passages", f"{_megabytes() - before:.0f} MB more"],
        ]
    yield "### Search by meaning: what it costs\n\n" + markdown(("what", "figure"), costs)
    head = ("ms a question, p50 / p95", "words alone", "with meaning", "more")
    yield "### Search by meaning: its time beside words alone\n\n" + markdown(head, times)


def _fill(path: Path, encoder: BuiltInEncoder) -> list[list[str]]:
    """Load the shipped episode and make its passages; return what that costs."""
    episode = corpus.shipped()
    hours = max(turn.start_s or 0 for turn in episode.turns) / 3600
    with Store.open(path) as store:
        store.load(episode, source="shipped")
        store.db.execute("VACUUM")
        before = bytes_of(store.db)
        began = time.process_time()
        fill(store.passages, encoder)
        spent = time.process_time() - began
        count = store.db.execute("SELECT count(*) FROM passages").fetchone()[0]
        store.db.execute("VACUUM")
        grown = bytes_of(store.db) - before
    return [
        ["processor time, an hour of talk", f"{spent / hours:.2f} s"],
        ["in the file, a passage", f"{grown / count:.0f} bytes"],
    ]


def _found(path: Path, encoder: BuiltInEncoder, questions: Sequence[Asked]) -> str:
    """Return what each engine finds: the right turn among the first three, by class."""
    episode = corpus.shipped()
    cut = peers.cut_by_jieba(episode)
    columns: dict[str, dict[int, list[Turn]]] = {}
    with Store.open(path) as words, Store.open(path, _meaning(encoder)) as whole:
        columns["words alone"] = {at: _turns(_ask(words, one), sure=True) for at, one in enumerate(questions)}
        answers = {at: _ask(whole, one) for at, one in enumerate(questions)}
        columns["sure"] = {at: _turns(answer, sure=True) for at, answer in answers.items()}
        columns["and likely"] = {at: _turns(answer, sure=False) for at, answer in answers.items()}
    for kind in (peers.JiebaWords, peers.Rapidfuzz, Bm25s):
        engine = kind()
        engine.build([episode], cut)
        columns[engine.name] = {
            at: engine.search(str(one["question"]), speaker=_speaker(one), limit=3) for at, one in enumerate(questions)
        }
        engine.close()
    classes = [*dict.fromkeys(str(one["class"]) for one in questions if one["accept"]), "all"]
    rows = []
    for name in classes:
        mine = [at for at, one in enumerate(questions) if one["accept"] and name in (one["class"], "all")]
        hits = (share(_right(questions[at], found[at]) for at in mine) for found in columns.values())
        rows.append([name, str(len(mine)), *(f"{hit:.2f}" for hit in hits)])
    nothing = [at for at, one in enumerate(questions) if not one["accept"]]
    silent = (share(not found[at] for at in nothing) for found in columns.values())
    rows.append(["nothing: silent", str(len(nothing)), *(f"{one:.2f}" for one in silent)])
    title = "### The shipped episode by meaning: the right turn among three"
    return f"{title}\n\n{markdown(('class', 'questions', *columns), rows)}"


def _speaker(asked: Asked) -> str | None:
    return str(asked["speaker"]) if "speaker" in asked else None


def _ask(store: Store, asked: Asked, episode: int | None = 1) -> Answer:
    return store.search(store.parse(str(asked["question"]), speaker=_speaker(asked), episode=episode), limit=3)


def _turns(answer: Answer, *, sure: bool) -> list[Turn]:
    quotes = answer.quotes if sure else (*answer.quotes, *answer.closest)
    return [quote.turn for quote in quotes[:3]]


def _right(asked: Asked, found: Sequence[Turn]) -> bool:
    return any(_within(turn, str(span)) for turn in found for span in asked["accept"])  # type: ignore[attr-defined]


def _within(turn: Turn, span: str) -> bool:
    begin, _, end = span.partition("-")
    return clock_seconds(begin) - 1 < (turn.start_s or 0) < clock_seconds(end or begin) + 1


def _meaning(encoder: BuiltInEncoder) -> Meaning:
    return Meaning(LazyEncoder(lambda: encoder), patient=True)


def _enlarge(path: Path, passages: int) -> None:
    """Write random vectors as passages of episodes of short turns, a passage each."""
    random = np.random.default_rng(1)
    with Store.open(path) as store, store.transaction():
        first = store.db.execute("SELECT max(id) FROM passages").fetchone()[0] + 1
        conn = store.db.conn
        for episode in range(2, 2 + passages // _EACH):
            vectors = random.normal(size=(_EACH, 512)).astype(np.float32)
            conn.execute(
                "INSERT INTO episodes (id, title, format, source, digest, loaded_at) VALUES (?, ?, 'x', 'x', ?, '')",
                [episode, f"№ {episode}", str(episode)],
            )
            conn.executemany(
                "INSERT INTO turns (episode_id, position, text) VALUES (?, ?, '浣熊')",
                ((episode, at) for at in range(_EACH)),
            )
            conn.executemany(
                "INSERT INTO passages (id, episode_id, first, last, begins, vector) VALUES (?, ?, ?, ?, 0, ?)",
                ((first + at, episode, at, at, vector) for at, vector in enumerate(quantized(vectors))),
            )
            conn.execute(
                "INSERT INTO meanings VALUES (?, ?, ?, ?, ?)",
                [episode, BuiltInEncoder.name, first, _EACH, signs(vectors)],
            )
            first += _EACH
        store.db.execute("UPDATE facts SET value = value + 1 WHERE name = 'loads'")


def _times(path: Path, questions: Sequence[Asked], meaning: Meaning) -> tuple[str, str, str]:
    """Return p50 and p95 of words alone and of the whole, the two asked in turn, and how much more the whole takes."""
    taken: dict[bool, list[float]] = {False: [], True: []}
    with Store.open(path) as words, Store.open(path, meaning) as whole:
        episode = 1 if words.catalog.size().episodes == 1 else None
        for round_ in range(1 + _MORE):
            for asked in questions:
                for with_meaning, store in ((False, words), (True, whole)):
                    began = time.perf_counter()
                    _ask(store, asked, episode)
                    if round_:
                        taken[with_meaning].append((time.perf_counter() - began) * 1000)
    shown = {key: (percentile(each, 0.5), percentile(each, 0.95)) for key, each in taken.items()}
    more = (b - a for a, b in zip(shown[False], shown[True], strict=True))
    cells = ((f"{low:.1f} / {high:.1f}") for low, high in (shown[False], shown[True], tuple(more)))
    first, second, third = cells
    return first, second, third


def _megabytes() -> float:
    """Return the memory that this process holds now."""
    gc.collect()
    words = Path(f"/proc/{os.getpid()}/status").read_text(encoding="ascii").split()
    return int(words[words.index("VmRSS:") + 1]) / 1000
