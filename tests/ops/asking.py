"""Questions as anybody might ask them: every script, sign, name and operator. `python -m tests.ops.asking 20000`.

Each is asked of the shipped episode in the way a message takes, and none may take longer than LONGEST_S of the
processor.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from types import FrameType

from bot.queries import ask
from store.errors import StoreError
from store.store import Store
from store.transcripts import read
from tests.conftest import EPISODE

LONGEST_S = 0.1
_HANGS_S = 20.0
_SCRIPTS = (
    (0x61, 26), (0x41, 26), (0x30, 10), (0x4E00, 20_000), (0x3400, 6_000), (0x3041, 80), (0x30A1, 80), (0xAC00, 11_000),
    (0x0430, 32), (0x03B1, 24), (0x05D0, 27), (0x0627, 36), (0x0905, 50), (0x0E01, 46), (0x0660, 10), (0x1F300, 300),
    (0x20000, 40_000), (0x0300, 100), (0x200B, 16), (0xFF01, 90), (0xE0, 60), (0x10A0, 40), (0x1780, 40), (0xE000, 100),
)  # fmt: skip
_SIGNS = (*"\"'“”「」『』〝〞-－−|｜@＠:：?？!！,，.。…()（）[]*^{}~\\/ \n\t\u3000\0", "://", "  ", "' ", " -", ' "')
_WORDS = (
    "What do you think about the future of open source",
    *[
        "谁",
        "谁提到",
        "谁说的最多",
        "有没有人聊到",
        "哪一期",
        "这一期聊了什么",
        "OR",
        "AND",
        "NOT",
        "NEAR(",
        "NEAR/3",
        "xi'an",
        "fangan",
        "zhi1shi4",
        "ldzf",
        "stx",
        "ab",
    ],
    *[
        "三十二",
        "一千零五",
        "十百千",
        "32",
        "gpt3",
        "重行乐长",
        "模型",
        "情感分析",
        "力大砖飞",
        "百花齐开",
        "的",
        "是的",
    ],
    "mo xing",
    "lì dà zhuān fēi",
    "gpt three",
)


def question(rng: random.Random, names: list[str], said: str) -> str:
    """Return a question of up to 4,096 characters; now and then one thing many times over."""
    size = min(4_096, int(rng.paretovariate(0.5) * 4))
    parts = [_part(rng, names, said) for _ in range(rng.choice((1, 1, 2, 3, 5, 8, 40)))]
    text = rng.choice(("", " ", " ", "，")).join(parts)
    if rng.random() < 0.3:
        text *= max(1, size // max(1, len(text)))
    return text[: rng.choice((size, 300, 1_000, 4_096))] + rng.choice(("", "", "?", "？", "!", ",", "'", '"'))


def _part(rng: random.Random, names: list[str], said: str) -> str:
    first, many = rng.choice(_SCRIPTS)
    name, at = rng.choice(names), rng.randrange(len(said))
    marked = rng.choice(('"{}"', "“{}”", "-{}", "{} | ", "{}*", "^{}", "{{{}}}"))
    return rng.choice(
        (
            "".join(chr(first + rng.randrange(many)) for _ in range(rng.choice((1, 2, 4, 12, 60)))),
            rng.choice(_SIGNS) * rng.choice((1, 1, 2, 9)),
            rng.choice(_WORDS),
            rng.choice(("{}", "@{} ", "{}：", "{}老师", "{}?")).format(name[: rng.choice((1, 2, 9))]),
            marked.format(rng.choice(_WORDS)),
            said[at : at + rng.choice((2, 4, 8, 30, 200))],
            "".join(rng.choice("bcdfghjklmnpqrstwxyzaeiou ") for _ in range(rng.choice((2, 3, 8, 40)))),
        )
    )


def main(times: int, seed: int | None = None) -> int:
    """Ask so many questions; returns 1 where one was over the limit, or hangs: it is told."""
    seed = random.randrange(10**9) if seed is None else seed
    rng = random.Random(seed)
    slow: list[tuple[float, str]] = []
    signal.signal(signal.SIGPROF, _hangs)  # `re` lets a signal in every few thousand steps
    shipped = read(EPISODE.read_bytes(), EPISODE.name)
    names = sorted({turn.speaker for turn in shipped.turns if turn.speaker})
    said = "".join(turn.text for turn in shipped.turns)
    print(f"seed {seed}", flush=True)
    with Store.open(":memory:") as store:
        store.load(shipped, source=EPISODE.name)
        store.search("情感分析怎么样")  # reads jieba's dictionary
        for at in range(1, times + 1):
            typed = question(rng, names, said)
            signal.setitimer(signal.ITIMER_PROF, _HANGS_S)
            began = time.thread_time()
            try:
                _ask(store, typed)
            except Hangs:
                print(f"hangs: {typed!r}", flush=True)
                return 1
            signal.setitimer(signal.ITIMER_PROF, 0)
            slow = sorted([*slow, (time.thread_time() - began, typed)], reverse=True)[:5]
            if at % 1_000 == 0 or at == times:
                print(f"{at} asked, slowest {slow[0][0] * 1000:.0f} ms", flush=True)
    for took, typed in slow:
        print(f"{took * 1000:4.0f} ms, {len(typed)} characters: {typed[:300]!r}")
    return int(slow[0][0] > LONGEST_S)


class Hangs(BaseException):
    """A question takes far too long."""


def _hangs(_number: int, _frame: FrameType | None) -> None:
    raise Hangs


def _ask(store: Store, typed: str) -> None:
    try:
        ask.ask(store, typed)
    except StoreError as refused:
        assert str(refused)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:] or ["20000"])))
