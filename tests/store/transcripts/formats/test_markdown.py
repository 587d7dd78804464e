"""Transcripts written for people: bold speakers, a clock before the words, names before a colon."""

from __future__ import annotations

import pytest

from store.errors import NotATranscript
from store.models import Cue, Transcript
from store.transcripts import read
from store.transcripts.labelled.labels import label
from store.transcripts.parsing.prose import words
from tests.store.transcripts.sentences import told

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
    assert any("line 15" in remark for remark in told(transcript))


def test_times_that_go_back_are_reported_with_their_line() -> None:
    transcript = load("Rocky (00:00:09):\nHi.\n\nTanuki (00:00:05):\nYo.\n\nRocky (00:00:12):\nBye.\n")
    assert [turn.start_s for turn in transcript.turns] == [9, 5, 12]
    assert any("line 4" in remark for remark in told(transcript))


def test_a_file_that_ends_after_a_head_is_refused_with_its_line() -> None:
    with pytest.raises(NotATranscript, match=r"line 7: the file is cut off after the head of Rocky's turn"):
        load("Rocky (00:00:09):\nHi.\n\nTanuki (00:00:15):\nYo.\n\nRocky (00:00:22):\n")


SOUNDS = {
    "after a clock, in Markdown": ("**0:10** · {} So.", r"\[sighs\]"),
    "after a clock": ("[00:10] {} So.", "[clears throat]"),
    "of a recogniser": ("[00:10] {} So.", "[BLANK_AUDIO]"),
    "more than one kind": ("[00:10] {} So.", "[typing]"),
}


@pytest.mark.parametrize(("line", "sound"), SOUNDS.values(), ids=SOUNDS)
def test_a_sound_in_brackets_after_a_clock_is_nobodys_name_and_stays_in_the_words(line: str, sound: str) -> None:
    text = "\n".join(
        line.format(sound if n % 3 == 1 else "Well.").replace("10", f"{n * 4:02}").replace("0:10", f"0:{n * 4:02}")
        for n in range(12)
    )
    turns = load(text).turns
    assert {turn.speaker for turn in turns} == {None}
    assert sum(turn.text.count(sound.replace("\\", "")) for turn in turns) == 4
    assert not any("00:" in turn.text for turn in turns)


def test_a_sound_at_the_end_of_a_recording_does_not_cut_the_file_off() -> None:
    text = "\n".join(f"[00:{n:02}] The bin is full." for n in range(10)) + "\n[33:20] [BLANK_AUDIO]\n"
    assert load(text).turns[-1].text.endswith("[BLANK_AUDIO]")


def test_one_name_in_brackets_in_a_file_of_clocks_is_not_carried_to_the_end() -> None:
    text = "[00:01] [Raccoon Weekly] Hello.\n" + "\n".join(f"[00:{n:02}] The bin is full." for n in range(9, 20))
    assert {turn.speaker for turn in load(text).turns} == {None}


def test_the_length_of_a_recording_is_nobodys_name() -> None:
    text = "- 时长：42:37\n\n" + "\n\n".join(f"**{n}:00** 竹子很好吃。" for n in range(9)) + "\n\n- 时长：42:37\n"
    assert {turn.speaker for turn in load(text).turns} == {None}


def test_marks_of_time_alone_on_their_lines_and_slides_in_fences_between_them() -> None:
    slide = "```\nslide title: Bins\n\nbins\n```"
    text = "# Bins\n\n* **Speaker: Rocky**\n* **Video: x**\n\n" + "\n\n".join(
        f"[Time 0:{n:02}:05]\n\n{slide}\n\nThe bins are full\nand I open them.\n\nSo far." for n in range(7)
    )
    transcript = load(text)
    assert transcript.format == "timed"
    assert said(transcript)[1] == (None, 65, "The bins are full and I open them. So far.")
    assert "slide" not in "".join(turn.text for turn in transcript.turns)


ALONE = {
    "without times": "Rocky Raccoon\n{}\n\nTom Nook\n{}\n\nRocky Raccoon\n{}\n\nTom Nook\n{}\n",
    "a line apart": "Rocky Raccoon\n\n{}\n\nTom Nook\n\n{}\n\nRocky Raccoon\n\n{}\n\nTom Nook\n\n{}\n",
    "with a post": "Rocky Raccoon -- Bins\n\n{}\n\nTom Nook\n\n{}\n\nRocky Raccoon\n\n{}\n\nTom Nook--Sales\n\n{}",
    "of a recogniser": "SPEAKER 1\n{}\n\nSPEAKER 2\n{}\n\nSPEAKER 1\n{}\n\nSPEAKER 2\n{}\n",
    "Chinese": "张三\n{}\n\n李四\n{}\n\n张三\n{}\n\n李四\n{}\n",
}


