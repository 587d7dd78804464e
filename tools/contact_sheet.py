"""Draws every kind of card and picture on one sheet, to be looked at: `python -m tools.contact_sheet SHEET.png`."""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from bot.media.pictures.card import QuoteCard, draw_card
from bot.media.pictures.fonts import Fonts, Han
from bot.media.pictures.timeline_picture import draw_timeline
from bot.queries.timeline import who_spoke
from bot.render.pictures import timeline_texts
from bot.texts import texts_in
from store.models import Episode, Quote, Turn
from store.transcripts import read

_EPISODE = next((Path(__file__).parent.parent / "episodes").glob("*.txt"))
_TITLE = "从工程师的角度聊聊 ChatGPT 与大模型"
_COLUMNS, _WIDE, _GAP = 4, 540, 24

_CHINESE, _ENGLISH = timeline_texts(texts_in("zh-hans")), timeline_texts(texts_in("en"))


def _card(
    words: str, *marked: str, speaker: str | None = "孙天祥", clock: str | None = "51:29", title: str = _TITLE
) -> QuoteCard:
    marks = sorted((words.index(one), words.index(one) + len(one)) for one in marked)
    return QuoteCard(words, tuple(marks), speaker, clock, title)


_CARDS: tuple[tuple[QuoteCard, Han], ...] = (
    (_card("力大砖飞。", "力大砖飞"), "zh-hans"),
    (_card("大家都说“力大砖飞”，可是数据呢？", "力大砖飞"), "zh-hans"),
    (
        _card(
            "…所以现在大家都在讲力大砖飞，就是说只要你的模型足够大，数据足够多，它就能「涌现」出很多能力。"
            "ChatGPT 出来以后，我觉得 fine-tuning 这件事情（包括 RLHF）会变得越来越重要，"
            "因为——你不可能每次都从头训练一个大模型……",
            "力大砖飞",
            "fine-tuning",
        ),
        "zh-hans",
    ),
    (
        _card(
            "骨頭與直線：這個模型其實沒有那麼難，難的是資料。我們當時花了三個月，才把資料整理乾淨；後來發現，"
            "真正有用的只有百分之十。",
            "資料",
            title="繁體的一期：聊聊資料",
        ),
        "zh-hant",
    ),
    (
        _card(
            "“Don’t worry,” she said — “the model isn’t wrong; it’s just undertrained.” That’s the scaling law, "
            "and you can’t argue with it.",
            "scaling law",
            speaker="Lenny Rachitsky",
            clock="1:02:03",
            title="How to build a product that people love, and keep them: the whole story in one very long "
            "title that has to be cut somewhere because nobody reads that much",
        ),
        "zh-hans",
    ),
    (
        _card(
            "日本語の字幕もちゃんと出ます。「直す」とか、ラーメンっておいしいですよね？そうだね、ーで始まらない。",
            "ラーメン",
            speaker="高橋",
            title="日本語の回",
        ),
        "zh-hans",
    ),
    (_card("한국어도 됩니다. 모델이 커지면 좋아져요!", "모델", speaker="김민수", title="한국어"), "zh-hans"),
    (
        _card(
            "笑死😂，这个👍🏽真的可以❤️！👨‍👩‍👧 🇨🇳 ☕ 1️⃣ → ∑ ½ ㎡ ① Ⅻ 𝓗𝓮𝓵𝓵𝓸 𠮷野家 ไทย עברית हिन्दी",
            "👍🏽",
            speaker="🐼 熊猫",
        ),
        "zh-hans",
    ),
    (
        _card(
            "你去看 https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/modeling_llama"
            ".py 就知道了，Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft 也放得下。",
            "transformers",
        ),
        "zh-hans",
    ),
    (
        _card(
            "مرحبا بالعالم، هذا بودكاست. 他说：שלום עולם 好的。", "مرحبا", "שלום", speaker="محمد", title="עברית ועוד"
        ),
        "zh-hans",
    ),
    (_card("没有名字，也没有时间。", speaker=None, clock=None, title=""), "zh-hans"),
    (_card("只有时间和节目。", speaker=None), "zh-hans"),
    (_card("甲乙丙丁，" * 60, "丙丁"), "zh-hans"),
)


def _pictures(fonts: Fonts) -> Iterator[tuple[str, bytes]]:
    for number, (card, han) in enumerate(_CARDS):
        yield f"card {number}", draw_card(card, fonts, "dark" if number % 2 else "light", han)
    episode = read(_EPISODE.read_bytes(), _EPISODE.name)
    quotes = [
        Quote(turn, episode.episode, turn.text, (), "exact", 100) for turn in episode.turns if "开源" in turn.text
    ]
    who = who_spoke(episode.turns, quotes)
    yield "who, light", draw_timeline(who, fonts, _CHINESE, title=_TITLE, words="开源")
    yield "who, dark", draw_timeline(who_spoke(episode.turns), fonts, _CHINESE, title=_TITLE, theme="dark")
    dice = random.Random(5)  # noqa: S311
    names = [
        "Ana",
        "Bo",
        "说话人 1",
        None,
        "A Person with a Name so Long that it Never Fits",
        "爱",
        "小明",
        "Zoë",
        "Ω",
        "李",
    ]
    turns, at = [], 0.0
    for _ in range(160):
        length = dice.expovariate(1 / 40)
        turns.append(Turn(dice.choices(names, range(10, 0, -1))[0], at, at + length, "words"))
        at += length
    crowd = [Quote(turn, Episode("x"), turn.text, (), "exact", 100) for turn in turns[::9]]
    yield "a crowd", draw_timeline(who_spoke(turns, crowd), fonts, _ENGLISH, title="A crowd, in English", words="words")
    untimed = [Turn(turn.speaker, None, None, turn.text, position=place) for place, turn in enumerate(turns[:40])]
    brief = [Turn(("甲", "乙")[place % 2], 6.0 * place, 6.0 * place + 5, "词") for place in range(5)]
    yield "half a minute", draw_timeline(who_spoke(brief), fonts, _CHINESE, title="半分钟", words="没人说过的词")
    yield "untimed", draw_timeline(who_spoke(untimed), fonts, _ENGLISH, title="Without a clock", theme="dark")


def main() -> None:
    """Write the sheet, and on standard output how long each picture took and how large it is."""
    fonts = Fonts()
    columns: list[list[Image.Image]] = [[] for _ in range(_COLUMNS)]
    heights = [_GAP] * _COLUMNS
    begun = time.perf_counter()
    for name, data in _pictures(fonts):
        picture = Image.open(io.BytesIO(data))
        took = time.perf_counter() - begun
        print(f"{name:12} {picture.width} x {picture.height:4}  {len(data) / 1024:4.0f} KB  {took * 1000:4.0f} ms")
        small = picture.resize((_WIDE, round(picture.height * _WIDE / picture.width)), Image.Resampling.LANCZOS)
        place = heights.index(min(heights))
        columns[place].append(small)
        heights[place] += small.height + _GAP
        begun = time.perf_counter()
    sheet = Image.new("RGB", (_COLUMNS * (_WIDE + _GAP) + _GAP, max(heights)), "#8a8f96")
    for number, column in enumerate(columns):
        top = _GAP
        for small in column:
            sheet.paste(small, (_GAP + number * (_WIDE + _GAP), top))
            top += small.height + _GAP
    sheet.save(sys.argv[1])


if __name__ == "__main__":
    main()
