"""Transcripts written for people: bold speakers, a clock before the words, names before a colon."""

from __future__ import annotations

import pytest

from store.errors import NotATranscript
from store.models import Cue, Transcript
from store.transcripts import read
from store.transcripts.labels import label
from store.transcripts.prose import words

Heads = list[tuple[str | None, float | None, str]]


def load(text: str, name: str = "熊猫.md") -> Transcript:
    return read(text.encode(), name)


def said(transcript: Transcript) -> Heads:
    return [(turn.speaker, turn.start_s, turn.text) for turn in transcript.turns]


CHANGELOG = r"""**Rocky Raccoon:** \[00:10\] Hello \[laughs\] there. **So** good, [really](https://example.org/a_b).

\[01:20\] And I go on,

> as they say.

**Break:** \[25:59\] to \[27:11\]

**Tanuki:** Yes \[28:00\] and no. \[28:30.25\] Well.

**Jingle:** Trash, trash, trash!

**Wednesday**: that was the day.

**Rocky Raccoon:** \[01:02:03.04\] Bye.

# **Break:** \[1:03:00\]

**Outro**:

**Tanuki:** \[01:04:00\] Bye bye.
"""


def test_bold_speakers_with_times_continuations_and_voices_that_are_nobody() -> None:
    transcript = load(CHANGELOG)
    assert transcript.format == "markdown"
    assert said(transcript) == [
        ("Rocky Raccoon", 10, "Hello [laughs] there. So good, really.\nAnd I go on,\nas they say."),
        ("Tanuki", None, "Yes and no. Well."),
        (None, None, "Trash, trash, trash!\nWednesday: that was the day."),
        ("Rocky Raccoon", pytest.approx(3723.04), "Bye."),
        ("Tanuki", 3840, "Bye bye."),
    ]


def test_times_inside_a_turn_become_cues_at_the_words_said_then() -> None:
    first, second, *_ = load(CHANGELOG).turns
    assert first.cues == (Cue(first.text.index("And"), 80),)
    assert second.cues == (Cue(second.text.index("and no"), 1680), Cue(second.text.index("Well"), 1710.25))


