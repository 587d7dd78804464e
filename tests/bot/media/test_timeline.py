"""Who spoke when: the numbers, and a picture of them that a phone can show."""

from __future__ import annotations

import io
import math
from itertools import combinations, pairwise
from typing import Literal

import pytest
from PIL import Image, ImageChops

from bot.media.pictures.fonts import Fonts
from bot.media.pictures.timeline import TimelineTexts
from bot.media.pictures.timeline_picture import PALETTES, WIDTH, draw_timeline
from bot.queries.timeline import who_spoke
from bot.render.html import units
from bot.render.pictures import caption
from store.models import Episode, Quote, Transcript, Turn
from tests.bot.media.test_card import contrast

CHINESE = TimelineTexts(
    "{minutes} 分钟 · {turns} 段 · {percent}%",
    "{seconds} 秒 · {turns} 段 · {percent}%",
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
    assert caption(who, CHINESE) == "阿狸：10 分钟 · 1 段 · 85%\n未署名：2 分钟 · 1 段 · 14%\n小浣熊：5 秒 · 1 段 · 1%"
    assert caption(who, TimelineTexts(), "panda").startswith("“panda”: 0×\n阿狸: 10 min · spoke 1× · 85%")


def test_the_shares_of_all_voices_are_a_hundred_percent() -> None:
    who = who_spoke(talk(("阿狸", 0, 414), ("小浣熊", 414, 727), ("熊猫", 727, 1000)))
    shares = [int(line.rpartition(" ")[2].removesuffix("%")) for line in caption(who, CHINESE).splitlines()]
    assert (shares, sum(shares)) == ([42, 31, 27], 100)


def test_an_episode_of_half_a_minute_is_told_in_seconds() -> None:
    who = who_spoke(talk(("阿狸", 0, 18), ("小浣熊", 18, 30), ("熊猫", 30, 30.2)))
    assert [line.split(" · ")[0] for line in caption(who, CHINESE).splitlines()] == [
        "阿狸：18 秒",
        "小浣熊：12 秒",
        "熊猫：1 秒",
    ]


@pytest.mark.parametrize("length", [0.5, 29, 30, 61, 599, 1801, 3600, 3660, 5400, 7000, 14_400, 36_000, 200_000])
def test_the_times_below_the_lanes_never_touch_one_another(fonts: Fonts, length: float) -> None:
    labels = _labels(draw_timeline(who_spoke(talk(("阿狸", 0, length))), fonts, CHINESE, title="一"))
    assert all(one[1] + 20 <= other[0] for one, other in pairwise(labels))
    assert all(left >= 60 and right <= WIDTH - 60 and right - left < 170 for left, right in labels)
    assert len(labels) >= 2 or length < 15


def _labels(data: bytes) -> list[tuple[int, int]]:
    """Return from where to where the times below the lanes stand; what is parted by 16 columns is two."""
    picture = Image.open(io.BytesIO(data)).convert("L")
    strip = picture.crop((0, picture.height - 86, WIDTH, picture.height))
    dark = [x for x in range(WIDTH) if strip.crop((x, 0, x + 1, strip.height)).getextrema() != (255, 255)]
    begins = [x for before, x in pairwise([-99, *dark]) if x - before > 16]
    ends = [x for x, after in pairwise([*dark, WIDTH + 99]) if after - x > 16]
    return list(zip(begins, ends, strict=True))


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
    data = draw_timeline(who, fonts, CHINESE, title=shipped.episode.title, words="开源", theme=theme)
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
    data = draw_timeline(
        who_spoke(turns, [quote(turn) for turn in turns]), fonts, TimelineTexts(), title="长" * 200, words="词" * 200
    )
    _framed(data, "light")


def test_an_episode_without_a_title_has_its_lanes(fonts: Fonts) -> None:
    _framed(draw_timeline(who_spoke(talk(("阿狸", 0, 60))), fonts, CHINESE, title="\u200b"), "light")


def _framed(data: bytes, theme: Literal["light", "dark"]) -> None:
    picture = Image.open(io.BytesIO(data)).convert("RGB")
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


# What eyes without one kind of cones see of linear red, green and blue:
# https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
EYES = {
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def seen(colour: str, eyes: str) -> tuple[float, float, float]:
    """Return a colour as it is seen, in CIE L*a*b*, where 2 is a difference that can just be told."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (
        min(1.0, max(0.0, sum(by * part for by, part in zip(row, linear, strict=True)))) for row in EYES[eyes]
    )
    x, y, z = (
        (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116)
        for value in (
            (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colour_blind_can_tell_the_lanes_apart(theme: Literal["light", "dark"], eyes: str) -> None:
    palette = PALETTES[theme]
    colours = [seen(colour, eyes) for colour in (*palette.voices, palette.other)]
    assert min(math.dist(one, other) for one, other in combinations(colours, 2)) >= 12
    assert min(math.dist(one, other) for one, other in pairwise(colours)) >= 16
