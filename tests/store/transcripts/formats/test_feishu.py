"""Feishu Minutes: the episode that ships with the bot, the export with line breaks, and texts that lost them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts import decode, detect, read
from tests.store.transcripts.sentences import told

EPISODE = Path(__file__).parents[4] / "episodes" / "从工程师的角度聊聊ChatGPT与大模型.txt"


def load(text: str, name: str = "会议.txt") -> Transcript:
    return read(text.encode(), name)


def heads(transcript: Transcript) -> list[tuple[str | None, str | None]]:
    return [(turn.speaker, turn.clock) for turn in transcript.turns]


@pytest.fixture(scope="module")
def episode() -> Transcript:
    return read(EPISODE.read_bytes(), EPISODE.name)


def test_the_episode_is_known_by_its_header(episode: Transcript) -> None:
    assert episode.format == "feishu"
    assert episode.episode.title == "从工程师的角度聊聊 ChatGPT 与大模型"
    assert len(episode.episode.keywords) == 16
    assert (episode.episode.keywords[0], episode.episode.keywords[-1]) == ("算法", "反向传播")


def test_the_episode_has_its_166_turns_of_three_people(episode: Transcript) -> None:
    assert Counter(turn.speaker for turn in episode.turns) == {"高策": 52, "方佳瑞": 68, "孙天祥": 46}
    assert (episode.turns[0].clock, episode.turns[-1].clock) == ("09:54", "01:11:41")
    assert episode.turns[-1].start_s == 4301
    assert told(episode) == ()


def test_a_turn_ends_where_the_next_begins_and_seven_pairs_share_a_clock(episode: Transcript) -> None:
    pairs = list(zip(episode.turns, episode.turns[1:], strict=False))
    assert all(turn.end_s == following.start_s for turn, following in pairs)
    assert sum(turn.start_s == turn.end_s for turn, _ in pairs) == 7
    assert episode.turns[-1].end_s is None


def test_every_character_of_the_episode_stands_in_exactly_one_turn(episode: Transcript) -> None:
    text = EPISODE.read_text(encoding="utf-8")
    body = text[text.rindex("文字记录") + len("文字记录") :]
    assert "".join(f"{turn.speaker} {turn.clock}{turn.text}" for turn in episode.turns) == body


def test_the_episode_reads_the_same_with_its_line_breaks(episode: Transcript) -> None:
    lines = [
        "从工程师的角度聊聊 ChatGPT 与大模型",
        "文字记录",
        "关键词",
        " ".join(episode.episode.keywords),
        "文字记录",
    ]
    for turn in episode.turns:
        lines += [f"{turn.speaker} {turn.clock}", turn.text]
    again = load("\n".join(lines))
    assert (again.turns, again.episode) == (episode.turns, episode.episode)


FLATTENED = {
    "a name that recurs, one after a full stop": (
        "播客 文字记录关键词甲 乙 文字记录张三 00:01你好。李四 00:05嗨！张三 00:09再见。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:09")],
    ),
    "no header at all": (
        "张三 00:01你好。李四 00:05嗨！张三 00:09再见。李四 00:10走了。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:09"), ("李四", "00:10")],
    ),
    "numbered voices": (
        "例会 文字记录说话人 1 00:00:01你好。说话人 2 00:00:05嗨！说话人 1 00:00:09再见。",
        [("说话人 1", "00:00:01"), ("说话人 2", "00:00:05"), ("说话人 1", "00:00:09")],
    ),
    "a numbered voice where no sentence ends": (
        "例会 文字记录说话人 1 00:01我们开始吧说话人 2 00:05好的说话人 12 00:09嗯。",
        [("说话人 1", "00:01"), ("说话人 2", "00:05"), ("说话人 12", "00:09")],
    ),
    "a name of two words": (
        "例会 文字记录南川 Mark 00:01你好，我是 Mark。李四 00:05嗨！南川 Mark 00:09再见。",
        [("南川 Mark", "00:01"), ("李四", "00:05"), ("南川 Mark", "00:09")],
    ),
    "one name is the tail of another": (
        "文字记录天祥 00:01好。孙天祥 00:05对。天祥 00:07是。孙天祥 00:09嗯。天祥 00:12好。",
        [("天祥", "00:01"), ("孙天祥", "00:05"), ("天祥", "00:07"), ("孙天祥", "00:09"), ("天祥", "00:12")],
    ),
    "the longer name speaks once": (
        "文字记录天祥 00:01好。孙天祥 00:05对。天祥 00:07是。天祥 00:12好。",
        [("天祥", "00:01"), ("孙天祥", "00:05"), ("天祥", "00:07"), ("天祥", "00:12")],
    ),
    "the shorter name speaks once": (
        "文字记录孙天祥 00:01好。天祥 00:05对。孙天祥 00:07是。孙天祥 00:12好。",
        [("孙天祥", "00:01"), ("天祥", "00:05"), ("孙天祥", "00:07"), ("孙天祥", "00:12")],
    ),
    "a name is called at the end of a turn, without a full stop": (
        "文字记录张三 00:01开始。李四 00:05好张三 00:07是我。李四 00:09好的张三 00:12对。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:07"), ("李四", "00:09"), ("张三", "00:12")],
    ),
    "a name is called, then speaks": (
        "文字记录高策 00:01请佳瑞介绍一下。好，高策。高策 00:07另外。李四 00:09好高策。高策 00:11嗯。",
        [("高策", "00:01"), ("高策", "00:07"), ("李四", "00:09"), ("高策", "00:11")],
    ),
    "no punctuation anywhere": (
        "文字记录张三 00:01大家好我们开始李四 00:05好啊张三 00:07那么第一个问题李四 00:09请讲张三 00:12谢谢",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:07"), ("李四", "00:09"), ("张三", "00:12")],
    ),
    "a clock said aloud": (
        "文字记录张三 00:01几点开始？李四 00:05大概 29:30 吧，也可能 00:06 分。张三 00:09好。李四 00:12嗯。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:09"), ("李四", "00:12")],
    ),
    "a clock said aloud after a full stop": (
        "文字记录张三 10:01几点？李四 10:05不知道。大概 29:30 吧。现在是 10:06 了。张三 10:09好。李四 10:12嗯。",
        [("张三", "10:01"), ("李四", "10:05"), ("张三", "10:09"), ("李四", "10:12")],
    ),
    "an unsuspicious word before a clock that is too early, and one before a clock that is too late": (
        "文字记录张三 10:01几点？李四 10:05嗯。饭点 09:30开门。好。车站 59:59关门。张三 10:09好。李四 10:12嗯。",
        [("张三", "10:01"), ("李四", "10:05"), ("张三", "10:09"), ("李四", "10:12")],
    ),
    "a speaker's name before a clock said aloud": (
        "文字记录张三 10:01几点？李四 10:05等张三。张三 08:30 来。张三 10:09好。李四 10:12嗯。张三 10:15走。",
        [("张三", "10:01"), ("李四", "10:05"), ("张三", "10:09"), ("李四", "10:12"), ("张三", "10:15")],
    ),
    "a clock far ahead in the last turn": (
        "文字记录张三 10:01几点？李四 10:05嗯。张三 10:09好，再见。节目 59:59 播出。",
        [("张三", "10:01"), ("李四", "10:05"), ("张三", "10:09")],
    ),
    "two turns at one clock": (
        "文字记录张三 00:01好。李四 00:01好。张三 00:01好。李四 00:02好。",
        [("张三", "00:01"), ("李四", "00:01"), ("张三", "00:01"), ("李四", "00:02")],
    ),
    "words that begin with a digit": (
        "文字记录张三 00:0119 年的事。李四 00:0520 年吧。张三 01:02:0330 个人。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "01:02:03")],
    ),
    "line breaks became spaces": (
        "播客 文字记录 关键词 甲 乙 文字记录 张三 00:01 你好。 李四 00:05 嗨！ 张三 00:09 再见。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:09")],
    ),
    "the txt header, flattened": (
        "2024年9月13日 下午 4:22|23分钟 55秒关键词:算法、大模型文字记录:张三 00:01你好。李四 00:05嗨！张三 00:09再见。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:09")],
    ),
    "the document header, flattened": (
        "会议主题：周会上传时间：2026年3月31日（周二） 02:25 （GMT+08）文字记录："
        "张三 00:01你好。李四 00:05嗨！张三 00:09再见。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:09")],
    ),
    "words that begin with a space and a Latin word": (
        "文字记录张三 00:01你好。李四 00:05 chat GPT 是什么？张三 00:09一个模型。李四 00:12好。张三 00:15嗯。",
        [("张三", "00:01"), ("李四", "00:05"), ("张三", "00:09"), ("李四", "00:12"), ("张三", "00:15")],
    ),
    "Latin names": (
        "Minutes 文字记录Mark Lee 00:01Hello there. Nice day.Ann O'Neil 00:05Hi.Mark Lee 00:09Bye.Ann O'Neil 00:11Bye.",
        [("Mark Lee", "00:01"), ("Ann O'Neil", "00:05"), ("Mark Lee", "00:09"), ("Ann O'Neil", "00:11")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), FLATTENED.values(), ids=FLATTENED)
def test_turns_are_found_in_a_text_without_line_breaks(text: str, expected: list[tuple[str, str]]) -> None:
    transcript = load(text)
    assert heads(transcript) == expected
    # Nothing is lost: names, clocks and words give the text back, white space where lines broke aside.
    body = "".join(f"{turn.speaker} {turn.clock}{turn.text}" for turn in transcript.turns)
    assert text.replace(" ", "").endswith(body.replace(" ", ""))


def test_names_met_only_once_are_reported() -> None:
    transcript = load("文字记录张三 00:01你好。李四 00:05嗨！张三 00:09再见。")
    assert any("李四" in remark and "张三" not in remark for remark in told(transcript))


def test_clocks_taken_for_speech_are_reported() -> None:
    transcript = load("文字记录张三 00:01几点？李四 00:05大概 29:30 吧。张三 00:09好。李四 00:12嗯。")
    assert any("大概 29:30" in remark for remark in told(transcript))
    assert transcript.turns[1].text == "大概 29:30 吧。"


def test_words_before_the_first_name_are_kept_as_nobodys() -> None:
    transcript = load("文字记录以下内容由系统生成。张三 00:01你好。李四 00:05嗨！张三 00:09再见。")
    assert (transcript.turns[0].speaker, transcript.turns[0].text) == (None, "以下内容由系统生成。")
    assert len(transcript.turns) == 4


HEADERS = {
    "txt export": (
        "2024年9月13日 下午 4:22|23分钟 55秒\n\n关键词:\n算法、machine learning、\n框架\n\n文字记录:\n\n",
        ("文件", "2024-09-13", ("算法", "machine learning", "框架")),
    ),
    "txt export of the API": (
        "2026-07-21 20:58:04 CST|1小时 3秒\n\n关键词:\n算法\n\n文字记录:\n\n",
        ("文件", "2026-07-21", ("算法",)),
    ),
    "document export": (
        "会议主题：产品周会\n上传时间：2026年3月31日（周二） 02:25 （GMT+08）\n智能纪要：会议 10:30 开始\n\n",
        ("产品周会", "2026-03-31", ()),
    ),
    "Markdown": ("**文字记录：产品周会**\n\n", ("产品周会", None, ())),
    "none": ("", ("文件", None, ())),
}
BODIES = {
    "usual": "张三 00:01\n你好。\n李四 00:05\n嗨！\n张三 00:09\n再见。\n",
    "blank lines anywhere": "\n张三 00:01\n\n你好。\n\n\n李四 00:05\n\n嗨！\n\n张三 00:09\n再见。\n\n\n",
    "trailing spaces": "张三 00:01  \n你好。  \n李四 00:05 \n嗨！\n张三 00:09\t\n再见。\n",
    "pandoc's backslash": "张三 00:01\\\n你好。\n\n李四 00:05\\\n嗨！\n\n张三 00:09\\\n再见。\n",
    "bold heads": "**张三 00:01**\n你好。\n**李四 00:05**\n嗨！\n**张三 00:09**\n再见。\n",
    "cite tags": "".join(
        f'<cite type="user" user-name="{name}"></cite> {clock}\n{text}\n'
        for name, clock, text in (("张三", "00:01", "你好。"), ("李四", "00:05", "嗨！"), ("张三", "00:09", "再见。"))
    ),
    "carriage returns": "张三 00:01\r\n你好。\r\n李四 00:05\r\n嗨！\r\n张三 00:09\r\n再见。\r\n",
    "old Mac line ends": "张三 00:01\r你好。\r李四 00:05\r嗨！\r张三 00:09\r再见。\r",
}


@pytest.mark.parametrize(("above", "expected"), HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_usual_exports_read_alike(above: str, expected: tuple[str, str | None, tuple[str, ...]], body: str) -> None:
    transcript = load(above + body, "文件.txt")
    assert [(t.speaker, t.start_s, t.end_s, t.text) for t in transcript.turns] == [
        ("张三", 1, 5, "你好。"),
        ("李四", 5, 9, "嗨！"),
        ("张三", 9, None, "再见。"),
    ]
    assert (transcript.episode.title, transcript.episode.date, transcript.episode.keywords) == expected


def test_a_clock_at_the_end_of_a_spoken_line_starts_no_turn() -> None:
    transcript = load(
        "说话人 1 00:03:30\n那就约在 10:30\n或者改到后天 11:00\n说话人 2 00:03:50\n好的\n说话人 1 00:04:00\n嗯\n"
    )
    assert [turn.text for turn in transcript.turns] == ["那就约在 10:30\n或者改到后天 11:00", "好的", "嗯"]


def test_milliseconds_and_changing_clock_widths_are_read() -> None:
    transcript = load("张三 59:58\n甲。\n李四 01:00:02.500\n乙。\n张三 01:00:04\n丙。\n")
    assert [turn.start_s for turn in transcript.turns] == [3598, 3602.5, 3604]
    assert transcript.turns[1].clock == "01:00:02.500"


def test_times_that_go_back_are_kept_in_file_order_and_reported() -> None:
    transcript = load("张三 00:10\n甲。\n李四 00:20\n乙。\n张三 00:05\n丙。\n李四 00:30\n丁。\n")
    assert [turn.start_s for turn in transcript.turns] == [10, 20, 5, 30]
    assert transcript.turns[1].end_s is None
    assert any("before the one above" in remark and "line 5" in remark for remark in told(transcript))


CUT = {
    "after a head": ("张三 00:01\n你好。\n李四 00:05\n嗨！\n张三 00:09\n", "after the head of 张三", 5),
    "after a head, flattened": ("文字记录张三 00:01你好。李四 00:05嗨！张三 00:09", "after the head of 张三", 1),
    "inside a clock": ("张三 00:01\n你好。\n李四 00:05\n嗨！\n张三 00:0", "in the head", 5),
    "inside a clock, flattened": ("文字记录张三 00:01你好。李四 00:05嗨！张三 00:", "in the head", 1),
    "before a clock, flattened": ("文字记录张三 00:01你好。李四 00:05嗨！张三 00:09好。李四", "in the head", 1),
    "header alone": ("播客 文字记录关键词算法 推理 文字记录", "with a speaker and a clock", 1),
}


@pytest.mark.parametrize(("text", "reason", "line"), CUT.values(), ids=CUT)
def test_a_file_that_breaks_off_is_refused_with_the_place(text: str, reason: str, line: int | None) -> None:
    with pytest.raises(NotATranscript, match=reason) as caught:
        load(text, "半截.txt")
    assert str(caught.value).startswith("半截.txt")
    assert line is None or caught.value.line == line


@pytest.mark.parametrize("place", [5000, 9001, 20002, 33333, 47002, 52940])
def test_the_episode_cut_anywhere_is_refused_or_still_ends_a_sentence(place: int) -> None:
    try:
        transcript = read(EPISODE.read_bytes()[:place], EPISODE.name)
    except NotATranscript as fault:
        assert "cut off" in str(fault) and fault.line == 1
    else:
        assert transcript.turns[-1].text[-1] in "。？！"


# Made-up conversations, flattened and read back.

NAMES = st.lists(
    st.sampled_from(
        [
            "张三",
            "李四",
            "孙天祥",
            "天祥",
            "高策",
            "方佳瑞",
            "说话人 1",
            "说话人 11",
            "发言人2",
            "南川 Mark",
            "Mark",
            "欧阳娜娜",
            "小王（主持）",
        ]
    ),
    min_size=2,
    max_size=5,
    unique=True,
)
WORDS = st.lists(
    st.sampled_from(
        [
            "好的",
            "大模型",
            " chat GPT ",
            "其实",
            "我觉得",
            "高策",
            "天祥",
            "大概 29:30 吧",
            "在 10:30 开会",
            "19 年",
            "，",
            "。",
            "？",
            "张三",
            "嗯",
        ]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    names = draw(NAMES)
    turns, time = [], draw(st.integers(0, 700))
    for speaker in draw(st.lists(st.sampled_from(names), min_size=4, max_size=25)):
        turns.append((speaker, time, draw(WORDS).strip() + draw(st.sampled_from("。？！"))))
        time += draw(st.integers(0, 90))
    spoken = Counter(speaker for speaker, _, _ in turns)
    return [(speaker, time, text) for speaker, time, text in turns if spoken[speaker] > 1]


def clock(time: int) -> str:
    return (
        f"{time // 3600:02}:{time // 60 % 60:02}:{time % 60:02}" if time >= 3600 else f"{time // 60:02}:{time % 60:02}"
    )


@settings(deadline=None, max_examples=120)
@given(turns=conversations().filter(lambda turns: len(turns) > 3), gap=st.sampled_from(["", " "]))
def test_a_conversation_is_read_back_from_its_flattened_text(turns: list[tuple[str, int, str]], gap: str) -> None:
    flat = "播客 文字记录关键词甲 乙 文字记录" + gap.join(
        f"{who} {clock(when)}{gap}{text}" for who, when, text in turns
    )
    transcript = load(flat)
    assert [(t.speaker, t.clock, t.text) for t in transcript.turns] == [(w, clock(at), text) for w, at, text in turns]


@settings(deadline=None, max_examples=50)
@given(turns=conversations().filter(lambda turns: len(turns) > 3), data=st.data())
def test_blank_lines_line_ends_and_encodings_never_change_the_turns(
    turns: list[tuple[str, int, str]], data: st.DataObject
) -> None:
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]))
    lines = ["2024年9月13日 下午 4:22|23分钟 55秒"]
    for who, when, text in turns:
        lines += [f"{who} {clock(when)}", text]
    text = "".join(line + end * data.draw(st.integers(1, 3)) for line in lines)
    transcript = read(text.encode(encoding), "会议.txt")
    assert [(t.speaker, t.clock, t.text) for t in transcript.turns] == [(w, clock(at), text) for w, at, text in turns]


@pytest.mark.parametrize(
    "text",
    [
        "我们大概 10:30 开会，到 11:30 结束。然后 12:00 吃饭。",
        "第一章\n从前有座山，山上有座庙。\n",
        "a: 1\nb: 2\n",
        "Cut it so:\n  --end-time 00:55:36\n"
        + "A bin, and a lid to it.\n" * 80
        + "Or so:\n  --end-time 00:55:36\nDone.\n",
    ],
)
def test_ordinary_text_with_clocks_in_it_is_not_taken_for_minutes(text: str) -> None:
    try:
        found = detect(decode(text.encode(), "文章.txt")).name
    except NotATranscript:
        return
    assert found != "feishu"
