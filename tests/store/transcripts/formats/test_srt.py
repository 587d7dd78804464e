"""SubRip: strict files, careless files, and what is reported of them."""

from __future__ import annotations

import pytest

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts import read
from tests.store.transcripts.sentences import told


def srt(text: str, name: str = "浣熊.srt") -> Transcript:
    transcript = read(text.encode(), name)
    assert transcript.format == "srt"
    return transcript


def said(transcript: Transcript) -> list[tuple[str | None, float | None, float | None, str]]:
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


STRICT = """1
00:00:01,000 --> 00:00:02,500
Raccoons open

2
00:00:02,500 --> 00:00:04,000
every bin.
"""


def test_a_file_by_the_book() -> None:
    transcript = srt(STRICT)
    assert said(transcript) == [(None, 1, 4, "Raccoons open every bin.")]
    assert transcript.episode.title == "浣熊"
    assert told(transcript) == ()


WHOLE = [(None, 1.0, 4.0, "Raccoons open every bin.")]

CARELESS = {
    "points, not commas": STRICT.replace(",", "."),
    "no spaces round the arrow": STRICT.replace(" --> ", "-->"),
    "a short arrow": STRICT.replace("-->", "->"),
    "no indices": STRICT.replace("1\n00", "00").replace("2\n00", "00"),
    "indices of its own": STRICT.replace("1\n00", "4\n00").replace("2\n00", "6\n00"),
    "blank lines everywhere": STRICT.replace("\n", "\n\n"),
    "a blank line inside of a cue": STRICT.replace("Raccoons open", "Raccoons\n\nopen"),
    "no blank line between cues": STRICT.replace("\n\n", "\n"),
    "padded times": STRICT.replace("500\n", "500" + " " * 170 + "\n").replace("00:00:01", "  00:00:01"),
    "unpadded times": STRICT.replace("00:00:0", "0:0:"),
    "one digit of a second": STRICT.replace(",000", ",0").replace(",500", ",5"),
    "no hours": STRICT.replace("00:00:", "00:"),
    "full-width marks": STRICT.replace(":", "：").replace(",", "，"),
    "spaces inside of times": STRICT.replace("00:00:", "00: 00: "),
    "places on the screen": STRICT.replace("500\n", "500 X1:100 X2:200 Y1:10 Y2:20\n"),
    "italics, colours and overrides": STRICT.replace("Raccoons", "{\\an8}<i><font color='#fff'>Raccoons</font></i>"),
    "CRLF": STRICT.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + STRICT,
    "a cue without words": STRICT.replace("2\n00", "2\n00:00:02,400 --> 00:00:02,500\n\n3\n00"),
}


@pytest.mark.parametrize("text", CARELESS.values(), ids=CARELESS.keys())
def test_careless_files_say_the_same(text: str) -> None:
    assert said(srt(text)) == WHOLE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encodings_say_the_same(encoding: str) -> None:
    text = STRICT.replace("Raccoons open", "浣熊今天打開了我們的冰箱").replace("every bin.", "然後他們就在裡面睡著了。")
    (turn,) = read(text.encode(encoding), "x.srt").turns
    assert turn.text == "浣熊今天打開了我們的冰箱然後他們就在裡面睡著了。"


def test_a_number_that_somebody_says_is_no_index() -> None:
    numbered = "1\n00:00:01,000 --> 00:00:02,000\nThe answer is\n42\n\n2\n00:00:02,000 --> 00:00:03,000\nand\n7"
    bare = numbered.replace("1\n00", "00").replace("\n2\n00", "\n00")
    assert srt(numbered).turns[0].text == srt(bare).turns[0].text == "The answer is 42 and 7"


def test_the_index_of_a_cue_that_never_came_is_no_words() -> None:
    assert said(srt(STRICT + "\n3\n")) == WHOLE


def test_angles_and_braces_that_are_no_markup_stay() -> None:
    text = STRICT.replace("Raccoons", "1 <2> {laughs} <laughs> AT&T &amp; Raccoons &lt;3")
    assert srt(text).turns[0].text == "1 <2> {laughs} <laughs> AT&T & Raccoons <3 open every bin."


