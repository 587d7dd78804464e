"""Transcripts written for other programs and read back: JSON loses nothing, the others exactly what they say."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.models import Cue, Episode, Transcript, Turn
from store.transcripts import decode, read
from store.transcripts.export import EXPORTS, NOBODY, NoTimes, UnknownExport, export, file_name
from store.transcripts.formats.podcast_json import READER as WHOLE
from store.transcripts.formats.podcast_json_html import JSON as PODCASTING

EPISODE = Episode(
    '熊猫 "电台" №1: 第一集',
    date="2024-09-13",
    keywords=("浣熊", "GPT & friends"),
    audio="https://example.com/a.mp3?x=1&y=2",
    page="https://example.com/1",
)

TURNS = (
    Turn("阿狸", 0.25, 12.5, "大家好，欢迎来到熊猫电台。今天我们聊聊垃圾桶。", "00:00", (Cue(13, 6.5),)),
    Turn("阿狸", 12.5, 14.0, "对。", "00:12"),
    Turn(
        "小 浣熊",
        14.0,
        90.75,
        "第一段，我觉得 <垃圾桶> & 披萨 *很* 重要_的_。\n第二段在这里，说到 [笑] 为止。" * 3,
        "00:14",
    ),
    Turn("Bo", 90.75, 95.0, "GPT-4 is great. It's 100% -- really! 1. one", "01:30"),
    Turn("小 浣熊", 95.5, 99.0, "好吃！"),
    Turn("Bo", 99.0, 100.0, "Yes."),
    Turn("阿狸", 3725.0, None, "一个多小时以后，再见👋。", "01:02:05"),
)


def written(format: str, turns: tuple[Turn, ...] = TURNS, episode: Episode = EPISODE) -> bytes:
    return export(episode, turns, format).encode()


def back(format: str, turns: tuple[Turn, ...] = TURNS) -> Transcript:
    return read(written(format, turns), file_name(EPISODE, format))


def letters(text: str) -> str:
    return "".join(text.split())


def voices(turns: tuple[Turn, ...]) -> list[tuple[str | None, str]]:
    """Return who says what, neighbouring turns of one person as one."""
    return [
        (speaker, letters("".join(turn.text for turn in run)))
        for speaker, run in groupby(turns, lambda turn: turn.speaker)
    ]


def test_json_reads_back_to_exactly_the_same_turns() -> None:
    source = decode(written("json"), "a.json")
    assert WHOLE.fits(source)
    transcript = WHOLE.read(source)
    assert transcript.turns == TURNS
    assert transcript.episode == EPISODE


def test_json_is_podcasting_2_to_everybody_else() -> None:
    source = decode(written("json"), "a.json")
    assert PODCASTING.fits(source)
    assert voices(PODCASTING.read(source).turns) == voices(TURNS)


NUMBERS = st.one_of(st.none(), st.floats(0, 1e5, allow_nan=False))
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Co", "Cn", "Cc"], exclude_characters="\ufeff\ufff9\ufffa\ufffb"),
    min_size=1,
)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.builds(
            lambda speaker, start, end, text, clock, cue: Turn(
                speaker, start, end, text, clock, () if cue is None else (Cue(len(text) // 2, cue),)
            ),
            st.one_of(st.none(), WORDS),
            NUMBERS,
            NUMBERS,
            st.lists(WORDS, min_size=1).map("\n".join),
            st.one_of(st.none(), st.just("01:02")),
            NUMBERS,
        ),
        max_size=5,
    )
)
def test_json_keeps_any_turn(turns: list[Turn]) -> None:
    assert WHOLE.read(decode(written("json", tuple(turns)), "a.json")).turns == tuple(turns)


def test_the_shipped_episode_survives_json(shipped: Transcript) -> None:
    again = WHOLE.read(decode(written("json", shipped.turns, shipped.episode), "a.json"))
    assert again.turns == shipped.turns
    assert again.episode == shipped.episode


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_captions_lose_turns_and_paragraphs_and_keep_who_said_what_when(format: str) -> None:
    transcript = back(format)
    assert voices(transcript.turns) == voices(TURNS)
    assert transcript.turns[0].text == TURNS[0].text + TURNS[1].text  # joined again, and long ones cut
    assert not any("\n" in turn.text for turn in transcript.turns)
    assert transcript.turns[0].start_s == 0.25
    assert [turn.start_s for turn in transcript.turns if turn.speaker == "Bo"] == [90.75, 99.0]
    assert transcript.episode.keywords == ()  # captions have no head


def test_srt_has_no_place_for_names_so_they_stand_in_the_words() -> None:
    assert "\n阿狸：大家好" in export(EPISODE, TURNS, "srt")
    nameless = (Turn(None, 0, 5, "顾客说：我要披萨。"), Turn(None, 5, 9, "好的。"))
    assert [turn.speaker for turn in back("srt", nameless).turns] == [None]


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_the_shipped_episode_keeps_its_words_and_voices_as_captions(format: str, shipped: Transcript) -> None:
    assert voices(back(format, shipped.turns).turns) == voices(shipped.turns)


def test_a_caption_fits_on_a_screen() -> None:
    long = Turn("阿狸", 0, 300, "一二三四五六七八九十，" * 40 + "甲" * 200 + "Donaudampfschifffahrtsgesellschaft " * 20)
    blocks = export(EPISODE, [long], "srt").split("\n\n")
    times = [block.split("\n")[1] for block in blocks]
    texts = [block.split("\n")[2].removeprefix("阿狸：") for block in blocks]
    assert all(sum(2 if one > "\u1100" else 1 for one in text) <= 84 for text in texts)
    assert times == sorted(times)
    assert times[0].startswith("00:00:00,000 --> ")
    assert letters("".join(texts)) == letters(long.text)


def test_markdown_loses_ends_finer_times_and_parts_of_seconds() -> None:
    transcript = back("md")
    assert transcript.episode == EPISODE
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [(turn.speaker, turn.text) for turn in TURNS]
    assert [turn.start_s for turn in transcript.turns] == [0, 12, 14, 90, 95, 99, 3725]
    assert [turn.end_s for turn in transcript.turns] == [12, 14, 90, 95, 99, 3725, None]  # where the next one begins
    assert not any(turn.cues for turn in transcript.turns)


def test_feishu_loses_ends_finer_times_parts_of_seconds_and_links() -> None:
    transcript = back("feishu")
    assert transcript.episode == replace(EPISODE, audio=None, page=None)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [(turn.speaker, turn.text) for turn in TURNS]
    assert [turn.start_s for turn in transcript.turns] == [0, 12, 14, 90, 95, 99, 3725]
    assert [turn.end_s for turn in transcript.turns] == [12, 14, 90, 95, 99, 3725, None]
    assert not any(turn.cues for turn in transcript.turns)


@pytest.mark.parametrize("format", ["md", "feishu"])
def test_the_shipped_episode_keeps_turns_and_clocks_as_text(format: str, shipped: Transcript) -> None:
    again = read(export(shipped.episode, shipped.turns, format).encode(), "a.txt")
    told = [(turn.speaker, turn.start_s, letters(turn.text)) for turn in again.turns]
    assert told == [(turn.speaker, turn.start_s, letters(turn.text)) for turn in shipped.turns]
    assert again.episode == shipped.episode


@pytest.mark.parametrize("format", ["md", "feishu"])
def test_text_calls_nobody_somebody(format: str) -> None:
    turns = (*TURNS[:4], Turn(None, 200, 210, "谁在说话？"), TURNS[6])
    assert [turn.speaker for turn in back(format, turns).turns][4] == NOBODY


def test_captions_without_any_time_cannot_be_written() -> None:
    turns = (Turn("阿狸", None, None, "你好。"),)
    for format in ("srt", "vtt"):
        with pytest.raises(NoTimes, match="has no times"):
            export(EPISODE, turns, format)
    assert "你好。" in export(EPISODE, turns, "md")
    assert "你好。" in export(EPISODE, turns, "feishu")


def test_a_turn_without_time_among_others_follows_the_one_before() -> None:
    turns = (Turn("阿狸", 10, 12, "你好。"), Turn("Bo", None, None, "好。"), Turn("阿狸", 20, 22, "再见。"))
    assert "00:00:11,333 --> " in export(EPISODE, turns, "srt")


def test_webvtt_is_safe_whatever_is_said() -> None:
    text = export(EPISODE, [Turn("<b>&", 0, 1, "a --> b <c.x> & </v>")], "vtt")
    assert (
        text == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v &lt;b&gt;&amp;>a --&gt; b &lt;c.x&gt; &amp; &lt;/v&gt;\n"
    )


@pytest.mark.parametrize("format", EXPORTS)
def test_no_file_tells_of_the_folders_of_this_machine(format: str) -> None:
    here = replace(EPISODE, audio="/srv/podcast/secret/a.mp3")
    assert "/srv/podcast" not in written(format, episode=here).decode()
    there = replace(EPISODE, audio="https://pod.example/a.mp3")
    assert ("https://pod.example/a.mp3" in written(format, episode=there).decode()) is (format in ("json", "md"))


def test_an_episode_without_turns_is_a_head_and_no_more() -> None:
    assert export(EPISODE, [], "json").startswith("{")
    assert "熊猫" in export(EPISODE, [], "md")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("熊猫电台", "熊猫电台.srt"),
        ('a/b\\c:d*?"<>|\x00e', "a b c d e.srt"),
        ("../../etc/passwd", "etc passwd.srt"),
        ("长" * 300, "长" * 80 + ".srt"),
        (" . ", "transcript.srt"),
    ],
)
def test_a_file_has_a_name_that_any_system_takes(title: str, name: str) -> None:
    assert file_name(Episode(title), "srt") == name


def test_an_unknown_format_is_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownExport, match="No format is called docx; known: srt, vtt, json, md, feishu"):
        export(EPISODE, TURNS, "docx")


@pytest.mark.parametrize("one", EXPORTS.values(), ids=EXPORTS)
def test_every_format_says_what_it_loses(one: object) -> None:
    assert getattr(one, "lost", "")
