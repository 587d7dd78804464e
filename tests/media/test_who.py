"""Who spoke when: the numbers, and a picture of them that a phone can show."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from PIL import Image, ImageChops

from bot.markup import units
from bot.media.fonts import Fonts
from bot.media.who import PALETTES, WIDTH, WhoTexts, caption, draw_who, who_spoke
from store.models import Episode, Quote, Transcript, Turn
from tests.media.test_card import contrast

CHINESE = WhoTexts(
    "{minutes} 分钟 · {turns} 段 · {percent}%",
    "{turns} 段 · {percent}%",
    "{name}：{share}",
    "未署名",
    "其他 {count} 位",
    "“{words}”出现 {count} 处",
)


def talk(*said: tuple[str | None, float | None, float | None]) -> list[Turn]:
    return [Turn(who, start, end, "一二三四五", position=place) for place, (who, start, end) in enumerate(said)]


def quote(turn: Turn) -> Quote:
    return Quote(turn, Episode("熊猫电台"), turn.text, (), "exact", 100)


def test_each_voice_has_a_lane_with_its_share() -> None:
    turns = talk(("阿狸", 0, 60), ("小浣熊", 60, 100), ("阿狸", 100, 160))
    who = who_spoke(turns, [quote(turns[1])])
    assert [(lane.speaker, lane.seconds, lane.turns, lane.stretches) for lane in who.lanes] == [
        ("阿狸", 120, 2, ((0, 60), (100, 160))),
        ("小浣熊", 40, 1, ((60, 100),)),
    ]
    assert [lane.part for lane in who.lanes] == [0.75, 0.25]
    assert [lane.marks for lane in who.lanes] == [(), (60,)]
    assert (who.length, who.timed, who.marks) == (160, True, 1)


def test_the_caption_has_the_numbers_of_the_picture() -> None:
    who = who_spoke(talk(("阿狸", 0, 600), (None, 600, 700), ("小浣熊", 700, 705)))
    assert (
        caption(who, CHINESE) == "阿狸：10 分钟 · 1 段 · 85%\n未署名：2 分钟 · 1 段 · 14%\n小浣熊：1 分钟 · 1 段 · 1%"
    )
    assert caption(who, WhoTexts(), "panda").startswith("“panda”: 0\n阿狸: 10 min · 1 turns · 85%")


def test_a_transcript_without_times_counts_turns() -> None:
    turns = talk(("阿狸", None, None), ("小浣熊", None, None), ("阿狸", None, None))
    who = who_spoke(turns, [quote(turns[2])])
    assert (who.timed, who.length) == (False, 3)
    assert [(lane.speaker, lane.seconds, lane.stretches, lane.marks) for lane in who.lanes] == [
        ("阿狸", None, ((0, 1), (2, 3)), (2.5,)),
        ("小浣熊", None, ((1, 2),), ()),
    ]
    assert caption(who, CHINESE) == "阿狸：2 段 · 67%\n小浣熊：1 段 · 33%"


def test_a_turn_without_time_among_others_is_counted_all_the_same() -> None:
    who = who_spoke(talk(("阿狸", 0, 60), ("小浣熊", None, None)))
    assert [(lane.speaker, lane.turns, lane.stretches) for lane in who.lanes] == [
        ("阿狸", 1, ((0, 60),)),
        ("小浣熊", 1, ()),
    ]


def test_the_last_turn_ends_though_nobody_says_when() -> None:
    (lane,) = who_spoke(talk(("阿狸", 10, None))).lanes
    assert lane.stretches[0][1] == pytest.approx(10 + 5 / 4.5)


def test_more_voices_than_fit_share_the_last_lane() -> None:
    who = who_spoke(talk(*((f"路人 {n}", n * 10.0, n * 10.0 + 10 - n * 0.1) for n in range(30))))
    assert len(who.lanes) == 8
    assert [lane.speaker for lane in who.lanes[:7]] == [f"路人 {n}" for n in range(7)]
    assert (who.lanes[7].voices, who.lanes[7].turns, who.lanes[7].speaker) == (23, 23, None)
    assert "其他 23 位：" in caption(who, CHINESE)
    assert sum(lane.part for lane in who.lanes) == pytest.approx(1)


def test_a_caption_is_never_longer_than_telegram_takes() -> None:
    who = who_spoke(talk(*((f"{n}" + "长" * 300, n * 10.0, n * 10.0 + 10) for n in range(8))))
    told = caption(who, CHINESE, "词")
    assert units(told) <= 1024
    assert told.endswith("\n…")


def test_an_empty_episode_has_no_lanes() -> None:
    assert who_spoke([]).lanes == ()
    assert caption(who_spoke([]), CHINESE) == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_shipped_episode_fits_into_its_frame(
    fonts: Fonts, shipped: Transcript, theme: Literal["light", "dark"]
) -> None:
    who = who_spoke(shipped.turns, [quote(turn) for turn in shipped.turns if "开源" in turn.text])
    data = draw_who(who, fonts, CHINESE, title=shipped.episode.title, words="开源", theme=theme)
    _framed(data, theme)


@pytest.mark.parametrize(
    "said",
    [
        [],
        [("阿狸", 0.0, 0.0)],
        [("阿狸" * 99, 0.0, 1.0), (None, 1.0, 36_000.0)],
        [("阿狸", None, None)],
        [(f"路人 {n} 👍🏽", n * 100.0, n * 100.0 + 90) for n in range(40)],
        [("阿狸", 50.0, 10.0), ("小浣熊", 5.0, 9.0)],
    ],
)
def test_strange_episodes_fit_into_their_frame(
    fonts: Fonts, said: list[tuple[str | None, float | None, float | None]]
) -> None:
    turns = talk(*said)
    data = draw_who(
        who_spoke(turns, [quote(turn) for turn in turns]), fonts, WhoTexts(), title="长" * 200, words="词" * 200
    )
    _framed(data, "light")


def _framed(data: bytes, theme: Literal["light", "dark"]) -> None:
    picture = Image.open(io.BytesIO(data))
    assert picture.width == WIDTH
    assert picture.height <= 2000
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, PALETTES[theme].paper)).getbbox()
    assert box is not None
    assert box[0] >= 40
    assert box[1] >= 40
    assert box[2] <= WIDTH - 40
    assert box[3] <= picture.height - 15


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_and_lanes_be_seen(theme: Literal["light", "dark"]) -> None:
    palette = PALETTES[theme]
    assert contrast(palette.ink, palette.paper) >= 7
    assert contrast(palette.quiet, palette.paper) >= 4.5
    for colour in (*palette.voices, palette.other):
        assert contrast(colour, palette.track) >= 1.9  # no text; every lane has its name, share and place beside it
    assert len(set(palette.voices)) == 7