def test_a_speaker_is_named_at_a_change_only() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nMATT: 欢迎来到\n\n2\n00:00:02,000 --> 00:00:03,000\n今天的节目！\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nSAM: 你好\n\n4\n00:00:04,000 --> 00:00:05,000\nMATT: 开始\n"
    )
    assert said(srt(text)) == [
        ("MATT", 1, 3, "欢迎来到今天的节目！"),
        ("SAM", 3, 4, "你好"),
        ("MATT", 4, 5, "开始"),
    ]


BILINGUAL = """# https://example.org/watch

# 标题
# 浣熊的一天

# import intro 00:00:00,500

1
00:00:01,080 --> 00:00:02,000
# 别碰我
Don't touch me.

2
00:00:02,000 --> 00:00:03,500
# 这是什么
What is that?

3
00:00:03,500 --> 00:00:05,000
# 一个垃圾桶
A bin.

# shift forward 00:00:05,800

# import ending.srt 0:07:31,200
"""


def test_two_languages_in_one_cue_are_two_turns_at_one_time() -> None:
    transcript = srt(BILINGUAL)
    assert said(transcript) == [
        (None, 1.08, 5, "别碰我这是什么一个垃圾桶"),
        (None, 1.08, 5, "Don't touch me. What is that? A bin."),
    ]
    assert told(transcript) == ("2 lines of comment (#) between captions left out",)


def test_what_stands_behind_a_blank_line_is_spoken_though_it_is_marked() -> None:
    text = STRICT.replace("every bin.", "every bin.\n\n# 第一，\n# First,\n\n# 00:00:07,000 --> nothing\n# 删了的\n")
    transcript = srt(text)
    assert transcript.turns[0].text == "Raccoons open every bin.第一，First,"


def test_a_hash_in_front_of_a_song_or_a_tag_stays() -> None:
    text = STRICT.replace("Raccoons open", "# la la la #").replace("every bin.", "#raccoon")
    assert srt(text).turns[0].text == "# la la la # #raccoon"


def test_times_that_go_back_overlap_or_end_early_are_reported_with_their_lines() -> None:
    text = (
        "1\n00:00:10,000 --> 00:00:15,000\na\n\n2\n00:00:12,000 --> 00:00:13,000\nb\n\n"
        "3\n00:00:04,000 --> 00:00:05,000\nc\n\n4\n00:00:09,000 --> 00:00:08,000\nd\n"
    )
    transcript = srt(text)
    assert [turn.start_s for turn in transcript.turns] == [10, 4, 9]
    assert told(transcript) == (
        "1 caption starts before the one above it (at line 10); kept in file order",
        "1 caption overlaps the one above it (at line 6); kept in file order",
        "1 caption ends before it starts (at line 14)",
    )


def test_a_line_of_times_that_cannot_be_read_is_reported_and_its_words_are_kept() -> None:
    transcript = srt(STRICT + "\n3\n00:00:xx,000 --> 00:00:06,000\nA lost raccoon.\n")
    assert [turn.text for turn in transcript.turns] == ["Raccoons open every bin. A lost raccoon."]
    assert told(transcript)[0] == (
        "1 of 3 time lines were not understood; the first not understood is line 10: 00:00:xx,000 --> 00:00:06,000"
    )


def test_an_arrow_that_somebody_writes_is_words() -> None:
    transcript = srt(STRICT.replace("every bin.", "a --> b"))
    assert (transcript.turns[0].text, told(transcript)) == ("Raccoons open a --> b", ())


def test_what_a_recogniser_repeats_over_silence_is_kept_and_reported() -> None:
    cues = ["开始", "好的", "好的", "好的", "好的", "字幕by索兰娅"]
    text = "\n\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{cue}" for n, cue in enumerate(cues, 1))
    transcript = srt(text)
    assert transcript.turns[0].text == "".join(cues)
    assert told(transcript) == (
        "the same words stand 4 times in a row (at line 6): 好的; kept as they are",
        "1 caption reads like what a recogniser writes over silence (at line 22): 字幕by索兰娅; kept as it is",
    )


def test_a_file_without_words_is_refused() -> None:
    with pytest.raises(NotATranscript, match="nothing is said in it"):
        srt("1\n00:00:01,000 --> 00:00:02,000\n\n")


def test_an_example_in_a_text_about_subtitles_makes_no_subtitles_of_it() -> None:
    text = "# Subtitles\n\n" + "They stand in a file.\n" * 40 + "\n" + STRICT + "\n" + "So they do.\n" * 40
    with pytest.raises(NotATranscript):
        read((text + "\n```bash\nsubs\n```\n").encode(), "about.md")
