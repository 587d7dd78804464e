"""A bot on a library of small transcripts: tanuki and trash pandas, and what a recogniser makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.application import build
from bot.settings import Settings
from store.meaning.encoder import LazyEncoder
from store.meaning.found import Found
from store.models import Episode, Question, Quote, Transcript, Turn
from store.search.scope import Lexicon
from store.storage.index import Index
from store.storage.passages import Passages
from store.store import Store
from store.transcripts import read
from tests.bot.scene import Scene
from tests.bot.wire import Telegram

EPISODES = Path(__file__).parents[2] / "episodes"

TANUKI = Transcript(
    Episode("浣熊夜谈 <第一期>", date="2024-09-13", keywords=("垃圾桶", "狸猫"), page="https://pod.example/1?a=1&b=2"),
    (
        Turn("李伟", 0.0, 61.5, "大家好，欢迎来到浣熊夜谈。今天我们聊聊垃圾桶的安全。", "00:00"),
        Turn("Mary Ann", 61.5, 75.0, "安全第一。垃圾桶的盖子要 <b>扣好</b> & 锁上。", "01:01"),
        Turn("李伟", 75.0, 80.0, "对。", "01:15"),
        Turn("王伟", 80.0, 3700.0, "狸猫不是浣熊，这句话我说了三遍：狸猫不是浣熊。", "01:20"),
        Turn("李伟", 3700.0, None, "垃圾桶翻得好，利大专飞都不怕。", "01:01:40"),
    ),
    format="test",
)


class FakeMeaning:
    """A second tier that was told what is meant: by a question's words, words that stand in the turns meant by it."""

    def __init__(self) -> None:
        self.sure: dict[str, tuple[str, ...]] = {}
        self.likely: dict[str, tuple[str, ...]] = {}
        self.encoder = LazyEncoder(FakeEncoder, name=FakeEncoder.name)

    def find(self, index: Index, _passages: Passages, _lexicon: Lexicon, asked: Question) -> Found:
        text = " ".join(asked.texts)
        sure, likely = self.sure.get(text, ()), self.likely.get(text, ())
        return Found(self._quotes(index, asked, sure, sure=True), self._quotes(index, asked, likely, sure=False))

    def _quotes(self, index: Index, asked: Question, words: tuple[str, ...], *, sure: bool) -> tuple[Quote, ...]:
        texts = dict(index.texts(asked.episode))
        ids = [next(id_ for id_, text in texts.items() if word in text) for word in words]
        rows = {row.id: row for row in index.turns(ids)}
        found = index.in_full([rows[id_] for id_ in ids])
        mine = (one for one in found if asked.speaker in (None, one[0].speaker))
        return tuple(Quote(turn, episode, turn.text, (), "meaning", 50.0, sure=sure) for turn, episode in mine)


class FakeEncoder:
    """An encoder for tests of what is done with one: every text means something else."""

    name, dimension = "fake", 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        made = np.array([np.random.default_rng(len(text)).standard_normal(self.dimension) for text in texts])
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


AnotherEpisode = Callable[[], None]


def load(database: Path, *transcripts: Transcript) -> None:
    """Load transcripts into a library, as `python -m store load` does beside a running bot."""
    with Store.open(database) as store:
        for number, transcript in enumerate(transcripts):
            store.load(transcript, source=f"{transcript.episode.title}-{number}.txt")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "quotes.db"
    load(path, TANUKI)
    return path


@pytest.fixture(scope="session")
def shipped_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    [file] = EPISODES.glob("*.txt")
    path = tmp_path_factory.mktemp("shipped") / "quotes.db"
    load(path, read(file.read_bytes(), file.name))
    return path


@pytest.fixture
def open_bot() -> Iterator[Callable[..., Scene]]:
    """Start bots: `open_bot(database)` gives the scene of one; a second call is the bot after a restart."""
    with asyncio.Runner() as runner:
        scenes: list[Scene] = []

        def opened(
            database: Path, *, telegram: Telegram | None = None, language: str = "zh-hans", **more: Any
        ) -> Scene:
            telegram = telegram or Telegram()
            more.setdefault("questions_per_minute", 0)
            settings = Settings("4711:secret", database=database, language=language, **more)
            scene = Scene(runner, build(settings, request=telegram.request(), paced=False), telegram)
            runner.run(_start(scene))
            scenes.append(scene)
            return scene

        yield opened
        for scene in scenes:
            runner.run(_stop(scene))
        for scene in scenes:
            assert scene.telegram.refused == []


@pytest.fixture
def meaning(monkeypatch: pytest.MonkeyPatch) -> FakeMeaning:
    """What is meant in the bots that are started: nothing, until a test says so."""
    fake = FakeMeaning()
    monkeypatch.setattr("bot.application.meaning_of_settings", lambda *_, **__: fake)
    return fake


@pytest.fixture
def scene(open_bot: Callable[..., Scene], database: Path) -> Scene:
    return open_bot(database)


@pytest.fixture
def shipped_scene(open_bot: Callable[..., Scene], shipped_database: Path) -> Scene:
    return open_bot(shipped_database)


async def _start(scene: Scene) -> None:
    await scene.bot.initialize()
    await scene.bot.start()


async def _stop(scene: Scene) -> None:
    await scene.bot.stop()
    await scene.bot.shutdown()
    assert scene.bot.post_shutdown is not None
    await scene.bot.post_shutdown(scene.bot)
