"""What holds for all caption formats: encodings, line ends and blank lines change nothing; what is written is read."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.errors import NotATranscript
from store.models import Turn
from store.transcripts import READERS, read
from store.transcripts.captions.captions import Caption, turns

# Enough Chinese for an encoding to be recognised by.
FIRST, SECOND, THIRD = "我们今天来聊一聊浣熊", "它们晚上在城市里打开垃圾桶", "这是为什么呢"

SAMPLES = {
    "srt": f"1\n00:00:01,000 --> 00:00:02,000\n{FIRST}\n\n2\n00:00:02,000 --> 00:00:03,000\n{SECOND}\n{THIRD}\n",
    "webvtt": (
        f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>{FIRST}\n\n00:02.000 --> 00:03.000\n<v Bo>{SECOND}\n{THIRD}\n"
    ),
    "sbv": f"0:00:01.000,0:00:02.000\n{FIRST}\n\n0:00:02.000,0:00:03.000\n{SECOND}\n{THIRD}\n",
    "lrc": f"[ti:浣熊]\n\n[00:01.00]{FIRST}\n[00:02.00]{SECOND}\n\n[00:03.50]{THIRD}\n",
    "ass": (
        "[Script Info]\nTitle: 浣熊\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        f"Dialogue: 0,0:00:01.00,0:00:02.00,A,,0,0,0,,{FIRST}\n\nDialogue: 0,0:00:02.00,0:00:03.00,A,,0,0,0,,{SECOND}\n"
    ),
    "whisper-text": f"[00:01.000 --> 00:02.000] {FIRST}\n\n[00:02.000 --> 00:03.000] {SECOND}\n",
    "whisper-tsv": f"start\tend\ttext\n1000\t2000\t{FIRST}\n\n2000\t3000\t{SECOND}\n",
    "ttml": f'<tt><body>\n\n<p begin="1s" end="2s">{FIRST}</p>\n\n<p begin="2s" end="3s">{SECOND}</p></body></tt>',
    "podcasting-html": f"<cite>Ana:</cite>\n\n<time>0:01</time>\n<p>{FIRST}。</p>\n\n<cite>Bo:</cite><p>{SECOND}。</p>",
    "whisper": f'{{"language": "zh",\n\n"segments": [\n{{"start": 1.0, "end": 2.0, "text": "{FIRST}"}}]}}',
    "json": f'[\n{{"startTime": 1, "endTime": 2,\n\n"text": "{FIRST}"}}]',
}
LINE_ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_and_line_ends_change_nothing(name: str, end: str, encoding: str) -> None:
    plain = read(SAMPLES[name].encode(), "浣熊.txt")
    assert plain.format == name
    assert read(SAMPLES[name].replace("\n", end).encode(encoding), "浣熊.txt") == plain


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_more_blank_lines_change_nothing(name: str, data: st.DataObject) -> None:
    text = SAMPLES[name]
    parts = text.split("\n\n")
    gaps = [data.draw(st.sampled_from(["\n\n", "\n\n\n", "\n \n", "\n\n\t\n\n"])) for _ in parts[1:]]
    tail = data.draw(st.sampled_from(["", "\n", "\n\n\n"]))
    spread = parts[0] + "".join(gap + part for gap, part in zip(gaps, parts[1:], strict=True)) + tail
    assert read(spread.encode(), "x.txt").turns == read(text.encode(), "x.txt").turns


WORDS = (
    st.text("浣熊来了 abcXYZ.,。？", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(character.isalnum() for character in text))
)


@st.composite
def speech(draw: st.DrawFn) -> list[Caption]:
    """Return captions as a careful program writes them: in order, without overlap, to the millisecond."""
    captions: list[Caption] = []
    now = 0
    for text in draw(st.lists(WORDS, min_size=1, max_size=12)):
        start = now + draw(st.integers(0, 5000))
        now = start + draw(st.integers(1, 9000))
        captions.append(Caption(start / 1000, now / 1000, text))
    return captions


def clock(seconds: float | None, mark: str = ".") -> str:
    ms = round((seconds or 0) * 1000)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def in_srt(captions: list[Caption]) -> str:
    return "".join(
        f"{n}\n{clock(c.start_s, ',')} --> {clock(c.end_s, ',')}\n{c.text}\n\n" for n, c in enumerate(captions, 1)
    )


def in_webvtt(captions: list[Caption]) -> str:
    return "WEBVTT\n\n" + "".join(f"{clock(c.start_s)} --> {clock(c.end_s)}\n{c.text}\n\n" for c in captions)


def in_sbv(captions: list[Caption]) -> str:
    return "".join(f"{clock(c.start_s)},{clock(c.end_s)}\n{c.text}\n\n" for c in captions)


def in_terminal(captions: list[Caption]) -> str:
    return "".join(f"[{clock(c.start_s)} --> {clock(c.end_s)}] {c.text}\n" for c in captions)


def in_whisper(captions: list[Caption]) -> str:
    segments = [{"start": c.start_s, "end": c.end_s, "text": c.text} for c in captions]
    return json.dumps({"language": "zh", "segments": segments}, ensure_ascii=False)


def in_ttml(captions: list[Caption]) -> str:
    inside = "".join(f'<p begin="{clock(c.start_s)}" end="{clock(c.end_s)}">{c.text}</p>' for c in captions)
    return f"<tt><body><div>{inside}</div></body></tt>"


WRITERS: dict[str, Callable[[list[Caption]], str]] = {
    "srt": in_srt,
    "webvtt": in_webvtt,
    "sbv": in_sbv,
    "whisper-text": in_terminal,
    "whisper": in_whisper,
    "ttml": in_ttml,
}


def rounded(made: tuple[Turn, ...]) -> list[tuple[float | None, float | None, str]]:
    return [(turn.start_s, turn.end_s, turn.text) for turn in made]


# 4.344 - 1.344 is a little more than 3.0, which would be a pause, or not, by how a reader adds up a time.
TIMES = ((0.0, 0.001), (0.001, 0.002), (0.002, 1.344), (4.344, 4.345))
AS_LONG_AS_A_PAUSE = [Caption(start, end, "X") for start, end in TIMES]


@pytest.mark.parametrize("name", WRITERS)
@example(captions=AS_LONG_AS_A_PAUSE)
@given(captions=speech())
def test_what_is_written_comes_back(name: str, captions: list[Caption]) -> None:
    transcript = read(WRITERS[name](captions).encode(), "浣熊.txt")
    assert transcript.format == name
    assert rounded(transcript.turns) == rounded(turns(captions))


def test_every_reader_has_a_name_of_its_own_a_title_and_an_example() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
    assert all(reader.title and reader.example and "\n" not in reader.example for reader in READERS)


EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 12),
        st.sampled_from(
            [
                "",
                "\n",
                " --> ",
                "<v ",
                "</",
                "{",
                "}",
                "[",
                '"',
                ":",
                "9" * 60,
                "-1",
                "NaN",
                "1e999",
                "null",
                "\\ud800",
                "&#xE000;",
                "<![foo",
                "<!--",
                "\ue000",
                "\u2028",
                "{\\p1}",
                "<rt>",
                ">>",
                "我",
                "<cite>",
                "[00:",
            ]
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(st.sampled_from(sorted(SAMPLES.values())), EDITS, st.sampled_from([None, *(reader.name for reader in READERS)]))
def test_a_damaged_file_is_read_or_refused_in_a_sentence(
    text: str, edits: list[tuple[float, int, str]], format: str | None
) -> None:
    for place, length, new in edits:
        at = int(place * len(text))
        text = text[:at] + new + text[at + length :]
    try:
        transcript = read(text.encode(errors="surrogatepass"), "浣熊.txt", format=format)
    except NotATranscript as refusal:
        assert str(refusal).startswith("浣熊.txt")
        return
    for turn in transcript.turns:
        assert turn.text.strip()
        assert all(time is None or 0 <= time < 1e7 for time in (turn.start_s, turn.end_s))
        assert (turn.text + (turn.speaker or "")).encode()