@pytest.mark.parametrize("text", ALONE.values(), ids=ALONE)
def test_a_name_alone_on_a_line_names_who_speaks_below_it(text: str) -> None:
    words_said = ["Hello, and welcome.", "Hi, thank you.", "So what is new?", "Not much."]
    turns = load(text.format(*words_said)).turns
    assert [turn.text for turn in turns] == words_said
    speakers = [turn.speaker for turn in turns]
    assert None not in speakers and speakers[:2] == speakers[2:] and speakers[0] != speakers[1]


def test_a_title_and_fields_above_the_first_speaker_are_no_speech() -> None:
    transcript = load(
        "竹子会议\n2026-07-21 20:58\n参会人：张三\n\n张三(00:05): 好。\n\n李四(00:15): 对。\n\n张三(00:25): 嗯。\n"
    )
    assert said(transcript) == [("张三", 5, "好。"), ("李四", 15, "对。"), ("张三", 25, "嗯。")]
    assert transcript.episode.title == "竹子会议"
    assert any("2026-07-21" in remark for remark in told(transcript))


def test_fields_above_speakers_before_a_colon_are_no_speakers() -> None:
    text = "Company: Bins\nTicker: BIN\nQuarter: third\n\n" + "Rocky Raccoon: Hi.\n\nTom Nook: Yo.\n\n" * 3
    assert {turn.speaker for turn in load(text).turns} == {"Rocky Raccoon", "Tom Nook"}


def test_who_speaks_once_is_known_and_a_word_before_a_colon_is_not() -> None:
    text = (
        "张三：竹子很好吃。\n\n李四：对。\n\n" * 4
        + "观众：我也想吃。\n\n李四：Compatibility: yes.\n\nCompatibility: of bins.\n"
    )
    turns = load(text).turns
    assert {turn.speaker for turn in turns} == {"张三", "李四", "观众"}
    assert turns[-1].text == "Compatibility: yes.\nCompatibility: of bins."


def test_one_voice_without_a_name_among_recognisers_names_is_its_own() -> None:
    text = "SPEAKER_00: Hello.\n\nSPEAKER_01: Hi.\n\n" * 4 + "**[19:28] UNKNOWN:** Yeah.\n\nSPEAKER_01: Bye.\n"
    assert [turn.speaker for turn in load(text).turns][-2:] == ["UNKNOWN", "SPEAKER_01"]


def test_a_surname_that_is_a_word_of_forms_is_a_surname() -> None:
    text = "".join(f"[{name}] [00:{n:02}] Well.\n\n" for n, name in enumerate(["Josh Allow", "Tom Nook"] * 4))
    assert {turn.speaker for turn in load(text).turns} == {"Josh Allow", "Tom Nook"}


def test_names_of_accounts_begin_lower_case() -> None:
    text = "\n".join(f"[{n:02}:00] {'qx' if n % 2 else 'kushti'}: The bin is full." for n in range(12))
    assert {turn.speaker for turn in load(text).turns} == {"qx", "kushti"}


@pytest.mark.parametrize("head", ["{} {}:", "{} – {}:", "{} – {}"])
def test_a_bare_clock_behind_a_name_is_told_by_a_dash_or_a_colon(head: str) -> None:
    text = "".join(
        head.format(name, f"00:0{n}:46") + "\n\nWell, the bins.\n\nSo.\n\n"
        for n, name in enumerate(["James", "Rocky Raccoon"] * 3)
    )
    turns = load(text).turns
    assert [(turn.speaker, turn.start_s) for turn in turns[:2]] == [("James", 46), ("Rocky Raccoon", 106)]
    assert {turn.text for turn in turns} == {"Well, the bins.\nSo."}


def test_clocks_before_some_paragraphs_of_a_talk() -> None:
    said_then = "The bins are full, and so I open them, and that is what I do every night of the week, you know. "
    text = "# Bins\n\n" + "\n\n".join(f"{n:02}:01 {said_then}\n\n{said_then}" for n in range(6))
    turns = load(text).turns
    assert turns[1].start_s == 61
    assert sum(turn.text.count("full") for turn in turns) == 12


@pytest.mark.parametrize("tail", ["Transcribed by https://otter.ai", "以上内容由AI生成，仅供参考"])
def test_the_recognisers_own_line_below_a_transcript_is_no_speech(tail: str) -> None:
    transcript = load(f"Rocky  0:05\nHello.\n\nTanuki  0:15\nHi.\n\nRocky  0:25\nBye.\n\n{tail}\n")
    assert transcript.turns[-1].text == "Bye."


NO_SPEAKERS = {
    "a form": "".join(f"- **Status:** open\n- **Priority:** {n}\n- **Bin:** full\n\n" for n in range(9)),
    "a form in plain type": "".join(f"Bin: {n}\nDepth: deep\nSmell: good\n\n" for n in range(9)),
    "a list of changes": "".join(f"- **bins{n % 4}**: they open in {n} ways\n" for n in range(20)),
    "a record of a meeting": "**会议日期：** 五月\n\n**会议标题：** 竹子\n\n**会议类型：** 例会\n\n大家都吃了竹子。\n",
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
