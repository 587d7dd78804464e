"""SubStation Alpha: what is spoken in it, apart from what is drawn, signed, sung in effects and commented out."""

from __future__ import annotations

import pytest

from store.models import Transcript
from store.transcripts import read
from tests.store.transcripts.sentences import told

HEAD = """[Script Info]
Title: {title}
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Dial_CH,Arial,60

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def ass(*events: str, title: str = "浣熊 [01]") -> Transcript:
    transcript = read(("\ufeff" + HEAD.format(title=title) + "\n".join(events)).encode(), "raccoons.ass")
    assert transcript.format == "ass"
    return transcript


def dialogue(start: str, end: str, text: str, style: str = "Default", *, name: str = "", effect: str = "") -> str:
    return f"Dialogue: 0,0:00:{start},0:00:{end},{style},{name},0,0,0,{effect},{text}"


def said(transcript: Transcript) -> list[tuple[str | None, float | None, float | None, str]]:
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


def test_commas_breaks_and_overrides() -> None:
    transcript = ass(dialogue("01.00", "02.50", "{\\pos(1,2)\\i1}你好，\\N浣熊{\\i0}, hello\\hthere"))
    assert said(transcript) == [(None, 1, 2.5, "你好，浣熊, hello there")]
    assert transcript.episode.title == "浣熊 [01]"


def test_a_title_that_the_editor_made_up_is_none() -> None:
    assert ass(dialogue("01.00", "02.00", "Hi"), title="Default Aegisub file").episode.title == "raccoons"


def test_two_languages_at_one_time_are_told_apart_by_style() -> None:
    transcript = ass(
        dialogue("01.00", "02.00", "呼んでるよ", "Dial_JP"),
        dialogue("02.00", "03.00", "すごい", "Dial_JP"),
        dialogue("01.00", "02.00", "有人在叫你", "Dial_CH"),
        dialogue("02.00", "03.00", "好厉害", "Dial_CH"),
    )
    assert said(transcript) == [(None, 1, 3, "呼んでるよすごい"), (None, 1, 3, "有人在叫你好厉害")]


@pytest.mark.parametrize(
    "event",
    [
        "Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a note",
        dialogue("01.00", "02.00", "{\\an7\\p1}m 0 0 l 54 -5 l -54 -5"),
        dialogue("01.00", "02.00", "{\\p1}m 0 0 l 5 5{\\p0}"),
        dialogue("01.00", "02.00", "♥", "OP-Particle"),
        dialogue("01.00", "02.00", "syl", "OP", effect="fx"),
        dialogue("01.00", "02.00", "", "Default"),
    ],
)
def test_what_nobody_says_is_left_out_and_counted(event: str) -> None:
    transcript = ass(event, dialogue("03.00", "04.00", "spoken"))
    assert [turn.text for turn in transcript.turns] == ["spoken"]
    assert told(transcript) == ("1 event left out that is a drawing, an effect, a comment or shown again",)


def test_words_beside_a_drawing_are_kept() -> None:
    transcript = ass(dialogue("01.00", "02.00", "before {\\p1}m 0 0 l 1 1{\\p0}after"))
    assert transcript.turns[0].text == "before after"


def test_a_sign_set_anew_for_each_frame_is_one() -> None:
    frames = [dialogue(f"01.{n:02}", f"01.{n + 4:02}", "垃圾桶", "Screen") for n in range(0, 40, 4)]
    assert said(ass(*frames)) == [(None, 1, 1.4, "垃圾桶")]


def test_the_name_column_holds_speakers_or_notes() -> None:
    named = ass(
        dialogue("01.00", "02.00", "Hi", name="rie"),
        dialogue("02.00", "03.00", "Hey", name="Yuuki"),
        dialogue("03.00", "04.00", "So"),
    )
    assert [turn.speaker for turn in named.turns] == ["rie", "Yuuki", None]
    noted = ass(*(dialogue(f"0{n}.00", f"0{n}.90", f"x{n}", name="eff1" if n == 1 else "") for n in range(1, 9)))
    assert {turn.speaker for turn in noted.turns} == {None}


def test_a_recogniser_writes_words_and_the_speaker_as_style() -> None:
    transcript = ass(
        dialogue("01.00", "01.20", "If", "Speaker00"),
        dialogue("01.20", "01.50", "you", "Speaker00"),
        dialogue("01.60", "02.00", "Yes.", "Speaker01"),
    )
    assert said(transcript) == [("Speaker00", 1, 1.5, "If you"), ("Speaker01", 1.6, 2, "Yes.")]


def test_an_event_that_cannot_be_read_is_reported_with_its_line() -> None:
    transcript = ass(dialogue("01.00", "02.00", "Hi"), "Dialogue: broken", dialogue("02.00", "03.00", "there"))
    assert transcript.turns[0].text == "Hi there"
    assert (
        told(transcript)[0]
        == "1 of 3 events were not understood; the first not understood is line 12: Dialogue: broken"
    )


def test_a_style_that_cannot_be_read_keeps_nobody_from_the_words() -> None:
    text = HEAD.format(title="x").replace("Style: Dial_CH,Arial,60", "Style: Bad,Arial,sixty,&HZZ")
    data = (text + dialogue("01.00", "02.00", "Hi")).encode()
    assert read(data, "x.ass").turns[0].text == "Hi"


def test_ssa_is_read_too() -> None:
    text = (
        "[Script Info]\nScriptType: v4.00\n\n[V4 Styles]\nFormat: Name\n\n[Events]\n"
        "Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: Marked=0,0:00:01.00,0:00:02.50,Default,,0000,0000,0000,,Hello, bins\n"
    )
    assert said(read(text.encode(), "x.ssa")) == [(None, 1, 2.5, "Hello, bins")]


def test_what_signs_say_before_a_colon_is_nobodys_name() -> None:
    spoken = [dialogue(f"{n:02}.00", f"{n:02}.90", f"竹子 {n}", "Dial_CH") for n in range(20)]
    signs = [
        dialogue(f"{n:02}.00", f"{n:02}.90", text, "Screen") for n, text in enumerate(("装备：木棍", "装备：竹子"), 3)
    ]
    assert {turn.speaker for turn in ass(*spoken, *signs).turns} == {None}