SPEAKERS = {
    "full-width colon inside, half-width outside, emphasis in the words": (
        "**浣熊：** 大家好，**非共识在变少**，欢迎。\n\n**熊猫**: 你好。\n\n"
        "**非共识在变少**，这是真的。\n\n**浣熊：** 好。\n",
        [
            ("浣熊", None, "大家好，非共识在变少，欢迎。"),
            ("熊猫", None, "你好。\n非共识在变少，这是真的。"),
            ("浣熊", None, "好。"),
        ],
    ),
    "clock and name in bold": (
        "**[00:03] SPEAKER_06:** okay boom\n\n**[01:23] SPEAKER_00:** sure\n\n**[01:55] SPEAKER_06:** yes\n",
        [("SPEAKER_06", 3, "okay boom"), ("SPEAKER_00", 83, "sure"), ("SPEAKER_06", 115, "yes")],
    ),
    "bold clock, then a name": (
        "**0:51** · Rocky Raccoon: Hello there.\n\n### Bins\n\n"
        "**1:20** · Tanuki: Hi.\n\n**1:30** · Rocky Raccoon: Right.\n",
        [("Rocky Raccoon", 51, "Hello there."), ("Tanuki", 80, "Hi."), ("Rocky Raccoon", 90, "Right.")],
    ),
    "bold name, then a bare clock": (
        "**Rocky** 00:00:18\n\nHello.\n\n**Audience** 00:26:22\n\nWhy?\n\n**Rocky** 00:26:56\n\nBecause.\n",
        [("Rocky", 18, "Hello."), ("Audience", 1582, "Why?"), ("Rocky", 1616, "Because.")],
    ),
    "one person reads the news": (
        "**Rocky Raccoon:** Hello, this is the news.\n\nFirst up: bins.\n\nThat's the news.\n",
        [("Rocky Raccoon", None, "Hello, this is the news.\nFirst up: bins.\nThat's the news.")],
    ),
    "a name with a degree, and one in small letters": (
        "**Dr. Tanuki, Psy.D:** One.\n\n**chg:** Two.\n\n**Dr. Tanuki, Psy.D:** Three.\n\n**chg:** Four.\n",
        [
            ("Dr. Tanuki, Psy.D", None, "One."),
            ("chg", None, "Two."),
            ("Dr. Tanuki, Psy.D", None, "Three."),
            ("chg", None, "Four."),
        ],
    ),
    "bold in HTML": (
        "<b>Rocky:</b> Hello &amp; hi.\n\n<b>Tanuki:</b> Yo.\n\n<strong>Rocky:</strong> Bye.\n",
        [("Rocky", None, "Hello & hi."), ("Tanuki", None, "Yo."), ("Rocky", None, "Bye.")],
    ),
    "a name as a heading, then bullets with clocks": (
        "## 浣熊\n- [00:01] 你好。\n- [00:09] 竹子。\n\n## 熊猫\n- [00:12] 嗯。\n\n## 浣熊\n- [00:20] 好。\n",
        [("浣熊", 1, "你好。"), ("浣熊", 9, "竹子。"), ("熊猫", 12, "嗯。"), ("浣熊", 20, "好。")],
    ),
    "a name and a clock in brackets, a clock without a name goes on": (
        "Rocky (00:00:00):\nHi there.\n\nTanuki Lee (00:00:10):\nHello.\n\n"
        "(00:12:34):\nMore words.\n\nRocky (00:13:00):\nOk.\n",
        [
            ("Rocky", 0, "Hi there."),
            ("Tanuki Lee", 10, "Hello."),
            ("Tanuki Lee", 754, "More words."),
            ("Rocky", 780, "Ok."),
        ],
    ),
    "a clock in brackets, then a name": (
        "[00:00:24] Rocky: Hi [inaudible 00:00:26] there.\n\n[00:00:30] Tanuki: Hello.\n\n[00:00:36] Rocky: Ok.\n",
        [("Rocky", 24, "Hi [inaudible 00:00:26] there."), ("Tanuki", 30, "Hello."), ("Rocky", 36, "Ok.")],
    ),
    "names and clocks in brackets, some lines without a clock": (
        "[Speaker 1] [00:00] Alright.\n[Speaker 2] Yes.\n[Speaker 1] [00:07] Well.\n",
        [("Speaker 1", 0, "Alright."), ("Speaker 2", None, "Yes."), ("Speaker 1", 7, "Well.")],
    ),
    "a name, a colon and a clock, words glued to it once": (
        "NVK: 00:01:30\n\nHello.\n\nTanuki (Bob): 00:02:00\n\nYo.\n\nNVK: 00:02:06Matt\n\nNice.\n",
        [("NVK", 90, "Hello."), ("Tanuki (Bob)", 120, "Yo."), ("NVK", 126, "Matt\nNice.")],
    ),
    "a name on one line, its clock on the next": (
        "Rocky\n00:00:04\nHi there.\nMore.\nTanuki\n00:00:09\nHello.\nRocky\n00:00:12\nOk.\n",
        [("Rocky", 4, "Hi there.\nMore."), ("Tanuki", 9, "Hello."), ("Rocky", 12, "Ok.")],
    ),
    "clocks between names": (
        "[00:00:00]\nSPEAKER_01: 大家好。\n[00:01:01] 竹子好吃。\nSPEAKER_00: 对。\nSPEAKER_01: 嗯。\n",
        [("SPEAKER_01", 0, "大家好。\n竹子好吃。"), ("SPEAKER_00", None, "对。"), ("SPEAKER_01", None, "嗯。")],
    ),
    "names before a colon, other words before a colon": (
        "浣熊：大家好。\n熊猫：你好。\n步骤：先洗手。\n浣熊：嗯。\n接着说。\n熊猫：好。\n",
        [
            ("浣熊", None, "大家好。"),
            ("熊猫", None, "你好。\n步骤：先洗手。"),
            ("浣熊", None, "嗯。\n接着说。"),
            ("熊猫", None, "好。"),
        ],
    ),
    "a talk, then questions": (
        "Bins are deep.\n\nRaccoons are clever.\n\nQ: Why?\n\nA: Hands.\n\nQ: Really?\n\nA: Yes.\n",
        [
            (None, None, "Bins are deep."),
            (None, None, "Raccoons are clever."),
            ("Q", None, "Why?"),
            ("A", None, "Hands."),
            ("Q", None, "Really?"),
            ("A", None, "Yes."),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SPEAKERS.values(), ids=SPEAKERS)
def test_who_speaks_is_read_from_the_label(text: str, expected: Heads) -> None:
    assert said(load(text)) == expected


TIMED = {
    "bold": "**0:10** · Bins are deep.\n\n**0:15** · Very deep.\n\n**1:40** · Raccoons know.\n",
    "brackets": "[0:10] Bins are deep.\n[0:15] Very deep.\n[1:40] Raccoons know.\n",
    "entities": "[00:10] Bins are&nbsp;deep.\n[00:15] Very deep.\n[01:40] Raccoons know.\n",
    "bare": "0:10 Bins are deep.\n0:15 Very deep.\n1:40 Raccoons know.\n",
    "words below": "0:10\nBins are deep.\n0:15\nVery deep.\n1:40\nRaccoons know.\n",
    "chapters": "# Bins\n\n## One\n\n[0:10] Bins are deep.\n[0:15] Very deep.\n\n## Two\n\n[1:40] Raccoons know.\n",
}


@pytest.mark.parametrize("text", TIMED.values(), ids=TIMED)
def test_lines_with_times_alone_are_joined_to_turns(text: str) -> None:
    transcript = load(text, "bins.txt")
    assert transcript.format == "timed"
    assert " ".join(turn.text for turn in transcript.turns) == "Bins are deep. Very deep. Raccoons know."
    assert (transcript.turns[0].start_s, transcript.turns[-1].end_s) == (10, None)


def test_a_mark_in_code_type_is_a_time_and_an_editors_note_is_not_speech() -> None:
    text = "# 竹子\n\n## 开场 `[00:39:01]`\n\n**[`00:40:12`]** 〔字幕补录〕先看竹子。\n\n**[`00:41:50`]** 好。\n"
    transcript = load(text)
    assert [(turn.start_s, turn.text) for turn in transcript.turns] == [(2412, "先看竹子。"), (2510, "好。")]
    assert transcript.episode.title == "竹子"


def test_the_front_matter_gives_title_date_keywords_and_page() -> None:
    text = (
        "---\ntitle: 'It''s bins'\ndate: 2021-02-05\ntags:\n  - bins\n  - trash\nmedia: https://example.org/v\n"
        "summary: 'Rocky: talks\n  and talks'\n---\n## Intro\n\nRocky: 00:00:01\n\nHi.\n\nTanuki: 00:00:05\n\nYo.\n"
    )
    episode = load(text).episode
    assert (episode.title, episode.date, episode.keywords) == ("It's bins", "2021-02-05", ("bins", "trash"))
    assert episode.page == "https://example.org/v"


def test_the_part_under_the_heading_transcript_is_read_and_the_links_below_are_left_out() -> None:
    text = (
        "# Bins\n\n**Note:** a summary.\n\n## Transcript\n\n**Rocky:** Hi.\n\n## On bins\n\n"
        "**Tanuki:** Yo.\n\n**Rocky:** Bye.\n\n## Links\n\n- [Bins](https://example.org)\n"
    )
    transcript = load(text)
    assert [turn.text for turn in transcript.turns] == ["Hi.", "Yo.", "Bye."]
    assert any("line 15" in remark for remark in transcript.remarks)


def test_times_that_go_back_are_reported_with_their_line() -> None:
    transcript = load("Rocky (00:00:09):\nHi.\n\nTanuki (00:00:05):\nYo.\n\nRocky (00:00:12):\nBye.\n")
    assert [turn.start_s for turn in transcript.turns] == [9, 5, 12]
    assert any("line 4" in remark for remark in transcript.remarks)


def test_a_file_that_ends_after_a_head_is_refused_with_its_line() -> None:
    with pytest.raises(NotATranscript, match=r"line 7: the file is cut off after the head of Rocky's turn"):
        load("Rocky (00:00:09):\nHi.\n\nTanuki (00:00:15):\nYo.\n\nRocky (00:00:22):\n")


NO_SPEAKERS = {
    "points of a list": "# Bins\n\n" + "".join(f"- **第{n}点**: 竹子的第 {n} 个好处。\n" for n in range(12)),
    "credits": "字幕：浣熊组\n标题：竹子\n步骤：洗手\n步骤：吃\n",
}


@pytest.mark.parametrize("text", NO_SPEAKERS.values(), ids=NO_SPEAKERS)
def test_words_before_a_colon_that_are_nobodys_name_make_no_speaker(text: str) -> None:
    try:
        transcript = load(text)
    except NotATranscript:
        return
    assert {turn.speaker for turn in transcript.turns} == {None}


WORDS = [
    (r"\[laughs\] so \*really\* bad", "[laughs] so *really* bad"),
    ("**so** good, *very* _so_", "so good, very so"),
    ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
    ("[Bins](https://example.org/a_(b)) and <https://example.org/c_d>", "Bins and https://example.org/c_d"),
    ("a &gt;&gt; b &amp; c&nbsp;d &unknown; e", "a >> b & c d &unknown; e"),
    ("`code` and ![picture](x.png) 1 < 2", "code and 1 < 2"),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_markdown_becomes_the_words_that_were_said(text: str, expected: str) -> None:
    assert words(text) == expected


NO_LABEL = [
    "**Note** that this",
    "**非共识在变少**，这是",
    "We met at 10:30 there.",
    "https://example.org",
    "And [inaudible 00:10:35] so.",
    "",
]


@pytest.mark.parametrize("line", NO_LABEL)
def test_ordinary_words_carry_no_label(line: str) -> None:
    assert label(line) is None
