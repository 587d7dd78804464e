"""LRC: song texts, with all that is done to their tags."""

from __future__ import annotations

from store.models import Transcript
from store.transcripts import read
from tests.store.transcripts.sentences import told


def lrc(text: str, encoding: str = "utf-8") -> Transcript:
    transcript = read(text.encode(encoding), "song.lrc")
    assert transcript.format == "lrc"
    return transcript


def said(transcript: Transcript) -> list[tuple[float | None, float | None, str]]:
    return [(turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


def test_headers_give_the_title_and_an_empty_line_ends_the_one_before() -> None:
    transcript = lrc("[ti:浣熊之歌]\n[ar:熊猫]\n[00:01.50]Raccoons\n[00:03.00]in the bin\n[00:05.00]\n[00:20.00]Bye\n")
    assert transcript.episode.title == "熊猫 - 浣熊之歌"
    assert said(transcript) == [(1.5, 5, "Raccoons in the bin"), (20, None, "Bye")]


def test_a_line_with_two_tags_is_sung_twice_in_the_order_of_times() -> None:
    assert said(lrc("[00:01.00][01:40.00]Refrain\n[00:50.00]Verse\n")) == [
        (1, 16, "Refrain"),
        (50, 65, "Verse"),
        (100, None, "Refrain"),
    ]


def test_tags_of_words_and_tags_at_the_end_are_no_words() -> None:
    assert said(lrc("[00:01.00]<00:01.00>Rac<00:01.50>coons [00:02.00]\n[00:02.00]sing[00:03.00]\n")) == [
        (1, 3, "Raccoons sing")
    ]


def test_a_tag_alone_behind_the_words_is_their_time() -> None:
    assert said(lrc("Raccoons[00:01.00]\nsing[00:02.00]\n")) == [(1, 2, "Raccoons sing")]


def test_hours_offsets_typos_and_colons_before_hundredths() -> None:
    text = "[offset:-1500]\n[03:04:05.06]three hours\n[00:00.00]]doubled\n[00:02:50]colon\n"
    assert said(lrc(text)) == [(1.5, 19.0, "doubled colon"), (11046.56, None, "three hours")]


def test_gbk_without_a_mark_and_a_nul_byte() -> None:
    verse = "[00:{}.00]我们今天一起去看浣熊，它们都在垃圾桶里睡觉，真的是很可爱的动物\n"
    song = lrc("".join(map(verse.format, range(10, 60, 5))).replace("睡觉", "睡觉\x00", 1), "gbk")
    assert song.turns[0].text.startswith("我们今天一起去看浣熊，它们都在垃圾桶里睡觉，真的是很可爱的动物我们")


def test_a_line_without_a_tag_is_reported() -> None:
    transcript = lrc("[00:01.00]a\n[00:02.00]b\nlost\n")
    assert told(transcript) == ("1 of 3 lines were not understood; the first not understood is line 3: lost",)
